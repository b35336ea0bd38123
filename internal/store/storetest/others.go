package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

func devices(t *testing.T, r *rig) {
	a := dev("a", 2)
	a.Name, a.MAC, a.Heartbeat, a.ClockOffset, a.ClockKnown = "Zoo", "02:00:5e:10:a1:07", 30*time.Second, -25*time.Second, true
	a.Counters = device.Counters{Events: 7, Bytes: 1 << 40}
	b := dev("b", 1)
	b.Name = "alley"
	r.batch(&store.Batch{Devices: []device.Device{a, b}})
	got, err := r.Devices(t.Context())
	if err != nil || len(got) != 2 || !reflect.DeepEqual(got[0], b) || !reflect.DeepEqual(got[1], a) {
		t.Errorf("got %+v, %v", got, err)
	}
	a.Counters.Events, a.Cameras[1].LastEvent = 8, t0
	r.batch(&store.Batch{Devices: []device.Device{a}})
	if one, err := r.Device(t.Context(), a.ID); err != nil || !reflect.DeepEqual(one, a) {
		t.Errorf("replaced: got %+v, %v", one, err)
	}
	if c, err := r.Camera(t.Context(), camID("a", 2)); err != nil || c != a.Cameras[1] {
		t.Errorf("camera: got %+v, %v", c, err)
	}
	if _, err := r.Device(t.Context(), "dev_x"); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if _, err := r.Camera(t.Context(), "cam_x_1"); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

// flag is a change of one alarm flag, n seconds after the beginning.
func flag(kind, rule string, on bool, n int) alarm.Change {
	return alarm.Change{
		DeviceID: "dev_a", CameraID: camID("a", 1), Kind: kind, Flag: kind + "Alarm", Rule: rule, On: on,
		At: t0.Add(time.Duration(n) * time.Second), DeviceTime: "05-12-2026 11:33:33 AM",
	}
}

func alarms(t *testing.T, r *rig) {
	r.batch(&store.Batch{Alarms: []alarm.Change{
		flag("intrusion", "1", false, 0), // alone: nothing
		flag("intrusion", "1", true, 1),
		flag("intrusion", "2", true, 2), // another rule is another alarm
	}})
	r.batch(&store.Batch{Alarms: []alarm.Change{flag("intrusion", "1", true, 5)}}) // extends
	r.batch(&store.Batch{Alarms: []alarm.Change{flag("intrusion", "1", false, 9), flag("intrusion", "1", true, 20)}})
	got, next, err := r.Alarms(t.Context(), store.AlarmQuery{})
	if err != nil || next != "" || len(got) != 3 {
		t.Fatalf("got %+v, %q, %v, want three alarms", got, next, err)
	}
	want := alarm.Alarm{
		ID: got[2].ID, DeviceID: "dev_a", CameraID: camID("a", 1), Kind: "intrusion", Flag: "intrusionAlarm", Rule: "1",
		StartedAt: t0.Add(time.Second), LastAt: t0.Add(5 * time.Second), EndedAt: t0.Add(9 * time.Second), End: "cleared", DeviceTime: "05-12-2026 11:33:33 AM",
	}
	if got[2] != want {
		t.Errorf("got %+v, want %+v", got[2], want)
	}
	open := true
	if still, _, err := r.Alarms(t.Context(), store.AlarmQuery{Open: &open}); err != nil || len(still) != 2 {
		t.Errorf("open: got %+v, %v, want two", still, err)
	}
	for name, q := range map[string]store.AlarmQuery{
		"camera": {Cameras: []string{camID("a", 2)}}, "device": {Devices: []string{"dev_b"}}, "kind": {Kinds: []string{"face"}},
		"before": {Before: t0.Add(time.Second)}, "after": {After: t0.Add(time.Minute)},
	} {
		if none, _, err := r.Alarms(t.Context(), q); err != nil || len(none) != 0 {
			t.Errorf("%s: got %+v, %v, want none", name, none, err)
		}
	}
	one, next, err := r.Alarms(t.Context(), store.AlarmQuery{Page: store.Page{Limit: 1}})
	if err != nil || len(one) != 1 || next == "" {
		t.Fatalf("a page of one: %+v, %q, %v", one, next, err)
	}
	rest, next, err := r.Alarms(t.Context(), store.AlarmQuery{Page: store.Page{Limit: 5, Cursor: next}})
	if err != nil || len(rest) != 2 || next != "" || rest[0].ID >= one[0].ID {
		t.Errorf("the rest: %+v, %q, %v", rest, next, err)
	}
}

func alarmEnds(t *testing.T, r *rig) {
	r.batch(&store.Batch{Alarms: []alarm.Change{flag("intrusion", "1", true, 1), flag("face", "1", true, 2)}})
	entries, err := r.Commit(t.Context(), &store.Batch{At: t0, Ends: []alarm.End{
		{DeviceID: "dev_b", End: "device_offline", At: t0.Add(time.Minute)},
		{DeviceID: "dev_a", End: "device_offline", At: t0.Add(time.Minute)},
	}})
	if err != nil || len(entries) != 2 {
		t.Fatalf("got %+v, %v, want two entries", entries, err)
	}
	for _, e := range entries {
		if e.Kind != journal.KindAlarm || e.Alarm.End != "device_offline" || !e.Alarm.EndedAt.Equal(t0.Add(time.Minute)) {
			t.Errorf("got %+v", e.Alarm)
		}
	}
	open := true
	if still, _, err := r.Alarms(t.Context(), store.AlarmQuery{Open: &open}); err != nil || len(still) != 0 {
		t.Errorf("still open: %+v, %v", still, err)
	}
}

// alarmsGoStale holds that alarms which nobody repeats end by themselves, and that a
// false which ends nothing is told apart.
func alarmsGoStale(t *testing.T, r *rig) {
	var lone [3]bool
	change := func(i int, c alarm.Change) alarm.Change { c.Lone = &lone[i]; return c }
	other := flag("intrusion", "1", true, 0)
	other.DeviceID, other.CameraID = "dev_b", camID("b", 1)
	r.batch(&store.Batch{Alarms: []alarm.Change{
		change(0, flag("face", "1", false, 0)), change(1, flag("intrusion", "1", true, 0)), flag("motion", "1", true, 0), flag("sensor", "1", true, 0),
		change(2, flag("sensor", "1", false, 1)), flag("plate", "1", true, 2), other,
	}})
	if lone != [3]bool{true, false, false} {
		t.Errorf("lone are %v, want the first alone", lone)
	}
	r.batch(&store.Batch{Alarms: []alarm.Change{flag("motion", "1", true, 50)}}) // it goes on
	entries, err := r.Commit(t.Context(), &store.Batch{At: t0, Ends: []alarm.End{
		{DeviceID: "dev_a", Silent: t0.Add(time.Second), End: alarm.Restarted, At: t0.Add(time.Minute)},
		{Silent: t0.Add(50 * time.Second), End: alarm.Stale, At: t0.Add(2 * time.Minute)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprintf("%s %s %s %v", e.Alarm.DeviceID, e.Alarm.Kind, e.Alarm.End, e.Alarm.EndedAt.Sub(t0)))
	}
	want := []string{"dev_a intrusion device_restarted 1m0s", "dev_a plate stale 2m0s", "dev_b intrusion stale 2m0s"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	open := true
	if still, _, err := r.Alarms(t.Context(), store.AlarmQuery{Open: &open}); err != nil || len(still) != 1 || still[0].Kind != "motion" {
		t.Errorf("still open: %+v, %v, want motion", still, err)
	}
}

func plates(t *testing.T, r *rig) {
	a, b, c := r.make(withPlate("KLM-4821", "Residents")), r.make(withPlate("XYZ 999", "")), r.make(withPlate("klm 4821", "Staff"))
	c.Targets[0].Plate.Owner = "Unit 12"
	r.commit(a, b, c, r.make(withPlate("", "")), r.make(withPlate("---", "")))
	want := store.PlateSummary{
		Text: "KLM4821", Reads: 2, FirstSeen: a.ReceivedAt, LastSeen: c.ReceivedAt, Group: "Staff", Owner: "Unit 12", LastEvent: c.ID, LastCamera: c.CameraID,
	}
	got, err := r.Plate(t.Context(), "klm4821")
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if _, err := r.Plate(t.Context(), "KLM48"); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	for name, tt := range map[string]struct {
		q    store.PlateQuery
		want string
	}{
		"all":    {store.PlateQuery{}, "KLM4821 XYZ999"},
		"exact":  {store.PlateQuery{Exact: "xyz-999"}, "XYZ999"},
		"prefix": {store.PlateQuery{Prefix: "kl"}, "KLM4821"},
		"group":  {store.PlateQuery{Group: "staff"}, "KLM4821"},
		"none":   {store.PlateQuery{Prefix: "Q"}, ""},
	} {
		if got := r.plateTexts(tt.q); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
	var many []*store.NewEvent
	for n := range 30 {
		many = append(many, r.make(withPlate(fmt.Sprintf("MANY%02d", n), "")))
	}
	r.commit(many...)
	var all []string
	q := store.PlateQuery{Prefix: "MANY", Page: store.Page{Limit: 7}}
	for {
		page, next, err := r.Plates(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page {
			all = append(all, p.Text)
		}
		if q.Cursor = next; next == "" {
			break
		}
	}
	if len(all) != 30 || all[0] != "MANY29" || all[29] != "MANY00" {
		t.Errorf("paged: got %v", all)
	}
}

func (r *rig) plateTexts(q store.PlateQuery) string {
	r.t.Helper()
	page, _, err := r.Plates(r.t.Context(), q)
	if err != nil {
		r.t.Fatalf("%+v: %v", q, err)
	}
	var out []string
	for _, p := range page {
		out = append(out, p.Text)
	}
	return strings.Join(out, " ")
}

func plateSearch(t *testing.T, r *rig) {
	r.commit(r.make(withPlate("KLM4821", "")), r.make(withPlate("K1M482I", "")), r.make(withPlate("KLM4829", "")), r.make(withPlate("ZZZ1111", "")))
	found, _, err := r.Plates(t.Context(), store.PlateQuery{Fuzzy: "klm 4821"})
	if err != nil || len(found) != 3 || found[0].Match != plate.Exact || found[1].Match != plate.OCR || found[2].Match != plate.Close {
		t.Errorf("got %+v, %v", found, err)
	}
	r.commit(r.make(withPlate("NEW777", ""))) // after the first search
	if got := r.plateTexts(store.PlateQuery{Fuzzy: "NEW?77"}); got != "NEW777" {
		t.Errorf("a new plate: got %q", got)
	}
	if got := r.plateTexts(store.PlateQuery{Fuzzy: "1111"}); got != "ZZZ1111" {
		t.Errorf("a part: got %q", got)
	}
	page, next, err := r.Plates(t.Context(), store.PlateQuery{Fuzzy: "klm 4821", Page: store.Page{Limit: 2}})
	if err != nil || len(page) != 2 || next == "" {
		t.Fatalf("a page of two: %+v, %q, %v", page, next, err)
	}
	if rest, next, err := r.Plates(t.Context(), store.PlateQuery{Fuzzy: "klm 4821", Page: store.Page{Limit: 2, Cursor: next}}); err != nil || len(rest) != 1 || next != "" {
		t.Errorf("the rest: %+v, %q, %v", rest, next, err)
	}
}

func counts(t *testing.T, r *rig) {
	r.at = time.Date(2026, 5, 12, 23, 58, 30, 0, time.UTC)
	a := r.make(withTargets(event.TargetPerson, event.TargetPerson, event.TargetCar)) // 23:58:31
	b := r.make(withTargets(event.TargetPerson))                                      // 23:58:32
	r.at = r.at.Add(time.Minute)
	c := r.make(func(ev *event.Event) { ev.CameraID = camID("a", 2) }) // 23:59
	r.at = r.at.Add(time.Minute)
	d := r.make(nil) // the next day
	r.commit(a, b)
	r.commit(c, d)
	day := time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)
	one, two := camID("a", 1), camID("a", 2)
	row := func(start time.Time, cam string, target event.TargetType, events, targets int64) store.Count {
		return store.Count{Start: start, CameraID: cam, Type: "region_intrusion", Target: target, Events: events, Targets: targets}
	}
	check := func(name string, q store.CountQuery, want ...store.Count) {
		t.Helper()
		got, err := r.Counts(t.Context(), q)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %+v, %v\nwant %+v", name, got, err, want)
		}
	}
	last := day.Add(23 * time.Hour)
	check("days", store.CountQuery{Bucket: 24 * time.Hour},
		row(day, one, "", 2, 0), row(day, one, "car", 1, 1), row(day, one, "person", 2, 3), row(day, two, "", 1, 0), row(day.Add(24*time.Hour), one, "", 1, 0))
	check("hour", store.CountQuery{Bucket: time.Hour, Before: day.Add(24 * time.Hour), Targets: []event.TargetType{""}},
		row(last, one, "", 2, 0), row(last, two, "", 1, 0))
	check("minute", store.CountQuery{Bucket: time.Minute, After: last.Add(59 * time.Minute), Before: day.Add(24 * time.Hour)}, row(last.Add(59*time.Minute), two, "", 1, 0))
	check("camera", store.CountQuery{Bucket: time.Hour, Cameras: []string{two}}, row(last, two, "", 1, 0))
	check("target", store.CountQuery{Bucket: time.Hour, Targets: []event.TargetType{event.TargetCar}}, row(last, one, "car", 1, 1))
	check("type", store.CountQuery{Bucket: time.Hour, Types: []event.Type{"motion"}})
	check("unknown camera", store.CountQuery{Bucket: time.Hour, Cameras: []string{"cam_x_1"}})
	if err := r.Delete(t.Context(), []event.ID{a.ID}); err != nil {
		t.Fatal(err)
	}
	check("counts stay when events go", store.CountQuery{Bucket: time.Hour, Targets: []event.TargetType{event.TargetCar}}, row(last, one, "car", 1, 1))
}

func quarantine(t *testing.T, r *rig) {
	var posts []store.Quarantined
	for n := range 5 {
		id := fmt.Sprintf("01KAXW3V1S8Z6Q4J7T2M9B5C%02d", n)
		posts = append(posts, store.Quarantined{
			ID: id, ReceivedAt: t0.Add(time.Duration(n) * time.Second), DeviceID: "dev_a", IP: "192.0.2.9", Method: "POST", Path: "/API",
			ContentType: "text/xml", Reason: "parse-error: …", Bytes: 100, Kept: 50, BodyName: images.BodyName(t0, id),
		})
	}
	r.batch(&store.Batch{Quarantined: posts})
	got, next, err := r.Quarantined(t.Context(), store.Page{Limit: 3})
	if err != nil || len(got) != 3 || next == "" || got[0] != posts[4] {
		t.Errorf("got %+v, %q, %v", got, next, err)
	}
	rest, next, err := r.Quarantined(t.Context(), store.Page{Limit: 3, Cursor: next})
	if err != nil || len(rest) != 2 || next != "" || rest[1] != posts[0] {
		t.Errorf("the rest: %+v, %q, %v", rest, next, err)
	}
	if one, err := r.QuarantinedPost(t.Context(), posts[2].ID); err != nil || one != posts[2] {
		t.Errorf("one: %+v, %v", one, err)
	}
	if _, err := r.QuarantinedPost(t.Context(), "x"); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if name, err := r.DeleteQuarantined(t.Context(), posts[2].ID); err != nil || name != posts[2].BodyName {
		t.Errorf("delete: got %q, %v, want %q", name, err, posts[2].BodyName)
	}
	for _, id := range []string{posts[2].ID, "' OR 1=1 --"} {
		if _, err := r.DeleteQuarantined(t.Context(), id); !errors.Is(err, event.ErrNotFound) {
			t.Errorf("delete %s: got %v, want ErrNotFound", id, err)
		}
	}
	if left, _, err := r.Quarantined(t.Context(), store.Page{Limit: 9}); err != nil || len(left) != 4 {
		t.Errorf("left: %d, %v, want 4", len(left), err)
	}
}

func journalOrder(t *testing.T, r *rig) {
	if oldest, newest, err := r.Bounds(t.Context()); err != nil || oldest != 0 || newest != 0 {
		t.Errorf("empty: got %d, %d, %v", oldest, newest, err)
	}
	var told []journal.Entry
	for n := range 10 {
		b := &store.Batch{
			At: t0, Devices: []device.Device{dev("a", 1)}, Events: []*store.NewEvent{r.make(nil), r.make(full)},
			Alarms:  []alarm.Change{flag("intrusion", "1", n%2 == 0, n)},
			Changes: []journal.DeviceChange{{Change: journal.Online, DeviceID: "dev_a", Name: "Zoo", Kind: device.KindNVR, IP: "192.0.2.40", LastSeen: t0}},
		}
		entries, err := r.Commit(t.Context(), b)
		if err != nil || len(entries) != 4 {
			t.Fatalf("got %d entries, %v, want 4", len(entries), err)
		}
		told = append(told, entries...)
	}
	var read []journal.Entry
	for after := int64(0); ; {
		page, err := r.Journal(t.Context(), after, 7)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		read = append(read, page...)
		after = page[len(page)-1].Seq
	}
	if !reflect.DeepEqual(read, told) {
		t.Errorf("what the journal holds differs from what was told:\ngot  %+v\nwant %+v", read, told)
	}
	if oldest, newest, err := r.Bounds(t.Context()); err != nil || oldest != told[0].Seq || newest != told[len(told)-1].Seq {
		t.Errorf("bounds: got %d, %d, %v", oldest, newest, err)
	}
	var changes []journal.Entry
	for _, e := range told {
		if e.Device != nil {
			changes = append(changes, e)
		}
	}
	if got, err := r.DeviceChanges(t.Context(), t0); err != nil || !reflect.DeepEqual(got, changes) {
		t.Errorf("changes of devices:\ngot  %+v, %v\nwant %+v", got, err, changes)
	}
	for name, ctx := range map[string]context.Context{
		"out of sight": access.WithScope(t.Context(), access.Only("cam_other_1")), "in sight": access.WithScope(t.Context(), access.Only("cam_a_1")),
	} {
		got, err := r.DeviceChanges(ctx, t0)
		if want := map[string]int{"in sight": len(changes)}[name]; err != nil || len(got) != want {
			t.Errorf("changes of devices %s: got %d, %v, want %d", name, len(got), err, want)
		}
	}
	if got, err := r.DeviceChanges(t.Context(), t0.Add(time.Second)); err != nil || len(got) != 0 {
		t.Errorf("changes of devices after the last: got %+v, %v", got, err)
	}
}

func retention(t *testing.T, r *rig) {
	var all []*store.NewEvent
	for range 20 {
		all = append(all, r.make(full))
	}
	all[0].Raw = []byte("<config/>")
	r.commit(all...)
	if err := r.Pin(t.Context(), all[1].ID, true); err != nil {
		t.Fatal(err)
	}
	old, err := r.Expired(t.Context(), all[10].ReceivedAt, 500)
	if err != nil || len(old) != 9 || old[0].ID != all[0].ID || old[1].ID != all[2].ID {
		t.Fatalf("got %d expired, %v, want the 9 before the tenth that are not pinned, oldest first", len(old), err)
	}
	if len(old[0].Images) != 2 || old[0].Images[0] != all[0].Images[0].Name || old[0].Bytes != 300_009 || !old[0].At.Equal(all[0].ReceivedAt) {
		t.Errorf("got %+v", old[0])
	}
	if some, err := r.Expired(t.Context(), time.Time{}, 5); err != nil || len(some) != 5 {
		t.Errorf("without a time: got %d, %v, want 5", len(some), err)
	}
	var ids []event.ID
	for _, e := range old {
		ids = append(ids, e.ID)
	}
	if err := r.Delete(t.Context(), append(ids, event.NewID(t0))); err != nil {
		t.Fatal(err)
	}
	page, err := r.Events(t.Context(), store.EventQuery{Limit: 500})
	if err != nil || len(page.Events) != 11 {
		t.Errorf("%d events are left, %v, want 11", len(page.Events), err)
	}
	if _, err := r.Raw(t.Context(), all[0].ID); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("its XML: got %v, want ErrNotFound", err)
	}
	if p, err := r.Plate(t.Context(), "KLM4821"); err != nil || p.Reads != 11 {
		t.Errorf("reads: got %+v, %v, want 11", p, err)
	}
	ids = nil
	for _, n := range all {
		ids = append(ids, n.ID)
	}
	if err := r.Delete(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Plate(t.Context(), "KLM4821"); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("a plate without reads: got %v, want ErrNotFound", err)
	}
	n := r.make(nil)
	r.commit(n)
	if n.Seq <= all[19].Seq {
		t.Errorf("the number %d was given again", n.Seq)
	}
	for {
		more, err := r.Shrink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
	}
}

func deleteOld(t *testing.T, r *rig) {
	id := "01KAXW3V1S8Z6Q4J7T2M9B5C00"
	r.batch(&store.Batch{
		Alarms:      []alarm.Change{flag("intrusion", "1", true, 1), flag("intrusion", "1", false, 2), flag("face", "1", true, 3)},
		Quarantined: []store.Quarantined{{ID: id, ReceivedAt: t0, BodyName: images.BodyName(t0, id)}},
		Tracks:      updates(track.Track{ID: track.ID{1}, FirstSeen: t0, LastSeen: t0, Ended: true}, track.Track{ID: track.ID{2}, FirstSeen: t0, LastSeen: t0}),
	})
	names, n, err := r.DeleteOld(t.Context(), t0.Add(-time.Hour), 100)
	if err != nil || n != 0 || len(names) != 0 {
		t.Errorf("nothing is old: got %v, %d, %v", names, n, err)
	}
	names, n, err = r.DeleteOld(t.Context(), t0.Add(time.Hour), 100)
	if err != nil || !slices.Equal(names, []string{images.BodyName(t0, id)}) {
		t.Errorf("got %v, %v", names, err)
	}
	if n != 6 { // a post, three entries of alarms, an ended alarm, an ended track
		t.Errorf("%d rows went, want 6", n)
	}
	if open, _, err := r.Alarms(t.Context(), store.AlarmQuery{}); err != nil || len(open) != 1 || open[0].Kind != "face" {
		t.Errorf("alarms: got %+v, %v, want the open one", open, err)
	}
	if left, _, err := r.Tracks(t.Context(), store.TrackQuery{}); err != nil || len(left) != 1 || left[0].ID != (track.ID{2}) {
		t.Errorf("tracks: got %+v, %v, want the open one", left, err)
	}
}

func named(t *testing.T, r *rig) {
	n := r.make(full)
	r.commit(n)
	q := "01KAXW3V1S8Z6Q4J7T2M9B5C00"
	r.batch(&store.Batch{Quarantined: []store.Quarantined{{ID: q, ReceivedAt: t0, BodyName: images.BodyName(t0, q)}}})
	got, err := r.Named(context.Background(), []string{
		n.Images[0].Name, n.Images[1].Name, images.BodyName(t0, q),
		images.Name(t0, n.ID.String(), 7, "jpg"), images.Name(t0, event.NewID(t0).String(), 0, "jpg"), images.BodyName(t0, "01KAXW3V1S8Z6Q4J7T2M9B5C99"),
	})
	if want := []bool{true, true, true, false, false, false}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}
