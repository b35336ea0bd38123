package registry_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/registry"
)

var (
	t0    = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)
	addr1 = netip.MustParseAddr("192.0.2.21")
	addr2 = netip.MustParseAddr("192.0.2.40")
)

const mac1, mac2 = "02:00:5e:10:a1:07", "02:00:5e:20:c3:0b"

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

func newRegistry() *registry.Registry {
	return &registry.Registry{Now: func() time.Time { return t0 }}
}

func TestIdentity(t *testing.T) {
	tests := []struct {
		name string
		s    registry.Sender
		want string
	}{
		{"MAC", registry.Sender{Addr: addr1, MAC: mac1, Serial: "IA107"}, "dev_02005e10a107"},
		{"serial", registry.Sender{Addr: addr1, Serial: "IA107K3X5Q2B"}, "dev_sn_IA107K3X5Q2B"},
		{"address", registry.Sender{Addr: addr1}, "dev_ip_192.0.2.21"},
		{"IPv6 address", registry.Sender{Addr: netip.MustParseAddr("2001:db8::7")}, "dev_ip_2001-db8--7"},
		{"hostile serial", registry.Sender{Addr: addr1, Serial: "../../etc/passwd"}, "dev_sn_x" + hash("../../etc/passwd")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, _ := newRegistry().Find(tt.s, nil)
			if got := e.ID(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestR76MACBeatsPeer(t *testing.T) {
	r := newRegistry()
	nvr, _ := r.Find(registry.Sender{Addr: addr2, MAC: mac2, Kind: device.KindNVR}, nil)
	cam, _ := r.Find(registry.Sender{Addr: addr2, MAC: mac1, Kind: device.KindCamera}, nil)
	if nvr == cam {
		t.Fatal("a camera behind a recorder's address was taken for the recorder")
	}
}

func TestSerialFindsDeviceKnownByMAC(t *testing.T) {
	r := newRegistry()
	a, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac1, Serial: "IA107"}, nil)
	b, _ := r.Find(registry.Sender{Addr: addr2, Serial: "IA107"}, nil)
	if a != b {
		t.Errorf("got %s and %s, want one device", a.ID(), b.ID())
	}
}

func TestR15NamelessPostBelongsToItsConnectionOrAddress(t *testing.T) {
	r := newRegistry()
	cam, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac1, Kind: device.KindCamera}, nil)
	if got, _ := r.Find(registry.Sender{Addr: addr1}, nil); got != cam {
		t.Errorf("the only device of an address: got %s, want %s", got.ID(), cam.ID())
	}
	other, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac2}, nil)
	if got, _ := r.Find(registry.Sender{Addr: addr1}, nil); got == cam || got == other {
		t.Errorf("two devices at the address: got %s, want one of the address", got.ID())
	}
	if got, _ := r.Find(registry.Sender{Addr: addr1}, other); got != other {
		t.Errorf("the device of the connection: got %s, want %s", got.ID(), other.ID())
	}
}

func TestNamelessPostFromLoopbackIsNobodyElses(t *testing.T) {
	r := newRegistry()
	lo := netip.MustParseAddr("127.0.0.1")
	nvr, _ := r.Find(registry.Sender{Addr: lo, MAC: mac2}, nil)
	if got, _ := r.Find(registry.Sender{Addr: lo}, nil); got == nvr {
		t.Error("a post through a proxy was taken for another device's")
	}
}

func TestR19FirstContactIsToldOnce(t *testing.T) {
	r := newRegistry()
	e, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac1}, nil)
	row, ok := e.Pending()
	if !ok || row.First == nil || row.First.Change != journal.FirstContact {
		t.Fatalf("got %+v, want a first contact", row.First)
	}
	row.Saved(errors.New("disk full"))
	row, ok = e.Pending()
	if !ok || row.First == nil {
		t.Fatal("after a failed save the first contact was not told again")
	}
	row.Saved(nil)
	if _, ok = e.Pending(); ok {
		t.Error("after a save something is still pending")
	}
	e.Camera(3, t0, true)
	row, ok = e.Pending()
	if !ok || row.First != nil {
		t.Errorf("a new camera: got pending %v with first contact %v, want a row without", ok, row.First)
	}
}

func TestR18SilenceOfThreeHeartbeats(t *testing.T) {
	r := newRegistry()
	e, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac1}, nil)
	at := t0
	for range 4 {
		e.Seen(registry.Post{At: at, Addr: addr1, Keepalive: true, Channel: -1})
		at = at.Add(30 * time.Second)
	}
	last := at.Add(-30 * time.Second)
	if got := e.Device().Heartbeat; got != 30*time.Second {
		t.Fatalf("learned a heartbeat of %v, want 30s", got)
	}
	if got := r.Tick(last.Add(90 * time.Second)); len(got) != 0 {
		t.Fatalf("at three heartbeats got %+v, want nothing yet", got)
	}
	got := r.Tick(last.Add(91 * time.Second))
	if len(got) != 1 || got[0].Change != journal.Offline || got[0].DeviceID != e.ID() {
		t.Fatalf("after three heartbeats got %+v, want the device offline", got)
	}
	if again := r.Tick(last.Add(92 * time.Second)); len(again) != 0 {
		t.Errorf("told again: %+v", again)
	}
	back := e.Seen(registry.Post{At: last.Add(2 * time.Minute), Addr: addr1, Channel: -1})
	if back == nil || back.Change != journal.Online || !e.Device().Online {
		t.Errorf("any post brings it back: got %+v", back)
	}
}

// TestSilenceBeginsWithTheServer holds that a device is not offline for having been
// silent while nobody listened.
func TestSilenceBeginsWithTheServer(t *testing.T) {
	r := newRegistry()
	r.Load([]device.Device{{ID: "dev_02005e10a107", MAC: mac1, Online: true, LastSeen: t0.Add(-time.Hour), Heartbeat: 30 * time.Second}})
	if got := r.Tick(t0.Add(90 * time.Second)); len(got) != 0 {
		t.Errorf("three heartbeats after the start got %+v, want nothing yet", got)
	}
	if got := r.Tick(t0.Add(91 * time.Second)); len(got) != 1 || got[0].Change != journal.Offline {
		t.Errorf("got %+v, want the device offline", got)
	}
}

func TestRunningTime(t *testing.T) {
	e, _ := newRegistry().Find(registry.Sender{Addr: addr1, MAC: mac1}, nil)
	for i, tt := range []struct {
		running time.Duration
		again   bool
	}{{time.Hour, false}, {50 * time.Minute, false}, {2 * time.Hour, false}, {time.Minute, true}, {time.Minute, false}, {20 * time.Second, true}} {
		since, again := e.Running(tt.running, t0)
		if again != tt.again || !since.Equal(t0.Add(-tt.running)) {
			t.Errorf("%d: running for %v: got %v, started anew %v", i, tt.running, since, again)
		}
	}
}

func TestS21InventedDevicesAreBounded(t *testing.T) {
	r := newRegistry()
	r.MaxPerAddress = 100
	known, _ := r.Find(registry.Sender{Addr: addr1, MAC: mac1}, nil)
	told := 0
	for i := range 10_000 {
		mac := fmt.Sprintf("02:00:00:00:%02x:%02x", i>>8, i&0xff)
		_, tooMany := r.Find(registry.Sender{Addr: addr2, MAC: mac}, nil)
		if tooMany != nil {
			told++
		}
	}
	all, _ := r.Len()
	if all > 1+100+1 {
		t.Errorf("got %d devices, want at most 102", all)
	}
	if told != 1 {
		t.Errorf("told %d times of too many devices, want once", told)
	}
	if r.Overflow() != 9_900 {
		t.Errorf("got %d overflowing posts, want 9900", r.Overflow())
	}
	if e, _ := r.Find(registry.Sender{Addr: addr2, MAC: mac1}, nil); e != known {
		t.Errorf("the known device became %s", e.ID())
	}
}

func TestR73ClockOffset(t *testing.T) {
	e, _ := newRegistry().Find(registry.Sender{Addr: addr1, MAC: mac1}, nil)
	e.Seen(registry.Post{At: t0, DeviceUTC: t0.Add(-25 * time.Second), Channel: -1})
	d := e.Device()
	if !d.ClockKnown || d.ClockOffset != -25*time.Second {
		t.Errorf("got %v %v, want -25s", d.ClockKnown, d.ClockOffset)
	}
}

func TestNamesAndCameras(t *testing.T) {
	r := newRegistry()
	e, _ := r.Find(registry.Sender{Addr: addr2, MAC: mac2}, nil)
	e.Seen(registry.Post{At: t0, Addr: addr2, Kind: device.KindNVR, Certain: true, Name: "Yard NVR", Channel: 3})
	id := e.Camera(3, t0, true)
	if id != "cam_02005e20c30b_3" {
		t.Errorf("got camera id %q", id)
	}
	c, err := r.Camera(t.Context(), id)
	if err != nil || c.Name != "Yard NVR 3" || c.Channel != 3 {
		t.Errorf("got %+v %v, want Yard NVR 3", c, err)
	}
	if _, err := r.Camera(t.Context(), "cam_02005e20c30b_9"); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	row, _ := e.Pending()
	if row.Device.Cameras[0].Name != "" {
		t.Errorf("a name nobody gave was stored: %q", row.Device.Cameras[0].Name)
	}
}
