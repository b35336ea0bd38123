package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// emptyStore holds nothing, and says so with lists that are empty, not nil.
func emptyStore(t *testing.T, r *rig) {
	ctx := t.Context()
	page, err := r.Events(ctx, store.EventQuery{})
	if err != nil || page.Events == nil || page.Next != "" {
		t.Errorf("events: got %+v, %v", page, err)
	}
	if got, err := r.Devices(ctx); err != nil || got == nil || len(got) != 0 {
		t.Errorf("devices: got %#v, %v", got, err)
	}
	if got, next, err := r.Alarms(ctx, store.AlarmQuery{}); err != nil || got == nil || next != "" {
		t.Errorf("alarms: got %#v, %q, %v", got, next, err)
	}
	if got, next, err := r.Tracks(ctx, store.TrackQuery{}); err != nil || got == nil || next != "" {
		t.Errorf("tracks: got %#v, %q, %v", got, next, err)
	}
	for _, q := range []store.PlateQuery{{}, {Fuzzy: "A"}, {Prefix: "A"}} {
		if got, next, err := r.Plates(ctx, q); err != nil || got == nil || next != "" {
			t.Errorf("plates %+v: got %#v, %q, %v", q, got, next, err)
		}
	}
	if got, err := r.Counts(ctx, store.CountQuery{Bucket: time.Hour}); err != nil || got == nil {
		t.Errorf("counts: got %#v, %v", got, err)
	}
	if got, next, err := r.Quarantined(ctx, store.Page{}); err != nil || got == nil || next != "" {
		t.Errorf("quarantine: got %#v, %q, %v", got, next, err)
	}
	if got, err := r.Journal(ctx, 0, 10); err != nil || got == nil {
		t.Errorf("journal: got %#v, %v", got, err)
	}
	if got, err := r.Expired(ctx, time.Time{}, 10); err != nil || got == nil {
		t.Errorf("expired: got %#v, %v", got, err)
	}
	if got, err := r.Named(ctx, nil); err != nil || got == nil {
		t.Errorf("named: got %#v, %v", got, err)
	}
	if err := r.Delete(ctx, nil); err != nil {
		t.Errorf("delete of nothing: %v", err)
	}
	if err := r.Ping(ctx); err != nil {
		t.Errorf("ping: %v", err)
	}
	if n, err := r.Size(ctx); err != nil || n <= 0 {
		t.Errorf("size: got %d, %v", n, err)
	}
	if entries, err := r.Commit(ctx, new(store.Batch)); err != nil || len(entries) != 0 {
		t.Errorf("commit of nothing: got %+v, %v", entries, err)
	}
}

// entriesInOrder: what a commit returns tells of the very things it was given.
func entriesInOrder(t *testing.T, r *rig) {
	a, b := r.make(nil), r.make(nil)
	again := r.make(nil)
	again.Dedup = a.Dedup
	entries, err := r.Commit(t.Context(), &store.Batch{
		At: r.at, Devices: []device.Device{dev("a", 1)}, Events: []*store.NewEvent{a, again, b},
		Alarms:  []alarm.Change{flag("intrusion", "1", true, 1), flag("intrusion", "1", true, 2), flag("face", "1", false, 2)},
		Ends:    []alarm.End{{DeviceID: "dev_a", End: "device_offline", At: r.at}},
		Changes: []journal.DeviceChange{{Change: journal.FirstContact, DeviceID: "dev_a", LastSeen: t0}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var kinds []journal.Kind
	var told []*event.Event
	last := int64(0)
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
		if e.Event != nil {
			told = append(told, e.Event)
		}
		if e.Seq <= last {
			t.Errorf("entry %d comes after %d", e.Seq, last)
		}
		last = e.Seq
	}
	// An alarm is told of when it begins and when it ends, not in between.
	want := []journal.Kind{journal.KindDevice, journal.KindEvent, journal.KindEvent, journal.KindAlarm, journal.KindAlarm}
	if !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	if !slices.Equal(told, []*event.Event{a.Event, b.Event}) {
		t.Error("the entries do not point to the events that were given")
	}
	if begun := entries[3].Alarm; begun.ID == 0 || !begun.EndedAt.IsZero() || begun.End != "" {
		t.Errorf("begun: got %+v", begun)
	}
	if ended := entries[4].Alarm; ended.ID != entries[3].Alarm.ID || ended.End != "device_offline" || !ended.EndedAt.Equal(r.at) || !ended.LastAt.Equal(t0.Add(2*time.Second)) {
		t.Errorf("ended: got %+v", ended)
	}
}

func canceled(t *testing.T, r *rig) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n := r.make(nil)
	_, err := r.Commit(ctx, &store.Batch{At: r.at, Devices: []device.Device{dev("a", 1)}, Events: []*store.NewEvent{n}})
	if !errors.Is(err, context.Canceled) || n.Seq != 0 {
		t.Errorf("got number %d, %v, want canceled", n.Seq, err)
	}
	if _, err := r.Events(ctx, store.EventQuery{}); !errors.Is(err, context.Canceled) {
		t.Errorf("events: got %v, want canceled", err)
	}
	r.commit(n)
	if n.Duplicate {
		t.Error("an event of a canceled batch is taken for a duplicate")
	}
}

func limits(t *testing.T, r *rig) {
	var all []*store.NewEvent
	for range 520 {
		all = append(all, r.make(nil))
	}
	r.commit(all...)
	for _, tt := range []struct{ limit, want int }{{0, 50}, {-1, 50}, {1, 1}, {500, 500}, {100_000, 500}} {
		page, err := r.Events(t.Context(), store.EventQuery{Limit: tt.limit})
		if err != nil || len(page.Events) != tt.want {
			t.Errorf("limit %d: got %d events, %v, want %d", tt.limit, len(page.Events), err, tt.want)
		}
	}
}

// clockSetBack: what came while the clock was ahead neither blocks what comes
// after, nor stays a duplicate for years.
func clockSetBack(t *testing.T, r *rig) {
	right := r.at
	r.at = right.AddDate(10, 0, 0)
	ahead := r.make(nil)
	r.commit(ahead)
	r.at = right
	same, other := r.make(nil), r.make(nil)
	same.Dedup = ahead.Dedup
	r.commit(same, other)
	if same.Duplicate {
		t.Error("a post of ten years ahead makes a duplicate now")
	}
	if !(ahead.Seq < same.Seq && same.Seq < other.Seq) {
		t.Errorf("got %d, %d, %d, want the order of arrival", ahead.Seq, same.Seq, other.Seq)
	}
	names := map[event.ID]string{ahead.ID: "ahead", same.ID: "same", other.ID: "other"}
	if got := r.ids(store.EventQuery{Before: right.Add(time.Hour)}, names); got != "other same" {
		t.Errorf("now: got %q", got)
	}
	if got := r.ids(store.EventQuery{After: right.AddDate(9, 0, 0)}, names); got != "ahead" {
		t.Errorf("ahead: got %q", got)
	}
	old, err := r.Expired(t.Context(), right.Add(time.Hour), 10)
	if err != nil || len(old) != 2 || old[0].ID != same.ID {
		t.Errorf("expired: got %+v, %v, want the two of now", old, err)
	}
}

// plateAfterRetention: a plate tells of the reads that are left.
func plateAfterRetention(t *testing.T, r *rig) {
	first, second, third := r.make(withPlate("KLM4821", "Residents")), r.make(withPlate("KLM4821", "Staff")), r.make(withPlate("KLM4821", "visitors"))
	second.Targets[0].Plate.Owner, second.CameraID = "Unit 12", camID("a", 2)
	r.commit(first, second, third)
	if err := r.Delete(t.Context(), []event.ID{first.ID, third.ID}); err != nil {
		t.Fatal(err)
	}
	want := store.PlateSummary{
		Text: "KLM4821", Reads: 1, FirstSeen: second.ReceivedAt, LastSeen: second.ReceivedAt, Group: "Staff", Owner: "Unit 12",
		LastEvent: second.ID, LastCamera: camID("a", 2),
	}
	if got, err := r.Plate(t.Context(), "KLM4821"); err != nil || got != want {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	names := map[event.ID]string{second.ID: "second"}
	if got := r.ids(store.EventQuery{Plate: "KLM4821"}, names); got != "second" {
		t.Errorf("events of the plate: got %q", got)
	}
	if got := r.plateTexts(store.PlateQuery{Fuzzy: "KLM4821"}); got != "KLM4821" {
		t.Errorf("search: got %q", got)
	}
	if err := r.Delete(t.Context(), []event.ID{second.ID}); err != nil {
		t.Fatal(err)
	}
	if got := r.plateTexts(store.PlateQuery{Fuzzy: "KLM4821"}) + r.plateTexts(store.PlateQuery{}); got != "" {
		t.Errorf("without a read: got %q", got)
	}
}

// pinnedStay: retention passes over pinned events, however old, and takes one
// again that was let go.
func pinnedStay(t *testing.T, r *rig) {
	var all []*store.NewEvent
	for range 60 {
		all = append(all, r.make(nil))
	}
	r.commit(all...)
	pin := func(n *store.NewEvent, pinned bool) {
		t.Helper()
		if err := r.Pin(t.Context(), n.ID, pinned); err != nil {
			t.Fatal(err)
		}
	}
	oldest := func(want *store.NewEvent) {
		t.Helper()
		old, err := r.Expired(t.Context(), time.Time{}, 3)
		if err != nil || len(old) == 0 || old[0].ID != want.ID {
			t.Errorf("got %+v, %v, want %s first", old, err, want.ID)
		}
	}
	for _, n := range all[:50] {
		pin(n, true)
	}
	oldest(all[50])
	oldest(all[50])
	pin(all[20], false)
	oldest(all[20])
	pin(all[20], true)
	oldest(all[50])
	pin(all[55], false) // was not pinned
	oldest(all[50])
}

func manyCounts(t *testing.T, r *rig) {
	const most = 10_000
	var all []*store.NewEvent
	for range most/2 + 10 {
		r.at = r.at.Add(time.Minute)
		all = append(all, r.make(withTargets(event.TargetPerson)))
	}
	r.commit(all...)
	got, err := r.Counts(t.Context(), store.CountQuery{Bucket: time.Minute})
	if err != nil || len(got) != most {
		t.Fatalf("got %d rows, %v, want %d", len(got), err, most)
	}
	for i, c := range got {
		want := all[i/2].ReceivedAt.Truncate(time.Minute)
		if !c.Start.Equal(want) || (c.Target == "") != (i%2 == 0) {
			t.Fatalf("row %d: got %+v, want of %v", i, c, want)
		}
	}
	hours, err := r.Counts(t.Context(), store.CountQuery{Bucket: time.Hour, Targets: []event.TargetType{""}})
	if err != nil {
		t.Fatal(err)
	}
	// Minutes go with what is old, hours stay.
	cut := all[100].ReceivedAt.Truncate(time.Minute)
	for {
		_, n, err := r.DeleteOld(t.Context(), cut, 50)
		if err != nil || n > 50 {
			t.Fatalf("%d rows went, %v", n, err)
		}
		if n < 50 {
			break
		}
	}
	if got, err = r.Counts(t.Context(), store.CountQuery{Bucket: time.Minute}); err != nil || len(got) == 0 || !got[0].Start.Equal(cut) {
		t.Errorf("after retention: got %+v, %v, want from %v on", got[:min(1, len(got))], err, cut)
	}
	if still, err := r.Counts(t.Context(), store.CountQuery{Bucket: time.Hour, Targets: []event.TargetType{""}}); err != nil || !slices.Equal(still, hours) {
		t.Errorf("the hours changed: %v", err)
	}
	if _, err := r.Counts(t.Context(), store.CountQuery{Bucket: time.Second}); err == nil {
		t.Error("a bucket of a second: want an error")
	}
}
