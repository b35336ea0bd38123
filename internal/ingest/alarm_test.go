package ingest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

var yard = viewtrontest.Camera{Name: "Yard", MAC: "02:00:5e:10:a1:07", Zone: time.UTC}

// intrusionAfter is an event of a camera that has been running for so long.
func intrusionAfter(t *testing.T, n int, running string) string {
	t.Helper()
	m := yard.Event(time.Now().Add(time.Duration(n)*time.Millisecond), viewtron.RegionIntrusion, viewtrontest.Hit{
		Targets: []viewtrontest.Target{{ID: n, Type: viewtron.TargetPerson, Box: viewtron.Box{X1: 1, Y1: 2, X2: 3, Y2: 4}}},
	})
	m.Event.RelativeTime = running
	body, err := viewtron.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestAlarmsEndWhenTheirDeviceWasStartedAnew: it does not tell that they are over.
func TestAlarmsEndWhenTheirDeviceWasStartedAnew(t *testing.T) {
	for _, tt := range []struct {
		name    string
		running []string // of the events, one after the other
		ends    int
	}{
		{"it runs on", []string{"90000000", "91000000", "200000000"}, 0},
		{"posts pass one another", []string{"91000000", "90000000", "92000000"}, 0},
		{"it was started anew", []string{"86400000000", "20000000", "21000000"}, 1},
		{"twice", []string{"86400000000", "200000000", "20000000"}, 2},
		{"it tells none", []string{"86400000000", "", "x", "-5"}, 0},
		{"it tells nonsense", []string{"9223372036854775807", "9223372036854775807"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, nil)
			for i, running := range tt.running {
				r.event(intrusionAfter(t, i, running))
			}
			ends := collect(r, func(b *store.Batch) []alarm.End { return b.Ends })
			if len(ends) != tt.ends {
				t.Fatalf("got %+v, want %d ends", ends, tt.ends)
			}
			for _, e := range ends {
				if ran := e.At.Sub(e.Silent); e.DeviceID != "dev_02005e10a107" || e.End != alarm.Restarted || ran < 10*time.Second || ran > 5*time.Minute {
					t.Errorf("got %+v, want the end of what was before the start %v ago", e, ran)
				}
			}
		})
	}
}

func TestLoneFalsesAreCounted(t *testing.T) {
	r := start(t, nil)
	open := false
	r.memory.mu.Lock()
	r.memory.alarm = func(c alarm.Change) { // as the store does
		*c.Lone = !c.On && !open
		open = c.On
	}
	r.memory.mu.Unlock()
	for _, on := range []bool{false, true, false, false} {
		r.post(fmt.Sprintf(`<config version="1.7"><alarmStatusInfo><motionAlarm type="boolean" id="1">%v</motionAlarm></alarmStatusInfo><deviceInfo><macAddress>02-00-5E-10-B2-09</macAddress></deviceInfo></config>`, on))
	}
	d, err := r.Registry.Device(t.Context(), "dev_02005e10b209")
	if err != nil || d.Counters.LoneFalse != 2 || d.Counters.AlarmStatus != 4 {
		t.Errorf("got %+v, %v, want 2 of 4", d.Counters, err)
	}
}
