//go:build unix

package torture

import (
	"crypto/sha256"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// fill posts events one after the other, each acknowledged before the next.
func fill(t *testing.T, i *e2e.Instance, l *ledger, n int) (last int64) {
	t.Helper()
	for range n {
		last = numbers.Add(1)
		body, sums := posts.Device{N: 1}.Event(last, time.Now(), 3000, 0)
		l.send(last, sums)
		status, answer, err := i.Post("/API", "application/xml", body)
		if err != nil || status != http.StatusOK {
			t.Fatalf("post: %d %s %v", status, answer, err)
		}
		l.ack(last)
	}
	return last
}

// TestF10DamagedPage changes bytes in the middle of the database. It is not used,
// and not touched.
func TestF10DamagedPage(t *testing.T) {
	l := newLedger()
	i := e2e.Start(t, e2e.Options{})
	fill(t, i, l, 100)
	if err := i.Stop(); err != nil {
		t.Fatalf("stop: %v\n%s", err, i.Output())
	}
	path := filepath.Join(i.Data, "watchpost.db")
	db, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := int(db[16])<<8 | int(db[17]) // its size stands in the header
	for at := range 64 {
		db[page+at] ^= 0xff
	}
	if err := os.WriteFile(path, db, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := e2e.TryStart(t, e2e.Options{Data: i.Data})
	if err == nil {
		t.Fatalf("it started on a damaged database:\n%s", again.Output())
	}
	for _, told := range []string{path, "damaged", "restore"} {
		if !strings.Contains(err.Error(), told) {
			t.Errorf("%q is missing from: %v", told, err)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if sha256.Sum256(after) != sha256.Sum256(db) {
		t.Error("the database was changed")
	}
}

// TestF10CutLog takes the end of the database's log away: what was committed last
// is lost, and nothing else.
func TestF10CutLog(t *testing.T) {
	l := newLedger()
	i := e2e.Start(t, e2e.Options{})
	last := fill(t, i, l, 100)
	i.Kill()
	wal := filepath.Join(i.Data, "watchpost.db-wal")
	st, err := os.Stat(wal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(wal, st.Size()-100); err != nil {
		t.Fatal(err)
	}
	again := e2e.Start(t, e2e.Options{Data: i.Data})
	l.mu.Lock()
	delete(l.acked, last)
	l.mu.Unlock()
	if total := l.verify(t.Context(), t, again.Web); total < 99 {
		t.Errorf("%d events are left of 100", total)
	}
	fill(t, again, l, 1)
}

// TestF10IndexGone takes the index beside the log away; it is made again.
func TestF10IndexGone(t *testing.T) {
	l := newLedger()
	i := e2e.Start(t, e2e.Options{})
	fill(t, i, l, 100)
	i.Kill()
	if err := os.Remove(filepath.Join(i.Data, "watchpost.db-shm")); err != nil {
		t.Fatal(err)
	}
	again := e2e.Start(t, e2e.Options{Data: i.Data})
	l.verify(t.Context(), t, again.Web)
	fill(t, again, l, 1)
}
