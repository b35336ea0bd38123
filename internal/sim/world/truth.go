package world

import (
	"cmp"
	"slices"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Crossing is a foot that truly crosses a line.
type Crossing struct {
	Stay *Stay
	At   time.Duration // to the microsecond
	// Forward is from the left of the line to its right, seen from its start.
	Forward bool
}

// Presence is a foot that truly is in a polygon.
type Presence struct {
	Stay       *Stay
	From, To   time.Duration
	Came, Left bool // into it, and out of it, while in view
}

// fine is how closely ways are searched. Whatever happens and is undone within it
// is not found.
const fine = 5 * time.Millisecond

// Crossings are what a perfect observer sees cross the line from a to b in a span,
// in the order of time.
func (v *View) Crossings(from, to time.Duration, a, b viewtron.Point) []Crossing {
	ax, ay, bx, by := float64(a.X), float64(a.Y), float64(b.X), float64(b.Y)
	var out []Crossing
	for _, s := range v.Stays(from, to) {
		right := func(d time.Duration) bool {
			x, y, _ := s.foot(d)
			return (bx-ax)*(y-ay)-(by-ay)*(x-ax) >= 0
		}
		s.changes(max(s.From, from), min(s.To, to), right, func(at time.Duration, is bool) {
			x, y, ok := s.foot(at)
			along := ((x-ax)*(bx-ax) + (y-ay)*(by-ay)) / ((bx-ax)*(bx-ax) + (by-ay)*(by-ay))
			if ok && along >= 0 && along <= 1 {
				out = append(out, Crossing{Stay: s, At: at, Forward: is})
			}
		})
	}
	slices.SortStableFunc(out, func(a, b Crossing) int { return cmp.Compare(a.At, b.At) })
	return out
}

// Presences are what a perfect observer sees in a polygon in a span, in the order
// of their coming.
func (v *View) Presences(from, to time.Duration, polygon []viewtron.Point) []Presence {
	var out []Presence
	for _, s := range v.Stays(from, to) {
		in := func(d time.Duration) bool {
			x, y, ok := s.foot(d)
			return ok && within(polygon, x, y)
		}
		begin, end := max(s.From, from), min(s.To, to)
		last := Presence{Stay: s, From: begin}
		here := in(begin)
		s.changes(begin, end, in, func(at time.Duration, is bool) {
			if here = is; is {
				last = Presence{Stay: s, From: at, Came: true}
				return
			}
			last.To, last.Left = at, true
			out = append(out, last)
		})
		if here {
			last.To = end
			out = append(out, last)
		}
	}
	slices.SortStableFunc(out, func(a, b Presence) int { return cmp.Compare(a.From, b.From) })
	return out
}

// changes tells when something about a stay changes in a span, and to what.
func (s *Stay) changes(from, to time.Duration, what func(time.Duration) bool, tell func(at time.Duration, is bool)) {
	was := what(from)
	for t := from; t < to; t += fine {
		next := min(t+fine, to)
		if what(next) == was {
			continue
		}
		low, high := t, next
		for high-low > time.Microsecond {
			if middle := low + (high-low)/2; what(middle) == was {
				low = middle
			} else {
				high = middle
			}
		}
		was = !was
		tell(high, was)
	}
}

// within says whether a point lies in a polygon.
func within(polygon []viewtron.Point, x, y float64) bool {
	in := false
	for i, j := 0, len(polygon)-1; i < len(polygon); j, i = i, i+1 {
		ax, ay, bx, by := float64(polygon[i].X), float64(polygon[i].Y), float64(polygon[j].X), float64(polygon[j].Y)
		if (ay > y) != (by > y) && x < (bx-ax)*(y-ay)/(by-ay)+ax {
			in = !in
		}
	}
	return in
}
