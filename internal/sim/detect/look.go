package detect

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// described is how long a target is in view before its metadata is sent.
const described = time.Second

// metadata describes each target once.
func (d *Detector) metadata(found []Detection, t *track, at time.Duration, s *world.Sight) []Detection {
	if !d.watches(d.rules.VSD, settings.Metadata) || t.described || at-t.first < described {
		return found
	}
	t.described = true
	return append(found, one(viewtron.VideoMetadata, s))
}

// smallestFace is how high a head must be to be taken for a face, in
// ten-thousandths.
const smallestFace = 560

// face says whether a face is seen well for the first time.
func (d *Detector) face(t *track, at time.Duration, s *world.Sight) bool {
	looked := d.watches(d.rules.Faces, settings.Face) || d.watches(d.rules.Match.Switch, settings.FaceMatch)
	if !looked || t.faced || s.Stay.Face == nil || at-t.first < sure {
		return false
	}
	b := s.Head
	t.faced = b.Y2-b.Y1 >= smallestFace
	return t.faced
}

// plate reads the plate of each vehicle once, as soon as it is large enough in the
// region, unless the same plate was read just before.
func (d *Detector) plate(found []Detection, t *track, at time.Duration, s *world.Sight) []Detection {
	r := &d.rules.Plates
	b := s.Plate
	if !r.On || !d.scheduled(settings.LicensePlate) || t.read || b == (viewtron.Box{}) || at-t.first < sure {
		return found
	}
	region := r.Region
	if region == (viewtron.Box{}) {
		region = viewtron.Box{X2: 10000, Y2: 10000}
	}
	middle := viewtron.Point{X: (b.X1 + b.X2) / 2, Y: (b.Y1 + b.Y2) / 2}
	wide := b.X2 - b.X1
	if !region.Contains(middle) || wide < max(readable(r.Sensitivity), r.MinWidth) || r.MaxWidth > 0 && wide > r.MaxWidth {
		return found
	}
	switch r.Direction {
	case "approach":
		if t.sense != viewtron.DirectionApproach {
			return found
		}
	case "leave":
		if t.sense != viewtron.DirectionAway {
			return found
		}
	}
	t.read = true
	last, again := d.plates[s.Stay.Plate]
	d.plates[s.Stay.Plate] = at
	if again && at-last <= r.Repeat {
		return found
	}
	f := one(viewtron.LicensePlate, s)
	f.Direction = t.sense
	return append(found, f)
}

// readable is how wide a plate must be at a sensitivity of 0 to 100, in
// ten-thousandths: 90 pixels of the overview at 50.
func readable(sensitivity int) int32 { return int32(900 - 4*sensitivity) }

// motion is posted when something begins to move; its alarm stays on while
// something does.
func (d *Detector) motion(found []Detection, at time.Duration, sights []world.Sight) []Detection {
	if !d.watches(d.rules.Motion, settings.Motion) {
		return found
	}
	least := leastMotion(d.rules.Cells.Sensitivity)
	i := slices.IndexFunc(sights, func(s world.Sight) bool {
		return s.Moving && d.rules.Cells.Covers(s.Foot) && area(s.Box) >= least
	})
	if i < 0 || d.alarms.extend(viewtron.Motion, at, d.rules.Motion.Hold) {
		return found
	}
	return append(found, one(viewtron.Motion, &sights[i]))
}
