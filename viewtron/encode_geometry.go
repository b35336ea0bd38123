package viewtron

// box writes a rectangle. The zero Box is four zeros.
func (w *writer) box(name string, b Box, unit Unit) {
	if b.Unit != unit && b != (Box{Unit: b.Unit}) {
		w.fail(w.at(name), "is in unit %d where the layout has %d", b.Unit, unit)
	}
	w.row(name)
	w.number("x1", "uint32", b.X1)
	w.number("y1", "uint32", b.Y1)
	w.number("x2", "uint32", b.X2)
	w.number("y2", "uint32", b.Y2)
	w.closeRow(name)
}

// optionalBox is box for a box that is there.
func (w *writer) optionalBox(b Box, unit Unit) {
	if b != (Box{Unit: b.Unit}) {
		w.box("rect", b, unit)
	}
}

// point writes a corner, or the end of a line.
func (w *writer) point(name string, p Point) {
	w.row(name)
	w.number("x", "uint32", p.X)
	w.number("y", "uint32", p.Y)
	w.closeRow(name)
}

// line writes the two ends of a line.
func (w *writer) line(p []Point) {
	if len(p) != 2 {
		w.fail(w.at("startPoint"), "a line has two ends, not %d", len(p))
		return
	}
	w.point("startPoint", p[0])
	w.point("endPoint", p[1])
}

// corners writes the corners of a zone: an item around a point in camera posts,
// the item alone in those of recorders.
func (w *writer) corners(name string, points []Point, camera bool) {
	if len(points) > MaxPoints {
		w.fail(w.at(name), "more than %d corners", MaxPoints)
		return
	}
	w.list(name, len(points))
	for _, p := range points {
		w.row("item")
		if camera {
			w.point("point", p)
		} else {
			w.number("x", "", p.X)
			w.number("y", "", p.Y)
		}
		w.closeRow("item")
	}
	w.close(name)
}
