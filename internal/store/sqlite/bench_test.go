package sqlite_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
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

// BenchmarkCommit measures what an event costs in groups of several sizes:
// intrusions of persons, and a mix with pictures, plates and faces.
func BenchmarkCommit(b *testing.B) {
	for _, kind := range []string{"plain", "mixed"} {
		for _, size := range []int{1, 16, 256} {
			b.Run(fmt.Sprintf("%s/%d", kind, size), func(b *testing.B) { benchmarkCommit(b, size, kind == "mixed") })
		}
	}
}

func benchmarkCommit(b *testing.B, size int, mix bool) {
	db := open(b, filepath.Join(b.TempDir(), "w.db"))
	defer db.Close()
	if _, err := db.Commit(b.Context(), &store.Batch{At: t0, Devices: cameras(16)}); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	n := 0
	for b.Loop() {
		batch := &store.Batch{At: t0}
		for range size {
			n++
			e := newEvent(n, 16)
			if mix {
				mixed(e.Event, r)
			}
			batch.Events = append(batch.Events, e)
		}
		if _, err := db.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/event")
}
