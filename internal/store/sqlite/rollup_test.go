package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// TestCountsSurviveACrash: counts that were not written when a run ended are
// counted anew, once.
func TestCountsSurviveACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	still := sqlite.Options{Now: func() time.Time { return t0 }} // no second passes, so that nothing is due
	count := func(db *sqlite.DB) (events int64) {
		t.Helper()
		rows, err := db.Counts(t.Context(), store.CountQuery{Bucket: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range rows {
			if c.Target == "" {
				events += c.Events
			}
		}
		return events
	}
	crashed, err := sqlite.Open(t.Context(), path, still)
	if err != nil {
		t.Fatal(err)
	}
	defer crashed.Close()
	batch := &store.Batch{At: t0, Devices: cameras(2)}
	for n := range 5 {
		batch.Events = append(batch.Events, newEvent(n, 2))
	}
	if _, err := crashed.Commit(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	for _, run := range []string{"the next run", "the one after it"} {
		db, err := sqlite.Open(t.Context(), path, still)
		if err != nil {
			t.Fatal(err)
		}
		if got := count(db); got != 5 {
			t.Errorf("%s counts %d events, want 5", run, got)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
