package world

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// View is one camera's view of the world. It is the same at a moment whatever it
// was asked before, and may be asked by several goroutines.
type View struct {
	Place     viewtrontest.Place
	Title     string
	Light     Light
	Rain      float64 // 0 to 1
	ground    ground
	actors    []*actor
	incidents []*incident
	seed      uint64
	base      int // the ID before the first

	mu    sync.Mutex
	known map[coming]*Stay // of the moments asked for last; nil for a stay without sights
}

// coming is one of an actor's comings.
type coming struct{ actor, n int }

// At appends to dst who is in view at a moment, far ones first.
func (v *View) At(d time.Duration, dst []Sight) []Sight {
	for _, s := range v.drawn(d) {
		if s.whole && s.Stay.From <= d && d <= s.Stay.To {
			dst = append(dst, s)
		}
	}
	return dst
}

// drawn is who is to be seen at all, noticed or not, far ones first.
func (v *View) drawn(d time.Duration) []Sight {
	var out []Sight
	for _, s := range v.around(d) {
		if one, ok := s.sight(d); ok {
			out = append(out, one)
		}
	}
	sortByDistance(out)
	hide(out)
	return out
}

func sortByDistance(s []Sight) {
	slices.SortStableFunc(s, func(a, b Sight) int {
		return cmp.Or(cmp.Compare(a.Figure.Box.Y2, b.Figure.Box.Y2), cmp.Compare(a.Stay.ID, b.Stay.ID))
	})
}

// Next is the first moment from d on at which somebody is in view: d itself while
// somebody is, -1 when nobody ever is again.
func (v *View) Next(d time.Duration) time.Duration {
	next := time.Duration(-1)
	for _, s := range v.around(d) {
		if s.From <= d && d <= s.To {
			return d
		}
	}
	for i, a := range v.actors {
		for n := a.before(d); a.exists(n); n++ {
			if from := a.start(n); next >= 0 && from >= next {
				break
			}
			if a.comes(n) && v.stay(coming{i, n}) != nil {
				next = a.start(n)
				break
			}
		}
	}
	return next
}

// Stays are all that are in view at any moment of a span, in the order of their
// coming.
func (v *View) Stays(from, to time.Duration) []*Stay {
	var out []*Stay
	for i, a := range v.actors {
		for n := a.before(from - a.span); a.exists(n) && a.start(n) <= to; n++ {
			if !a.comes(n) {
				continue
			}
			if s := v.make(coming{i, n}); s != nil && s.To >= from {
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b *Stay) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// around are the stays that may be in the frame at a moment, noticed or not.
func (v *View) around(d time.Duration) []*Stay {
	v.mu.Lock()
	defer v.mu.Unlock()
	var out []*Stay
	needed := make(map[coming]*Stay, 2*len(v.actors))
	for i, a := range v.actors {
		for n := a.before(d - a.span); a.exists(n) && a.start(n) <= d+a.span; n++ {
			if !a.comes(n) {
				continue
			}
			c := coming{i, n}
			s, ok := v.known[c]
			if !ok {
				s = v.make(c)
			}
			needed[c] = s
			if s != nil {
				out = append(out, s)
			}
		}
	}
	v.known = needed
	return out
}

func (v *View) stay(c coming) *Stay {
	v.mu.Lock()
	s, ok := v.known[c]
	v.mu.Unlock()
	if ok {
		return s
	}
	return v.make(c)
}

func (v *View) make(c coming) *Stay {
	s := v.actors[c.actor].stay(c.n, v.ground)
	if s != nil {
		s.ID = v.id(c)
	}
	return s
}

// id counts everybody who comes before, and all that happens, so that ids rise for ever and nothing
// need be remembered.
func (v *View) id(c coming) int {
	start := v.actors[c.actor].start(c.n)
	id := v.base + 1
	for i, a := range v.actors {
		if i < c.actor { // of several at once the first actor is first
			id += a.before(start + 1)
		} else {
			id += a.before(start)
		}
	}
	for _, n := range v.incidents {
		id += n.before(start)
	}
	return id
}

// incidentID is id for incidents, which come after those who come at the same moment.
func (v *View) incidentID(k, i int) int {
	start := v.incidents[k].start(i)
	id := v.base + 1
	for _, a := range v.actors {
		id += a.before(start + 1)
	}
	for j, n := range v.incidents {
		if j < k {
			id += n.before(start + 1)
		} else {
			id += n.before(start)
		}
	}
	return id
}
