// Package storetest holds what every store must pass.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// Run runs the conformance tests on stores that open makes, each empty.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	tests := []struct {
		name string
		test func(t *testing.T, r *rig)
	}{
		{"empty", emptyStore},
		{"entries in order", entriesInOrder},
		{"canceled", canceled},
		{"limits", limits},
		{"clock set back", clockSetBack},
		{"plate after retention", plateAfterRetention},
		{"pinned stay", pinnedStay},
		{"many counts", manyCounts},
		{"event round trip", eventRoundTrip},
		{"events not found", eventNotFound},
		{"numbers rise", numbersRise},
		{"duplicates", duplicates},
		{"nothing of a failed batch", atomicBatch},
		{"filters", filters},
		{"filters agree with a plain scan", filtersAgree},
		{"hours of a day", hours},
		{"paging", paging},
		{"bad cursors", badCursors},
		{"raw", raw},
		{"pin", pin},
		{"devices", devices},
		{"R31 alarms", alarms},
		{"alarms end with their device", alarmEnds},
		{"alarms go stale", alarmsGoStale},
		{"tracks", tracks},
		{"paths of tracks", paths},
		{"journal entries of tracks", trackEntries},
		{"incidents", incidentLists},
		{"what belongs to incidents", incidentMembers},
		{"reviewed incidents", incidentReview},
		{"reviewed events", eventReview},
		{"incidents are as far as their events", reviewTogether},
		{"reviewed events in scope", reviewInScope},
		{"misread plates", misreads},
		{"links to events", shares},
		{"misread plates in scope", misreadsInScope},
		{"unfinished incidents", unfinished},
		{"incidents go with what belongs to them", incidentsGo},
		{"plates", plates},
		{"plate search", plateSearch},
		{"counts", counts},
		{"counts in time zones", countsInZones},
		{"counts agree with a plain sum", countsAgree},
		{"a span as one bucket", wholeCounts},
		{"zones", zones},
		{"passages", passages},
		{"stays end with their tracks", staysEnd},
		{"passages go with age", passagesAge},
		{"counts of zones agree with a plain sum", zoneCountsAgree},
		{"quarantine", quarantine},
		{"journal", journalOrder},
		{"retention", retention},
		{"retention of the rest", deleteOld},
		{"named", named},
		{"S25 SQL in texts", sqlInTexts},
		{"many at once", concurrent},
		{"times are UTC", timesAreUTC},
		{"a batch is tried again", batchIsTriedAgain},
		{"plates follow their reads", platesFollowTheirReads},
		{"numbers are not given twice", numbersAreNotGivenTwice},
		{"odd texts", oddTexts},
		{"S02 scope", scope},
		{"S02 scope of nothing", scopeOfNothing},
		{"S02 scope of the rest", scopeOfTheRest},
		{"S02 scope of zones", scopeOfZones},
		{"S02 scope of incidents", scopeOfIncidents},
		{"known plates", knownPlates},
		{"S02 scope of known plates", scopeOfKnownPlates},
		{"people", people},
		{"people, all or nothing", peopleAllOrNothing},
		{"saved filters", savedFilters},
		{"audit log", audit},
		{"audit log is bounded", auditIsBounded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.test(t, newRig(t, open))
		})
	}
}

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 123456000, time.UTC)

// rig is a store under test, and a clock.
type rig struct {
	store.Store
	t       *testing.T
	at      time.Time
	n       byte
	another func() *rig // a store of its own
}

func newRig(t *testing.T, open func(t *testing.T) store.Store) *rig {
	s := open(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &rig{Store: s, t: t, at: t0, another: func() *rig { return newRig(t, open) }}
}

// dev is a device with cameras on channels 1 to n.
func dev(id string, n int) device.Device {
	d := device.Device{ID: "dev_" + id, Name: "Device " + id, Kind: device.KindNVR, FirstSeen: t0, LastSeen: t0, Online: true}
	for c := 1; c <= n; c++ {
		d.Cameras = append(d.Cameras, device.Camera{ID: camID(id, c), DeviceID: d.ID, Channel: c, LastSeen: t0})
	}
	return d
}

func camID(id string, channel int) string { return "cam_" + id + "_" + string(rune('0'+channel)) }

// make makes an event that no other is like, a second after the last.
func (r *rig) make(set func(*event.Event)) *store.NewEvent {
	r.at = r.at.Add(time.Second)
	r.n++
	ev := &event.Event{
		ID: event.NewID(r.at), ReceivedAt: r.at, OccurredAt: r.at.Add(-time.Second), Clock: event.ClockDevice, DeviceTime: "1778583599123456",
		DeviceID: "dev_a", CameraID: camID("a", 1), Source: event.SourceNVR, Format: "v2", ConfigVersion: "2.0.0",
		Type: "region_intrusion", SmartType: "regionIntrusion", State: "start", EventID: "916",
	}
	if set != nil {
		set(ev)
	}
	ev.Category = ev.Type.Category()
	n := &store.NewEvent{Event: ev}
	copy(n.Dedup[:], ev.ID[:])
	return n
}

// Commit writes a batch and makes it durable.
func (r *rig) Commit(ctx context.Context, b *store.Batch) ([]journal.Entry, error) {
	entries, err := r.Write(ctx, b)
	if err == nil {
		err = r.Sync(ctx)
	}
	return entries, err
}

// commit stores a batch of these events, with the devices that they need.
func (r *rig) commit(events ...*store.NewEvent) {
	r.t.Helper()
	r.batch(&store.Batch{Devices: []device.Device{dev("a", 3), dev("b", 2)}, Events: events})
}

func (r *rig) batch(b *store.Batch) {
	r.t.Helper()
	b.At = r.at
	if _, err := r.Commit(r.t.Context(), b); err != nil {
		r.t.Fatal(err)
	}
}

// full is an event with everything in it.
func full(ev *event.Event) {
	one, conf := 1, 97.5
	ev.Type, ev.SmartType = "license_plate", `ve"hi\cle`
	ev.Zones = []event.Zone{{Kind: "area", Points: []geo.Point{{0, 1}, {10000, 2}, {3, 4}}}, {Kind: "line", Points: []geo.Point{{5, 6}, {7, 8}}}}
	ev.Targets = []event.Target{
		{
			ID: "231", Type: event.TargetPlate, Rect: &geo.Rect{1, 2, 3, 4}, Image: &one, EventID: "7", State: "stop",
			Plate:   &event.Plate{Text: "KLM 4821", Color: "white", Group: "Résidents <1>", List: "whiteList", Owner: "Unit\n12", Confidence: &conf, Direction: "approach"},
			Vehicle: &event.Vehicle{Type: "suv", Color: "grey", Brand: "Skoda", Model: "Skoda_Kodiaq", Rect: &geo.Rect{5, 6, 7, 8}},
		},
		{ID: "232", Type: event.TargetFace, Face: &event.Face{Age: "youth", Sex: "female", Glasses: "no", Mask: "unknown"}},
		{ID: "\u202e'; DROP TABLE events; --", Type: event.TargetUnknown, RawType: "3"},
	}
	ev.Images = []event.Image{
		{N: 0, Kind: event.ImageSource, Width: 1280, Height: 720, Bytes: 300_000, Name: images.Name(ev.ReceivedAt, ev.ID.String(), 0, "jpg")},
		{N: 1, Kind: event.ImageTarget, Target: "231", Bytes: 9, Name: images.Name(ev.ReceivedAt, ev.ID.String(), 1, "bin"), Flag: "not_jpeg"},
	}
	ev.Flags = []string{"image_not_jpeg", "list_truncated"}
	ev.Plate, ev.Group = "KLM 4821", "Résidents <1>"
}

// withPlate makes an event a plate read.
func withPlate(text, group string) func(*event.Event) {
	return func(ev *event.Event) {
		ev.Type = "license_plate"
		ev.Targets = []event.Target{{Type: event.TargetPlate, Plate: &event.Plate{Text: text, Group: group}}}
		ev.Plate, ev.Group = text, group
	}
}

// withTargets makes an event show these.
func withTargets(types ...event.TargetType) func(*event.Event) {
	return func(ev *event.Event) {
		for _, t := range types {
			ev.Targets = append(ev.Targets, event.Target{Type: t})
		}
	}
}
