// Package sqlite keeps everything in one SQLite database: the store of a single
// machine. The SQL is package sqlstore's; here is what SQLite needs besides:
// opening, the lock, migrations, and what its errors mean.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlstore"
)

// Options of Open.
type Options struct {
	Log *slog.Logger     // slog's default when nil
	Now func() time.Time // time.Now when nil
	// Relaxed lets a commit be on its way to the disk when it is answered. What
	// was answered in the last moments is lost when the power is. It exists to
	// prove that the tests of durability notice.
	Relaxed bool
}

// DB is the store. Its methods are those of store.Store.
type DB struct {
	*sqlstore.Store
	path    string
	writer  *sql.DB
	readers *sql.DB
}

var _ store.Store = (*DB)(nil)

// readConns is how many reads run at once. Each has a cache of its own.
const readConns = 4

// Open opens the database at path, making or migrating it as needed. A database
// that is damaged, or of a newer version, is refused and left as it is.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	db, err := open(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return db, nil
}

func open(ctx context.Context, path string, o Options) (_ *DB, err error) {
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	sync := "FULL"
	if o.Relaxed {
		sync = "NORMAL"
	}
	writer, err := sql.Open("sqlite", dsn(path, "rwc",
		"busy_timeout(5000)", "auto_vacuum(INCREMENTAL)", "journal_mode(WAL)", "synchronous("+sync+")",
		"cache_size(-16384)", "mmap_size(0)", "journal_size_limit(67108864)", "wal_autocheckpoint(2000)", "foreign_keys(1)", "temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	writer.SetMaxIdleConns(1)
	defer func() {
		if err != nil {
			writer.Close()
		}
	}()
	if err := check(ctx, writer); err != nil {
		return nil, err
	}
	if err := migrate(ctx, writer, path, o.Log); err != nil {
		return nil, err
	}
	readers, err := sql.Open("sqlite", dsn(path, "ro",
		"busy_timeout(5000)", "query_only(1)", "cache_size(-4096)", "mmap_size(0)", "wal_autocheckpoint(0)", "temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	readers.SetMaxOpenConns(readConns)
	readers.SetMaxIdleConns(2)
	s, err := sqlstore.New(ctx, sqlstore.Options{Writer: writer, Readers: readers, Log: o.Log, Translate: translate, Now: o.Now})
	if err != nil {
		readers.Close()
		return nil, err
	}
	return &DB{Store: s, path: path, writer: writer, readers: readers}, nil
}

// dsn names the database with its pragmas, which so hold for every connection.
func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}}
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// checkHeader refuses a file that is no database, before SQLite touches it.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 16)
	n, err := f.Read(head)
	if n == 0 || err != nil {
		return nil // empty: made anew
	}
	if string(head[:n]) != "SQLite format 3\x00" {
		return fmt.Errorf("the file is not a database; it is left as it is: %w", store.ErrDamaged)
	}
	return nil
}

// quickCheckPages is the largest database, in pages, that is checked whole before
// it is used. A larger one is checked at its schema and its first rows.
const quickCheckPages = 25_000

// check looks whether the database is whole, as far as that is quick.
func check(ctx context.Context, db *sql.DB) error {
	var pages int
	if err := db.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return damaged(err)
	}
	if pages > quickCheckPages {
		var n int
		return damaged(db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n))
	}
	rows, err := db.QueryContext(ctx, "PRAGMA quick_check(3)")
	if err != nil {
		return damaged(err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return damaged(err)
		}
		if s != "ok" {
			found = append(found, s)
		}
	}
	if err := rows.Err(); err != nil {
		return damaged(err)
	}
	if len(found) > 0 {
		return damaged(errors.New(strings.Join(found, "; ")))
	}
	return nil
}

// damaged says what to do about a database that is not whole.
func damaged(err error) error {
	if err == nil {
		return nil
	}
	if t := translate(err); errors.Is(t, store.ErrUnavailable) {
		return t
	}
	return fmt.Errorf("the database is damaged and is left as it is; put a copy of it back "+
		"(see docs/durability.md), or move the file away to begin anew: %w: %w", store.ErrDamaged, err)
}

// Close closes the database. All that was committed is in it.
func (db *DB) Close() error {
	return errors.Join(db.Store.Close(), db.readers.Close(), db.writer.Close())
}

// Size is what the database occupies on the disk, in bytes.
func (db *DB) Size(context.Context) (int64, error) {
	var n int64
	for _, suffix := range [...]string{"", "-wal", "-shm"} {
		st, err := os.Stat(db.path + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("size of the database: %w", err)
		}
		n += st.Size()
	}
	return n, nil
}

// Path is where the database of a data folder is.
func Path(dataDir string) string { return filepath.Join(dataDir, "watchpost.db") }
