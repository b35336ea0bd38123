package camera

import (
	"context"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/watch"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// alarmAfter is how long after its event an alarm is told, as was measured.
const alarmAfter = 178 * time.Millisecond

// look posts the tracks of a look at once, and has the rest made.
func (c *Camera) look(l watch.Look) {
	st := c.state.Load()
	if st == nil {
		return
	}
	c.count(l.Found)
	if c.o.OnAlarm != nil {
		for _, a := range l.Alarms {
			c.o.OnAlarm(a)
		}
	}
	if len(l.Sights) > 0 {
		st.track(l)
	}
	if len(l.Found) > 0 || len(l.Alarms) > 0 {
		l.Sights = nil
		c.room.Do(func(ctx context.Context) { c.publish(ctx, st, l) })
	}
}

// track posts where everybody is.
func (st *state) track(l watch.Look) {
	var m *viewtron.Message
	for _, o := range st.outlets {
		if !o.tracks {
			continue
		}
		if m == nil {
			targets := make([]viewtrontest.Target, len(l.Sights))
			for i := range l.Sights {
				s := &l.Sights[i]
				targets[i] = viewtrontest.Target{ID: s.Stay.ID, Type: s.Stay.Type, Box: s.Box}
			}
			m = st.device.Tracking(st.local(l.At), targets...)
		}
		o.sender.Post(m)
	}
}

// local is the true time as the camera's clock has it.
func (st *state) local(at time.Time) time.Time { return st.settings.Clock.At(at) }

// publish posts the events of a look, each with the pictures that a server wants,
// and then the alarms that went on or off.
func (c *Camera) publish(ctx context.Context, st *state, l watch.Look) {
	shot := &watch.Shot{View: c.o.View, Age: l.Age, Stamp: st.local(l.At), Plates: st.plates()}
	uptime := l.Age - time.Duration(c.booted.Load())
	for i := range l.Found {
		d := &l.Found[i]
		t, ok := settings.TypeOf(d.What)
		if !ok {
			continue
		}
		for _, o := range st.outlets {
			if o.server.Events && o.server.Wants(t) {
				o.sender.Post(st.event(o, d, shot, l.At, uptime))
			}
		}
	}
	for i, a := range l.Alarms {
		if i == 0 && len(l.Found) > 0 && c.o.Clock.Sleep(ctx, alarmAfter) != nil {
			return
		}
		c.alarm(st, a, l.At)
	}
}

// event is a detection as a server wants it. With Push Protocol Version V2 the
// pictures are missing whatever it wants.
func (st *state) event(o *outlet, d *detect.Detection, shot *watch.Shot, at time.Time, uptime time.Duration) *viewtron.Message {
	overview := o.server.Original && st.settings.Push != "V2"
	crops := o.server.Target && st.settings.Push != "V2"
	h := watch.Hit(d)
	if overview && pictured(d.What) {
		h.Overview = shot.Overview()
	}
	switch d.What {
	case viewtron.Motion: // it is of the scene
	case viewtron.LicensePlate:
		h.Targets = watch.Targets(d, shot, crops)
		for i := range h.Targets {
			h.Targets[i].Plate = st.plate(d, i, at)
		}
	case viewtron.VideoMetadata:
		h.Targets = watch.Targets(d, shot, crops)[:1]
	default:
		h.Targets = watch.Targets(d, shot, crops)
	}
	m := st.device.Event(st.local(at), d.What, h)
	if !crops && d.What != viewtron.LicensePlate {
		m.Event.Targets = nil // the list is of crops
	}
	if !st.settings.Model.Notification() {
		m.Event.RelativeTime = strconv.FormatInt(uptime.Microseconds(), 10)
	}
	return m
}

// pictured says whether a detection is posted with a picture at all: what is not seen
// is not, nor is a picture that is wrong.
func pictured(what viewtron.Detection) bool {
	return what != viewtron.Sensor && what != viewtron.Audio && what != viewtron.VideoAbnormal
}

// plates is how large crops of plates are.
func (st *state) plates() world.Plates {
	if st.settings.Model.Notification() {
		return world.ModernPlates
	}
	return world.ClassicPlates
}

// plateColor is that of all plates of the world.
const plateColor = "white"

// plate is what was read of a target, and the list that it is on now.
func (st *state) plate(d *detect.Detection, i int, at time.Time) *viewtrontest.Plate {
	s := &d.Targets[i]
	p := &viewtrontest.Plate{
		Text: s.Stay.Plate, Color: plateColor, Confidence: 91 + float64(s.Stay.Look%850)/100, Direction: d.Direction,
	}
	if entry, ok := settings.Match(st.settings.Plates, p.Text, st.local(at)); ok {
		p.Group = entry.Group
	}
	if s.Stay.Vehicle != nil {
		v := *s.Stay.Vehicle
		v.Box = s.Box
		p.Vehicle = &v
	}
	return p
}
