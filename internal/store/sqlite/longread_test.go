package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// An export that goes on for long while posts come in neither lets the log grow
// nor misses anything: it reads page by page, and holds nothing in between.
func TestF25LongReader(t *testing.T) {
	const total, pageSize, logMax = 3000, 100, 16 << 20
	path := filepath.Join(t.TempDir(), "w.db")
	db := open(t, path)
	defer db.Close()
	if _, err := db.Commit(t.Context(), &store.Batch{At: t0, Devices: cameras(4)}); err != nil {
		t.Fatal(err)
	}
	n := 0
	ingest := func(events int) {
		b := &store.Batch{At: t0}
		for range events {
			b.Events = append(b.Events, newEvent(n, 4))
			n++
		}
		if _, err := db.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	for n < total {
		ingest(500)
	}
	seen := make(map[event.ID]bool)
	last := int64(total + 1)
	for q := (store.EventQuery{Limit: pageSize}); ; {
		page, err := db.Events(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range page.Events {
			if ev.Seq != last-1 || seen[ev.ID] {
				t.Fatalf("event %d came after %d", ev.Seq, last)
			}
			last, seen[ev.ID] = ev.Seq, true
		}
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
		ingest(200)
		if st, err := os.Stat(path + "-wal"); err != nil || st.Size() > logMax {
			t.Fatalf("the log has %d bytes (%v), want at most %d", st.Size(), err, logMax)
		}
	}
	if len(seen) != total {
		t.Errorf("got %d events, want the %d that were there at the start", len(seen), total)
	}
}
