package sqlstore_test

import (
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
	"github.com/watchpost/watchpost/internal/store/sqlstore"
	"github.com/watchpost/watchpost/internal/store/storetest"
)

const never, atOnce = 1 << 30, 1

// openFiling opens a database whose clock stands still, so that only the number
// of events that wait says when they are filed.
func openFiling(t *testing.T, path string, most int) *sqlite.DB {
	t.Helper()
	return openAt(t, path, most, func() time.Time { return t0 })
}

func openAt(t *testing.T, path string, most int, now func() time.Time) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Log: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	sqlstore.SetMostUnfiled(db.Store, most)
	return db
}

// A store promises the same whether events are filed with each commit or never.
func TestConformanceWhateverIsFiled(t *testing.T) {
	kinds := map[string]int{"at once": atOnce, "never": never}
	if raceEnabled {
		delete(kinds, "at once") // it takes minutes; package sqlite runs the suite with what is filed now and then
	}
	for name, most := range kinds {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) store.Store {
				return openFiling(t, filepath.Join(t.TempDir(), "w.db"), most)
			})
		})
	}
}

// someEvent is an event of a mix, the same for the same number.
func someEvent(n int) *store.NewEvent {
	r := rand.New(rand.NewPCG(uint64(n), 1))
	at := t0.Add(time.Duration(n) * time.Second)
	ev := &event.Event{
		ID: event.NewID(at), ReceivedAt: at, OccurredAt: at, DeviceID: "dev_a", CameraID: fmt.Sprint("cam_a_", 1+r.IntN(3)),
		Type: []event.Type{"motion", "face", "license_plate"}[r.IntN(3)], EventID: fmt.Sprint(n),
	}
	for range r.IntN(3) {
		ev.Targets = append(ev.Targets, event.Target{Type: event.TargetTypes()[r.IntN(6)]})
	}
	if ev.Type == "license_plate" {
		ev.Plate, ev.Group = fmt.Sprint("KLM", r.IntN(4)), []string{"", "visitors", "Staff"}[r.IntN(3)]
		ev.Targets = append(ev.Targets, event.Target{Type: event.TargetPlate, Plate: &event.Plate{Text: ev.Plate, Group: ev.Group}})
	}
	if r.IntN(2) == 0 {
		ev.Images = []event.Image{{Kind: event.ImageSource, Bytes: 1, Name: fmt.Sprint(ev.ID, "-0.jpg")}}
	}
	e := &store.NewEvent{Event: ev}
	binary.BigEndian.PutUint64(e.Dedup[8:], uint64(n))
	binary.BigEndian.PutUint64(e.Dedup[:8], uint64(n))
	return e
}

// addEvents commits the events with the numbers from … to-1, in one batch.
func addEvents(t *testing.T, db *sqlite.DB, from, to int) (added []*store.NewEvent) {
	t.Helper()
	d := device.Device{ID: "dev_a"}
	for c := 1; c <= 3; c++ {
		d.Cameras = append(d.Cameras, device.Camera{ID: fmt.Sprint("cam_a_", c), DeviceID: "dev_a", Channel: c})
	}
	for n := from; n < to; n++ {
		added = append(added, someEvent(n))
	}
	if _, err := db.Commit(t.Context(), &store.Batch{At: t0, Devices: []device.Device{d}, Events: added}); err != nil {
		t.Fatal(err)
	}
	return added
}

// numbersOf are the numbers of a whole list, read in small pages.
func numbersOf(t *testing.T, db *sqlite.DB, q store.EventQuery) (out []int64) {
	t.Helper()
	for q.Limit = 7; ; {
		page, err := db.Events(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range page.Events {
			out = append(out, ev.Seq)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return out
		}
	}
}

// filters are queries of every kind, and pairs of them.
func filters() []store.EventQuery {
	sets := []func(*store.EventQuery){
		func(*store.EventQuery) {},
		func(q *store.EventQuery) { q.Cameras = []string{"cam_a_2"} },
		func(q *store.EventQuery) { q.Cameras = []string{"cam_a_1", "cam_a_3"} },
		func(q *store.EventQuery) { q.Devices = []string{"dev_a"} },
		func(q *store.EventQuery) { q.Types = []event.Type{"face"} },
		func(q *store.EventQuery) { q.Types = []event.Type{"face", "motion"} },
		func(q *store.EventQuery) { q.Categories = []event.Category{event.CategoryPlate} },
		func(q *store.EventQuery) { q.Targets = []event.TargetType{event.TargetCar} },
		func(q *store.EventQuery) { q.Targets = []event.TargetType{event.TargetPerson, event.TargetUnknown} },
		func(q *store.EventQuery) { q.HasFace = true },
		func(q *store.EventQuery) { q.HasPlate = true },
		func(q *store.EventQuery) { q.HasImage = true },
		func(q *store.EventQuery) { q.Groups = []string{"visitors", "staff"} },
		func(q *store.EventQuery) { q.Plate = "KLM2" },
		func(q *store.EventQuery) { q.Fuzzy = "KLM" },
		func(q *store.EventQuery) { q.After, q.Before = t0.Add(20*time.Second), t0.Add(100*time.Second) },
	}
	var out []store.EventQuery
	for i, a := range sets {
		for _, b := range sets[i:] {
			var q store.EventQuery
			a(&q)
			b(&q)
			out = append(out, q)
		}
	}
	return out
}

// checkFacets checks that facets say the same as the events that are filed, and
// how many these are.
func checkFacets(t *testing.T, db *sqlite.DB, want int) {
	t.Helper()
	var agree, facets, filed int
	err := sqlstore.Readers(db.Store).QueryRowContext(t.Context(), `SELECT
		(SELECT count(*) FROM facets f JOIN events e USING (seq) WHERE f.received_us = e.received_us AND f.camera = e.camera
			AND f.type = e.type AND f.mask = e.mask AND f.grp_fold IS e.grp_fold),
		(SELECT count(*) FROM facets),
		(SELECT count(*) FROM events WHERE seq <= (SELECT filed FROM counter))`).Scan(&agree, &facets, &filed)
	if err != nil || agree != want || facets != want || filed != want {
		t.Errorf("of %d facets %d agree with their events, and %d events are filed (%v), want %d", facets, agree, filed, err, want)
	}
}

// A list finds the same before and after its events are filed, with cursors on
// both sides of what is.
func TestListsDoNotSeeWhatIsFiled(t *testing.T) {
	db := openFiling(t, filepath.Join(t.TempDir(), "w.db"), never)
	defer db.Close()
	addEvents(t, db, 0, 60)
	if err := sqlstore.File(t.Context(), db.Store); err != nil {
		t.Fatal(err)
	}
	addEvents(t, db, 60, 90)
	addEvents(t, db, 90, 120)
	checkFacets(t, db, 60)
	found := 0
	var before [][]int64
	for _, q := range filters() {
		list := numbersOf(t, db, q)
		if len(list) > 0 {
			found++
		}
		before = append(before, list)
	}
	if found < len(before)*3/4 {
		t.Errorf("only %d of %d lists hold something", found, len(before))
	}
	if err := sqlstore.File(t.Context(), db.Store); err != nil {
		t.Fatal(err)
	}
	checkFacets(t, db, 120)
	for i, q := range filters() {
		if got := numbersOf(t, db, q); !slices.Equal(got, before[i]) {
			t.Errorf("%+v:\ngot  %v after they were filed\nwant %v", q, got, before[i])
		}
	}
}

// A list that has asked what is filed is not misled when more is filed, and more
// comes, before it reads.
func TestFiledWhileAListIsRead(t *testing.T) {
	var meanwhile func()
	now := func() time.Time {
		if f := meanwhile; f != nil {
			meanwhile = nil
			f()
		}
		return t0
	}
	db := openAt(t, filepath.Join(t.TempDir(), "w.db"), never, now)
	defer db.Close()
	addEvents(t, db, 0, 40)
	if err := sqlstore.File(t.Context(), db.Store); err != nil {
		t.Fatal(err)
	}
	addEvents(t, db, 40, 46) // so few that a page holds older ones too
	page := func() (numbers []int64) {
		page, err := db.Events(t.Context(), store.EventQuery{HasImage: true, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range page.Events {
			numbers = append(numbers, ev.Seq)
		}
		return numbers
	}
	want := page()
	meanwhile = func() {
		sqlstore.SetMostUnfiled(db.Store, atOnce)
		addEvents(t, db, 46, 56)
	}
	if got := page(); len(got) != 10 || !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v, what was there when the list was begun", got, want)
	}
	checkFacets(t, db, 56)
}

func TestWhenEventsAreFiled(t *testing.T) {
	now := t0
	db := openAt(t, filepath.Join(t.TempDir(), "w.db"), 20, func() time.Time { return now })
	defer db.Close()
	for _, tt := range []struct {
		name   string
		passed time.Duration
		events int
		want   int // are filed then
	}{
		{"a few", 0, 10, 0},
		{"one too few", 999 * time.Millisecond, 9, 0},
		{"enough", 0, 1, 20},
		{"a few again", 999 * time.Millisecond, 5, 20},
		{"a second later, though none came", time.Millisecond, 0, 25},
		{"none wait", time.Hour, 0, 25},
		{"an hour later", 0, 1, 26},
		{"a few once more", 0, 1, 26},
		{"the clock is set back", -time.Minute, 1, 28},
		{"many at once", 0, 50, 78},
	} {
		now = now.Add(tt.passed)
		var n int
		if err := sqlstore.Readers(db.Store).QueryRowContext(t.Context(), "SELECT count(*) FROM events").Scan(&n); err != nil {
			t.Fatal(err)
		}
		addEvents(t, db, n, n+tt.events)
		t.Run(tt.name, func(t *testing.T) { checkFacets(t, db, tt.want) })
	}
}

// What a run that crashed left unfiled is found, known when it is sent again, and
// filed by the next run's first commit.
func TestUnfiledEventsSurviveACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	crashed := openFiling(t, path, never)
	defer crashed.Close()
	addEvents(t, crashed, 0, 30)
	if err := sqlstore.File(t.Context(), crashed.Store); err != nil {
		t.Fatal(err)
	}
	addEvents(t, crashed, 30, 50)
	q := store.EventQuery{Cameras: []string{"cam_a_1"}}
	want := numbersOf(t, crashed, q)

	db := openFiling(t, path, never)
	if got := numbersOf(t, db, q); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	checkFacets(t, db, 30)
	for i, n := range addEvents(t, db, 20, 51) {
		if again := i < 30; n.Duplicate != again || again && n.Seq != 0 {
			t.Errorf("event %d: duplicate %v with number %d, want %v", 20+i, n.Duplicate, n.Seq, again)
		}
	}
	checkFacets(t, db, 51)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openFiling(t, path, never)
	defer db.Close()
	for i, n := range addEvents(t, db, 0, 51) {
		if !n.Duplicate {
			t.Errorf("event %d is not known any more", i)
		}
	}
	checkFacets(t, db, 51)
}

// Events go from facets too, and those that were not filed are still known when
// they are sent again.
func TestDeletedEventsLeaveNoFacets(t *testing.T) {
	db := openFiling(t, filepath.Join(t.TempDir(), "w.db"), never)
	defer db.Close()
	filed := addEvents(t, db, 0, 30)
	if err := sqlstore.File(t.Context(), db.Store); err != nil {
		t.Fatal(err)
	}
	unfiled := addEvents(t, db, 30, 60)
	gone := []event.ID{filed[3].ID, filed[29].ID, unfiled[0].ID, unfiled[17].ID, unfiled[29].ID}
	if err := db.Delete(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	checkFacets(t, db, 55)
	for i, n := range addEvents(t, db, 0, 60) {
		if !n.Duplicate {
			t.Errorf("event %d is not known any more", i)
		}
	}
	if got := numbersOf(t, db, store.EventQuery{Devices: []string{"dev_a"}}); len(got) != 55 {
		t.Errorf("got %d events, want 55", len(got))
	}
}

// A commit that fails leaves what waits to be filed as it was.
func TestFailedCommitFilesNothing(t *testing.T) {
	db := openFiling(t, filepath.Join(t.TempDir(), "w.db"), never)
	defer db.Close()
	addEvents(t, db, 0, 10)
	sqlstore.SetMostUnfiled(db.Store, atOnce)
	good, bad := someEvent(10), someEvent(11)
	bad.CameraID = "cam_nobody_1"
	if _, err := db.Commit(t.Context(), &store.Batch{At: t0, Events: []*store.NewEvent{good, bad}}); err == nil {
		t.Fatal("an event of a camera that nobody knows was stored")
	}
	checkFacets(t, db, 0)
	for i, n := range addEvents(t, db, 0, 12) {
		if n.Duplicate != (i < 10) {
			t.Errorf("event %d: duplicate %v", i, n.Duplicate)
		}
	}
	checkFacets(t, db, 12)
}
