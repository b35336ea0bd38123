package incident

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
)

// alarm gives an alarm to an incident. Alarms do not tell who raised them: it is
// who has had an event of that kind close in time, else, until such an event comes,
// the likeliest of those in view.
func (m *Machine) alarm(a *alarm.Alarm) {
	k := m.alarms[a.ID]
	if k == nil {
		k = m.raise(a)
	}
	if a.EndedAt.IsZero() {
		return
	}
	delete(m.alarms, a.ID)
	if of := k.alarm(a.ID); of != nil {
		of.On = false
	}
	k.at(a.EndedAt)
	m.changed(k)
	m.settle(k)
}

// raise finds the incident of an alarm that has begun, and makes it a part of it.
func (m *Machine) raise(a *alarm.Alarm) *kept {
	c, t := Camera{a.DeviceID, a.CameraID}, a.StartedAt
	entry := Alarm{ID: a.ID, CameraID: a.CameraID, Kind: a.Kind, At: t, On: true}
	var k *kept
	if !alone(a.Kind) {
		if k, entry.Fit = m.raiser(c.CameraID, a.Kind, t); k == nil {
			k = m.likeliest(c.CameraID, t, func(*kept) bool { return true })
		}
	}
	if k == nil {
		k = m.open(t, c)
	}
	m.signs(k, t)
	m.add(k, entry)
	m.gains(k, alarmMember(a.ID))
	return k
}

// add makes an alarm a part of an incident.
func (m *Machine) add(k *kept, a Alarm) {
	k.Alarms++
	k.AlarmKinds = union(k.AlarmKinds, []string{a.Kind})
	if len(k.AlarmsOf) < MaxAlarms {
		k.AlarmsOf = append(k.AlarmsOf, a)
	}
	if a.On {
		m.alarms[a.ID] = k
	}
}

// raiser is the incident whose event explains an alarm best, and how well: of equal
// ones that which is closest in time.
func (m *Machine) raiser(camera, kind string, t time.Time) (*kept, int) {
	c := m.cameras[camera]
	if c == nil {
		return nil, fitsNot
	}
	var best *hint
	fits := fitsNot
	for i := range c.recent {
		h := &c.recent[i]
		f, away := fit(kind, h.typ), h.at.Sub(t).Abs()
		if f == fitsNot || away > Near || f < fits || f == fits && away >= best.at.Sub(t).Abs() {
			continue
		}
		best, fits = h, f
	}
	if best == nil {
		return nil, fitsNot
	}
	return best.k.final(), fits
}

// claim gives the alarms that an event explains, and no other did as well, to the
// event's incident. An incident that is left with nothing goes
// the same way.
func (m *Machine) claim(camera string, e *event.Event, to *kept) {
	c := m.cameras[camera]
	for _, k := range slices.Clone(c.incidents) {
		for i := 0; i < len(k.AlarmsOf); i++ {
			a := k.AlarmsOf[i]
			f := fit(a.Kind, e.Type)
			if f <= a.Fit || a.CameraID != camera || a.At.Sub(e.ReceivedAt).Abs() > Near {
				continue
			}
			k.AlarmsOf[i].Fit = f
			m.changed(k)
			if k != to {
				m.give(k, i, to)
				i--
			}
		}
		if k != to && k.Events+k.Alarms+k.Tracks == 0 {
			to = m.join(to, k)
		}
	}
}

// give moves an alarm from one incident to another.
func (m *Machine) give(from *kept, i int, to *kept) {
	a := from.AlarmsOf[i]
	from.AlarmsOf = slices.Delete(from.AlarmsOf, i, i+1)
	from.Alarms--
	from.AlarmKinds = from.AlarmKinds[:0]
	for _, left := range from.AlarmsOf {
		from.AlarmKinds = union(from.AlarmKinds, []string{left.Kind})
	}
	member := alarmMember(a.ID)
	from.members = slices.DeleteFunc(from.members, func(o Member) bool { return o == member })
	m.changed(from)
	m.add(to, a)
	m.gains(to, member)
	m.settle(from)
}
