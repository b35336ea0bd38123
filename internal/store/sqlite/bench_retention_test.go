package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
)

// BenchmarkRetention removes the oldest 500 of many events, 10,000 pinned ones
// standing before them, while as many are added.
func BenchmarkRetention(b *testing.B) {
	const pinned, step = 10_000, 500
	db := open(b, filepath.Join(b.TempDir(), "w.db"))
	defer db.Close()
	n := 0
	add := func(events int) (added []event.ID) {
		batch := batchOf(n, events)
		n += events
		if _, err := db.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		for _, e := range batch.Events {
			added = append(added, e.ID)
		}
		return added
	}
	for range pinned / step {
		for _, id := range add(step) {
			if err := db.Pin(b.Context(), id, true); err != nil {
				b.Fatal(err)
			}
		}
	}
	for range 40 {
		add(step)
	}
	var expired, deleted time.Duration
	for b.Loop() {
		begun := time.Now()
		old, err := db.Expired(b.Context(), t0.AddDate(1, 0, 0), step)
		if err != nil || len(old) != step {
			b.Fatalf("%d expired (%v)", len(old), err)
		}
		expired += time.Since(begun)
		ids := make([]event.ID, len(old))
		for i, e := range old {
			ids[i] = e.ID
		}
		begun = time.Now()
		if err := db.Delete(b.Context(), ids); err != nil {
			b.Fatal(err)
		}
		deleted += time.Since(begun)
		b.StopTimer()
		add(step)
		b.StartTimer()
	}
	b.ReportMetric(float64(expired.Microseconds())/float64(b.N), "µs/Expired")
	b.ReportMetric(float64(deleted.Microseconds())/float64(b.N), "µs/Delete")
}
