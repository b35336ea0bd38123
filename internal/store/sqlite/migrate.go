package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
)

// ErrNewer means that a newer program has changed the database in a way that
// this one does not know.
var ErrNewer = errors.New("the database is of a newer version")

//go:embed migrations/*.sql
var migrations embed.FS

// step is one migration.
type step struct {
	version int
	name    string
	sql     string
}

// steps reads the migrations of a folder, in order.
func steps(from fs.FS) ([]step, error) {
	names, err := fs.Glob(from, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var out []step
	for _, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		v, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number: %w", name, err)
		}
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		out = append(out, step{v, name, string(b)})
	}
	slices.SortFunc(out, func(a, b step) int { return a.version - b.version })
	return out, nil
}

// migrate brings the schema to the version of this program, one transaction a
// step. What was there is copied first.
func (o *opener) migrate(ctx context.Context, db *sql.DB) error {
	all, err := steps(migrations)
	if err != nil {
		return err
	}
	return o.migrateBy(ctx, db, all)
}

func (o *opener) migrateBy(ctx context.Context, db *sql.DB, all []step) error {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return o.damaged(err)
	}
	if newest := all[len(all)-1].version; version > newest {
		return fmt.Errorf("%w: %d, and this program knows up to %d; use the newer program", ErrNewer, version, newest)
	}
	copied := version == 0 // there is nothing to copy
	for _, s := range all {
		if s.version <= version {
			continue
		}
		if !copied {
			if err := o.copyBefore(ctx, db, version); err != nil {
				return fmt.Errorf("copy the database before migrating it: %w", err)
			}
			copied = true
		}
		if err := apply(ctx, db, s); err != nil {
			return fmt.Errorf("migrate to version %d (%s): %w", s.version, s.name, o.translate(err))
		}
		version = s.version
	}
	return nil
}

// copyBefore copies the database beside itself before its schema is changed. A
// copy of an earlier try is kept: it is of before the first change.
func (o *opener) copyBefore(ctx context.Context, db *sql.DB, version int) error {
	to := fmt.Sprintf("%s.v%d.bak", o.path, version)
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	unfinished := to + ".tmp"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", unfinished); err != nil {
		os.Remove(unfinished)
		return o.translate(err)
	}
	if err := syncFile(unfinished); err != nil {
		return err
	}
	if err := os.Rename(unfinished, to); err != nil {
		return err
	}
	o.log.Info("copied the database before migrating it", "copy", to)
	return nil
}

// syncFile makes a file durable, which VACUUM INTO does not.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
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
