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
	// Of tells the alarms of video exceptions apart: it is the world's name of what is
	// wrong. It is empty otherwise.
	Of string
	On bool
}

// alarm is one of those that can be on.
type alarm struct {
	what viewtron.Detection
	of   string
}

// alarms are those that are on, by when they go off.
type alarms struct{ on map[alarm]time.Duration }

// update sets off alarms for what was found, and ends those whose time is over.
func (a *alarms) update(at time.Duration, found []Detection, hold func(time.Duration, *Detection) time.Duration) (changed []Alarm) {
	if a.on == nil {
		a.on = map[alarm]time.Duration{}
	}
	for one, off := range a.on {
		if off <= at {
			delete(a.on, one)
			changed = append(changed, Alarm{What: one.what, Of: one.of})
		}
	}
	slices.SortFunc(changed, func(x, y Alarm) int { return cmp.Or(cmp.Compare(x.What, y.What), cmp.Compare(x.Of, y.Of)) })
	for i := range found {
		f := &found[i]
		if f.What == viewtron.VideoMetadata {
			continue // it has no alarm
		}
		one := alarm{f.What, f.wrong()}
		off, on := a.on[one]
		if !on {
			changed = append(changed, Alarm{What: one.what, Of: one.of, On: true})
		}
		a.on[one] = max(off, at+hold(at, f))
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
	for one := range d.alarms.on {
		if one.what == what {
			return true
		}
	}
	return false
}

// extend keeps the only alarm of a detection on for a time; false if it is not on.
func (a *alarms) extend(what viewtron.Detection, at, hold time.Duration) bool {
	one := alarm{what: what}
	off, on := a.on[one]
	if !on || off <= at {
		return false
	}
	a.on[one] = max(off, at+hold)
	return true
}
