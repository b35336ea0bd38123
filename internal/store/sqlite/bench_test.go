package sqlite_test

import (
	"encoding/binary"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
)

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

// newEvent is an event without images, as a recorder sends it.
func newEvent(n int, cameras int) *store.NewEvent {
	at := t0.Add(time.Duration(n) * 10 * time.Millisecond)
	ev := &event.Event{
		ID: event.NewID(at), ReceivedAt: at, OccurredAt: at, Clock: event.ClockDevice, DeviceTime: fmt.Sprint(at.UnixMicro()),
		DeviceID: "dev_a", CameraID: fmt.Sprint("cam_a_", 1+n%cameras), Source: event.SourceNVR, Format: "v2", ConfigVersion: "2.0.0",
		Type: event.Types()[n%7], SmartType: "regionIntrusion", State: "start", EventID: fmt.Sprint(n),
		Zones:   []event.Zone{{Kind: "area", Points: []geo.Point{{1590, 3080}, {4715, 3181}, {4772, 9217}, {416, 9141}}}},
		Targets: []event.Target{{ID: fmt.Sprint(n), Type: event.TargetPerson, Rect: &geo.Rect{3096, 3715, 4005, 9861}}},
	}
	e := &store.NewEvent{Event: ev}
	binary.LittleEndian.PutUint64(e.Dedup[:], uint64(n)*0x9E3779B97F4A7C15)
	return e
}

func cameras(n int) []device.Device {
	d := device.Device{ID: "dev_a"}
	for c := 1; c <= n; c++ {
		d.Cameras = append(d.Cameras, device.Camera{ID: fmt.Sprint("cam_a_", c), DeviceID: "dev_a", Channel: c})
	}
	return []device.Device{d}
}

func BenchmarkCommit(b *testing.B) {
	for _, size := range []int{1, 16, 256} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			db := open(b, filepath.Join(b.TempDir(), "w.db"))
			defer db.Close()
			if _, err := db.Commit(b.Context(), &store.Batch{At: t0, Devices: cameras(16)}); err != nil {
				b.Fatal(err)
			}
			n := 0
			for b.Loop() {
				batch := &store.Batch{At: t0}
				for range size {
					n++
					batch.Events = append(batch.Events, newEvent(n, 16))
				}
				if _, err := db.Commit(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/event")
		})
	}
}

func BenchmarkEventsPage(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "w.db"))
	defer db.Close()
	const total, step = 100_000, 500
	if _, err := db.Commit(b.Context(), &store.Batch{At: t0, Devices: cameras(16)}); err != nil {
		b.Fatal(err)
	}
	for n := 0; n < total; n += step {
		batch := &store.Batch{At: t0}
		for i := range step {
			batch.Events = append(batch.Events, newEvent(n+i, 16))
		}
		if _, err := db.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	for name, q := range map[string]store.EventQuery{
		"newest": {}, "camera": {Cameras: []string{"cam_a_3"}}, "device": {Devices: []string{"dev_a"}},
		"type": {Types: []event.Type{"motion"}}, "camera+type": {Cameras: []string{"cam_a_3"}, Types: []event.Type{"line_crossing"}},
		"target": {Targets: []event.TargetType{event.TargetPerson}}, "none of it": {HasFace: true},
		"span": {After: t0.Add(5 * time.Minute), Before: t0.Add(6 * time.Minute)},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.Events(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
