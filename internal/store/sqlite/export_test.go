package sqlite

import (
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"path/filepath"
)

// Writer opens one more connection as the writer's is: the store holds that one.
func Writer(db *DB) (*sql.DB, error) {
	return sql.Open("sqlite", (&opener{path: db.path}).writerDSN())
}

// Readers are the read-only connections.
func Readers(db *DB) *sql.DB { return db.readers }

// MigrateBy migrates the database at path by the migrations of a folder.
func MigrateBy(ctx context.Context, path string, from fs.FS, log *slog.Logger) error {
	all, err := steps(from)
	if err != nil {
		return err
	}
	o := &opener{path: path, log: log, translate: translator(func() bool { return roomIn(filepath.Dir(path)) })}
	db, err := sql.Open("sqlite", o.writerDSN())
	if err != nil {
		return err
	}
	defer db.Close()
	return o.migrateBy(ctx, db, all)
}

// Migrations are those of the program.
func Migrations() fs.FS { return migrations }
