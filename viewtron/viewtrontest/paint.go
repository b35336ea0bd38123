package viewtrontest

// colour is not premultiplied.
type colour struct{ r, g, b, a uint8 }

// rgb is an opaque colour, written 0xRRGGBB.
func rgb(v uint32) colour { return colour{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }

// alpha is the colour, so opaque as a of 0 to 1.
func (c colour) alpha(a float64) colour {
	c.a = uint8(a * 255)
	return c
}

// mix is a colour between c and o.
func (c colour) mix(o colour, t float64) colour {
	m := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*t + 0.5) }
	return colour{m(c.r, o.r), m(c.g, o.g), m(c.b, o.b), m(c.a, o.a)}
}

func (c colour) darker(t float64) colour  { return c.mix(colour{0, 0, 0, c.a}, t) }
func (c colour) lighter(t float64) colour { return c.mix(colour{255, 255, 255, c.a}, t) }

// paint is a colour, or a passage from one to another between two places.
type paint struct {
	from, to       colour
	x1, y1, x2, y2 float64
}

func solid(c colour) paint { return paint{from: c, to: c} }

// down passes from one colour at the height y1 to another at y2.
func down(from, to colour, y1, y2 float64) paint { return paint{from, to, 0, y1, 0, y2} }

// across passes from one colour at x1 to another at x2.
func across(from, to colour, x1, x2 float64) paint { return paint{from, to, x1, 0, x2, 0} }

// level says whether the colour is the same in the whole of any row.
func (p *paint) level() bool { return p.x1 == p.x2 || p.from == p.to }

func (p *paint) at(x, y float64) colour {
	if p.from == p.to {
		return p.from
	}
	dx, dy := p.x2-p.x1, p.y2-p.y1
	t := ((x-p.x1)*dx + (y-p.y1)*dy) / (dx*dx + dy*dy)
	return p.from.mix(p.to, min(max(t, 0), 1))
}
