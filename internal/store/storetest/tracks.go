package storetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// updates are tracks that go on.
func updates(tracks ...track.Track) []track.Update {
	out := make([]track.Update, len(tracks))
	for i, tr := range tracks {
		out[i] = track.Update{Track: tr, Change: track.Moved}
	}
	return out
}

func tracks(t *testing.T, r *rig) {
	tr := track.Track{
		ID: event.NewID(t0), DeviceID: "dev_a", CameraID: camID("a", 1), TargetID: "7", Type: event.TargetPerson,
		FirstSeen: t0, LastSeen: t0.Add(time.Second), Posts: 7, FirstRect: geo.Rect{1, 2, 3, 4}, LastRect: geo.Rect{5, 6, 7, 8}, Speed: 123.5, Heading: 90,
		Best:  track.Moment{At: t0.Add(time.Second / 2), Rect: geo.Rect{2, 3, 4, 5}},
		Types: []track.TypeChange{{Type: event.TargetCar}, {At: 140 * time.Millisecond, Type: event.TargetPerson}},
	}
	other := tr
	other.ID, other.CameraID, other.TargetID, other.FirstSeen = event.NewID(t0), camID("a", 2), "8", t0.Add(time.Minute)
	other.Type, other.Types = event.TargetUnknown, nil
	r.batch(&store.Batch{Tracks: updates(tr, other)})
	tr.Posts, tr.LastSeen, tr.Ended, tr.Heading = 9, t0.Add(2*time.Second), true, -1
	r.batch(&store.Batch{Tracks: updates(tr)})
	got, _, err := r.Tracks(t.Context(), store.TrackQuery{})
	if err != nil || !reflect.DeepEqual(got, []track.Track{other, tr}) {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, q := range map[string]store.TrackQuery{
		"camera": {Cameras: []string{camID("a", 1)}}, "target": {Target: "7"}, "type": {Types: []event.TargetType{event.TargetPerson, event.TargetMotorcycle}}, "before": {Before: t0.Add(time.Second)},
	} {
		if got, _, err := r.Tracks(t.Context(), q); err != nil || len(got) != 1 || got[0].ID != tr.ID {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// way is the path of a target that jumps about, of n points from a number on, a
// second apart.
func way(from, n int) track.Path {
	var p track.Packer
	for i := from; i < from+n; i++ {
		p.Add(time.Duration(i)*time.Second, geo.Rect{i * i % 77 * 100, 0, 9000, 10})
	}
	return p.Path()
}

// paths: a path is kept in its parts and the rest, which is replaced, and goes with
// the track.
func paths(t *testing.T, r *rig) {
	tr := track.Track{ID: event.NewID(t0), CameraID: camID("a", 1), FirstSeen: t0, LastSeen: t0, Path: way(0, 30)}
	other := track.Track{ID: event.NewID(t0), CameraID: camID("a", 1), FirstSeen: t0.Add(time.Second), LastSeen: t0, Path: way(0, 5)}
	r.batch(&store.Batch{Tracks: updates(tr, other)})
	want := func(id track.ID, path track.Path) {
		t.Helper()
		got, err := r.Track(t.Context(), id)
		if err != nil || !reflect.DeepEqual(got.Path, path) {
			t.Errorf("got %d bytes, %v, want %d", len(got.Path), err, len(path))
		}
	}
	want(tr.ID, way(0, 30))
	tr.Path = way(40, 10)
	r.batch(&store.Batch{Tracks: []track.Update{{Track: tr, Change: track.Moved, Part: way(0, 40), N: 1}}})
	want(tr.ID, track.Join(way(0, 40), way(40, 10)))
	tr.Path, tr.Ended = way(60, 3), true
	r.batch(&store.Batch{Tracks: []track.Update{{Track: tr, Change: track.Ended, Part: way(40, 20), N: 2}}})
	whole := track.Join(track.Join(way(0, 40), way(40, 20)), way(60, 3))
	want(tr.ID, whole)
	want(other.ID, other.Path)

	tr.Path = whole
	if got, _, err := r.Tracks(t.Context(), store.TrackQuery{Paths: true}); err != nil || !reflect.DeepEqual(got, []track.Track{other, tr}) {
		t.Errorf("a list with paths: got %+v, %v", got, err)
	}
	if got, _, err := r.Tracks(t.Context(), store.TrackQuery{}); err != nil || got[0].Path != nil || got[1].Path != nil {
		t.Errorf("a list without paths: got %+v, %v", got, err)
	}
	if _, n, err := r.DeleteOld(t.Context(), t0.Add(time.Hour), 100); err != nil || n != 2 { // the track, and the entry that it ended
		t.Errorf("%d rows went, %v, want 2", n, err)
	}
	if _, err := r.Track(t.Context(), tr.ID); !errors.Is(err, track.ErrNotFound) {
		t.Errorf("a track that went: got %v, want ErrNotFound", err)
	}
	want(other.ID, other.Path)
	// Its parts went too: they are no part of another track under that number.
	again := track.Track{ID: event.NewID(t0), FirstSeen: t0, LastSeen: t0, Path: way(0, 2)}
	r.batch(&store.Batch{Tracks: updates(again)})
	want(again.ID, again.Path)
}

// trackEntries: the journal tells of tracks that begin and end, and an earlier run's
// tracks are ended.
func trackEntries(t *testing.T, r *rig) {
	a := track.Track{ID: event.NewID(t0), CameraID: camID("a", 1), TargetID: "7", Type: event.TargetCar, FirstSeen: t0, LastSeen: t0, Heading: -1}
	b := a
	b.ID, b.TargetID = event.NewID(t0), "8"
	withPath := a
	withPath.Path = way(0, 3)
	entries, err := r.Commit(t.Context(), &store.Batch{Tracks: []track.Update{{Track: withPath, Change: track.Began}, {Track: b, Change: track.Began}}})
	if err != nil || len(entries) != 2 || entries[0].Kind != journal.KindTrack || !reflect.DeepEqual(entries[0].Track.Track, a) || entries[0].Track.Change != track.Began {
		t.Fatalf("began: got %+v, %v", entries, err)
	}
	a.LastSeen, a.Ended = t0.Add(time.Second), true
	if entries, err = r.Commit(t.Context(), &store.Batch{Tracks: append(updates(b), track.Update{Track: a, Change: track.Ended})}); err != nil || len(entries) != 1 {
		t.Fatalf("moved and ended: got %+v, %v", entries, err)
	}
	if err := r.CloseTracks(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Ended = true
	read, err := r.Journal(t.Context(), 0, 10)
	if err != nil || len(read) != 4 {
		t.Fatalf("read: got %+v, %v", read, err)
	}
	for i, want := range []journal.TrackChange{{Change: track.Began, Track: a}, {Change: track.Began, Track: b}, {Change: track.Ended, Track: a}, {Change: track.Ended, Track: b}} {
		if read[i].Kind != journal.KindTrack || !reflect.DeepEqual(*read[i].Track, want) {
			t.Errorf("entry %d: got %+v, want %+v", i, read[i].Track, want)
		}
	}
	r.batch(&store.Batch{Alarms: nil, Tracks: []track.Update{{Track: b, Change: track.Ended}}})
	if _, newest, err := r.Bounds(t.Context()); err != nil || newest != read[3].Seq+1 {
		t.Errorf("the next number: got %d, %v, want %d", newest, err, read[3].Seq+1)
	}
}
