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
	"sync"
	"time"

	"modernc.org/sqlite"

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
	path      string
	translate func(error) error
	writer    *sql.DB
	readers   *sql.DB
	wal       *os.File // the log, to sync it; nil when that is not wanted

	stop context.CancelFunc // ends the check that runs beside
	wg   sync.WaitGroup
}

var _ store.Store = (*DB)(nil)

// readConns is how many reads run at once. Each has a cache of its own.
const readConns = 4

// opener opens one database.
type opener struct {
	path      string
	log       *slog.Logger
	now       func() time.Time
	relaxed   bool
	translate func(error) error
}

// Open opens the database at path, making or migrating it as needed. A database
// that is damaged is refused with a store.ErrDamaged, one of a newer version
// with an ErrNewer; both are left as they are.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	dir := filepath.Dir(path)
	op := &opener{
		path: path, log: o.Log, now: o.Now, relaxed: o.Relaxed,
		translate: translator(func() bool { return roomIn(dir) }),
	}
	if op.log == nil {
		op.log = slog.Default()
	}
	db, err := op.open(ctx)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return db, nil
}

func (o *opener) open(ctx context.Context) (_ *DB, err error) {
	// As every distribution's SQLite does: a sync leaves out a file's times, which
	// halves what it costs and takes nothing from what is promised. The switch is
	// the driver's, for the whole process.
	if _, err := sqlite.Fdatasync(true); err != nil && !errors.Is(err, sqlite.ErrFdatasyncUnavailable) {
		return nil, fmt.Errorf("choose how to sync: %w", err)
	}
	checkLater, err := o.inspect(ctx)
	if err != nil {
		return nil, err
	}
	writer, err := sql.Open("sqlite", o.writerDSN())
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	writer.SetMaxIdleConns(1)
	readers, err := sql.Open("sqlite", dsn(o.path, "ro",
		"busy_timeout(5000)", "query_only(1)", "cache_size(-4096)", "mmap_size(0)", "wal_autocheckpoint(0)", "temp_store(MEMORY)"))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	readers.SetMaxOpenConns(readConns)
	readers.SetMaxIdleConns(2)
	db := &DB{path: o.path, translate: o.translate, writer: writer, readers: readers}
	defer func() {
		if err != nil {
			db.wal.Close()
			readers.Close()
			writer.Close()
		}
	}()
	if err := o.migrate(ctx, writer); err != nil {
		return nil, err
	}
	options := sqlstore.Options{Writer: writer, Readers: readers, Begin: "BEGIN IMMEDIATE", Marks: marks, Log: o.log, Translate: o.translate, Now: o.now}
	if !o.relaxed {
		if db.wal, err = os.OpenFile(o.path+"-wal", os.O_RDWR, 0); err != nil {
			return nil, fmt.Errorf("open the log of the database: %w", err)
		}
		options.Sync = func() error { return syncData(db.wal) }
	}
	if db.Store, err = sqlstore.New(ctx, options); err != nil {
		return nil, err
	}
	var beside context.Context
	beside, db.stop = context.WithCancel(context.Background())
	if checkLater {
		db.wg.Go(func() { db.checkBeside(beside, o) })
	}
	return db, nil
}

// checkBeside looks at every page while the database is in use.
func (db *DB) checkBeside(ctx context.Context, o *opener) {
	o.log.Info("the last run did not close the database; it is checked while in use")
	switch err := quickCheck(ctx, db.readers); {
	case ctx.Err() != nil:
	case err != nil:
		db.Fail(o.damaged(err))
	default:
		o.log.Info("the database is whole")
	}
}

// writerDSN names the database for the one connection that writes. Only it moves
// the log into the database, and syncs both before it lets go of what stands in
// the log. Transactions it leaves unsynced: we sync the log ourselves, so that one
// transaction runs while the one before it reaches the disk.
func (o *opener) writerDSN() string {
	return dsn(o.path, "rwc",
		"busy_timeout(5000)", "auto_vacuum(INCREMENTAL)", "journal_mode(WAL)", "synchronous(NORMAL)",
		"cache_size(-16384)", "mmap_size(0)", "journal_size_limit(67108864)", "wal_autocheckpoint(2000)", "foreign_keys(1)", "temp_store(MEMORY)")
}

// dsn names the database with its pragmas, which so hold for every connection.
func dsn(path, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}}
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Close closes the database. All that was committed is in it.
func (db *DB) Close() error {
	db.stop()
	db.wg.Wait()
	err := errors.Join(db.Store.Close(), db.readers.Close())
	if db.wal != nil {
		err = errors.Join(err, db.wal.Close())
	}
	return errors.Join(err, db.writer.Close())
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
