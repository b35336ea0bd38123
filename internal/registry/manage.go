package registry

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/device"
)

// Change is something that a person has changed of a device. It counts at once; it
// is kept when its Row is stored, and Undo takes it back where that fails.
type Change struct {
	Row  Row
	Undo func()
}

// Saved tells what became of the row of the change. A row that was on its way at the
// same time may be older and be stored later: the next that is written has it all.
func (c Change) Saved(err error) {
	if err != nil {
		c.Undo()
	}
	c.Row.Saved(err)
	c.Row.entry.soil()
}

func (e *Entry) soil() {
	e.mu.Lock()
	e.dirty = true
	e.mu.Unlock()
}

// Rename gives a device the name that a person wants, or with "" its own again.
func (r *Registry) Rename(id, name string) (Change, error) {
	return r.change(id, func(e *Entry) func() {
		was := e.d.Given
		e.d.Given = name
		return func() { e.d.Given = was }
	})
}

// RenameCamera gives a camera the name that a person wants, or with "" that of its
// device again.
func (r *Registry) RenameCamera(id, name string) (Change, error) {
	owner, _ := ownerOf(id)
	found := false
	c, err := r.change(owner, func(e *Entry) func() {
		i := slices.IndexFunc(e.d.Cameras, func(c device.Camera) bool { return c.ID == id })
		if i < 0 {
			return func() {}
		}
		found = true
		was := e.d.Cameras[i].Name
		e.call(id, name)
		return func() { e.call(id, was) }
	})
	if err == nil && !found {
		err = fmt.Errorf("camera %.80q: %w", id, device.ErrNotFound)
	}
	return c, err
}

// call names one camera; its place may have moved meanwhile.
func (e *Entry) call(id, name string) {
	for i := range e.d.Cameras {
		if e.d.Cameras[i].ID == id {
			e.d.Cameras[i].Name = name
		}
	}
}

// Block has the posts of a device refused, or taken again.
func (r *Registry) Block(id string, blocked bool) (Change, error) {
	return r.change(id, func(e *Entry) func() {
		was := e.d.Blocked
		set := func(b bool) { e.d.Blocked = b; e.blocked.Store(b) }
		set(blocked)
		return func() { set(was) }
	})
}

// Forget takes a device out of all lists, until it posts again: then it is as one
// that was never heard. Its posts are taken again, too. Its name stays, for the
// events that are kept of it.
func (r *Registry) Forget(id string) (Change, error) {
	return r.change(id, func(e *Entry) func() {
		was := e.d
		was.Cameras = slices.Clone(was.Cameras)
		e.forget()
		return func() {
			e.d = was
			e.blocked.Store(was.Blocked)
		}
	})
}

func (e *Entry) forget() {
	e.d.Forgotten, e.d.Online, e.d.Blocked = true, false, false
	e.blocked.Store(false)
	for i := range e.d.Cameras {
		e.d.Cameras[i].LastSeen, e.d.Cameras[i].LastEvent = time.Time{}, time.Time{}
	}
}

// recall makes a forgotten device one that was just heard first.
func (e *Entry) recall(at time.Time) {
	d := &e.d
	e.d = device.Device{
		ID: d.ID, Name: d.Name, Kind: d.Kind, MAC: d.MAC, Serial: d.Serial, IP: d.IP, FirstSeen: at, LastSeen: at, Online: true, Cameras: d.Cameras,
	}
	for i := range e.d.Cameras {
		e.d.Cameras[i].Name = ""
	}
	e.gapsN, e.running, e.greeted = 0, 0, false
	e.structure++
}

// change changes a device that is known and not forgotten. do returns what takes the
// change back; both are called with the entry locked.
func (r *Registry) change(id string, do func(*Entry) (undo func())) (Change, error) {
	r.mu.RLock()
	e := r.devices[id]
	r.mu.RUnlock()
	none := fmt.Errorf("device %.80q: %w", id, device.ErrNotFound)
	if e == nil {
		return Change{}, none
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.d.Forgotten {
		return Change{}, none
	}
	undo := do(e)
	return Change{Row: e.pending(), Undo: func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		undo()
	}}, nil
}

// Blocked says whether the device's posts are refused.
func (e *Entry) Blocked() bool { return e.blocked.Load() }

// Absorb takes a device out of the lists that was made of heartbeats without any
// identity from a loopback address, once the connection that they came by has told
// whose they were.
func (r *Registry) Absorb(e *Entry) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.d.Counters
	if e.anonymous(e.from) && len(e.d.Cameras) == 0 && c.Events+c.Tracking+c.AlarmStatus+c.Unknown+c.Malformed == 0 && e.d.Given == "" && !e.d.Blocked {
		e.forget()
		e.dirty = true
	}
}

// anonymous says whether the device is an address of this machine itself, from where
// anybody's posts may come.
func (e *Entry) anonymous(a netip.Addr) bool { return a.IsLoopback() && e.d.ID == addressID(a) }

// hears says whether a post brings a forgotten device back: a heartbeat that may be
// anybody's does not.
func (e *Entry) hears(p Post) bool { return !p.Keepalive || !e.anonymous(p.Addr) }
