package zoning_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
	"github.com/watchpost/watchpost/internal/zoning"
)

const camera = "cam_a_1"

var t0 = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// rig is a keeper with a store and a committer behind it.
type rig struct {
	*zoning.Keeper
	t  *testing.T
	db *sqlite.DB

	mu      sync.Mutex
	at      time.Time
	changed []string // cameras whose zones changed, with how many there are
}

// start opens a rig over a database, a new one for "", that the keeper sees through
// a wrapper.
func start(t *testing.T, path string, wrap func(zoning.Store) zoning.Store) *rig {
	t.Helper()
	if path == "" {
		path = filepath.Join(t.TempDir(), "w.db")
	}
	log := slog.New(slog.DiscardHandler)
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	c := &commit.Committer{Store: db, Log: log, Now: time.Now}
	c.Start()
	r := &rig{t: t, db: db, at: t0}
	var seen zoning.Store = db
	if wrap != nil {
		seen = wrap(db)
	}
	r.Keeper = &zoning.Keeper{Store: seen, Committer: c, Log: log, Now: r.now, Changed: func(camera string, zones []zone.Zone) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.changed = append(r.changed, fmt.Sprint(camera, " ", len(zones)))
	}}
	if err := r.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("run: %v", err)
		}
		if err := c.Close(context.Background()); err != nil {
			t.Errorf("close the committer: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return r
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *rig) set(at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = at
}

func yard() zone.Zone {
	return zone.Zone{CameraID: camera, Name: "Yard", Kind: zone.Area, Points: []geo.Point{{0, 5000}, {10000, 5000}, {10000, 10000}, {0, 10000}}}
}

func line() zone.Zone {
	return zone.Zone{CameraID: camera, Name: "Gate", Kind: zone.Line, Points: []geo.Point{{0, 5000}, {10000, 5000}}}
}

func (r *rig) create(z zone.Zone) zone.Zone {
	r.t.Helper()
	z, err := r.Create(r.t.Context(), z)
	if err != nil {
		r.t.Fatal(err)
	}
	return z
}

func TestZonesAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	t.Run("drawn", func(t *testing.T) {
		r := start(t, path, nil)
		a, l := r.create(yard()), r.create(line())
		if a.Version != 1 || !a.Since.Equal(t0) || !a.CreatedAt.Equal(t0) || a.ID == l.ID {
			t.Errorf("got %+v", a)
		}
		r.set(t0.Add(time.Hour))
		a.Name = "Court"
		if got, err := r.Change(t.Context(), a); err != nil || got.Version != 1 || !got.Since.Equal(t0) || got.Name != "Court" {
			t.Errorf("another name: got %+v, %v, want the same version", got, err)
		}
		a.Points = a.Points[:3]
		a.CameraID = "cam_x_1" // is not a person's to change
		if got, err := r.Change(t.Context(), a); err != nil || got.Version != 2 || !got.Since.Equal(t0.Add(time.Hour)) || !got.CreatedAt.Equal(t0) || got.CameraID != camera {
			t.Errorf("another shape: got %+v, %v, want a new version from now on", got, err)
		}
		if err := r.Delete(t.Context(), l.ID); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"read": second(r.Zone(l.ID)), "change": second(r.Change(t.Context(), l)), "delete": r.Delete(t.Context(), l.ID), "evaluate": second(r.Evaluate(l.ID, time.Time{})),
		} {
			if !errors.Is(err, zone.ErrNotFound) {
				t.Errorf("%s what was deleted: got %v, want ErrNotFound", name, err)
			}
		}
		if want := []string{camera + " 1", camera + " 2", camera + " 2", camera + " 2", camera + " 1"}; !slices.Equal(r.changed, want) {
			t.Errorf("told of %v, want %v", r.changed, want)
		}
	})
	t.Run("after a restart", func(t *testing.T) {
		r := start(t, path, nil)
		got := r.OfCamera(camera)
		if len(got) != 1 || got[0].Name != "Court" || got[0].Version != 2 {
			t.Fatalf("got %+v, want the yard as it was changed", got)
		}
		if stored, err := r.db.Zones(t.Context()); err != nil || !reflect.DeepEqual(stored, got) {
			t.Errorf("stored %+v, %v, want %+v", stored, err, got)
		}
		if got := r.OfCamera("cam_x_1"); len(got) != 0 {
			t.Errorf("of another camera: got %+v", got)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestZonesAreBounded(t *testing.T) {
	r := start(t, "", nil)
	for range zone.MaxZones {
		r.create(line())
	}
	if _, err := r.Create(t.Context(), line()); !errors.Is(err, zoning.ErrTooMany) {
		t.Errorf("one more: got %v, want ErrTooMany", err)
	}
	other := line()
	other.CameraID = "cam_b_1"
	r.create(other)
}

// walk is a track that goes down over the line and the edge, and up again when back.
func walk(t *testing.T, began time.Time, back bool) track.Update {
	t.Helper()
	end := 10 * time.Second
	at := func(y int) geo.Rect { return geo.Rect{4000, y - 2000, 5000, y} }
	p := []track.Point{{At: 0, Rect: at(3000)}, {At: 4 * time.Second, Rect: at(7000)}}
	if back {
		p = append(p, track.Point{At: 8 * time.Second, Rect: at(3000)})
		end = 8 * time.Second
	} else {
		p = append(p, track.Point{At: end, Rect: at(9000)})
	}
	var pack track.Packer
	u := track.Update{Change: track.Ended, Track: track.Track{
		ID: event.NewID(began), CameraID: camera, Type: event.TargetPerson, FirstSeen: began, LastSeen: began.Add(end), Ended: true, Heading: -1,
		FirstRect: at(3000), LastRect: p[2].Rect, Path: pack.Path(p...),
	}}
	return u
}

func (r *rig) tracks(updates ...track.Update) {
	r.t.Helper()
	if _, err := r.db.Commit(r.t.Context(), &store.Batch{At: t0, Tracks: updates}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) wait(what string, ok func() bool) {
	r.t.Helper()
	deadline := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-deadline:
			r.t.Fatalf("%s: it does not happen", what)
		case <-time.After(time.Millisecond):
		}
	}
}

func (r *rig) state(id zone.ID) zoning.Evaluation {
	r.t.Helper()
	e, err := r.Evaluation(id)
	if err != nil {
		r.t.Fatal(err)
	}
	return e
}

// told are the passages at a zone, oldest first: what and when, in seconds after t0.
func (r *rig) told(id zone.ID) (out []string) {
	r.t.Helper()
	all, _, err := r.db.Passages(r.t.Context(), store.PassageQuery{Zones: []zone.ID{id}, Page: store.Page{Limit: 500}})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, p := range slices.Backward(all) {
		out = append(out, fmt.Sprintf("%s%s@%v", p.Action, p.Direction, p.At.Sub(t0).Seconds()))
	}
	return out
}

// TestEvaluation: what a line would have counted is what it counts when it had been
// there, and replaces what an earlier shape counted.
func TestEvaluation(t *testing.T) {
	r := start(t, "", nil)
	open := walk(t, t0.Add(90*time.Second), false)
	open.Change, open.Ended = track.Began, false
	elsewhere := walk(t, t0.Add(10*time.Second), false)
	elsewhere.CameraID = "cam_b_1"
	r.tracks(walk(t, t0, false), walk(t, t0.Add(20*time.Second), true), open, elsewhere)
	r.set(t0.Add(time.Hour))
	l := r.create(line())
	later := walk(t, t0.Add(2*time.Hour), false) // was watched as it went
	r.tracks(later)

	if _, err := r.Evaluation(l.ID); !errors.Is(err, zoning.ErrNoEvaluation) {
		t.Errorf("before the first: got %v, want ErrNoEvaluation", err)
	}
	if _, err := r.Cancel(l.ID); !errors.Is(err, zoning.ErrNoEvaluation) {
		t.Errorf("cancel before the first: got %v, want ErrNoEvaluation", err)
	}
	for _, tt := range []struct {
		after time.Time
		want  []string
	}{
		{time.Time{}, []string{"crossedin@2", "crossedin@22", "crossedout@26"}},
		{time.Time{}, []string{"crossedin@2", "crossedin@22", "crossedout@26"}}, // counts nothing twice
		{t0.Add(time.Second), []string{"crossedin@2", "crossedin@22", "crossedout@26"}},
	} {
		if e, err := r.Evaluate(l.ID, tt.after); err != nil || e.State.Ended() {
			t.Fatalf("got %+v, %v", e, err)
		}
		r.wait("evaluate", func() bool { return r.state(l.ID).State == zoning.Done })
		if got := r.told(l.ID); !slices.Equal(got, tt.want) {
			t.Errorf("after %v: got %v, want %v", tt.after, got, tt.want)
		}
	}
	if e := r.state(l.ID); e.Tracks != 2 || e.Done != 2 || e.Passages != 2 || !e.Before.Equal(l.Since) || e.EndedAt.IsZero() {
		t.Errorf("the last looked at two tracks, one of which goes on: got %+v", e)
	}

	// Another shape: the other way round.
	r.set(t0.Add(3 * time.Hour))
	l.Points = []geo.Point{l.Points[1], l.Points[0]}
	l, err := r.Change(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Evaluation(l.ID); !errors.Is(err, zoning.ErrNoEvaluation) {
		t.Errorf("of the new shape: got %v, want ErrNoEvaluation", err)
	}
	if _, err := r.Evaluate(l.ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	r.wait("evaluate", func() bool { return r.state(l.ID).State == zoning.Done })
	if got, want := r.told(l.ID), []string{"crossedout@2", "crossedout@22", "crossedin@26", "crossedout@7202"}; !slices.Equal(got, want) {
		t.Errorf("the other way round: got %v, want %v", got, want)
	}
	counts, err := r.db.ZoneCounts(t.Context(), store.ZoneCountQuery{Bucket: time.Hour})
	if err != nil || len(counts) != 2 || counts[0].In != 1 || counts[0].Out != 2 || counts[1].Out != 1 {
		t.Errorf("counts: got %+v, %v", counts, err)
	}
}

// slow is a store whose lists of tracks wait until they are let go.
type slow struct {
	zoning.Store
	gate chan struct{}
}

func (s slow) Tracks(ctx context.Context, q store.TrackQuery) ([]track.Track, string, error) {
	select {
	case <-s.gate:
	case <-ctx.Done():
		return nil, "", ctx.Err()
	}
	return s.Store.Tracks(ctx, q)
}

// TestEvaluationsWaitAndAreCancelled: one zone after the other, in steps; one that is
// cancelled, or whose zone changes, stops.
func TestEvaluationsWaitAndAreCancelled(t *testing.T) {
	gate := make(chan struct{})
	r := start(t, "", func(s zoning.Store) zoning.Store { return slow{s, gate} })
	var all []track.Update
	for n := range 120 {
		all = append(all, walk(t, t0.Add(time.Duration(n)*time.Minute), false))
	}
	r.tracks(all...)
	r.set(t0.Add(24 * time.Hour))
	one, two, three := r.create(line()), r.create(yard()), r.create(line())
	for _, z := range []zone.Zone{one, two, three} {
		if _, err := r.Evaluate(z.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	gate <- struct{}{}
	r.wait("the first step", func() bool { return r.state(one.ID).Done == 50 })
	if e := r.state(one.ID); e.State != zoning.Running || e.Tracks != 120 || e.Passages != 50 {
		t.Errorf("after a step: got %+v", e)
	}
	if e := r.state(two.ID); e.State != zoning.Waiting {
		t.Errorf("the second: got %+v, want that it waits", e)
	}
	if e, err := r.Cancel(one.ID); err != nil || e.State != zoning.Cancelled || e.EndedAt.IsZero() {
		t.Errorf("cancel the first: got %+v, %v", e, err)
	}
	if e, err := r.Cancel(two.ID); err != nil || e.State != zoning.Cancelled {
		t.Errorf("cancel the second: got %+v, %v", e, err)
	}
	r.wait("the third", func() bool { return r.state(three.ID).State == zoning.Running })
	if err := r.Delete(t.Context(), three.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Evaluate(two.ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	close(gate)
	r.wait("the second, again", func() bool { return r.state(two.ID).State == zoning.Done })
	if got := len(r.told(one.ID)); got != 50 {
		t.Errorf("the first was cancelled after 50 tracks: got %d passages", got)
	}
	if got := len(r.told(two.ID)); got != 240 {
		t.Errorf("the second: got %d passages, want 240, each track entering and leaving", got)
	}
}

// broken is a store whose lists of tracks cannot be read.
type broken struct{ zoning.Store }

func (broken) Tracks(context.Context, store.TrackQuery) ([]track.Track, string, error) {
	return nil, "", store.ErrUnavailable
}

func TestFailedEvaluation(t *testing.T) {
	r := start(t, "", func(s zoning.Store) zoning.Store { return broken{s} })
	l := r.create(line())
	if _, err := r.Evaluate(l.ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	r.wait("evaluate", func() bool { return r.state(l.ID).State == zoning.Failed })
	if e := r.state(l.ID); e.Err == "" || e.EndedAt.IsZero() {
		t.Errorf("got %+v, want that it says so", e)
	}
}

// TestDeletedZonesAreForgotten: what happened at a zone goes after it, also when the
// run that deleted it did not come to it.
func TestDeletedZonesAreForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	t.Run("deleted without being run", func(t *testing.T) {
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		z := line()
		z.ID, z.Version = event.NewID(t0), 1
		b := &store.Batch{Zones: []zone.Zone{z}}
		for n := range 1200 {
			b.Passages = append(b.Passages, zone.Passage{ZoneID: z.ID, Version: 1, TrackID: event.NewID(t0), Type: event.TargetCar, Action: zone.Crossed, Direction: zone.In, At: t0.Add(time.Duration(n) * time.Minute)})
		}
		if _, err := db.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		z.Deleted = true
		if _, err := db.Commit(t.Context(), &store.Batch{Zones: []zone.Zone{z}}); err != nil {
			t.Fatal(err)
		}
	})
	r := start(t, path, nil)
	direct, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer direct.Close()
	r.wait("forget", func() bool {
		var zones, passages, counts int
		err := direct.QueryRow(`SELECT (SELECT count(*) FROM zones), (SELECT count(*) FROM passages), (SELECT count(*) FROM zone_counts)`).Scan(&zones, &passages, &counts)
		if err != nil {
			t.Fatal(err)
		}
		return zones+passages+counts == 0
	})
}
