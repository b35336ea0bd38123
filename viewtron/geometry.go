package viewtron

import "math"

// number reads an integer. Empty and absent is 0 (Q17); what is beyond 32 bits is
// cut to them, and what is no number is 0, both with a finding: one bad number
// never fails a post.
func (d *document) number(e elem) int32 {
	text := e.raw()
	if len(text) == 0 {
		return 0
	}
	neg := text[0] == '-'
	digits := text
	if neg || text[0] == '+' {
		digits = text[1:]
	}
	v := int64(0)
	for _, c := range digits {
		if c < '0' || c > '9' {
			if c == '.' && len(digits) > 1 && allDigits(digits[1:]) {
				break // a fraction of a ten-thousandth
			}
			d.note("bad-number", "A number in the post is none; it was taken for 0.")
			return 0
		}
		if v = v*10 + int64(c-'0'); v > math.MaxInt32 {
			d.note("bad-number", "A number in the post is too large; it was cut.")
			v = math.MaxInt32
		}
	}
	if len(digits) == 0 {
		d.note("bad-number", "A number in the post is none; it was taken for 0.")
		return 0
	}
	if neg {
		v = -v
	}
	return int32(v)
}

func allDigits(b []byte) bool {
	dots := 0
	for _, c := range b {
		if c == '.' {
			dots++
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return dots <= 1
}

// box reads x1, y1, x2, y2. Four zeros mean that there is no box: recorders send
// them for counting lines (Q8).
func (d *document) box(e elem, u Unit) Box {
	var b Box
	for c := range e.children() {
		switch n := c.node().name; {
		case equalFold(n, "x1"):
			b.X1 = d.number(c)
		case equalFold(n, "y1"):
			b.Y1 = d.number(c)
		case equalFold(n, "x2"):
			b.X2 = d.number(c)
		case equalFold(n, "y2"):
			b.Y2 = d.number(c)
		}
	}
	if b == (Box{}) {
		return b
	}
	b.Unit = u
	return b
}

func (d *document) point(e elem) Point {
	return Point{d.number(e.child("x")), d.number(e.child("y"))}
}

// points reads the corners of a zone: item/point/x,y in camera posts, item/x,y in
// recorder posts.
func (d *document) points(e elem) []Point {
	var out []Point
	for it := range e.items(MaxPoints) {
		if p := it.child("point"); p.ok() {
			it = p
		}
		out = append(out, d.point(it))
	}
	return out
}

// line reads startPoint and endPoint.
func (d *document) line(e elem) []Point {
	start, end := e.child("startPoint"), e.child("endPoint")
	if !start.ok() || !end.ok() {
		return nil
	}
	return []Point{d.point(start), d.point(end)}
}

// Contains says whether a point in the box's own unit lies in it.
func (b Box) Contains(p Point) bool {
	return p.X >= b.X1 && p.X <= b.X2 && p.Y >= b.Y1 && p.Y <= b.Y2
}
