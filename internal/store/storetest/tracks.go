package storetest

import (
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
	}
	other := tr
	other.ID, other.CameraID, other.TargetID, other.FirstSeen = event.NewID(t0), camID("a", 2), "8", t0.Add(time.Minute)
	r.batch(&store.Batch{Tracks: updates(tr, other)})
	tr.Posts, tr.LastSeen, tr.Ended, tr.Heading = 9, t0.Add(2*time.Second), true, -1
	r.batch(&store.Batch{Tracks: updates(tr)})
	got, _, err := r.Tracks(t.Context(), store.TrackQuery{})
	if err != nil || len(got) != 2 || got[0] != other || got[1] != tr {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, q := range map[string]store.TrackQuery{
		"camera": {Cameras: []string{camID("a", 1)}}, "target": {Target: "7"}, "before": {Before: t0.Add(time.Second)},
	} {
		if got, _, err := r.Tracks(t.Context(), q); err != nil || len(got) != 1 || got[0].ID != tr.ID {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// trackEntries: the journal tells of tracks that begin and end, and an earlier run's
// tracks are ended.
func trackEntries(t *testing.T, r *rig) {
	a := track.Track{ID: event.NewID(t0), CameraID: camID("a", 1), TargetID: "7", Type: event.TargetCar, FirstSeen: t0, LastSeen: t0, Heading: -1}
	b := a
	b.ID, b.TargetID = event.NewID(t0), "8"
	entries, err := r.Commit(t.Context(), &store.Batch{Tracks: []track.Update{{Track: a, Change: track.Began}, {Track: b, Change: track.Began}}})
	if err != nil || len(entries) != 2 || entries[0].Kind != journal.KindTrack || entries[0].Track.Track != a || entries[0].Track.Change != track.Began {
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
		if read[i].Kind != journal.KindTrack || *read[i].Track != want {
			t.Errorf("entry %d: got %+v, want %+v", i, read[i].Track, want)
		}
	}
	r.batch(&store.Batch{Alarms: nil, Tracks: []track.Update{{Track: b, Change: track.Ended}}})
	if _, newest, err := r.Bounds(t.Context()); err != nil || newest != read[3].Seq+1 {
		t.Errorf("the next number: got %d, %v, want %d", newest, err, read[3].Seq+1)
	}
}
