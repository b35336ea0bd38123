package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

func eventRoundTrip(t *testing.T, r *rig) {
	for _, set := range []func(*event.Event){nil, full} {
		n := r.make(set)
		r.commit(n)
		got, err := r.Event(t.Context(), n.ID)
		if err != nil {
			t.Fatal(err)
		}
		if n.Seq == 0 || !reflect.DeepEqual(got, n.Event) {
			t.Errorf("got  %+v\nwant %+v", got, n.Event)
		}
	}
}

func eventNotFound(t *testing.T, r *rig) {
	id := event.NewID(t0)
	if _, err := r.Event(t.Context(), id); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("Event: got %v", err)
	}
	if _, err := r.Raw(t.Context(), id); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("Raw: got %v", err)
	}
	if err := r.Pin(t.Context(), id, true); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("Pin: got %v", err)
	}
}

func numbersRise(t *testing.T, r *rig) {
	a, b, c := r.make(nil), r.make(nil), r.make(nil)
	r.commit(a, b)
	r.commit(c)
	if !(0 < a.Seq && a.Seq < b.Seq && b.Seq < c.Seq) {
		t.Errorf("got %d, %d, %d", a.Seq, b.Seq, c.Seq)
	}
}

func duplicates(t *testing.T, r *rig) {
	a, b, c := r.make(nil), r.make(nil), r.make(nil)
	b.Dedup = a.Dedup
	r.commit(a, b)
	if a.Duplicate || !b.Duplicate || b.Seq != 0 {
		t.Errorf("in one batch: got %v and %v", a.Duplicate, b.Duplicate)
	}
	c.Dedup = a.Dedup
	r.commit(c)
	if !c.Duplicate {
		t.Error("in a later batch: not noticed")
	}
	half := r.make(nil)
	half.Dedup = a.Dedup
	half.Dedup[15]++
	r.commit(half)
	if half.Duplicate {
		t.Error("half of the hash made a duplicate")
	}
	r.at = r.at.Add(49 * time.Hour)
	late := r.make(nil)
	late.Dedup = half.Dedup
	r.commit(late)
	if late.Duplicate {
		t.Error("after 48 hours it is an event of its own")
	}
	r.at = r.at.Add(10 * time.Hour)
	later := r.make(nil)
	later.Dedup = late.Dedup
	r.commit(later)
	if !later.Duplicate {
		t.Error("the window does not begin anew with the event that came after it")
	}
	if _, err := r.Event(t.Context(), b.ID); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("a duplicate was stored: %v", err)
	}
}

func atomicBatch(t *testing.T, r *rig) {
	good, bad := r.make(nil), r.make(nil)
	bad.CameraID = "cam_nobody_1"
	b := &store.Batch{At: r.at, Devices: []device.Device{dev("a", 1)}, Events: []*store.NewEvent{good, bad},
		Changes: []journal.DeviceChange{{Change: journal.FirstContact, DeviceID: "dev_a", LastSeen: r.at}}}
	if _, err := r.Commit(t.Context(), b); err == nil {
		t.Fatal("an event of a camera that nobody knows was stored")
	}
	if page, err := r.Events(t.Context(), store.EventQuery{}); err != nil || len(page.Events) != 0 {
		t.Errorf("got %d events, %v", len(page.Events), err)
	}
	if ds, err := r.Devices(t.Context()); err != nil || len(ds) != 0 {
		t.Errorf("got %d devices, %v", len(ds), err)
	}
	r.commit(good)
	if good.Duplicate {
		t.Error("an event of a failed batch is taken for a duplicate")
	}
}

// ids are the events of a query, by the names that the test gave them.
func (r *rig) ids(q store.EventQuery, names map[event.ID]string) string {
	r.t.Helper()
	page, err := r.Events(r.t.Context(), q)
	if err != nil {
		r.t.Fatalf("%+v: %v", q, err)
	}
	var out []string
	for _, ev := range page.Events {
		out = append(out, names[ev.ID])
	}
	return strings.Join(out, " ")
}

func filters(t *testing.T, r *rig) {
	names := make(map[event.ID]string)
	var all []*store.NewEvent
	add := func(name string, sets ...func(*event.Event)) {
		n := r.make(func(ev *event.Event) {
			for _, set := range sets {
				set(ev)
			}
		})
		names[n.ID] = name
		all = append(all, n)
	}
	at := func(cam, device string) func(*event.Event) {
		return func(ev *event.Event) { ev.CameraID, ev.DeviceID = cam, device }
	}
	image := func(ev *event.Event) { ev.Images = []event.Image{{Bytes: 5, Width: 1, Height: 1, Name: "x"}} }
	broken := func(ev *event.Event) { ev.Images = []event.Image{{Bytes: 5, Flag: "not_jpeg"}} }
	face := func(ev *event.Event) {
		ev.Type = "face"
		ev.Targets = []event.Target{{Type: event.TargetFace, Face: &event.Face{}}}
	}
	add("person", withTargets(event.TargetPerson), image)
	add("car", withTargets(event.TargetCar, event.TargetPerson), at(camID("a", 2), "dev_a"), broken)
	add("face", face, at(camID("b", 1), "dev_b"))
	add("plate", withPlate("KLM 4821", "Residents"), at(camID("b", 2), "dev_b"))
	add("other", withPlate("XYZ 999", "blackList"))
	add("motion", func(ev *event.Event) { ev.Type = "motion" })
	r.commit(all...)

	third := all[2].ReceivedAt
	tests := []struct {
		name string
		q    store.EventQuery
		want string
	}{
		{"none", store.EventQuery{}, "motion other plate face car person"},
		{"camera", store.EventQuery{Cameras: []string{camID("a", 1)}}, "motion other person"},
		{"cameras", store.EventQuery{Cameras: []string{camID("a", 2), camID("b", 1)}}, "face car"},
		{"unknown camera", store.EventQuery{Cameras: []string{"cam_x_1"}}, ""},
		{"device", store.EventQuery{Devices: []string{"dev_b"}}, "plate face"},
		{"devices", store.EventQuery{Devices: []string{"dev_a", "dev_b"}}, "motion other plate face car person"},
		{"unknown device", store.EventQuery{Devices: []string{"dev_x"}}, ""},
		{"camera of another device", store.EventQuery{Devices: []string{"dev_b"}, Cameras: []string{camID("a", 1)}}, ""},
		{"type", store.EventQuery{Types: []event.Type{"license_plate"}}, "other plate"},
		{"types", store.EventQuery{Types: []event.Type{"motion", "face"}}, "motion face"},
		{"category", store.EventQuery{Categories: []event.Category{event.CategoryIntrusion}}, "car person"},
		{"category and type", store.EventQuery{Categories: []event.Category{event.CategoryFace}, Types: []event.Type{"motion"}}, ""},
		{"target", store.EventQuery{Targets: []event.TargetType{event.TargetPerson}}, "car person"},
		{"targets", store.EventQuery{Targets: []event.TargetType{event.TargetCar, event.TargetFace}}, "face car"},
		{"plate", store.EventQuery{Plate: "klm-4821"}, "plate"},
		{"plate is exact", store.EventQuery{Plate: "KLM482"}, ""},
		{"fuzzy", store.EventQuery{Fuzzy: "K1M482I"}, "plate"},
		{"fuzzy and plate", store.EventQuery{Fuzzy: "KLM", Plate: "XYZ999"}, ""},
		{"group", store.EventQuery{Groups: []string{"residents"}}, "plate"},
		{"groups", store.EventQuery{Groups: []string{"RESIDENTS", "blacklist"}}, "other plate"},
		{"has image", store.EventQuery{HasImage: true}, "person"},
		{"has plate", store.EventQuery{HasPlate: true}, "other plate"},
		{"has face", store.EventQuery{HasFace: true}, "face"},
		{"after", store.EventQuery{After: third}, "motion other plate face"},
		{"before", store.EventQuery{Before: third}, "car person"},
		{"span", store.EventQuery{After: third, Before: third.Add(time.Microsecond)}, "face"},
		{"span of nothing", store.EventQuery{After: t0.Add(240 * time.Hour)}, ""},
		{"camera and type", store.EventQuery{Cameras: []string{camID("a", 1)}, Types: []event.Type{"license_plate"}}, "other"},
		{"device, target and span", store.EventQuery{Devices: []string{"dev_a"}, Targets: []event.TargetType{event.TargetPerson}, Before: third}, "car person"},
		{"plate and camera", store.EventQuery{Plate: "KLM4821", Cameras: []string{camID("a", 1)}}, ""},
		{"group and has plate", store.EventQuery{Groups: []string{"residents"}, HasPlate: true, Cameras: []string{camID("b", 2)}}, "plate"},
	}
	for _, tt := range tests {
		if got := r.ids(tt.q, names); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// filtersAgree compares random queries over random events with what looking at
// each event gives.
func filtersAgree(t *testing.T, r *rig) {
	rnd := rand.New(rand.NewPCG(1, 2))
	types := []event.Type{"region_intrusion", "motion", "license_plate", "face"}
	groups := []string{"", "whiteList", "Staff"}
	var all []*store.NewEvent
	for range 400 {
		n := r.make(func(ev *event.Event) {
			d := []string{"a", "b"}[rnd.IntN(2)]
			ev.DeviceID, ev.CameraID = "dev_"+d, camID(d, 1+rnd.IntN(2))
			ev.Type = types[rnd.IntN(len(types))]
			for range rnd.IntN(3) {
				ev.Targets = append(ev.Targets, event.Target{Type: event.TargetTypes()[rnd.IntN(6)]})
			}
			if ev.Type == "license_plate" {
				ev.Plate, ev.Group = fmt.Sprint("AB", rnd.IntN(5)), groups[rnd.IntN(3)]
				ev.Targets = append(ev.Targets, event.Target{Type: event.TargetPlate, Plate: &event.Plate{Text: ev.Plate, Group: ev.Group}})
			}
			if rnd.IntN(2) == 0 {
				ev.Images = []event.Image{{Bytes: 1, Name: "x"}}
			}
			if rnd.IntN(50) == 0 { // the clock is set back, and forth again
				ev.ReceivedAt = ev.ReceivedAt.Add(-time.Hour)
			}
		})
		all = append(all, n)
	}
	r.commit(all[:150]...)
	r.commit(all[150:]...)
	for _, state := range []event.ReviewState{event.Seen, event.Handled} {
		review := store.Review{State: state}
		for _, n := range all {
			if rnd.IntN(4) == 0 {
				n.Review.State = state
				review.Events = append(review.Events, n.ID)
			}
		}
		r.batch(&store.Batch{Reviews: []store.Review{review}})
	}
	some := func() bool { return rnd.IntN(3) == 0 }
	for i := range 400 {
		var q store.EventQuery
		if some() {
			q.Cameras = []string{camID("a", 1), camID("b", 2)}[:1+rnd.IntN(2)]
		}
		if some() {
			q.Devices = []string{"dev_b", "dev_a"}[:1+rnd.IntN(2)]
		}
		if some() {
			q.Types = types[rnd.IntN(2) : 2+rnd.IntN(3)]
		}
		if some() {
			q.Categories = []event.Category{event.CategoryPlate, event.CategoryMotion}[:1+rnd.IntN(2)]
		}
		if some() {
			q.Targets = event.TargetTypes()[rnd.IntN(3) : 3+rnd.IntN(3)]
		}
		if some() {
			q.Groups = []string{"staff", "WHITELIST"}[:1+rnd.IntN(2)]
		}
		if some() {
			from := rnd.IntN(3)
			q.States = []event.ReviewState{event.Handled, event.New, event.Seen}[from : from+1+rnd.IntN(3-from)]
		}
		if rnd.IntN(6) == 0 {
			q.Plate = fmt.Sprint("AB", rnd.IntN(6))
		}
		q.HasImage, q.HasPlate = rnd.IntN(4) == 0, rnd.IntN(4) == 0
		if some() {
			q.After = t0.Add(time.Duration(rnd.IntN(400)) * time.Second)
		}
		if some() {
			q.Before = t0.Add(time.Duration(rnd.IntN(400)) * time.Second)
		}
		if some() {
			at := time.Duration(t0.Hour()*60+t0.Minute()) * time.Minute
			q.Hours = &bucket.Clock{From: at + time.Duration(rnd.IntN(9)-2)*time.Minute, To: at + time.Duration(rnd.IntN(9)-2)*time.Minute, Zone: time.UTC}
		}
		if some() {
			q.Above = all[rnd.IntN(len(all)/2)].Seq
		}
		if some() {
			q.Below = all[len(all)/2+rnd.IntN(len(all)/2)].Seq
		}
		q.Rising = some()
		var want []int64
		for _, n := range all {
			if matches(n.Event, q) {
				want = append(want, n.Seq)
			}
		}
		slices.Reverse(want)
		got := r.pages(q, i%2 == 0)
		if !slices.Equal(got, want) {
			t.Fatalf("query %d %+v:\ngot  %v\nwant %v", i, q, got, want)
		}
	}
}

// pages are the numbers of all pages of a list, falling: by cursors, or by what each
// page reached.
func (r *rig) pages(q store.EventQuery, cursors bool) (got []int64) {
	r.t.Helper()
	q.Limit = 37
	for {
		page, err := r.Events(r.t.Context(), q)
		if err != nil {
			r.t.Fatalf("%+v: %v", q, err)
		}
		var some []int64
		for _, ev := range page.Events {
			some = append(some, ev.Seq)
		}
		if q.Rising {
			got = append(some, got...)
		} else {
			got = append(got, some...)
		}
		switch {
		case q.Rising:
			q.Above = page.Reached
		case cursors:
			q.Cursor = page.Next
		default:
			q.Below = page.Reached
		}
		if page.Reached == 0 {
			if page.Next != "" {
				r.t.Errorf("%+v: the last page has a next one, %s", q, page.Next)
			}
			return got
		}
	}
}

// hours: what came in the hours of a day is found on each day, in its order, also
// where the clock was wrong for a while.
func hours(t *testing.T, r *rig) {
	zone := time.FixedZone("east", 5*60*60+45*60)
	rnd := rand.New(rand.NewPCG(3, 4))
	var all []*store.NewEvent
	for day := range 60 {
		for range 8 {
			r.at = t0.AddDate(0, 0, day).Add(time.Duration(rnd.IntN(24*60)) * time.Minute)
			if rnd.IntN(20) == 0 {
				r.at = r.at.AddDate(rnd.IntN(3)-1, 0, rnd.IntN(9)-4)
			}
			n := r.make(func(ev *event.Event) { ev.CameraID = camID("a", 1+rnd.IntN(2)) })
			all = append(all, n)
		}
	}
	r.commit(all...)
	for range 30 {
		q := store.EventQuery{
			Hours:  &bucket.Clock{From: time.Duration(rnd.IntN(24*60)) * time.Minute, To: time.Duration(rnd.IntN(24*60)) * time.Minute, Zone: zone},
			Rising: rnd.IntN(2) == 0,
		}
		if rnd.IntN(2) == 0 {
			q.Cameras = []string{camID("a", 1), camID("a", 2)}[:1+rnd.IntN(2)]
		}
		if rnd.IntN(2) == 0 {
			q.After, q.Before = t0.AddDate(0, 0, rnd.IntN(30)), t0.AddDate(0, 0, 30+rnd.IntN(30))
		}
		var want []int64
		for _, n := range all {
			if matches(n.Event, q) {
				want = append(want, n.Seq)
			}
		}
		slices.Reverse(want)
		if got := r.pages(q, true); !slices.Equal(got, want) {
			t.Fatalf("%+v of %v to %v:\ngot  %v\nwant %v", q, q.Hours.From, q.Hours.To, got, want)
		}
	}
}

// matches is a query by its definition.
func matches(ev *event.Event, q store.EventQuery) bool {
	in := func(n int, is bool) bool { return n == 0 || is }
	has := func(f func(event.Target) bool) bool { return slices.ContainsFunc(ev.Targets, f) }
	return in(len(q.Cameras), slices.Contains(q.Cameras, ev.CameraID)) &&
		in(len(q.States), slices.Contains(q.States, ev.Review.State)) &&
		in(len(q.Devices), slices.Contains(q.Devices, ev.DeviceID)) &&
		in(len(q.Types), slices.Contains(q.Types, ev.Type)) &&
		in(len(q.Categories), slices.Contains(q.Categories, ev.Category)) &&
		in(len(q.Targets), has(func(t event.Target) bool { return slices.Contains(q.Targets, t.Type) })) &&
		in(len(q.Groups), slices.ContainsFunc(q.Groups, func(g string) bool { return strings.EqualFold(g, ev.Group) })) &&
		in(len(q.Plate), has(func(t event.Target) bool { return t.Plate != nil && plate.Normalize(t.Plate.Text) == q.Plate })) &&
		(!q.HasImage || len(ev.Images) > 0) &&
		(!q.HasPlate || has(func(t event.Target) bool { return t.Plate != nil })) &&
		(q.After.IsZero() || !ev.ReceivedAt.Before(q.After)) &&
		(q.Before.IsZero() || ev.ReceivedAt.Before(q.Before)) &&
		(q.Hours == nil || q.Hours.Holds(ev.ReceivedAt)) && ev.Seq > q.Above && (q.Below == 0 || ev.Seq < q.Below)
}

func paging(t *testing.T, r *rig) {
	var all []*store.NewEvent
	for range 123 {
		all = append(all, r.make(nil))
	}
	r.commit(all...)
	for _, q := range []store.EventQuery{{Limit: 50}, {Limit: 1}, {Limit: 123}, {Limit: 41, Cameras: []string{camID("a", 1), camID("b", 1)}}} {
		var got []int64
		for {
			page, err := r.Events(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Events) > q.Limit || page.Next != "" && len(page.Events) != q.Limit {
				t.Fatalf("limit %d: a page of %d with next %q", q.Limit, len(page.Events), page.Next)
			}
			for _, ev := range page.Events {
				got = append(got, ev.Seq)
			}
			if len(got) == 10 { // what comes while somebody pages does not disturb
				r.commit(r.make(nil))
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		if len(got) < 123 || !slices.IsSortedFunc(got, func(a, b int64) int { return int(b - a) }) || len(slices.Compact(got)) != len(got) {
			t.Errorf("limit %d: got %d events", q.Limit, len(got))
		}
	}
}

func badCursors(t *testing.T, r *rig) {
	for _, c := range []string{"x y", "-1", "0", "'", strings.Repeat("z", 100), "1;DROP"} {
		if _, err := r.Events(t.Context(), store.EventQuery{Cursor: c}); !errors.Is(err, store.ErrCursor) {
			t.Errorf("events, %q: got %v", c, err)
		}
		if _, _, err := r.Alarms(t.Context(), store.AlarmQuery{Page: store.Page{Cursor: c}}); !errors.Is(err, store.ErrCursor) {
			t.Errorf("alarms, %q: got %v", c, err)
		}
		if _, _, err := r.Plates(t.Context(), store.PlateQuery{Page: store.Page{Cursor: c}}); !errors.Is(err, store.ErrCursor) {
			t.Errorf("plates, %q: got %v", c, err)
		}
	}
}

func raw(t *testing.T, r *rig) {
	n := r.make(nil)
	n.Raw = []byte(strings.Repeat("<config>é</config>", 1000))
	r.commit(n)
	got, err := r.Raw(t.Context(), n.ID)
	if err != nil || string(got) != string(n.Raw) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

func pin(t *testing.T, r *rig) {
	n := r.make(nil)
	r.commit(n)
	for _, pinned := range []bool{true, false} {
		if err := r.Pin(t.Context(), n.ID, pinned); err != nil {
			t.Fatal(err)
		}
		if ev, err := r.Event(t.Context(), n.ID); err != nil || ev.Pinned != pinned {
			t.Errorf("got %+v, %v, want pinned %v", ev, err, pinned)
		}
	}
}

func sqlInTexts(t *testing.T, r *rig) {
	evil := `x'; DROP TABLE events; -- %_"`
	n := r.make(func(ev *event.Event) {
		ev.Group, ev.SmartType, ev.EventID = evil, evil, evil
	})
	r.commit(n)
	names := map[event.ID]string{n.ID: "it"}
	if got := r.ids(store.EventQuery{Groups: []string{evil}}, names); got != "it" {
		t.Errorf("group: got %q", got)
	}
	for _, q := range []store.EventQuery{{Cameras: []string{evil}}, {Plate: evil}, {Fuzzy: evil}, {Fuzzy: "%"}, {Fuzzy: "_"}, {Devices: []string{evil}}, {Groups: []string{"%"}}} {
		if got := r.ids(q, names); got != "" {
			t.Errorf("%+v: got %q, want nothing", q, got)
		}
	}
}

func concurrent(t *testing.T, r *rig) {
	r.commit()
	var batches [][]*store.NewEvent
	for range 20 {
		batches = append(batches, []*store.NewEvent{r.make(full), r.make(nil)})
	}
	var wg sync.WaitGroup
	for _, b := range batches {
		wg.Go(func() {
			if _, err := r.Commit(t.Context(), &store.Batch{At: t0, Events: b}); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := r.Events(t.Context(), store.EventQuery{Fuzzy: "KLM"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	page, err := r.Events(t.Context(), store.EventQuery{Limit: 500})
	if err != nil || len(page.Events) != 40 {
		t.Errorf("got %d events, %v, want 40", len(page.Events), err)
	}
	// The search that loaded the plates while they came must know them all.
	if p, _, err := r.Plates(t.Context(), store.PlateQuery{Fuzzy: "KLM4821"}); err != nil || len(p) != 1 || p[0].Reads != 20 {
		t.Errorf("plates: got %+v, %v", p, err)
	}
}
