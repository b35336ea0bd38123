package detect

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// track is what is remembered of a target.
type track struct {
	first, seen time.Duration
	foot        viewtron.Point // as seen last
	new         bool           // seen for the first time now
	sense       viewtron.Direction
	zones       []presence
	described   bool // as metadata
	read        bool // its plate
	faced       bool
}

// lost is how long a target is remembered that is not seen.
const lost = 2 * time.Second

func (d *Detector) forget(at time.Duration) {
	for id, t := range d.tracks {
		if at-t.seen > lost {
			delete(d.tracks, id)
		}
	}
	for text, read := range d.plates {
		if at-read > d.rules.Plates.Repeat {
			delete(d.plates, text)
		}
	}
}

func (d *Detector) track(at time.Duration, s *world.Sight) *track {
	t := d.tracks[s.Stay.ID]
	if t == nil {
		t = &track{first: at, foot: s.Foot, new: true}
		d.tracks[s.Stay.ID] = t
	} else {
		t.new = false
	}
	const shift = 15 // less is not a movement
	switch {
	case s.Foot.Y > t.foot.Y+shift:
		t.sense = viewtron.DirectionApproach
	case s.Foot.Y < t.foot.Y-shift:
		t.sense = viewtron.DirectionAway
	}
	return t
}

func one(what viewtron.Detection, s *world.Sight) Detection {
	return Detection{What: what, Targets: []world.Sight{*s}, First: true, Status: start}
}
