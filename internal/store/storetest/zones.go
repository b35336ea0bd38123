package storetest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// area and line are two zones of a camera.
func area() zone.Zone {
	return zone.Zone{
		ID: event.NewID(t0), CameraID: camID("a", 1), Name: "Yard", Color: "#1e90ff", Kind: zone.Area,
		Points: []geo.Point{{0, 1}, {10000, 2}, {3, 4}}, Targets: []event.TargetType{event.TargetPerson, event.TargetCar},
		MinDwell: 1500 * time.Millisecond, Version: 1, Since: t0.Add(time.Second), CreatedAt: t0,
	}
}

func line() zone.Zone {
	return zone.Zone{
		ID: event.NewID(t0), CameraID: camID("a", 2), Name: "Gate", Kind: zone.Line, Points: []geo.Point{{0, 1}, {10000, 2}},
		Version: 3, Since: t0, CreatedAt: t0,
	}
}

// pass is what a person did at a zone, some seconds after t0.
func pass(z *zone.Zone, id track.ID, action zone.Action, way zone.Direction, seconds int) zone.Passage {
	return zone.Passage{
		ZoneID: z.ID, Version: z.Version, CameraID: z.CameraID, TrackID: id, Type: event.TargetPerson,
		Action: action, Direction: way, At: t0.Add(time.Duration(seconds) * time.Second),
	}
}

func zones(t *testing.T, r *rig) {
	a, l := area(), line()
	r.batch(&store.Batch{Zones: []zone.Zone{l, a}})
	check := func(name string, want ...zone.Zone) {
		t.Helper()
		got, err := r.Zones(t.Context())
		if err != nil || len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v\nwant %+v", name, got, err, want)
		}
	}
	check("two", a, l)
	a.Name, a.Version, a.Points, a.Targets, a.Since = "Hof \u202e\x00", 2, []geo.Point{{1, 1}, {2, 2}, {3, 1}, {4, 4}}, nil, t0.Add(time.Hour)
	r.batch(&store.Batch{Zones: []zone.Zone{a}})
	check("changed", a, l)
	l.Deleted = true
	r.batch(&store.Batch{Zones: []zone.Zone{l}})
	check("deleted", a)
	stranger := line()
	r.batch(&store.Batch{Passages: []zone.Passage{pass(&l, a.ID, zone.Crossed, zone.In, 1), pass(&stranger, a.ID, zone.Crossed, zone.In, 1)}})
	if got, _, err := r.Passages(t.Context(), store.PassageQuery{}); err != nil || got == nil || len(got) != 0 {
		t.Errorf("passages of zones that are not there: got %#v, %v", got, err)
	}
}

func passages(t *testing.T, r *rig) {
	a, l := area(), line()
	one, two := event.NewID(t0), event.NewID(t0)
	entered, left := pass(&a, one, zone.Entered, "", 1), pass(&a, one, zone.Left, "", 9)
	entered.Inside, left.Dwell = true, 8*time.Second
	dwelled := pass(&a, one, zone.Dwelled, "", 2)
	in, out := pass(&l, two, zone.Crossed, zone.In, 3), pass(&l, one, zone.Crossed, zone.Out, 20)
	in.Type = event.TargetCar
	r.batch(&store.Batch{Zones: []zone.Zone{a, l}, Passages: []zone.Passage{entered, dwelled, in}})
	r.batch(&store.Batch{Passages: []zone.Passage{out, left}}) // told late, in its place all the same
	check := func(name string, q store.PassageQuery, want ...zone.Passage) {
		t.Helper()
		got, next, err := r.Passages(t.Context(), q)
		if err != nil || next != "" || !slices.Equal(got, want) {
			t.Errorf("%s: got %+v, %q, %v\nwant %+v", name, got, next, err, want)
		}
	}
	check("all", store.PassageQuery{}, out, left, in, dwelled, entered)
	check("zone", store.PassageQuery{Zones: []zone.ID{a.ID}}, left, dwelled, entered)
	check("zones", store.PassageQuery{Zones: []zone.ID{l.ID, a.ID}}, out, left, in, dwelled, entered)
	check("track", store.PassageQuery{Tracks: []track.ID{two}}, in)
	check("track and zone", store.PassageQuery{Tracks: []track.ID{one}, Zones: []zone.ID{l.ID}}, out)
	check("target", store.PassageQuery{Targets: []event.TargetType{event.TargetCar}}, in)
	check("actions", store.PassageQuery{Actions: []zone.Action{zone.Entered, zone.Left}}, left, entered)
	check("crossed", store.PassageQuery{Actions: []zone.Action{zone.Crossed}}, out, in)
	check("direction", store.PassageQuery{Directions: []zone.Direction{zone.Out}}, out)
	check("crossed in a direction", store.PassageQuery{Actions: []zone.Action{zone.Crossed, zone.Entered}, Directions: []zone.Direction{zone.In}}, in)
	check("entered in a direction", store.PassageQuery{Actions: []zone.Action{zone.Entered}, Directions: []zone.Direction{zone.In}})
	check("span", store.PassageQuery{After: in.At, Before: out.At}, left, in)
	page, next, err := r.Passages(t.Context(), store.PassageQuery{Page: store.Page{Limit: 3}})
	if err != nil || next == "" || !slices.Equal(page, []zone.Passage{out, left, in}) {
		t.Errorf("a page: got %+v, %q, %v", page, next, err)
	}
	check("the next page", store.PassageQuery{Page: store.Page{Limit: 3, Cursor: next}}, dwelled, entered)

	hour := t0.Truncate(time.Hour)
	row := func(z *zone.Zone, typ event.TargetType, set func(*store.ZoneCount)) store.ZoneCount {
		n := store.ZoneCount{Start: hour, ZoneID: z.ID, Target: typ}
		set(&n)
		return n
	}
	yard := row(&a, event.TargetPerson, func(n *store.ZoneCount) { n.Entered, n.Left, n.Dwelled, n.DwellSum = 1, 1, 1, 8*time.Second })
	carIn := row(&l, event.TargetCar, func(n *store.ZoneCount) { n.In = 1 })
	personOut := row(&l, event.TargetPerson, func(n *store.ZoneCount) { n.Out = 1 })
	counts := func(name string, q store.ZoneCountQuery, want ...store.ZoneCount) {
		t.Helper()
		slices.SortFunc(want, func(a, b store.ZoneCount) int {
			return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ZoneID.String(), b.ZoneID.String()), cmp.Compare(a.Target, b.Target))
		})
		got, err := r.ZoneCounts(t.Context(), q)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %+v, %v\nwant %+v", name, got, err, want)
		}
	}
	counts("all", store.ZoneCountQuery{Bucket: time.Hour}, yard, carIn, personOut)
	counts("a zone", store.ZoneCountQuery{Bucket: time.Hour, Zones: []zone.ID{l.ID}}, carIn, personOut)
	counts("a type", store.ZoneCountQuery{Bucket: time.Hour, Targets: []event.TargetType{event.TargetCar}}, carIn)

	// The same tracks by another shape.
	l.Version++
	r.batch(&store.Batch{Zones: []zone.Zone{l}})
	again := pass(&l, one, zone.Crossed, zone.In, 25)
	r.batch(&store.Batch{Evaluated: []store.Evaluation{
		{ZoneID: l.ID, Version: l.Version, TrackID: one, Passages: []zone.Passage{again}},
		{ZoneID: l.ID, Version: l.Version, TrackID: two},
		{ZoneID: a.ID, Version: a.Version + 1, TrackID: one}, // of a shape that it does not have
	}})
	check("evaluated", store.PassageQuery{}, again, left, dwelled, entered)
	counts("evaluated", store.ZoneCountQuery{Bucket: bucket.Day, Zones: []zone.ID{l.ID}},
		store.ZoneCount{Start: t0.Truncate(bucket.Day), ZoneID: l.ID, Target: event.TargetPerson, In: 1})

	// What is left of a deleted zone goes in small steps.
	a.Deleted = true
	r.batch(&store.Batch{Zones: []zone.Zone{a}})
	check("deleted", store.PassageQuery{}, again)
	counts("deleted", store.ZoneCountQuery{Bucket: time.Hour, Zones: []zone.ID{a.ID}})
	steps := 0
	for more := true; more; steps++ {
		if more, err = r.ForgetZones(t.Context(), 2); err != nil || steps > 10 {
			t.Fatalf("step %d: %v", steps, err)
		}
	}
	if steps < 3 {
		t.Errorf("all was forgotten in %d steps, want several small ones", steps)
	}
	check("forgotten", store.PassageQuery{}, again)
	r.batch(&store.Batch{Zones: []zone.Zone{a}}) // as if it had never been
	check("deleted again", store.PassageQuery{}, again)
}

// staysEnd: who was inside when a crash came has left, when last seen.
func staysEnd(t *testing.T, r *rig) {
	a, b, l := area(), area(), line()
	b.Name = "Other"
	open := track.Track{ID: event.NewID(t0), CameraID: a.CameraID, FirstSeen: t0, LastSeen: t0.Add(10 * time.Second), Heading: -1}
	ended := open
	ended.ID, ended.Ended = event.NewID(t0), true
	r.batch(&store.Batch{Zones: []zone.Zone{a, b, l}, Tracks: updates(open, ended), Passages: []zone.Passage{
		pass(&a, open.ID, zone.Entered, "", 1), pass(&a, open.ID, zone.Left, "", 2), pass(&a, open.ID, zone.Entered, "", 4), pass(&a, open.ID, zone.Dwelled, "", 6),
		pass(&b, open.ID, zone.Entered, "", 3), pass(&b, open.ID, zone.Left, "", 5),
		pass(&l, open.ID, zone.Crossed, zone.In, 7),
		pass(&a, ended.ID, zone.Entered, "", 8),
	}})
	for range 2 { // the second time there is nothing to do
		if err := r.CloseTracks(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := pass(&a, open.ID, zone.Left, "", 10)
	want.Inside, want.Dwell = true, 6*time.Second
	got, _, err := r.Passages(t.Context(), store.PassageQuery{After: t0.Add(9 * time.Second)})
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	counts, err := r.ZoneCounts(t.Context(), store.ZoneCountQuery{Bucket: bucket.Day, Zones: []zone.ID{a.ID}})
	if err != nil || len(counts) != 1 || counts[0].Entered != 3 || counts[0].Left != 2 || counts[0].DwellSum != 6*time.Second {
		t.Errorf("got %+v, %v, want three who entered and two who left", counts, err)
	}
}

// passagesAge: passages go in the order of time, and not before the tracks that
// made them; what was counted of them stays.
func passagesAge(t *testing.T, r *rig) {
	l := line()
	tr := track.Track{ID: event.NewID(t0), CameraID: l.CameraID, FirstSeen: t0.Add(5 * time.Second), LastSeen: t0.Add(time.Minute), Ended: true, Heading: -1}
	r.batch(&store.Batch{Zones: []zone.Zone{l}, Tracks: updates(tr), Passages: []zone.Passage{
		pass(&l, event.NewID(t0), zone.Crossed, zone.In, 1), pass(&l, tr.ID, zone.Crossed, zone.In, 6), pass(&l, tr.ID, zone.Crossed, zone.Out, 50),
	}})
	for _, step := range []struct{ before, left int }{{0, 3}, {30, 2}, {50, 2}, {3600, 0}} {
		if _, _, err := r.DeleteOld(t.Context(), t0.Add(time.Duration(step.before)*time.Second), 100); err != nil {
			t.Fatal(err)
		}
		got, _, err := r.Passages(t.Context(), store.PassageQuery{})
		if err != nil || len(got) != step.left {
			t.Errorf("older than %d seconds: got %+v, %v, want %d left", step.before, got, err, step.left)
		}
	}
	if got, err := r.ZoneCounts(t.Context(), store.ZoneCountQuery{Bucket: time.Minute}); err != nil || len(got) != 0 {
		t.Errorf("minutes: got %+v, %v, want none left", got, err)
	}
	if got, err := r.ZoneCounts(t.Context(), store.ZoneCountQuery{Bucket: bucket.Day}); err != nil || len(got) != 1 || got[0].In != 2 || got[0].Out != 1 {
		t.Errorf("days: got %+v, %v, want them still counted", got, err)
	}
}

// zoneCountsAgree compares counts with a sum over what is told, after random
// passages and evaluations.
func zoneCountsAgree(t *testing.T, r *rig) {
	rnd := rand.New(rand.NewPCG(6, 7))
	a, l := area(), line()
	r.batch(&store.Batch{Zones: []zone.Zone{a, l}})
	begin := time.Date(2026, 10, 24, 20, 0, 0, 0, time.UTC)
	var ids []track.ID
	random := func(id track.ID) (out []zone.Passage) {
		for range rnd.IntN(5) {
			p := pass(&l, id, zone.Crossed, zone.Directions()[rnd.IntN(2)], 0)
			if rnd.IntN(2) == 0 {
				p = pass(&a, id, zone.Actions()[rnd.IntN(3)], "", 0)
			}
			if p.Action == zone.Left {
				p.Dwell = time.Duration(rnd.IntN(1e6)) * time.Microsecond
			}
			p.At, p.Type = begin.Add(time.Duration(rnd.Int64N(int64(30*time.Hour)))).Truncate(time.Microsecond), zone.TargetTypes()[rnd.IntN(2)]
			out = append(out, p)
		}
		return out
	}
	for range 60 {
		id := event.NewID(t0)
		ids = append(ids, id)
		b := &store.Batch{Passages: random(id)}
		if rnd.IntN(2) == 0 {
			other, z := ids[rnd.IntN(len(ids))], []*zone.Zone{&a, &l}[rnd.IntN(2)]
			e := store.Evaluation{ZoneID: z.ID, Version: z.Version, TrackID: other}
			for _, p := range random(other) {
				if p.ZoneID == z.ID {
					e.Passages = append(e.Passages, p)
				}
			}
			b.Evaluated = []store.Evaluation{e}
		}
		r.batch(b)
	}
	all, next, err := r.Passages(t.Context(), store.PassageQuery{Page: store.Page{Limit: 500}})
	if err != nil || next != "" || len(all) < 50 {
		t.Fatalf("got %d passages, %q, %v", len(all), next, err)
	}
	for _, name := range []string{"UTC", "Europe/Berlin", "Asia/Kathmandu"} {
		for _, length := range []time.Duration{time.Minute, time.Hour, bucket.Day} {
			got, err := r.ZoneCounts(t.Context(), store.ZoneCountQuery{Bucket: length, TimeZone: location(t, name)})
			if err != nil {
				t.Fatal(err)
			}
			if want := plainZoneCounts(t, length, location(t, name), all); !slices.Equal(got, want) {
				t.Errorf("%v of %s: got %+v\nwant %+v", length, name, got, want)
			}
		}
	}
}

// plainZoneCounts counts passages one by one.
func plainZoneCounts(t *testing.T, length time.Duration, loc *time.Location, all []zone.Passage) []store.ZoneCount {
	t.Helper()
	spans, err := bucket.Of(length, loc)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]*store.ZoneCount{}
	for _, p := range all {
		start := spans.Start(p.At)
		key := fmt.Sprint(start.Unix(), p.ZoneID, p.Type)
		if sums[key] == nil {
			sums[key] = &store.ZoneCount{Start: start, ZoneID: p.ZoneID, Target: p.Type}
		}
		n := sums[key]
		switch {
		case p.Direction == zone.In:
			n.In++
		case p.Direction == zone.Out:
			n.Out++
		case p.Action == zone.Entered:
			n.Entered++
		case p.Action == zone.Dwelled:
			n.Dwelled++
		default:
			n.Left++
			n.DwellSum += p.Dwell
		}
	}
	var out []store.ZoneCount
	for _, n := range sums {
		out = append(out, *n)
	}
	slices.SortFunc(out, func(a, b store.ZoneCount) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ZoneID.String(), b.ZoneID.String()), cmp.Compare(a.Target, b.Target))
	})
	return out
}
