package recorder

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/watch"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// channel is a camera on the recorder.
type channel struct {
	r       *Recorder
	number  int
	watcher *watch.Watcher
	online  atomic.Bool
	known   bool // whether online has been told since the recorder began
	// raised are the detections that keep a flag on; of the darkroom alone.
	raised map[string]map[viewtron.Detection]bool
}

func newChannel(r *Recorder, s *settings.Channel, v *world.View) *channel {
	c := &channel{r: r, number: s.Number}
	c.watcher = watch.New(v, r.o.Clock, r.o.Seed+uint64(s.Number), watch.Orders{Rules: s.Rules}, c.look)
	return c
}

// begin forgets what was before a boot.
func (c *channel) begin() {
	c.known, c.raised = false, map[string]map[viewtron.Detection]bool{}
}

// set puts a channel's settings in force. A camera that is lost, or comes back, is
// an alarm.
func (c *channel) set(s *settings.Channel, clock settings.Clock) {
	c.watcher.Obey(watch.Orders{Rules: s.Rules, Clock: clock})
	was := c.online.Swap(s.Online)
	if c.known && was != s.Online || !c.known && !s.Online {
		if st := c.r.state.Load(); st.sender != nil {
			at := c.r.o.Clock.Now()
			st.sender.Post(st.device.Channel(c.number).AlarmStatus(offlineFlag, !s.Online, st.local(at)))
		}
	}
	c.known = true
}

// offlineFlag is the alarm of a camera that was lost.
const offlineFlag = "chlOfflineAlarm"

// look has posts made of what was detected. Recorders send no tracks.
func (c *channel) look(l watch.Look) {
	c.tell(l.Alarms)
	st := c.r.state.Load()
	if st == nil || !c.online.Load() || len(l.Found) == 0 && len(l.Alarms) == 0 {
		return
	}
	l.Sights = nil
	c.r.room.Do(func(context.Context) { c.publish(st, l) })
}

// tell tells of alarms that went on or off.
func (c *channel) tell(alarms []detect.Alarm) {
	if c.r.o.OnAlarm == nil {
		return
	}
	for _, a := range alarms {
		c.r.o.OnAlarm(c.number, a)
	}
}

// publish posts the alarms of a look and then its events, one post for each.
func (c *channel) publish(st *state, l watch.Look) {
	device := st.device.Channel(c.number)
	for _, a := range l.Alarms {
		c.alarm(st, device, a, l.At)
	}
	shot := &watch.Shot{View: c.watcher.View(), Age: l.Age, Stamp: st.local(l.At), Plates: world.RecorderPlates}
	for i := range l.Found {
		if d := &l.Found[i]; st.sends(d.What, l.At) {
			st.sender.Post(st.event(device, d, shot, l.At))
		}
	}
}

// alarm posts a flag that goes on or off. Several detections may share one, which
// is on as long as any of them is.
func (c *channel) alarm(st *state, device viewtrontest.Channel, a detect.Alarm, at time.Time) {
	if a.What == viewtron.Sensor {
		if c.number <= st.settings.Inputs { // the contact beside the camera is on the socket of its number
			c.r.postInput(c.number, c.number, a.On, at)
		}
		return
	}
	flag := device.Flag(a.What)
	if flag == "" || a.On && !st.sends(a.What, at) {
		return
	}
	by := c.raised[flag]
	was := len(by) > 0
	if a.On {
		if by == nil {
			by = map[viewtron.Detection]bool{}
			c.raised[flag] = by
		}
		by[a.What] = true
	} else {
		delete(by, a.What)
	}
	if on := len(by) > 0; on != was && st.sender != nil && st.scheduled(at) {
		st.sender.Post(device.AlarmStatus(flag, on, st.local(at)))
	}
}

// event is a detection with the pictures that are chosen.
func (st *state) event(device viewtrontest.Channel, d *detect.Detection, shot *watch.Shot, at time.Time) *viewtron.Message {
	h := watch.Hit(d)
	if st.settings.Post.Original {
		h.Overview = shot.Overview()
	}
	h.Targets = watch.Targets(d, shot, st.settings.Post.Snap)
	for i := range h.Targets {
		stay := d.Targets[i].Stay
		switch d.What {
		case viewtron.LicensePlate:
			h.Targets[i].Plate = st.plate(stay.Plate, at)
			h.Targets[i].Plate.Vehicle = stay.Vehicle
		case viewtron.FaceDetection:
			h.Targets[i].Face = stay.Face
		}
	}
	return device.Event(st.local(at), d.What, h)
}
