// Package registry knows the devices that post: who a post is from, when each
// was last heard, and whether it has fallen silent. It lives in memory; what
// changed is written to the store along with the posts, and otherwise every
// half minute.
package registry

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/journal"
)

// Defaults of Registry's limits.
const (
	DefaultMaxDevices    = 16384
	DefaultMaxPerAddress = 128
	// MaxChannels is the highest channel that becomes a camera of its own.
	MaxChannels = 512
)

// Registry holds every device that has posted. Set the fields, Load what was
// stored, and use it from any goroutine.
type Registry struct {
	Now func() time.Time
	// MaxDevices bounds how many devices there may be, MaxPerAddress how many
	// of them one address may introduce. Posts of further ones are kept, under
	// the device of their address. 0 means the default.
	MaxDevices    int
	MaxPerAddress int

	mu       sync.RWMutex
	devices  map[string]*Entry
	serials  map[string]*Entry // by serial number, of devices known by MAC
	peers    map[netip.Addr]*peer
	warned   map[netip.Addr]bool // addresses told of as TooMany
	overflow int
}

// peer is an address that posts came from.
type peer struct {
	introduced int
	devices    []*Entry
}

// Load takes over what the store holds.
func (r *Registry) Load(devices []device.Device) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.init()
	for _, d := range devices {
		// Whether it is still there is learned from its next post, or its silence from
		// now on: what it posted while nobody listened cannot be known.
		e := &Entry{d: d, ownName: d.Name, structure: 1, stored: 1, greeted: true, since: r.Now()}
		e.blocked.Store(d.Blocked)
		r.devices[d.ID] = e
		if d.MAC != "" && d.Serial != "" {
			r.serials[d.Serial] = e
		}
		if a, err := netip.ParseAddr(d.IP); err == nil {
			r.at(a, e)
		}
	}
}

func (r *Registry) init() {
	if r.devices == nil {
		r.devices = make(map[string]*Entry)
		r.serials = make(map[string]*Entry)
		r.peers = make(map[netip.Addr]*peer)
		r.warned = make(map[netip.Addr]bool)
	}
}

// at notes that e posts from a.
func (r *Registry) at(a netip.Addr, e *Entry) *peer {
	p := r.peers[a]
	if p == nil {
		p = new(peer)
		r.peers[a] = p
	}
	if !slices.Contains(p.devices, e) {
		p.devices = append(p.devices, e)
	}
	return p
}

// Find returns the device that a post is from, registering it at first contact.
// last is the device that the same connection's earlier posts were from, nil
// when there were none. TooMany is not nil when the address has introduced more
// devices than it may, once an address.
func (r *Registry) Find(s Sender, last *Entry) (e *Entry, tooMany *journal.DeviceChange) {
	if last != nil && last.isOf(s) {
		return last, nil
	}
	id := s.id()
	r.mu.RLock()
	e = r.known(id, s, last)
	r.mu.RUnlock()
	if e != nil && !e.movedTo(s.Addr) {
		return e, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.init()
	if e = r.known(id, s, last); e != nil {
		r.at(s.Addr, e)
		return e, nil
	}
	if id == "" {
		id = addressID(s.Addr)
		if e = r.devices[id]; e != nil {
			return e, nil
		}
	} else if !r.mayIntroduce(s.Addr) {
		id = addressID(s.Addr)
		if !r.warned[s.Addr] {
			r.warned[s.Addr] = true
			tooMany = &journal.DeviceChange{
				Change: journal.TooMany, DeviceID: id, Name: defaultName(device.KindUnknown, s.Addr.String()),
				Kind: device.KindUnknown, IP: s.Addr.String(), LastSeen: r.Now(),
			}
		}
		r.overflow++
		s = Sender{Addr: s.Addr}
		if e = r.devices[id]; e != nil {
			return e, tooMany
		}
	}
	now := r.Now()
	e = &Entry{structure: 1, dirty: true, d: device.Device{
		ID: id, Kind: device.KindUnknown, MAC: s.MAC, Serial: s.Serial, IP: s.Addr.String(),
		FirstSeen: now, LastSeen: now, Online: true,
	}}
	r.devices[id] = e
	r.at(s.Addr, e).introduced++
	if s.MAC != "" && s.Serial != "" {
		r.serials[s.Serial] = e
	}
	return e, tooMany
}

// known finds a device without registering one.
func (r *Registry) known(id string, s Sender, last *Entry) *Entry {
	switch {
	case s.MAC != "":
		return r.devices[id]
	case s.Serial != "":
		if e := r.serials[s.Serial]; e != nil {
			return e
		}
		return r.devices[id]
	case last != nil && s.fits(last):
		return last
	}
	// An address that exactly one device posts from stands for it. Not a
	// loopback address: what comes from there was passed on by a proxy or a
	// tunnel, for anybody.
	if p := r.peers[s.Addr]; p != nil && len(p.devices) == 1 && !s.Addr.IsLoopback() && s.fits(p.devices[0]) {
		return p.devices[0]
	}
	return r.devices[addressID(s.Addr)]
}

func (r *Registry) mayIntroduce(a netip.Addr) bool {
	maxAll, maxOne := r.MaxDevices, r.MaxPerAddress
	if maxAll <= 0 {
		maxAll = DefaultMaxDevices
	}
	if maxOne <= 0 {
		maxOne = DefaultMaxPerAddress
	}
	p := r.peers[a]
	return len(r.devices) < maxAll && (p == nil || p.introduced < maxOne)
}

// Overflow is how many posts named a device that was not registered because of
// a limit.
func (r *Registry) Overflow() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.overflow
}

// Devices returns all devices, by name then id. It is the same list as the
// store's, as of now.
func (r *Registry) Devices(ctx context.Context) ([]device.Device, error) {
	scope := access.ScopeOf(ctx)
	r.mu.RLock()
	out := make([]device.Device, 0, len(r.devices))
	for _, e := range r.devices {
		if d, ok := e.Device().Within(scope); ok && !d.Forgotten {
			out = append(out, d)
		}
	}
	r.mu.RUnlock()
	slices.SortFunc(out, func(a, b device.Device) int {
		if c := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out, nil
}

// Device returns one device, also one that was forgotten, for its name;
// device.ErrNotFound when there is none.
func (r *Registry) Device(ctx context.Context, id string) (device.Device, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if e := r.devices[id]; e != nil {
		if d, ok := e.Device().Within(access.ScopeOf(ctx)); ok {
			return d, nil
		}
	}
	return device.Device{}, fmt.Errorf("device %.80q: %w", id, device.ErrNotFound)
}

// Camera returns one camera, device.ErrNotFound when there is none.
func (r *Registry) Camera(ctx context.Context, id string) (device.Camera, error) {
	if c, ok := r.camera(id); ok && access.ScopeOf(ctx).Camera(id) {
		return c, nil
	}
	return device.Camera{}, fmt.Errorf("camera %.80q: %w", id, device.ErrNotFound)
}

func (r *Registry) camera(id string) (device.Camera, bool) {
	owner, ok := ownerOf(id)
	if !ok {
		return device.Camera{}, false
	}
	r.mu.RLock()
	e := r.devices[owner]
	r.mu.RUnlock()
	if e == nil {
		return device.Camera{}, false
	}
	return e.camera(id)
}

// DeviceName is what a device is called, "" when it is not known.
func (r *Registry) DeviceName(id string) string {
	r.mu.RLock()
	e := r.devices[id]
	r.mu.RUnlock()
	if e == nil {
		return ""
	}
	return e.name()
}

// CameraName is what a camera is called, "" when it is not known.
func (r *Registry) CameraName(id string) string {
	c, _ := r.camera(id)
	return c.Name
}

// Len is how many devices there are, and how many of them are online.
func (r *Registry) Len() (all, online int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, e := range r.devices {
		e.mu.Lock()
		if !e.d.Forgotten {
			all++
		}
		if e.d.Online {
			online++
		}
		e.mu.Unlock()
	}
	return all, online
}
