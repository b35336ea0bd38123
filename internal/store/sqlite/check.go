package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/watchpost/watchpost/internal/store"
)

// wholePages is the largest database, in pages, that is looked at whole before it
// is used: about a quarter of a second.
const wholePages = 16_384

// header is how every SQLite database begins.
const header = "SQLite format 3\x00"

// inspect looks whether the database at path is whole, as far as that is quick,
// over a connection that cannot write: what is damaged is left as it is. later
// says that the last run ended without closing a database that is too large for
// that, so that the rest is to be looked at while it is in use.
func (o *opener) inspect(ctx context.Context) (later bool, err error) {
	if exists, err := readHeader(o.path); err != nil || !exists {
		return false, err
	}
	wal, err := os.Stat(o.path + "-wal")
	unclean := err == nil && wal.Size() > 0
	db, err := sql.Open("sqlite", dsn(o.path, "ro", "busy_timeout(5000)", "query_only(1)", "cache_size(-2048)", "mmap_size(0)"))
	if err != nil {
		return false, err
	}
	defer db.Close()
	var pages int
	if err := db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return false, o.damaged(err)
	}
	if pages <= wholePages {
		return false, o.damaged(quickCheck(ctx, db))
	}
	return unclean, o.damaged(tops(ctx, db))
}

// readHeader refuses a file that is no database. exists is false when there is
// nothing yet.
func readHeader(path string) (exists bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, len(header))
	switch n, err := io.ReadFull(f, head); {
	case err == io.EOF:
		return false, nil // made, and not yet written to
	case err != nil && err != io.ErrUnexpectedEOF:
		return false, fmt.Errorf("%w: %w", store.ErrDamaged, err)
	case string(head[:n]) != header:
		return false, fmt.Errorf("%w: the file is not a database; it is left as it is", store.ErrDamaged)
	}
	return true, nil
}

// tops reads the schema, and the first row of every table.
func tops(ctx context.Context, db *sql.DB) error {
	tables, err := texts(ctx, db, "SELECT name FROM sqlite_schema WHERE type = 'table'")
	if err != nil {
		return err
	}
	for _, t := range tables {
		var n int
		err := db.QueryRowContext(ctx, `SELECT 1 FROM "`+strings.ReplaceAll(t, `"`, `""`)+`" LIMIT 1`).Scan(&n)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("table %s: %w", t, err)
		}
	}
	return nil
}

// errMalformed is what a check found.
type errMalformed struct{ found []string }

func (e errMalformed) Error() string { return strings.Join(e.found, "; ") }

// quickCheck looks at every page.
func quickCheck(ctx context.Context, db *sql.DB) error {
	found, err := texts(ctx, db, "PRAGMA quick_check(3)")
	if err != nil {
		return err
	}
	if len(found) == 1 && found[0] == "ok" {
		return nil
	}
	return errMalformed{found}
}

// texts returns the first column of a query.
func texts(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// damaged says what to do about a database that is not whole. An error that says
// nothing of the database itself passes.
func (o *opener) damaged(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if t := o.translate(err); errors.Is(t, store.ErrUnavailable) {
		return t
	}
	return fmt.Errorf("%w, and left as it is; restore a copy of it (docs/durability.md says how), or move the file away to begin anew: %w",
		store.ErrDamaged, err)
}
