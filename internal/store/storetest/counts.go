package storetest

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// countsInZones: an hour and a day are those of the clock on the wall.
func countsInZones(t *testing.T, r *rig) {
	at := func(text string) time.Time {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var all []*store.NewEvent
	for _, text := range []string{
		"2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z", // around a day of 23 hours in Berlin
		"2026-10-25T00:10:00Z", "2026-10-25T01:10:00Z", "2026-10-25T22:59:00Z", // the hour that Berlin has twice
		"2026-11-24T08:29:00Z", "2026-11-24T08:31:00Z", // around an hour of Kolkata
	} {
		r.at = at(text).Add(-time.Second)
		all = append(all, r.make(nil))
	}
	r.commit(all...)
	tests := []struct {
		name          string
		bucket        time.Duration
		zone          string
		after, before string
		want          []string // starts, one for each event
	}{
		{"days of Berlin in March", bucket.Day, "Europe/Berlin", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z",
			[]string{"2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"}},
		{"days of UTC in March", bucket.Day, "UTC", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z",
			[]string{"2026-03-28T00:00:00Z", "2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T00:00:00Z"}},
		{"hours of Berlin in October", time.Hour, "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-26T00:00:00Z",
			[]string{"2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T22:00:00Z"}},
		{"a day of 25 hours", bucket.Day, "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-24T22:00:01Z",
			[]string{"2026-10-24T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-24T22:00:00Z"}},
		{"hours of Kolkata", time.Hour, "Asia/Kolkata", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z",
			[]string{"2026-11-24T07:30:00Z", "2026-11-24T08:30:00Z"}},
		{"hours of Kolkata that begin in one", time.Hour, "Asia/Kolkata", "2026-11-24T08:00:00Z", "2026-11-24T09:00:00Z",
			[]string{"2026-11-24T08:30:00Z"}},
		{"minutes", time.Minute, "Asia/Kathmandu", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z",
			[]string{"2026-11-24T08:29:00Z", "2026-11-24T08:31:00Z"}},
	}
	for _, tt := range tests {
		got, err := r.Counts(t.Context(), store.CountQuery{Bucket: tt.bucket, TimeZone: location(t, tt.zone), After: at(tt.after), Before: at(tt.before)})
		if err != nil {
			t.Fatal(err)
		}
		var starts []string
		for _, c := range got {
			for range c.Events {
				starts = append(starts, c.Start.Format(time.RFC3339))
			}
		}
		if !slices.Equal(starts, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, starts, tt.want)
		}
	}
}

// countsAgree compares counts of random events with a sum over them.
func countsAgree(t *testing.T, r *rig) {
	rnd := rand.New(rand.NewPCG(4, 5))
	types := []event.Type{"motion", "line_counting"}
	shown := []event.TargetType{event.TargetPerson, event.TargetCar}
	begin := time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)
	var all []*store.NewEvent
	for range 400 {
		r.at = begin.Add(time.Duration(rnd.Int64N(int64(9 * 24 * time.Hour))))
		all = append(all, r.make(func(ev *event.Event) {
			ev.Type, ev.CameraID = types[rnd.IntN(2)], camID("a", 1+rnd.IntN(2))
			for range rnd.IntN(3) {
				ev.Targets = append(ev.Targets, event.Target{Type: shown[rnd.IntN(2)]})
			}
		}))
	}
	for part := range slices.Chunk(all, 50) {
		r.commit(part...)
	}
	for _, zone := range []string{"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"} {
		for _, length := range []time.Duration{time.Minute, time.Hour, bucket.Day, bucket.Week, bucket.Month} {
			q := store.CountQuery{Bucket: length, TimeZone: location(t, zone), After: begin.Add(20 * time.Hour), Before: begin.Add(150 * time.Hour), Cameras: []string{camID("a", 1)}}
			got, err := r.Counts(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			want := plainCounts(t, q, all)
			if !slices.Equal(got, want) {
				t.Errorf("%v of %s: got %d rows %+v\nwant %d rows %+v", length, zone, len(got), got, len(want), want)
			}
			q.Merged, q.Cameras = true, []string{camID("a", 1), camID("a", 2)}
			if got, err = r.Counts(t.Context(), q); err != nil {
				t.Fatal(err)
			}
			if want := plainCounts(t, q, all); !slices.Equal(got, want) {
				t.Errorf("%v of %s, merged: got %d rows %+v\nwant %d rows %+v", length, zone, len(got), got, len(want), want)
			}
		}
	}
}

// wholeCounts: all quarters of an hour that begin in a span are one bucket.
func wholeCounts(t *testing.T, r *rig) {
	begin := time.Date(2026, 10, 20, 8, 0, 0, 0, time.UTC)
	var all []*store.NewEvent
	for _, minutes := range []int{0, 14, 15, 44, 45} {
		r.at = begin.Add(time.Duration(minutes)*time.Minute - time.Second)
		all = append(all, r.make(func(ev *event.Event) { ev.Targets = []event.Target{{Type: event.TargetPerson}} }))
	}
	r.commit(all...)
	q := store.CountQuery{Bucket: store.Whole, After: begin.Add(time.Second), Before: begin.Add(45 * time.Minute), Merged: true, Targets: []event.TargetType{event.TargetPerson}}
	got, err := r.Counts(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, ev := range all {
		if at := ev.ReceivedAt; !at.Before(begin.Add(15*time.Minute)) && at.Before(begin.Add(45*time.Minute)) {
			want++
		}
	}
	if len(got) != 1 || got[0].Targets != int64(want) || want == 0 {
		t.Errorf("got %+v, want one row of %d", got, want)
	}
	q.After, q.Before = time.Time{}, time.Time{}
	if got, err = r.Counts(t.Context(), q); err != nil || len(got) != 1 || got[0].Targets != int64(len(all)) {
		t.Errorf("of all time: got %+v, %v", got, err)
	}
}

// plainCounts counts events one by one.
func plainCounts(t *testing.T, q store.CountQuery, all []*store.NewEvent) []store.Count {
	t.Helper()
	spans, err := bucket.Of(q.Bucket, q.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[store.Count]*store.Count{}
	for _, ev := range all {
		start := spans.Start(ev.ReceivedAt)
		if start.Before(q.After) || !start.Before(q.Before) || !slices.Contains(q.Cameras, ev.CameraID) {
			continue
		}
		of := func(target event.TargetType) *store.Count {
			key := store.Count{Start: start, CameraID: ev.CameraID, Type: ev.Type, Target: target}
			if q.Merged {
				key.CameraID, key.Type = "", ""
			}
			if sums[key] == nil {
				n := key
				sums[key] = &n
			}
			return sums[key]
		}
		of("").Events++
		seen := map[event.TargetType]bool{}
		for _, target := range ev.Targets {
			n := of(target.Type)
			n.Targets++
			if !seen[target.Type] {
				seen[target.Type] = true
				n.Events++
			}
		}
	}
	var out []store.Count
	for _, n := range sums {
		out = append(out, *n)
	}
	slices.SortFunc(out, func(a, b store.Count) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.CameraID, b.CameraID), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Target, b.Target))
	})
	return out
}
