package geo

import (
	"math"
	"slices"
)

// Polygon is a closed shape: its last point is joined to its first. Where it
// crosses itself, what is inside follows the even-odd rule.
type Polygon []Point

// Bounds is the smallest box around the polygon.
func (g Polygon) Bounds() Rect {
	if len(g) == 0 {
		return Rect{}
	}
	r := Rect{g[0][0], g[0][1], g[0][0], g[0][1]}
	for _, p := range g[1:] {
		r = Rect{min(r[0], p[0]), min(r[1], p[1]), max(r[2], p[0]), max(r[3], p[1])}
	}
	return r
}

// Contains says whether p lies inside. Of a point on an edge it says the same for
// neighbours that share the edge: one of them has it.
func (g Polygon) Contains(p Point) bool { return g.contains(spotOf(p)) }

func (g Polygon) contains(p spot) bool {
	in := false
	for i, e := range g {
		a, b := spotOf(g.before(i)), spotOf(e)
		if (a.y > p.y) != (b.y > p.y) && p.x < (b.x-a.x)*(p.y-a.y)/(b.y-a.y)+a.x {
			in = !in
		}
	}
	return in
}

// before is the corner before the i-th.
func (g Polygon) before(i int) Point { return g[(i+len(g)-1)%len(g)] }

// Distance is how far p is from the nearest edge, inside or outside; infinity
// without any.
func (g Polygon) Distance(p Point) float64 { return g.distance(spotOf(p)) }

func (g Polygon) distance(p spot) float64 {
	least := math.Inf(1)
	for i, e := range g {
		least = min(least, Segment{g.before(i), e}.distance(p))
	}
	return least
}

// Stretch is a part of a straight way, from one share of it to another, that is
// wholly inside of a polygon or wholly outside.
type Stretch struct {
	From, To float64 // shares of the way, 0 to 1
	Inside   bool
	// Distance is how far the middle of a stretch outside is from the polygon.
	Distance float64
}

// Along divides the way between two points into stretches, which are inside and
// outside in turn. The first begins where Contains puts the first point, the last
// ends where it puts the last, even if that is on an edge.
func (g Polygon) Along(from, to Point) []Stretch {
	a, b := spotOf(from), spotOf(to)
	var cuts []float64
	for i, e := range g {
		if u, ok := cut(a, b, spotOf(g.before(i)), spotOf(e)); ok {
			cuts = append(cuts, u)
		}
	}
	slices.Sort(cuts)
	out := []Stretch{{Inside: g.contains(a)}}
	turn := func(u float64, inside bool) {
		last := &out[len(out)-1]
		if last.Inside != inside {
			last.To = u
			out = append(out, Stretch{From: u, Inside: inside})
		}
	}
	u := 0.0
	for _, next := range append(cuts, 1) {
		if next > u {
			turn(u, g.contains(a.to(b, (u+next)/2)))
			u = next
		}
	}
	turn(1, g.contains(b))
	out[len(out)-1].To = 1
	for i := range out {
		if s := &out[i]; !s.Inside {
			s.Distance = g.distance(a.to(b, (s.From+s.To)/2))
		}
	}
	return out
}

// cut is at which share of the way from a to b it meets the edge from c to d. A
// way along the edge does not meet it.
func cut(a, b, c, d spot) (share float64, ok bool) {
	way, edge, gap := b.minus(a), d.minus(c), c.minus(a)
	den := way.cross(edge)
	if den == 0 {
		return 0, false
	}
	share, along := gap.cross(edge)/den, gap.cross(way)/den
	return share, share >= 0 && share <= 1 && along >= 0 && along <= 1
}
