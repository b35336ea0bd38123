package detect

import "github.com/watchpost/watchpost/viewtron"

// Inside says whether a point lies in a polygon.
func Inside(polygon []viewtron.Point, p viewtron.Point) bool {
	in := false
	for i, j := 0, len(polygon)-1; i < len(polygon); j, i = i, i+1 {
		a, b := polygon[i], polygon[j]
		if (a.Y > p.Y) == (b.Y > p.Y) {
			continue
		}
		// p is left of the edge, without a division.
		cross := int64(b.X-a.X)*int64(p.Y-a.Y) - int64(p.X-a.X)*int64(b.Y-a.Y)
		if (cross > 0) == (b.Y > a.Y) && cross != 0 {
			in = !in
		}
	}
	return in
}

// side is on which side of the line through a and b a point lies: above 0 to the
// right of, or above it, below 0 to the left of, or below it, as lines that are
// rather upright or rather level have it.
func side(a, b, p viewtron.Point) int64 {
	dx, dy := int64(b.X-a.X), int64(b.Y-a.Y)
	cross := dx*int64(p.Y-a.Y) - dy*int64(p.X-a.X)
	if upright(dx, dy) {
		if dy > 0 {
			return -cross
		}
		return cross
	}
	if dx > 0 {
		return -cross
	}
	return cross
}

func upright(dx, dy int64) bool { return dx*dx <= dy*dy }

// crossing is the way over the line from a to b that a movement takes, "" when it
// does not cross it. A point on the line counts as right of or above it.
func crossing(a, b, from, to viewtron.Point) string {
	was, is := side(a, b, from) >= 0, side(a, b, to) >= 0
	if was == is {
		return ""
	}
	// The ends of the line lie on different sides of the movement.
	if (turned(from, to, a) >= 0) == (turned(from, to, b) >= 0) {
		return ""
	}
	if is {
		return RightOrTop
	}
	return LeftOrBottom
}

func turned(a, b, p viewtron.Point) int64 {
	return int64(b.X-a.X)*int64(p.Y-a.Y) - int64(b.Y-a.Y)*int64(p.X-a.X)
}
