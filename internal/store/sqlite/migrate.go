package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// step is one migration.
type step struct {
	version int
	name    string
	sql     string
}

func steps() ([]step, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var out []step
	for _, e := range entries {
		number, _, _ := strings.Cut(e.Name(), "_")
		v, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number: %w", e.Name(), err)
		}
		b, err := migrations.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, step{v, e.Name(), string(b)})
	}
	slices.SortFunc(out, func(a, b step) int { return a.version - b.version })
	return out, nil
}

// migrate brings the schema to the version of this program, one transaction a
// step. What was there is copied first.
func migrate(ctx context.Context, db *sql.DB, path string, log *slog.Logger) error {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return damaged(err)
	}
	all, err := steps()
	if err != nil {
		return err
	}
	newest := all[len(all)-1].version
	if version > newest {
		return fmt.Errorf("the database has version %d, and this program knows up to %d: use the newer program that made it", version, newest)
	}
	for _, s := range all {
		if s.version <= version {
			continue
		}
		if version > 0 {
			if err := backup(ctx, db, path, version, log); err != nil {
				return err
			}
		}
		if err := apply(ctx, db, s); err != nil {
			return fmt.Errorf("migrate to version %d (%s): %w", s.version, s.name, translate(err))
		}
		version = s.version
	}
	return nil
}

// backup copies the database beside itself before its schema is changed.
func backup(ctx context.Context, db *sql.DB, path string, version int, log *slog.Logger) error {
	to := fmt.Sprintf("%s.v%d.bak", path, version)
	if _, err := os.Stat(to); err == nil {
		return nil // of an earlier try
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to+".tmp"); err != nil {
		os.Remove(to + ".tmp")
		return fmt.Errorf("copy the database before migrating it: %w", translate(err))
	}
	if err := os.Rename(to+".tmp", to); err != nil {
		return fmt.Errorf("copy the database before migrating it: %w", err)
	}
	log.Info("copied the database before migrating it", "copy", to)
	return nil
}

func apply(ctx context.Context, db *sql.DB, s step) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, s.sql); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", s.version)); err != nil {
		return err
	}
	return tx.Commit()
}
