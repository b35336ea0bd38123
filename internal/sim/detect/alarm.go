package detect

import (
	"cmp"
	"slices"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Alarm is an alarm that went on or off.
type Alarm struct {
	What viewtron.Detection // whose alarm: devices have names of their own for it
	On   bool
}

// alarms are those that are on, by when they go off.
type alarms struct {
	on map[viewtron.Detection]time.Duration
}

// update sets off alarms for what was found, and ends those whose time is over.
func (a *alarms) update(at time.Duration, found []Detection, hold func(*Detection) time.Duration) (changed []Alarm) {
	if a.on == nil {
		a.on = map[viewtron.Detection]time.Duration{}
	}
	for what, off := range a.on {
		if off <= at {
			delete(a.on, what)
			changed = append(changed, Alarm{What: what})
		}
	}
	slices.SortFunc(changed, func(x, y Alarm) int { return cmp.Compare(x.What, y.What) })
	for i := range found {
		f := &found[i]
		if f.What == viewtron.VideoMetadata {
			continue // it has no alarm
		}
		off, on := a.on[f.What]
		if !on {
			changed = append(changed, Alarm{What: f.What, On: true})
		}
		a.on[f.What] = max(off, at+hold(f))
	}
	return changed
}

func (a *alarms) next() time.Duration {
	next := time.Duration(-1)
	for _, off := range a.on {
		if next < 0 || off < next {
			next = off
		}
	}
	return next
}

// Active says whether an alarm is on.
func (d *Detector) Active(what viewtron.Detection) bool {
	_, on := d.alarms.on[what]
	return on
}

// extend keeps an alarm on for a time; false if it is not on.
func (a *alarms) extend(what viewtron.Detection, at, hold time.Duration) bool {
	off, on := a.on[what]
	if !on || off <= at {
		return false
	}
	a.on[what] = max(off, at+hold)
	return true
}
