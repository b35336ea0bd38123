package incident

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/track"
)

// Times. Cameras post an entry twice within about a second, say that an alarm is
// on within a second of the event, and number whoever comes back anew.
const (
	// Quiet is how long nothing may happen in an incident, once its alarms and
	// tracks have ended, until it is closed.
	Quiet = 10 * time.Second
	// Recall is how long after its last sign the same target belongs to the same
	// incident, which it opens again.
	Recall = time.Minute
	// Near is how close in time things are that belong together although nothing
	// else says so.
	Near = 3 * time.Second
	// setBack is how far behind what came last our clock may be without having been
	// set back.
	setBack = time.Minute
)

// MaxIncidents is how many incidents of one camera are remembered at once; the
// one that was silent longest gives way.
const MaxIncidents = 128

// Machine makes incidents.
type Machine struct {
	// NewID names an incident that begins at a time.
	NewID func(time.Time) ID

	now     time.Time // the latest time that it was told
	cameras map[string]*camera
	alarms  map[int64]*kept    // of alarms that are on
	tracks  map[track.ID]*kept // of tracks that go on
	twins   twins
	dirty   []*kept // in the order in which they changed first
}

// kept is an incident at work.
type kept struct {
	*Incident
	into    *kept // where it was merged into
	known   bool  // somebody was told of it
	dirty   bool
	closed  bool // as was told last
	members []Member
}

// camera is what is remembered of one camera.
type camera struct {
	incidents []*kept // by when they began
	recent    []hint  // of the last events
}

// New makes a Machine that knows nothing yet.
func New(newID func(time.Time) ID) *Machine {
	return &Machine{
		NewID: newID, cameras: make(map[string]*camera), alarms: make(map[int64]*kept), tracks: make(map[track.ID]*kept), twins: newTwins(),
	}
}

// Restore takes up incidents of an earlier run: those that are open, and those
// whose last sign is not further back than Recall.
func (m *Machine) Restore(incidents []*Incident) {
	for _, in := range incidents {
		k := &kept{Incident: in.clone(), known: true, closed: !in.Open()}
		m.place(k)
		for _, a := range k.AlarmsOf {
			if a.On {
				m.alarms[a.ID] = k
			}
		}
		for _, t := range k.TracksOf {
			if t.Open {
				m.tracks[t.ID] = k
			}
		}
	}
}

// place lists an incident on each of its cameras.
func (m *Machine) place(k *kept) {
	for _, c := range k.Cameras {
		list := &m.camera(c.CameraID).incidents
		if slices.Contains(*list, k) {
			continue
		}
		i, _ := slices.BinarySearchFunc(*list, k, order)
		*list = slices.Insert(*list, i, k)
		if len(*list) > MaxIncidents {
			m.drop(*list)
		}
	}
}

// order is that of when they began.
func order(a, b *kept) int {
	return cmp.Or(a.StartedAt.Compare(b.StartedAt), slices.Compare(a.ID[:], b.ID[:]))
}

func (m *Machine) camera(id string) *camera {
	c := m.cameras[id]
	if c == nil {
		c = new(camera)
		m.cameras[id] = c
	}
	return c
}

// drop forgets the incident that was silent longest, closed ones first.
func (m *Machine) drop(list []*kept) {
	oldest := slices.MinFunc(list, func(a, b *kept) int {
		return cmp.Or(cmp.Compare(bit(a.Open()), bit(b.Open())), a.LastAt.Compare(b.LastAt), order(a, b))
	})
	if oldest.Open() {
		oldest.ClosedAt = oldest.LastAt
		m.changed(oldest)
	}
	m.forget(oldest)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// forget takes an incident off the lists. What it has told stays.
func (m *Machine) forget(k *kept) {
	for _, c := range k.Cameras {
		if cam := m.cameras[c.CameraID]; cam != nil {
			cam.incidents = slices.DeleteFunc(cam.incidents, func(o *kept) bool { return o == k })
		}
	}
	for _, a := range k.AlarmsOf {
		if m.alarms[a.ID] == k {
			delete(m.alarms, a.ID)
		}
	}
	for _, t := range k.TracksOf {
		if m.tracks[t.ID] == k {
			delete(m.tracks, t.ID)
		}
	}
}

// Apply takes what happened, in any order. What comes in several calls should be
// roughly in order.
func (m *Machine) Apply(inputs ...Input) {
	for _, in := range sorted(inputs) {
		if t := in.at(); t.After(m.now) {
			m.now = t
		}
		switch {
		case in.Event != nil:
			m.event(in.Event)
		case in.Alarm != nil:
			m.alarm(in.Alarm)
		case in.Track != nil:
			m.track(in.Track)
		}
	}
}

// backTo is for a clock that was set back: what is remembered would seem to be of
// the future.
func (m *Machine) backTo(t time.Time) {
	m.twins.clear()
	for _, c := range m.cameras {
		c.recent = nil
		for _, k := range c.incidents {
			k.setBack(t)
		}
	}
}

// setBack makes nothing of an incident later than t.
func (in *Incident) setBack(t time.Time) {
	for _, at := range []*time.Time{&in.StartedAt, &in.LastAt, &in.LastEvent, &in.ClosedAt} {
		if at.After(t) {
			*at = t
		}
	}
	for i := range in.Targets {
		if at := &in.Targets[i].LastAt; at.After(t) {
			*at = t
		}
	}
}

// Tick closes what has been quiet for long enough at the given time, and forgets
// what need not be remembered any more.
func (m *Machine) Tick(now time.Time) {
	if m.now.Sub(now) > setBack {
		m.backTo(now)
		m.now = now
	}
	if now.After(m.now) {
		m.now = now
	}
	for _, id := range slices.Sorted(maps.Keys(m.cameras)) {
		c := m.cameras[id]
		for _, k := range slices.Clone(c.incidents) {
			m.settle(k)
			if !k.Open() && now.Sub(k.LastAt) > Recall {
				m.forget(k)
			}
		}
		c.recent = slices.DeleteFunc(c.recent, func(h hint) bool { return now.Sub(h.at) > Near })
		if len(c.incidents)+len(c.recent) == 0 {
			delete(m.cameras, id)
		}
	}
	m.twins.tick(now)
}

// settle closes an incident in which everything has ended.
func (m *Machine) settle(k *kept) {
	if !k.Open() || k.goesOn() {
		return
	}
	end := k.LastAt
	if !k.LastEvent.IsZero() {
		if quiet := k.LastEvent.Add(Quiet); quiet.After(end) {
			end = quiet
		}
	}
	if !end.After(m.now) {
		k.ClosedAt = end
		m.changed(k)
	}
}

// signs notes that an incident has a sign of life at t, which opens it again.
func (m *Machine) signs(k *kept, t time.Time) {
	k.at(t)
	k.ClosedAt = time.Time{}
	m.changed(k)
}

// open begins an incident.
func (m *Machine) open(t time.Time, c Camera) *kept {
	k := &kept{Incident: &Incident{ID: m.NewID(t), Cameras: []Camera{c}, StartedAt: t, LastAt: t}}
	m.place(k)
	m.changed(k)
	return k
}

func (m *Machine) changed(k *kept) {
	if !k.dirty {
		k.dirty = true
		m.dirty = append(m.dirty, k)
	}
}

// gains notes a new member.
func (m *Machine) gains(k *kept, member Member) {
	k.members = append(k.members, member)
	m.changed(k)
}

// Changes takes what changed since it was last called, in the order in which it
// began to.
func (m *Machine) Changes() []Change {
	out := make([]Change, 0, len(m.dirty))
	for _, k := range m.dirty {
		if k.into == nil || k.known {
			out = append(out, k.change())
		}
	}
	m.dirty = m.dirty[:0]
	return out
}

// change is what became of an incident since it was last told.
func (k *kept) change() Change {
	c := Change{What: Updated, Incident: k.clone(), Members: k.members}
	closed := !k.Open()
	switch {
	case k.into != nil:
		c.What, c.Into, c.Members = Merged, k.final().ID, nil
	case !k.known:
		c.What = Opened
	case closed && !k.closed:
		c.What = Closed
	case !closed && k.closed:
		c.What = Reopened
	}
	k.known, k.dirty, k.closed, k.members = true, false, closed, nil
	return c
}

// final is where an incident went in the end.
func (k *kept) final() *kept {
	for k.into != nil {
		k = k.into
	}
	return k
}

// Open is how many incidents are open.
func (m *Machine) Open() int {
	n := 0
	for id, c := range m.cameras {
		for _, k := range c.incidents {
			if k.Open() && k.Cameras[0].CameraID == id {
				n++
			}
		}
	}
	return n
}
