package viewtron

import (
	"bytes"
	"math"
)

// number reads an integer that counts something. Empty and absent is 0 (Q17); what
// is negative or no number is 0 and what is beyond 32 bits is cut to them, with a
// finding: one bad number never fails a post.
func (d *document) number(e elem) int32 {
	text := e.raw()
	if len(text) == 0 {
		return 0
	}
	whole := text
	if i := bytes.IndexByte(text, '.'); i > 0 && allDigits(text[i+1:]) {
		whole = text[:i] // a fraction of a ten-thousandth
	}
	if whole[0] == '+' {
		whole = whole[1:]
	}
	if len(whole) == 0 || !allDigits(whole) {
		d.note("bad-number", "A number in the post is negative or none; it was taken for 0.")
		return 0
	}
	v := int64(0)
	for _, c := range whole {
		if v = v*10 + int64(c-'0'); v > math.MaxInt32 {
			d.note("number-cut", "A number in the post is too large; it was cut.")
			return math.MaxInt32
		}
	}
	return int32(v)
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// box reads x1, y1, x2, y2. Four zeros mean that there is no box: recorders send
// them for counting lines (Q8).
func (d *document) box(e elem, u Unit) Box {
	var b Box
	for c := range e.children() {
		switch n := c.name(); {
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
