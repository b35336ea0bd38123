package registry_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/registry"
)

// heard is a registry that has heard one event of a camera, all of it stored.
func heard(t *testing.T) (*registry.Registry, *registry.Entry) {
	t.Helper()
	r := newRegistry()
	e, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac1}, nil)
	e.Seen(registry.Post{At: t0, Addr: addr1, Name: "Front yard", MAC: mac1, Kind: device.KindCamera, Event: true, Count: func(c *device.Counters) { c.Events++ }})
	e.Camera(1, t0, true)
	stored(t, r)
	return r, e
}

// stored has all rows stored, and returns them as a start would read them.
func stored(t *testing.T, r *registry.Registry) (rows []device.Device) {
	t.Helper()
	for _, row := range r.Dirty(100) {
		rows = append(rows, row.Device)
		row.Saved(nil)
	}
	return rows
}

const camID1 = "cam_02005e10a107_1"

func TestPersonsNameWins(t *testing.T) {
	r, e := heard(t)
	c, err := r.Rename(e.ID(), "Garage")
	if err != nil {
		t.Fatal(err)
	}
	c.Saved(nil)
	e.Seen(registry.Post{At: t0, Addr: addr1, Name: "Renamed by itself", MAC: mac1})
	again := newRegistry()
	again.Load(stored(t, r))
	for name, r := range map[string]*registry.Registry{"now": r, "after a start": again} {
		d, err := r.Device(t.Context(), e.ID())
		if err != nil || d.Name != "Garage" || d.OwnName != "Renamed by itself" || d.Cameras[0].Name != "Garage" {
			t.Errorf("%s: got %q, its own %q, camera %q, %v", name, d.Name, d.OwnName, d.Cameras[0].Name, err)
		}
	}
	if c, err = r.RenameCamera(camID1, "Door"); err != nil {
		t.Fatal(err)
	}
	if got := r.CameraName(camID1); got != "Door" {
		t.Errorf("camera: got %q", got)
	}
	c.Saved(errors.New("no room"))
	if got := r.CameraName(camID1); got != "Garage" {
		t.Errorf("camera, not kept: got %q", got)
	}
	if c, err = r.Rename(e.ID(), ""); err != nil {
		t.Fatal(err)
	}
	c.Saved(nil)
	if got := r.DeviceName(e.ID()); got != "Renamed by itself" {
		t.Errorf("without a name: got %q", got)
	}
	for _, id := range []string{"", "cam_", "cam_none_1", "cam_02005e10a107_9"} {
		if _, err := r.RenameCamera(id, "x"); !errors.Is(err, device.ErrNotFound) {
			t.Errorf("rename %q: got %v", id, err)
		}
	}
}

func TestBlock(t *testing.T) {
	r, e := heard(t)
	c, err := r.Block(e.ID(), true)
	if err != nil || !e.Blocked() {
		t.Fatalf("got %v, %v", e.Blocked(), err)
	}
	c.Saved(nil)
	again := newRegistry()
	again.Load(stored(t, r))
	if e, _ := again.Find(registry.Sender{Addr: addr2, MAC: mac1}, nil); !e.Blocked() {
		t.Error("after a start, from elsewhere: it is not blocked any more")
	}
	if c, err = r.Block(e.ID(), false); err != nil || e.Blocked() {
		t.Fatalf("got %v, %v", e.Blocked(), err)
	}
	if c.Saved(errors.New("no room")); !e.Blocked() {
		t.Error("not kept, and allowed all the same")
	}
}

func TestForget(t *testing.T) {
	r, e := heard(t)
	c, err := r.Forget(e.ID())
	if err != nil {
		t.Fatal(err)
	}
	c.Saved(nil)
	again := newRegistry()
	again.Load(stored(t, r))
	for name, r := range map[string]*registry.Registry{"now": r, "after a start": again} {
		if all, err := r.Devices(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%s: got %+v, %v", name, all, err)
		}
		if n, online := r.Len(); n != 0 || online != 0 {
			t.Errorf("%s: %d devices, %d online", name, n, online)
		}
		if got := r.CameraName(camID1); got != "Front yard" {
			t.Errorf("%s: events are of %q", name, got)
		}
		if _, err := r.Rename(e.ID(), "x"); !errors.Is(err, device.ErrNotFound) {
			t.Errorf("%s: rename: got %v", name, err)
		}
		if gone := r.Tick(t0.Add(time.Hour)); len(gone) != 0 {
			t.Errorf("%s: it falls silent: %+v", name, gone)
		}
		e, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac1}, nil)
		later := t0.Add(2 * time.Hour)
		e.Seen(registry.Post{At: later, Addr: addr1, Name: "Front yard", MAC: mac1, Keepalive: true})
		all, err := r.Devices(t.Context())
		if err != nil || len(all) != 1 || !all[0].FirstSeen.Equal(later) || all[0].Counters.Events != 0 || len(all[0].Cameras) != 0 || !all[0].Online {
			t.Errorf("%s: when it posts again: got %+v, %v", name, all, err)
		}
		if row, ok := e.Pending(); !ok || row.First == nil {
			t.Errorf("%s: its first contact is not told", name)
		}
	}
}

// TestAbsorb: what was made of heartbeats that anybody may have sent goes when it is
// known whose they were, and other such heartbeats do not bring it back.
func TestAbsorb(t *testing.T) {
	loopback := netip.MustParseAddr("127.0.0.1")
	beat := registry.Post{At: t0, Addr: loopback, Keepalive: true, Count: func(c *device.Counters) { c.Keepalives++ }}
	count := func(r *registry.Registry) int { n, _ := r.Len(); return n }
	r := newRegistry()
	e, _ := r.Find(registry.Sender{Addr: loopback}, nil)
	e.Seen(beat)
	if count(r) != 1 {
		t.Fatalf("got %d devices", count(r))
	}
	r.Absorb(e)
	e.Seen(beat)
	if count(r) != 0 {
		t.Errorf("absorbed: got %d devices", count(r))
	}
	e.Seen(registry.Post{At: t0, Addr: loopback, Event: true, Count: func(c *device.Counters) { c.Events++ }})
	if count(r) != 1 {
		t.Errorf("an event: got %d devices", count(r))
	}
	if r.Absorb(e); count(r) != 1 {
		t.Error("what has sent an event was absorbed")
	}
	_, named := heard(t)
	named.Seen(registry.Post{At: t0, Addr: addr1, Keepalive: true})
	if r.Absorb(named); named.Device().Forgotten {
		t.Error("a device with an identity was absorbed")
	}
}
