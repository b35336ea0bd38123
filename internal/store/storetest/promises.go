package storetest

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// timesAreUTC checks that times come back in UTC and to the microsecond, from
// whatever zone they went in.
func timesAreUTC(t *testing.T, r *rig) {
	zone := time.FixedZone("somewhere", 5*3600)
	n := r.make(func(ev *event.Event) { ev.ReceivedAt, ev.OccurredAt = ev.ReceivedAt.In(zone), ev.OccurredAt.In(zone) })
	r.commit(n)
	ev, err := r.Event(t.Context(), n.ID)
	if err != nil {
		t.Fatal(err)
	}
	at := t0.Add(1234 * time.Nanosecond).In(zone)
	r.batch(&store.Batch{
		Alarms: []alarm.Change{{DeviceID: "dev_a", CameraID: camID("a", 1), Kind: "motion", On: true, At: at}},
		Tracks: updates(track.Track{ID: track.ID{1}, FirstSeen: at, LastSeen: at}),
	})
	alarms, _, err := r.Alarms(t.Context(), store.AlarmQuery{})
	if err != nil || len(alarms) != 1 {
		t.Fatalf("got %+v, %v, want one alarm", alarms, err)
	}
	tracks, _, err := r.Tracks(t.Context(), store.TrackQuery{})
	if err != nil || len(tracks) != 1 {
		t.Fatalf("got %+v, %v, want one track", tracks, err)
	}
	for name, got := range map[string][2]time.Time{
		"received": {ev.ReceivedAt, n.ReceivedAt}, "occurred": {ev.OccurredAt, n.OccurredAt},
		"alarm began": {alarms[0].StartedAt, at.Truncate(time.Microsecond)}, "alarm last": {alarms[0].LastAt, at.Truncate(time.Microsecond)},
		"track": {tracks[0].FirstSeen, at.Truncate(time.Microsecond)},
	} {
		if !got[0].Equal(got[1]) || got[0].Location() != time.UTC {
			t.Errorf("%s: got %v, want %v in UTC", name, got[0], got[1])
		}
	}
}

// batchIsTriedAgain checks that a batch that failed can be committed again once
// what it lacked is there, as if it had not been tried.
func batchIsTriedAgain(t *testing.T, r *rig) {
	a, b := r.make(nil), r.make(nil)
	a.Type, a.Category = "fire", event.Type("fire").Category()
	b.Dedup = a.Dedup
	c := r.make(func(ev *event.Event) { ev.DeviceID, ev.CameraID = "dev_c", camID("c", 1) })
	batch := &store.Batch{At: r.at, Devices: []device.Device{dev("a", 1)}, Events: []*store.NewEvent{a, b, c},
		Alarms: []alarm.Change{flag("motion", "1", true, 1)}}
	if _, err := r.Commit(t.Context(), batch); err == nil {
		t.Fatal("an event of a camera that nobody knows was stored")
	}
	for i, e := range batch.Events {
		if e.Seq != 0 || e.Duplicate {
			t.Errorf("event %d of a failed batch: got number %d, duplicate %v", i, e.Seq, e.Duplicate)
		}
	}
	if _, err := r.Camera(t.Context(), camID("a", 1)); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("a camera of a failed batch: got %v, want ErrNotFound", err)
	}
	batch.Devices = append(batch.Devices, dev("c", 1))
	entries, err := r.Commit(t.Context(), batch)
	if err != nil || len(entries) != 3 {
		t.Fatalf("got %d entries, %v, want 3: two events and an alarm", len(entries), err)
	}
	if a.Duplicate || !b.Duplicate || c.Duplicate || a.Seq == 0 || c.Seq != a.Seq+1 {
		t.Errorf("got duplicates %v %v %v, numbers %d and %d", a.Duplicate, b.Duplicate, c.Duplicate, a.Seq, c.Seq)
	}
	for _, n := range []*store.NewEvent{a, c} {
		if got, err := r.Event(t.Context(), n.ID); err != nil || !reflect.DeepEqual(got, n.Event) {
			t.Errorf("got %+v, %v, want %+v", got, err, n.Event)
		}
	}
}

// platesFollowTheirReads checks that a plate's summary is of the reads that are
// kept, also when the last one goes first.
func platesFollowTheirReads(t *testing.T, r *rig) {
	first, second := r.make(withPlate("KLM 4821", "Residents")), r.make(withPlate("KLM-4821", "Staff"))
	second.CameraID = camID("a", 2)
	second.Targets = append(second.Targets, second.Targets[0]) // read twice on one picture: once
	other := r.make(withPlate("ABC 1", ""))
	r.commit(first, second, other)
	if p, err := r.Plate(t.Context(), "KLM4821"); err != nil || p.Reads != 2 || p.Group != "Staff" || p.LastEvent != second.ID {
		t.Errorf("got %+v, %v, want two reads, the last of the staff", p, err)
	}
	if got := r.plateTexts(store.PlateQuery{Fuzzy: "KLM"}); got != "KLM4821" {
		t.Errorf("search: got %q", got)
	}
	if err := r.Delete(t.Context(), []event.ID{second.ID}); err != nil {
		t.Fatal(err)
	}
	want := store.PlateSummary{Text: "KLM4821", Reads: 1, FirstSeen: first.ReceivedAt, LastSeen: first.ReceivedAt,
		Group: "Residents", LastEvent: first.ID, LastCamera: first.CameraID}
	if p, err := r.Plate(t.Context(), "KLM4821"); err != nil || p != want {
		t.Errorf("without the last read: got %+v, %v, want %+v", p, err, want)
	}
	if err := r.Delete(t.Context(), []event.ID{first.ID}); err != nil {
		t.Fatal(err)
	}
	if got := r.plateTexts(store.PlateQuery{Fuzzy: "KLM"}) + r.plateTexts(store.PlateQuery{Prefix: "KLM"}); got != "" {
		t.Errorf("without any read: got %q, want nothing", got)
	}
	if got := r.plateTexts(store.PlateQuery{}); got != "ABC1" {
		t.Errorf("the others: got %q, want ABC1", got)
	}
	back := r.make(withPlate("KLM4821", ""))
	r.commit(back)
	if got := r.plateTexts(store.PlateQuery{Fuzzy: "KLM"}); got != "KLM4821" {
		t.Errorf("read again: got %q", got)
	}
}

// numbersAreNotGivenTwice checks that the newest entries may go without their
// numbers being given again.
func numbersAreNotGivenTwice(t *testing.T, r *rig) {
	a, b := r.make(nil), r.make(nil)
	r.commit(a, b)
	if err := r.Delete(t.Context(), []event.ID{a.ID, b.ID}); err != nil {
		t.Fatal(err)
	}
	if oldest, newest, err := r.Bounds(t.Context()); err != nil || oldest != 0 || newest != 0 {
		t.Errorf("bounds of nothing: got %d, %d, %v", oldest, newest, err)
	}
	c := r.make(nil)
	r.commit(c)
	if c.Seq <= b.Seq {
		t.Errorf("got number %d after %d", c.Seq, b.Seq)
	}
}

// oddTexts checks that texts of devices come back as they went in, whatever is in
// them.
func oddTexts(t *testing.T, r *rig) {
	odd := "a\x00b\tc\r\n\"'\\%_\u2028\u202e\U0001F697" + strings.Repeat("é", 300)
	n := r.make(func(ev *event.Event) {
		full(ev)
		ev.SmartType, ev.EventID, ev.State, ev.DeviceTime, ev.ConfigVersion, ev.Group = odd, odd, odd, odd, odd, odd
		ev.Targets[0].ID, ev.Targets[0].Plate.Text, ev.Targets[0].Plate.Owner = odd, odd, odd
		ev.Targets[0].Vehicle.Model, ev.Flags, ev.Zones[0].Kind, ev.Plate = odd, []string{odd}, odd, odd
	})
	d := dev("a", 1)
	d.Name, d.Cameras[0].Name, d.Serial, d.Firmware = odd, odd, odd, odd
	r.batch(&store.Batch{
		Devices: []device.Device{d}, Events: []*store.NewEvent{n},
		Alarms:      []alarm.Change{{DeviceID: "dev_a", CameraID: camID("a", 1), Kind: odd, Flag: odd, Rule: odd, On: true, At: t0, DeviceTime: odd}},
		Tracks:      updates(track.Track{ID: track.ID{1}, CameraID: camID("a", 1), TargetID: odd, FirstSeen: t0, LastSeen: t0}),
		Quarantined: []store.Quarantined{{ID: "q1", ReceivedAt: t0, Path: odd, ContentType: odd, Reason: odd}},
	})
	if got, err := r.Event(t.Context(), n.ID); err != nil || !reflect.DeepEqual(got, n.Event) {
		t.Errorf("event: got %+v, %v, want %+v", got, err, n.Event)
	}
	if got, err := r.Device(t.Context(), d.ID); err != nil || !reflect.DeepEqual(got, d) {
		t.Errorf("device: got %+v, %v, want %+v", got, err, d)
	}
	if got, _, err := r.Alarms(t.Context(), store.AlarmQuery{Kinds: []string{odd}}); err != nil || len(got) != 1 || got[0].Kind != odd || got[0].Rule != odd {
		t.Errorf("alarm: got %+v, %v", got, err)
	}
	if got, _, err := r.Tracks(t.Context(), store.TrackQuery{Target: odd}); err != nil || len(got) != 1 || got[0].TargetID != odd {
		t.Errorf("track: got %+v, %v", got, err)
	}
	if got, err := r.QuarantinedPost(t.Context(), "q1"); err != nil || got.Path != odd || got.Reason != odd {
		t.Errorf("quarantined post: got %+v, %v", got, err)
	}
	read, err := r.Journal(t.Context(), 0, 10)
	if err != nil || len(read) != 2 || read[1].Alarm == nil || read[1].Alarm.Kind != odd {
		t.Errorf("journal: got %+v, %v", read, err)
	}
}
