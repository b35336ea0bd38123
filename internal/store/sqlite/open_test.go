package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

var quiet = sqlite.Options{Log: slog.New(slog.DiscardHandler)}

// copyFiles copies a database that is in use, as a crash would leave it.
func copyFiles(t *testing.T, from string) (to string) {
	t.Helper()
	to = filepath.Join(t.TempDir(), "w.db")
	for _, suffix := range [...]string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(from + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// closed is a database with 400 events in it, and no log.
func closed(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "w.db")
	db := open(t, path)
	commitEvents(t, db, 0, 400)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// crashed is a database with 400 events in it and 50 in its log, as a crash would
// leave it.
func crashed(t *testing.T) (path string) {
	t.Helper()
	path = closed(t)
	db := open(t, path)
	defer db.Close()
	commitEvents(t, db, 400, 50)
	return copyFiles(t, path)
}

// batchOf is a batch of some events from a number on.
func batchOf(from, n int) *store.Batch {
	b := &store.Batch{Devices: cameras(4), At: t0}
	for i := range n {
		b.Events = append(b.Events, newEvent(from+i, 4))
	}
	return b
}

// commitEvents commits n events from a number on, one batch each ten.
func commitEvents(t testing.TB, db *sqlite.DB, from, n int) {
	t.Helper()
	for i := from; i < from+n; i += 10 {
		if _, err := db.Commit(t.Context(), batchOf(i, 10)); err != nil {
			t.Fatal(err)
		}
	}
}

// newest is the highest number in the journal.
func newest(t *testing.T, db *sqlite.DB) int64 {
	t.Helper()
	_, n, err := db.Bounds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestF10DamagedDatabaseIsRefused(t *testing.T) {
	const page = 4096
	tests := []struct {
		name   string
		damage func([]byte)
	}{
		{"64 bytes of page 2", func(b []byte) { flip(b[page : page+64]) }},
		{"the root of a table", func(b []byte) { flip(b[3*page : 3*page+64]) }},
		{"the first bytes", func(b []byte) { flip(b[:16]) }},
		{"the schema", func(b []byte) { flip(b[100:page]) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := closed(t)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			tt.damage(b)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := sqlite.Open(t.Context(), path, quiet)
			if err == nil {
				db.Close()
				t.Fatal("opened, want a refusal")
			}
			if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want an ErrDamaged that names %s", err, path)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, b) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

func flip(b []byte) {
	for i := range b {
		b[i] ^= 0xff
	}
}

func TestF10CrashedDatabaseStarts(t *testing.T) {
	tests := []struct {
		name   string
		damage func(t *testing.T, path string)
		lost   int64 // events at most
	}{
		{"as it was left", func(*testing.T, string) {}, 0},
		{"without its index", func(t *testing.T, path string) {
			if err := os.Remove(path + "-shm"); err != nil {
				t.Fatal(err)
			}
		}, 0},
		{"log cut by 100 bytes", func(t *testing.T, path string) {
			st, err := os.Stat(path + "-wal")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(path+"-wal", st.Size()-100); err != nil {
				t.Fatal(err)
			}
		}, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := crashed(t)
			tt.damage(t, path)
			db := open(t, path)
			defer db.Close()
			got := newest(t, db)
			if got < 450-tt.lost || got > 450 {
				t.Errorf("got %d events, want %d but for %d", got, 450, tt.lost)
			}
			commitEvents(t, db, 10_000, 10)
			if after := newest(t, db); after != got+10 {
				t.Errorf("after ten more events the newest number is %d, want %d", after, got+10)
			}
		})
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	if err := os.WriteFile(path, []byte("notes: buy milk\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(t.Context(), path, quiet); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v, want an ErrDamaged", err)
	}
}

func TestF24SecondInstance(t *testing.T) {
	dir := t.TempDir()
	first, err := sqlite.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Lock(dir); !errors.Is(err, sqlite.ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Errorf("second lock: got %v, want an ErrLocked that names %s", err, dir)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := sqlite.Lock(dir)
	if err != nil {
		t.Fatalf("lock after the first instance ended: %v", err)
	}
	again.Close()
}

func TestS28SQLiteVersion(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var version string
	if err := db.QueryRow("SELECT sqlite_version()").Scan(&version); err != nil {
		t.Fatal(err)
	}
	var got []int
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			t.Fatalf("version %q: %v", version, err)
		}
		got = append(got, n)
	}
	if want := []int{3, 51, 3}; slices.Compare(got, want) < 0 {
		t.Errorf("SQLite is %s, want 3.51.3 or newer: older ones can lose the log's reset", version)
	}
}

func TestPragmas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	db := open(t, path)
	defer db.Close()
	writer, err := sqlite.Writer(db)
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	tests := []struct {
		pragma         string
		writer, reader string // "" does not matter
	}{
		{"journal_mode", "wal", "wal"},
		{"synchronous", "1", ""},
		{"auto_vacuum", "2", "2"},
		{"mmap_size", "0", "0"},
		{"busy_timeout", "5000", "5000"},
		{"journal_size_limit", "67108864", ""},
		{"foreign_keys", "1", ""},
		{"query_only", "0", "1"},
		{"wal_autocheckpoint", "2000", "0"},
	}
	for _, tt := range tests {
		for _, c := range []struct {
			who  string
			db   *sql.DB
			want string
		}{{"writer", writer, tt.writer}, {"reader", sqlite.Readers(db), tt.reader}} {
			if c.want == "" {
				continue
			}
			var got string
			if err := c.db.QueryRowContext(t.Context(), "PRAGMA "+tt.pragma).Scan(&got); err != nil || got != c.want {
				t.Errorf("%s of the %s: got %s (%v), want %s", tt.pragma, c.who, got, err, c.want)
			}
		}
	}
}

// A check that is left for later finds what is wrong while the database is in
// use, and from then on nothing is written.
func TestDamageFoundInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	db := open(t, path)
	defer db.Close()
	commitEvents(t, db, 0, 10)
	db.Fail(fmt.Errorf("page 7: %w", store.ErrDamaged))
	_, err := db.Commit(t.Context(), &store.Batch{At: t0, Events: []*store.NewEvent{newEvent(11, 4)}})
	if !errors.Is(err, store.ErrDamaged) {
		t.Errorf("commit: got %v, want an ErrDamaged", err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("ping: got %v, want an ErrDamaged", err)
	}
	if page, err := db.Events(t.Context(), store.EventQuery{}); err != nil || len(page.Events) != 10 {
		t.Errorf("reads: got %d events (%v), want 10", len(page.Events), err)
	}
}
