package detect

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// lines looks at the rules that have a line. A tripwire that watches one direction
// is silent in the other; a counting line counts both, in along its arrow.
func (d *Detector) lines(found []Detection, t *track, at time.Duration, s *world.Sight) []Detection {
	if t.new {
		return found
	}
	for i := range d.rules.Lines {
		l := &d.rules.Lines[i]
		if !l.On || !d.scheduled(l.Type) || !notices(l.Filter, t, at, s) {
			continue
		}
		way := crossing(l.Start, l.End, t.foot, s.Foot)
		if way == "" || l.Type == settings.Tripwire && l.Direction != Both && l.Direction != "" && l.Direction != way {
			continue
		}
		f := one(l.Type.Detection(), s)
		f.Line, f.Toward, f.Entrance = l, way, way == arrow(l)
		found = append(found, f)
	}
	return found
}

// arrow is the direction in which a line counts in.
func arrow(l *settings.Line) string {
	if l.Direction == LeftOrBottom {
		return LeftOrBottom
	}
	return RightOrTop
}
