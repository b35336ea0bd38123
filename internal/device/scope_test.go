package device_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
)

func TestWithin(t *testing.T) {
	at := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	one := device.Camera{ID: "cam_a_1", DeviceID: "dev_a", LastEvent: at}
	two := device.Camera{ID: "cam_a_2", DeviceID: "dev_a", LastEvent: at.Add(time.Hour)}
	d := device.Device{ID: "dev_a", LastEvent: at.Add(time.Hour), Counters: device.Counters{Events: 7}, Cameras: []device.Camera{one, two}}
	part := d
	part.Cameras, part.Counters, part.LastEvent = []device.Camera{one}, device.Counters{}, at
	for _, tt := range []struct {
		name  string
		scope access.Scope
		want  device.Device
		seen  bool
	}{
		{"everything", access.Scope{}, d, true},
		{"both cameras", access.Only("cam_a_1", "cam_a_2"), d, true},
		{"one camera, and nothing of the other", access.Only("cam_a_1", "cam_b_1"), part, true},
		{"another device's", access.Only("cam_b_1"), device.Device{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, seen := d.Within(tt.scope); seen != tt.seen || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, seen, tt.want)
			}
		})
	}
	if len(d.Cameras) != 2 {
		t.Error("the device itself was changed")
	}
}
