package sqlite_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// A later run goes on where the one before it ended: with its numbers, its
// cameras and types, its open alarms, and the posts that it knew.
func TestReopenGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	open := func() *sqlite.DB {
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return t0.Add(time.Hour) }})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	first, newest := newEvent(1, 1), newEvent(2, 1)
	on := alarm.Change{DeviceID: "dev_a", CameraID: "cam_a_1", Kind: "motion", On: true, At: t0}
	batch := &store.Batch{At: t0, Devices: cameras(1), Events: []*store.NewEvent{first, newest}, Alarms: []alarm.Change{on}}
	entries, err := db.Commit(t.Context(), batch)
	if err != nil || len(entries) != 3 {
		t.Fatalf("got %d entries, %v, want 3", len(entries), err)
	}
	last := entries[2].Seq
	if err := db.Delete(t.Context(), []event.ID{newest.ID}); err != nil {
		t.Fatal(err)
	}
	off := on
	off.On, off.At = false, t0.Add(time.Minute)
	if entries, err = db.Commit(t.Context(), &store.Batch{At: t0, Alarms: []alarm.Change{off, on}}); err != nil || len(entries) != 2 {
		t.Fatalf("got %d entries, %v, want 2", len(entries), err)
	}
	// The newest entries of all go too: only the database itself remembers them.
	if _, n, err := db.DeleteOld(t.Context(), t0.Add(time.Hour), 100); err != nil || n == 0 {
		t.Fatalf("delete what is old: got %d rows, %v", n, err)
	}
	last = max(last, entries[1].Seq)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	db = open()
	defer db.Close()
	again, other := newEvent(1, 1), newEvent(3, 1)
	off.At = t0.Add(2 * time.Minute)
	entries, err = db.Commit(t.Context(), &store.Batch{At: t0, Events: []*store.NewEvent{again, other}, Alarms: []alarm.Change{off}})
	if err != nil {
		t.Fatal(err)
	}
	if !again.Duplicate || other.Duplicate {
		t.Errorf("got duplicates %v and %v, want the first alone", again.Duplicate, other.Duplicate)
	}
	if other.Seq <= last {
		t.Errorf("got number %d after %d", other.Seq, last)
	}
	if len(entries) != 2 || entries[1].Alarm == nil || entries[1].Alarm.End != "cleared" {
		t.Errorf("got %+v, want the event and the end of the alarm that was open", entries)
	}
	ev, err := db.Event(t.Context(), first.ID)
	if err != nil || ev.Type != first.Type || ev.CameraID != first.CameraID || ev.DeviceID != first.DeviceID {
		t.Errorf("got %+v, %v, want the type and camera of %+v", ev, err, first.Event)
	}
}
