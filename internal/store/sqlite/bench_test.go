package sqlite_test

import (
	"encoding/binary"
	"fmt"
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
	// A time, and behind it what is spread evenly, as a real one is.
	binary.BigEndian.PutUint64(e.Dedup[:], uint64(n)*0x9E3779B97F4A7C15)
	binary.BigEndian.PutUint32(e.Dedup[:], uint32(at.Unix()))
	return e
}

func cameras(n int) []device.Device {
	d := device.Device{ID: "dev_a"}
	for c := 1; c <= n; c++ {
		d.Cameras = append(d.Cameras, device.Camera{ID: fmt.Sprint("cam_a_", c), DeviceID: "dev_a", Channel: c})
	}
	return []device.Device{d}
}
