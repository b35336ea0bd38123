package zone

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

const (
	// Jitter is how far, in frame units, a target must go from an edge until it has
	// left it behind: boxes tremble, and who stands on an edge is not to pass it
	// again and again.
	Jitter = geo.Full / 100
	// Settle is how long a target that is less than Jitter behind an edge must stay
	// there to count as gone all the same.
	Settle = 5 * time.Second
)

// Camera watches the targets of one camera pass its zones. It is not safe for
// concurrent use. The zero value has no zones.
type Camera struct {
	zones   []shape
	targets map[track.ID]*target // by track
	told    []Passage
}

// shape is a zone, made ready.
type shape struct {
	Zone
	polygon geo.Polygon
	near    geo.Rect // around the polygon
	segment geo.Segment
}

func shapeOf(z Zone) shape {
	s := shape{Zone: z}
	if z.Kind == Area {
		s.polygon = z.Points
		s.near = s.polygon.Bounds()
	} else {
		s.segment = geo.Segment{A: z.Points[0], B: z.Points[1]}
	}
	return s
}

// target is a target in view.
type target struct {
	track track.ID
	typ   event.TargetType
	last  foot
	at    []state // at each of the zones
}

// foot is where a target touched the ground, and when.
type foot struct {
	at time.Time
	p  geo.Point
}

// state is how a target stands to a zone.
type state struct {
	known bool // of areas: it has been looked whether the target is inside
	stay  stay // of areas
	over  over // of lines
}

// Watching says whether there is a zone.
func (c *Camera) Watching() bool { return len(c.zones) > 0 }

// Set changes the zones. Who is inside of one that is not there any more, or that
// has another version, leaves it.
func (c *Camera) Set(zones []Zone, now time.Time) {
	was := c.zones
	c.zones = make([]shape, len(zones))
	from := make([]int, len(zones)) // which of the zones before, -1 for none
	for i, z := range zones {
		c.zones[i] = shapeOf(z)
		from[i] = slices.IndexFunc(was, func(s shape) bool { return s.ID == z.ID && s.Version == z.Version })
	}
	for _, t := range c.targets {
		before := t.at
		t.at = make([]state, len(zones))
		for i, j := range from {
			if j >= 0 {
				t.at[i] = before[j]
			}
		}
		for j := range was {
			if !slices.Contains(from, j) {
				c.end(&was[j], t, &before[j], latest(t.last.at, now))
			}
		}
	}
	if len(zones) == 0 {
		c.targets = nil
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Move takes where the foot of a target was. Of one target, times must not fall:
// what is late is not looked at.
func (c *Camera) Move(trackID track.ID, typ event.TargetType, at time.Time, p geo.Point) {
	if len(c.zones) == 0 {
		return
	}
	t := c.targets[trackID]
	now := foot{at, p}
	if t == nil {
		if c.targets == nil {
			c.targets = make(map[track.ID]*target)
		}
		t = &target{track: trackID, last: now, at: make([]state, len(c.zones))}
		c.targets[trackID] = t
	}
	if at.Before(t.last.at) {
		return
	}
	t.typ = typ
	for i := range c.zones {
		z, s := &c.zones[i], &t.at[i]
		if z.Kind == Area {
			c.moveIn(z, t, s, now)
		} else {
			c.moveOver(z, t, &s.over, now)
		}
	}
	t.last = now
}

// End says that a target has gone out of view where it was last.
func (c *Camera) End(trackID track.ID) {
	t := c.targets[trackID]
	if t == nil {
		return
	}
	delete(c.targets, trackID)
	for i := range c.zones {
		c.end(&c.zones[i], t, &t.at[i], t.last.at)
	}
}

func (c *Camera) end(z *shape, t *target, s *state, at time.Time) {
	if z.Kind == Area {
		c.endIn(z, t, &s.stay, at)
	} else {
		c.endOver(z, t, &s.over)
	}
}

// Passages appends to dst what happened since the last call. What happened at an
// edge may be told as late as Settle after it did.
func (c *Camera) Passages(dst []Passage) []Passage {
	dst = append(dst, c.told...)
	c.told = c.told[:0]
	return dst
}

// HasPassages says whether Passages has any.
func (c *Camera) HasPassages() bool { return len(c.told) > 0 }

// Occupancy is how many targets of each type are in each area now, by its id.
// Lines have none.
func (c *Camera) Occupancy() map[ID]map[event.TargetType]int {
	out := make(map[ID]map[event.TargetType]int)
	for i := range c.zones {
		if c.zones[i].Kind == Area {
			out[c.zones[i].ID] = make(map[event.TargetType]int)
		}
	}
	for _, t := range c.targets {
		for i := range t.at {
			if t.at[i].stay.told {
				out[c.zones[i].ID][t.typ]++
			}
		}
	}
	return out
}

// tell notes a passage.
func (c *Camera) tell(z *shape, t *target, p Passage) {
	p.ZoneID, p.Version, p.CameraID, p.TrackID, p.Type = z.ID, z.Version, z.CameraID, t.track, t.typ
	c.told = append(c.told, p)
}

// between is the moment at a share of the way from a to b.
func between(a, b time.Time, share float64) time.Time {
	return a.Add(time.Duration(float64(b.Sub(a)) * share))
}
