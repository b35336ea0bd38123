package geo

import "math"

// Segment is a straight line from A to B. Seen from A, it has a left and a right
// side; the axes run right and down.
type Segment struct{ A, B Point }

// Length is how far A is from B.
func (s Segment) Length() float64 {
	v := spotOf(s.B).minus(spotOf(s.A))
	return math.Hypot(v.x, v.y)
}

// Right says whether p lies on the right side of the line through A and B, or on
// that line.
func (s Segment) Right(p Point) bool { return s.aside(p) >= 0 }

// aside is more than 0 on the right of the line, less on its left, and grows with
// the distance.
func (s Segment) aside(p Point) int64 {
	return int64(s.B[0]-s.A[0])*int64(p[1]-s.A[1]) - int64(s.B[1]-s.A[1])*int64(p[0]-s.A[0])
}

// Distance is how far p is from the nearest point of the segment.
func (s Segment) Distance(p Point) float64 { return s.distance(spotOf(p)) }

func (s Segment) distance(p spot) float64 {
	a, b := spotOf(s.A), spotOf(s.B)
	v, w := b.minus(a), p.minus(a)
	share := 0.0
	if long := v.x*v.x + v.y*v.y; long > 0 {
		share = min(max((v.x*w.x+v.y*w.y)/long, 0), 1)
	}
	near := a.to(b, share)
	return math.Hypot(p.x-near.x, p.y-near.y)
}

// Crossed says whether the way between two points leads over the segment from one
// side to the other, and at which share of the way.
func (s Segment) Crossed(from, to Point) (share float64, ok bool) {
	if s.Right(from) == s.Right(to) {
		return 0, false
	}
	f, t := float64(s.aside(from)), float64(s.aside(to))
	share = f / (f - t)
	a, b, p := spotOf(s.A), spotOf(s.B), spotOf(from).to(spotOf(to), share)
	v, w := b.minus(a), p.minus(a)
	along := v.x*w.x + v.y*w.y
	return share, along >= 0 && along <= v.x*v.x+v.y*v.y
}

// spot is a place between the whole units, or a way from one to another.
type spot struct{ x, y float64 }

func spotOf(p Point) spot { return spot{float64(p[0]), float64(p[1])} }

func (p spot) minus(q spot) spot { return spot{p.x - q.x, p.y - q.y} }

func (p spot) cross(q spot) float64 { return p.x*q.y - p.y*q.x }

// to is the place at a share of the way to q.
func (p spot) to(q spot, share float64) spot {
	return spot{p.x + (q.x-p.x)*share, p.y + (q.y-p.y)*share}
}
