package ingest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestBlockedDevice: its posts are refused whatever they hold, with advice in the
// connection log; those of others are not.
func TestBlockedDevice(t *testing.T) {
	r := start(t, nil)
	const mac, other = "02:00:5e:10:a1:07", "02:00:5e:10:a1:08"
	ev := r.event(camera(mac, 716, time.Now()))
	c, err := r.Registry.Block(ev.DeviceID, true)
	if err != nil {
		t.Fatal(err)
	}
	c.Saved(nil)
	for name, body := range map[string]string{
		"event": camera(mac, 717, time.Now()), "heartbeat of its connection": "",
		"what is not known": `<config version="1.7"><mac>` + mac + `</mac><something/></config>`, "what cannot be read": `<config version="1.7"><mac>`,
	} {
		status, _ := r.post(body)
		log := r.lastRequest()
		if status != http.StatusForbidden || log.Kind != "refused" || log.Detail != "blocked" || log.DeviceID != ev.DeviceID || !strings.Contains(log.Advice, "blocked") {
			t.Errorf("%s: got %d, %+v", name, status, log)
		}
	}
	if n := len(r.events()); n != 1 {
		t.Errorf("%d events are stored, want 1", n)
	}
	if n := len(r.quarantined()); n != 0 {
		t.Errorf("%d posts are in the quarantine", n)
	}
	if status, _ := r.post(camera(other, 716, time.Now())); status != http.StatusOK {
		t.Errorf("another device: got %d", status)
	}
	if d, err := r.Registry.Device(t.Context(), ev.DeviceID); err != nil || d.Counters.Refused != 4 || d.Counters.Events != 1 {
		t.Errorf("counters: %+v, %v", d.Counters, err)
	}
}

// TestNamelessFirstHeartbeat: the empty heartbeat that a camera begins with makes a
// device of no name, which goes when the same connection tells whose it is.
func TestNamelessFirstHeartbeat(t *testing.T) {
	r := start(t, nil)
	if status, _ := r.post(""); status != http.StatusOK {
		t.Fatalf("got %d", status)
	}
	names := func() (out []string) {
		all, err := r.Registry.Devices(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range all {
			out = append(out, d.Name)
		}
		return out
	}
	if got := names(); len(got) != 1 || got[0] != "Device 127.0.0.1" {
		t.Fatalf("got %q", got)
	}
	r.event(camera("02:00:5e:10:a1:07", 716, time.Now()))
	if got := names(); len(got) != 1 || got[0] != "Yard East" {
		t.Errorf("got %q, want the camera alone", got)
	}
}
