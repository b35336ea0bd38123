package detect

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// incidents looks at what happens beside those who come. Each is detected once while
// it goes on: at its beginning, or when its rule is switched on or its schedule
// begins.
func (d *Detector) incidents(found []Detection, m *Moment) []Detection {
	d.due = -1
	going := make(map[int]bool, len(m.Incidents))
	for i := range m.Incidents {
		n := &m.Incidents[i]
		going[n.ID] = d.posted[n.ID]
		if going[n.ID] {
			continue
		}
		what, on := d.exception(n)
		zone := (*settings.Zone)(nil)
		if what == viewtron.ObjectRemoved {
			zone, on = d.objectZone(n, m.At)
		}
		if !on {
			continue
		}
		happened := *n
		found = append(found, Detection{What: what, Incident: &happened, Zone: zone, First: true, Status: start})
		going[n.ID] = true
	}
	d.posted = going
	return found
}

// exception is what an incident is detected as, and whether it is.
func (d *Detector) exception(n *world.Incident) (what viewtron.Detection, on bool) {
	r := &d.rules
	abnormal := func(kind bool) bool { return kind && d.watches(r.Abnormal.Switch, settings.Abnormal) }
	switch n.What {
	case world.AlarmInput:
		return viewtron.Sensor, d.watches(r.Sensors, settings.Sensor)
	case world.Sound:
		return viewtron.Audio, d.watches(r.Sound.Switch, settings.Sound) && n.Level > 100-r.Sound.Sensitivity
	case world.SceneChange:
		return viewtron.VideoAbnormal, abnormal(r.Abnormal.SceneChange)
	case world.Blur:
		return viewtron.VideoAbnormal, abnormal(r.Abnormal.Blur)
	case world.ColorCast:
		return viewtron.VideoAbnormal, abnormal(r.Abnormal.ColorCast)
	}
	return viewtron.ObjectRemoved, false
}

// objectZone is the zone in which an item that was left, or taken, has been so for
// long enough.
func (d *Detector) objectZone(n *world.Incident, at time.Duration) (*settings.Zone, bool) {
	for i := range d.rules.Zones {
		z := &d.rules.Zones[i]
		if z.Type != settings.Object || !z.On || !d.scheduled(z.Type) || !Inside(z.Points, n.Item.Foot) {
			continue
		}
		if ripe := n.From + z.Dwell; at < ripe {
			if d.due < 0 || ripe < d.due {
				d.due = ripe
			}
			continue
		}
		return z, true
	}
	return nil, false
}

// incidentHold is how long after an incident its alarm stays on.
func (d *Detector) incidentHold(what viewtron.Detection) time.Duration {
	switch what {
	case viewtron.Sensor:
		return d.rules.Sensors.Hold
	case viewtron.Audio:
		return d.rules.Sound.Hold
	}
	return d.rules.Abnormal.Hold
}

// wrong is what is wrong in a video exception, "" of other detections.
func (f *Detection) wrong() string {
	if f.What == viewtron.VideoAbnormal {
		return f.Incident.What.String()
	}
	return ""
}
