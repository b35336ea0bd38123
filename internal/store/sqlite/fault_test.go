//go:build unix

package sqlite_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// A database that is full takes nothing, tells so, is read as before, and takes
// posts again when there is room.
func TestFullDatabase(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "w.db"))
	defer db.Close()
	commitEvents(t, db, 0, 100)
	if err := db.Maintain(t.Context(), "PRAGMA max_page_count = 1"); err != nil { // no more than there are
		t.Fatal(err)
	}
	b := batchOf(1000, 500)
	_, err := db.Commit(t.Context(), b)
	if !errors.Is(err, store.ErrFull) || !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrDamaged) {
		t.Fatalf("commit: got %v, want an ErrFull", err)
	}
	for _, e := range b.Events {
		if e.Seq != 0 || e.Duplicate {
			t.Fatalf("an event that was not stored has the number %d, duplicate %v", e.Seq, e.Duplicate)
		}
	}
	if got := newest(t, db); got != 100 {
		t.Errorf("the newest number is %d, want 100", got)
	}
	if page, err := db.Events(t.Context(), store.EventQuery{Limit: 500}); err != nil || len(page.Events) != 100 {
		t.Errorf("got %d events (%v), want 100", len(page.Events), err)
	}
	if err := db.Maintain(t.Context(), "PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Commit(t.Context(), b); err != nil {
		t.Fatalf("commit when there is room again: %v", err)
	}
	if got := newest(t, db); got != 600 {
		t.Errorf("the newest number is %d, want 600", got)
	}
}

// A write that fails ends all writing: SQLite itself would carry on, and promise
// what it cannot know.
func TestF03FailedWriteIsTheLast(t *testing.T) {
	const name = "WATCHPOST_TEST_FAILING"
	if path := os.Getenv(name); path != "" {
		failWrites(t, path)
		return
	}
	path := closedWith(t, 100)
	// The limit on the size of files holds for a whole process.
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestF03FailedWriteIsTheLast$")
	cmd.Env = append(os.Environ(), name+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	db := open(t, path)
	defer db.Close()
	if got := newest(t, db); got != 110 {
		t.Errorf("after the restart the newest number is %d, want 110", got)
	}
	commitEvents(t, db, 2000, 10)
}

func failWrites(t *testing.T, path string) {
	db := open(t, path)
	defer db.Close()
	commitEvents(t, db, 100, 10)
	var whole, small syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &whole); err != nil {
		t.Fatal(err)
	}
	small = whole
	small.Cur = 4096
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	_, err := db.Commit(t.Context(), batchOf(1000, 10))
	if err2 := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &whole); err2 != nil {
		t.Fatal(err2)
	}
	if !errors.Is(err, store.ErrDamaged) {
		t.Fatalf("commit: got %v, want an ErrDamaged", err)
	}
	if _, err := db.Commit(t.Context(), batchOf(1100, 10)); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("the next commit: got %v, want an ErrDamaged", err)
	}
	if err := db.Pin(t.Context(), newEvent(1, 4).ID, true); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("pin: got %v, want an ErrDamaged", err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("ping: got %v, want an ErrDamaged", err)
	}
	if page, err := db.Events(t.Context(), store.EventQuery{Limit: 500}); err != nil || len(page.Events) != 110 {
		t.Errorf("reads: got %d events (%v), want 110", len(page.Events), err)
	}
}

// What retention frees is given back in steps, while posts come in.
func TestShrink(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "w.db"))
	defer db.Close()
	b := batchOf(0, 1500)
	noise := rand.NewChaCha8([32]byte{})
	for _, e := range b.Events {
		e.Raw = make([]byte, 4000)
		noise.Read(e.Raw) // it does not get smaller
	}
	if _, err := db.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for {
		old, err := db.Expired(t.Context(), t0.AddDate(1, 0, 0), 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(old) == 0 {
			break
		}
		var ids []event.ID
		for _, e := range old {
			ids = append(ids, e.ID)
		}
		if err := db.Delete(t.Context(), ids); err != nil {
			t.Fatal(err)
		}
	}
	before := size(t, db)
	steps := 0
	for more := true; more; steps++ {
		var err error
		if more, err = db.Shrink(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	commitEvents(t, db, 30_000, 10)
	if err := db.Maintain(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	if after := size(t, db); after > before/2 || steps < 3 {
		t.Errorf("after %d steps the database has %d bytes of %d", steps, after, before)
	}
	if got := newest(t, db); got != 1510 {
		t.Errorf("the newest number is %d, want 1510: none is given twice", got)
	}
}

func size(t *testing.T, db *sqlite.DB) int64 {
	t.Helper()
	n, err := db.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}
