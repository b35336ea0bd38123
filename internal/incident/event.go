package incident

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/plate"
)

// hint is an event that an alarm may belong to.
type hint struct {
	at  time.Time
	typ event.Type
	k   *kept
}

// maxHints is how many events of a camera are remembered for alarms.
const maxHints = 32

// event gives an event to an incident: to that of one of its targets, else to the
// one that a recorder's or a camera's other post of the same sight is in, else to
// one that is near, else to one of its own.
func (m *Machine) event(e *event.Event) {
	c, t := Camera{e.DeviceID, e.CameraID}, e.ReceivedAt
	k := m.ofTargets(c.CameraID, e.Targets, t)
	for i := range e.Targets {
		s := sightOf(e, &e.Targets[i])
		if s.target == "" {
			continue
		}
		if twin := m.twins.find(s); twin != nil {
			k = m.join(k, twin.final())
		}
	}
	if k == nil {
		k = m.near(c.CameraID, e)
	}
	if k == nil {
		k = m.open(t, c)
	}
	m.signs(k, t)
	k.takes(e)
	m.place(k)
	m.gains(k, Member{MemberEvent, e.ID.String()})
	for i := range e.Targets {
		if s := sightOf(e, &e.Targets[i]); s.target != "" {
			m.twins.note(s, k)
		}
	}
	m.hint(c.CameraID, hint{t, e.Type, k})
	m.claim(c.CameraID, e, k)
}

// ofTargets is the incident that one of the targets of a camera belongs to: the
// one that began first.
func (m *Machine) ofTargets(camera string, targets []event.Target, t time.Time) *kept {
	var found *kept
	for i := range targets {
		if id := targets[i].ID; id != "" {
			if k := m.ofTarget(camera, id, t); k != nil && (found == nil || order(k, found) < 0) {
				found = k
			}
		}
	}
	return found
}

// ofTarget is the incident of a target. Devices give a number again after they
// were started anew, so that one which has been silent for long is somebody else.
func (m *Machine) ofTarget(camera, id string, t time.Time) *kept {
	c := m.cameras[camera]
	if c == nil {
		return nil
	}
	for _, k := range slices.Backward(c.incidents) {
		if tg := k.target(camera, id); tg != nil && (t.Sub(tg.LastAt) <= Recall || k.follows(camera, id)) {
			return k
		}
	}
	return nil
}

// near is the incident that is close in time and place to an event. An event with
// numbered targets takes one whose target nobody has told yet; one without takes
// the likeliest.
func (m *Machine) near(camera string, e *event.Event) *kept {
	fits := func(k *kept) bool { return k.samePlates(e) && k.close(camera, e) }
	if slices.ContainsFunc(e.Targets, func(t event.Target) bool { return t.ID != "" }) {
		return m.stray(camera, e.ReceivedAt, fits)
	}
	return m.likeliest(camera, e.ReceivedAt, fits)
}

// stray is an incident of a camera that has no target with a number yet, and whose
// last sign is near: the latest such.
func (m *Machine) stray(camera string, t time.Time, fits func(*kept) bool) *kept {
	return m.likeliest(camera, t, func(k *kept) bool { return !k.numbered(camera) && fits(k) })
}

// likeliest is the incident of a camera that something at t most likely belongs to:
// one that goes on before one that has only just had a sign, and then the one that
// began last.
func (m *Machine) likeliest(camera string, t time.Time, fits func(*kept) bool) *kept {
	c := m.cameras[camera]
	if c == nil {
		return nil
	}
	var best *kept
	for _, k := range c.incidents {
		if !k.about(t) || !fits(k) {
			continue
		}
		if best == nil || bit(k.watched()) >= bit(best.watched()) {
			best = k
		}
	}
	return best
}

// about says whether t is in an incident's time, or near it.
func (in *Incident) about(t time.Time) bool {
	if in.StartedAt.Sub(t) > Near || in.apart() {
		return false
	}
	return in.watched() || t.Sub(in.LastAt) <= Near
}

// apart says whether it is all of alarms that nobody raises by being there.
func (in *Incident) apart() bool {
	return in.Events+in.Tracks == 0 && len(in.AlarmKinds) > 0 && !slices.ContainsFunc(in.AlarmKinds, func(k string) bool { return !alone(k) })
}

// samePlates says whether an event reads no other plate than the incident has: one
// that cameras confuse with it is none.
func (in *Incident) samePlates(e *event.Event) bool {
	if len(in.Plates) == 0 {
		return true
	}
	for i := range e.Targets {
		p := e.Targets[i].Plate
		if p == nil || p.Text == "" {
			continue
		}
		q := plate.NewQuery(plate.Normalize(p.Text))
		return slices.ContainsFunc(in.Plates, func(text string) bool {
			kind, _ := q.Match(plate.Normalize(text))
			return kind != ""
		})
	}
	return true
}

// reach is how far from where a target was last it may be found again, in frame
// units.
const reach = 1000

// close says whether an event may be where the incident is. What tells no place
// may be anywhere.
func (in *Incident) close(camera string, e *event.Event) bool {
	told := false
	for i := range in.Targets {
		t := &in.Targets[i]
		if t.CameraID != camera || t.Rect == nil {
			continue
		}
		for j := range e.Targets {
			if r := e.Targets[j].Rect; r != nil {
				told = true
				if touch(*t.Rect, *r, reach) {
					return true
				}
			}
		}
	}
	return !told
}

// touch says whether two boxes would meet if each were larger by half of room on
// every side.
func touch(a, b geo.Rect, room int) bool {
	return a[0] <= b[2]+room && b[0] <= a[2]+room && a[1] <= b[3]+room && b[1] <= a[3]+room
}

// hint remembers an event for alarms.
func (m *Machine) hint(camera string, h hint) {
	c := m.camera(camera)
	if len(c.recent) >= maxHints {
		c.recent = slices.Delete(c.recent, 0, len(c.recent)-maxHints+1)
	}
	c.recent = append(c.recent, h)
}

// join is one of two incidents, or both as one. Either may be nil.
func (m *Machine) join(a, b *kept) *kept {
	switch {
	case a == nil, a == b:
		return b
	case b == nil:
		return a
	case order(b, a) < 0:
		a, b = b, a
	}
	m.merge(a, b)
	return a
}
