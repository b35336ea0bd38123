package sqlstore_test

import (
	"encoding/binary"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
	"github.com/watchpost/watchpost/internal/store/sqlstore"
)

// A list whose filters meet in few of many events is read in windows, and ends
// with a short page when it took too long. Its pages together are the whole list.
func TestRareEventsComeInShortPages(t *testing.T) {
	now := t0
	slow := func() time.Time { now = now.Add(100 * time.Millisecond); return now }
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "w.db"), sqlite.Options{Log: slog.New(slog.DiscardHandler), Now: slow})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	sqlstore.SetWindow(db.Store, 10)

	const total = 3000
	b := &store.Batch{At: t0, Devices: []device.Device{{ID: "dev_a", Cameras: []device.Camera{{ID: "cam_a_1", DeviceID: "dev_a", Channel: 1}}}}}
	var want []string
	for i := range total {
		at := t0.Add(time.Duration(i) * time.Second)
		ev := &event.Event{ID: event.NewID(at), ReceivedAt: at, OccurredAt: at, DeviceID: "dev_a", CameraID: "cam_a_1", Type: "motion", EventID: fmt.Sprint(i)}
		if i%700 == 3 {
			ev.Type = "fire"
			want = append(want, ev.EventID)
		}
		n := &store.NewEvent{Event: ev}
		binary.BigEndian.PutUint64(n.Dedup[:], uint64(i))
		b.Events = append(b.Events, n)
	}
	if _, err := db.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(want)

	var got []string
	short, pages := 0, 0
	for q := (store.EventQuery{Cameras: []string{"cam_a_1"}, Types: []event.Type{"fire"}, Limit: 3}); ; pages++ {
		page, err := db.Events(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range page.Events {
			got = append(got, ev.EventID)
		}
		if page.Next == "" {
			break
		}
		if len(page.Events) < q.Limit {
			short++
		}
		q.Cursor = page.Next
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if short == 0 {
		t.Error("no page was short, though each took longer than it may")
	}
	if pages > 40 {
		t.Errorf("it took %d pages", pages)
	}
}
