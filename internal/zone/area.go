package zone

import (
	"time"
)

// stay is a target in an area.
type stay struct {
	in      bool // from the first step over the edge until it has been left behind
	told    bool // that it entered
	began   bool // it was inside when it was first looked at
	dwelled bool
	since   time.Time
	gone    time.Time // when it went out over the edge, which is not behind it yet; else zero
}

// moveIn follows a target from where it was last.
func (c *Camera) moveIn(z *shape, t *target, s *state, now foot) {
	st := &s.stay
	switch {
	case !s.known:
		s.known = true
		if z.polygon.Contains(now.p) {
			*st = stay{in: true, began: true, since: now.at}
		}
	case !st.in && z.misses(t.last, now):
		return
	default:
		c.wayIn(z, t, st, now)
	}
	if st.in {
		if !st.gone.IsZero() && (now.at.Sub(st.gone) >= Settle || z.polygon.Distance(now.p) >= Jitter) {
			c.leave(z, t, st, st.gone, false)
			return
		}
		c.stays(z, t, st, now.at)
	}
}

// misses says whether the way to a foot cannot lead into the area.
func (z *shape) misses(from, to foot) bool {
	return max(from.p[0], to.p[0]) < z.near[0] || min(from.p[0], to.p[0]) > z.near[2] ||
		max(from.p[1], to.p[1]) < z.near[1] || min(from.p[1], to.p[1]) > z.near[3]
}

// wayIn follows the way from the last foot, which may lead into the area and out of
// it several times.
func (c *Camera) wayIn(z *shape, t *target, st *stay, now foot) {
	for _, part := range z.polygon.Along(t.last.p, now.p) {
		at := between(t.last.at, now.at, part.From)
		if st.in && !st.gone.IsZero() && at.Sub(st.gone) >= Settle {
			c.leave(z, t, st, st.gone, false)
		}
		switch {
		case part.Inside && st.in:
			st.gone = time.Time{}
		case part.Inside:
			*st = stay{in: true, since: at}
		case st.in:
			if st.gone.IsZero() {
				st.gone = at
			}
			if part.Distance >= Jitter {
				c.leave(z, t, st, st.gone, false)
			}
		}
	}
}

// stays tells what is to be told of a target that was inside until a moment. A
// target whose type does not count is told of when that changes.
func (c *Camera) stays(z *shape, t *target, st *stay, until time.Time) {
	if !st.told {
		if !z.Accepts(t.typ) {
			return
		}
		st.told = true
		c.tell(z, t, Passage{Action: Entered, At: st.since, Inside: st.began})
	}
	if !st.gone.IsZero() {
		until = st.gone
	}
	if due := st.since.Add(z.MinDwell); z.MinDwell > 0 && !st.dwelled && !until.Before(due) {
		st.dwelled = true
		c.tell(z, t, Passage{Action: Dwelled, At: due, Dwell: z.MinDwell})
	}
}

// leave ends a stay.
func (c *Camera) leave(z *shape, t *target, st *stay, at time.Time, inside bool) {
	c.stays(z, t, st, at)
	if st.told {
		c.tell(z, t, Passage{Action: Left, At: at, Inside: inside, Dwell: at.Sub(st.since)})
	}
	*st = stay{}
}

// endIn ends the stay of a target that is not looked at any more.
func (c *Camera) endIn(z *shape, t *target, st *stay, at time.Time) {
	switch {
	case !st.in:
	case st.gone.IsZero():
		c.leave(z, t, st, at, true)
	default:
		c.leave(z, t, st, st.gone, false)
	}
}
