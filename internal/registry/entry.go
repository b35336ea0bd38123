package registry

import (
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/journal"
)

// Entry is one device, alive. Its methods may be called from any goroutine.
type Entry struct {
	mu sync.Mutex
	d  device.Device

	// structure grows when the device, or a camera of it, is new to the store;
	// stored is the structure that the store has.
	structure, stored int
	dirty             bool // the stored row is behind in what changes with each post
	greeted           bool // its first contact was told

	since   time.Time        // when it was taken over from the store; zero when it was not
	running time.Duration    // how long it had been running when it told last
	gaps    [5]time.Duration // of the last keepalives
	gapsN   int
	ownName string // what the device calls itself
	from    netip.Addr
	blocked atomic.Bool // as d.Blocked, for each post to look at
}

// Post is what one post tells of its device.
type Post struct {
	At        time.Time
	Addr      netip.Addr
	Name      string // what the device calls itself
	OwnIP     string
	MAC       string
	Serial    string
	Kind      device.Kind // by the post's layout
	Certain   bool        // the layout leaves no doubt of Kind
	Format    string
	Firmware  string
	Channel   int // ≥ 0 when the post is of a camera, -1 when it is of the device
	Bytes     int64
	DeviceUTC time.Time // the device's clock, zero when not told
	Count     func(*device.Counters)
	Keepalive bool
	Event     bool
}

// Seen notes a post. The change is not nil when the device came back; its first
// contact is told by Pending.
func (e *Entry) Seen(p Post) (back *journal.DeviceChange) {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := &e.d
	if d.Forgotten {
		if !e.hears(p) {
			return nil
		}
		e.recall(p.At)
	}
	wasOffline := !d.Online
	d.Online = true
	if p.Keepalive {
		e.learn(p.At)
		d.LastKeepalive = p.At
	}
	d.LastSeen = p.At
	if p.Event {
		d.LastEvent = p.At
	}
	if p.Name != "" && p.Name != e.ownName {
		e.ownName = p.Name
		d.Name = p.Name
	}
	if p.Kind != device.KindUnknown && (d.Kind == device.KindUnknown || p.Certain) {
		d.Kind = p.Kind
	}
	if p.Addr.IsValid() && p.Addr != e.from {
		e.from = p.Addr
		d.IP = p.Addr.String()
	}
	set(&d.OwnIP, p.OwnIP)
	set(&d.MAC, p.MAC)
	set(&d.Serial, p.Serial)
	set(&d.Format, p.Format)
	set(&d.Firmware, p.Firmware)
	if !p.DeviceUTC.IsZero() {
		d.ClockOffset, d.ClockKnown = p.DeviceUTC.Sub(p.At).Round(time.Millisecond), true
	}
	d.Counters.Bytes += p.Bytes
	if p.Count != nil {
		p.Count(&d.Counters)
	}
	e.dirty = true
	if wasOffline {
		return e.change(journal.Online)
	}
	return nil
}

func set(field *string, told string) {
	if told != "" {
		*field = told
	}
}

// isOf says whether a post that tells its MAC is of this device, from where its
// posts come from.
func (e *Entry) isOf(s Sender) bool {
	return s.MAC != "" && isMACID(e.d.ID, s.MAC) && !e.movedTo(s.Addr)
}

// movedTo says whether the device's last post came from elsewhere.
func (e *Entry) movedTo(a netip.Addr) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.from.IsValid() && e.from != a
}

// Running notes how long the device says that it has been running. It was started
// anew, at about the time returned, when that is much shorter than before: posts
// pass one another on the way.
func (e *Entry) Running(d time.Duration, at time.Time) (since time.Time, again bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	again = d < e.running/2
	if again || d > e.running {
		e.running = d
	}
	return at.Add(-d), again
}

// Tally counts something of the device that is not a post that was understood.
func (e *Entry) Tally(count func(*device.Counters)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	count(&e.d.Counters)
	e.dirty = true
}

// Camera returns the id of a channel of the device, noting what was seen of it.
func (e *Entry) Camera(channel int, at time.Time, isEvent bool) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if channel < 0 || channel > MaxChannels {
		channel = 0
	}
	i, ok := slices.BinarySearchFunc(e.d.Cameras, channel, func(c device.Camera, n int) int { return c.Channel - n })
	if !ok {
		e.d.Cameras = slices.Insert(e.d.Cameras, i, device.Camera{
			ID: CameraID(e.d.ID, channel), DeviceID: e.d.ID, Channel: channel,
		})
		e.structure++
	}
	c := &e.d.Cameras[i]
	c.LastSeen = at
	if isEvent {
		c.LastEvent = at
	}
	e.dirty = true
	return c.ID
}

// ID is the device's id.
func (e *Entry) ID() string { return e.d.ID } // never changes

// Device is the device as of now, with a name for it and each of its cameras.
func (e *Entry) Device() device.Device {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.snapshot()
}

// snapshot is the device with names for everything; row is it as it is stored.
func (e *Entry) snapshot() device.Device {
	d := e.row()
	d.OwnName, d.Name = d.Name, nameOf(d)
	if !d.Forgotten { // cameras of before it was forgotten
		d.Cameras = slices.DeleteFunc(d.Cameras, func(c device.Camera) bool { return c.LastSeen.IsZero() })
	}
	for i := range d.Cameras {
		if c := &d.Cameras[i]; c.Name == "" {
			c.Name = cameraName(d, c.Channel)
		}
	}
	return d
}

// camera is one of the device's cameras, with a name.
func (e *Entry) camera(id string) (device.Camera, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.d.Cameras {
		if c.ID != id {
			continue
		}
		if c.Name == "" {
			d := e.d
			d.Name = nameOf(d)
			c.Name = cameraName(d, c.Channel)
		}
		return c, true
	}
	return device.Camera{}, false
}

func (e *Entry) row() device.Device {
	d := e.d
	d.Cameras = slices.Clone(d.Cameras)
	return d
}

// name is what the device is called.
func (e *Entry) name() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return nameOf(e.d)
}

func nameOf(d device.Device) string {
	if d.Given != "" {
		return d.Given
	}
	if d.Name == "" {
		return defaultName(d.Kind, d.IP)
	}
	return d.Name
}

func defaultName(k device.Kind, ip string) string {
	switch k {
	case device.KindCamera:
		return "Camera " + ip
	case device.KindNVR:
		return "Recorder " + ip
	}
	return "Device " + ip
}

func cameraName(d device.Device, channel int) string {
	if d.Kind == device.KindNVR {
		if channel == 0 {
			return d.Name + " (no channel)"
		}
		return d.Name + " " + strconv.Itoa(channel)
	}
	return d.Name
}

func (e *Entry) change(c journal.Change) *journal.DeviceChange {
	d := e.snapshot()
	return &journal.DeviceChange{Change: c, DeviceID: d.ID, Name: d.Name, Kind: d.Kind, IP: d.IP, LastSeen: d.LastSeen}
}

// Row is a device on its way to the store.
type Row struct {
	Device device.Device
	First  *journal.DeviceChange // its first contact, when that was not told yet

	entry     *Entry
	structure int
}

// Pending returns the row that must go to the store before, or with, anything
// of this device; false when the store has what it needs. Saved must be called
// with what became of it.
func (e *Entry) Pending() (Row, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stored == e.structure {
		return Row{}, false
	}
	return e.pending(), true
}

func (e *Entry) pending() Row {
	row := Row{Device: e.row(), entry: e, structure: e.structure}
	e.dirty = false
	if !e.greeted {
		e.greeted = true
		row.First = e.change(journal.FirstContact)
	}
	return row
}

// Saved tells what became of the row.
func (row Row) Saved(err error) {
	e := row.entry
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if err == nil {
		e.stored = max(e.stored, row.structure)
		return
	}
	e.dirty = true
	if row.First != nil {
		e.greeted = false
	}
}
