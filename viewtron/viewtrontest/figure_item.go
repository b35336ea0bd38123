package viewtrontest

// item draws a bag that somebody left.
func (c *canvas) item(f *Figure, b span) {
	cloth := f.look(1, 0x9c3f35, 0x2f4f7f, 0x3d3d42, 0x6b7d3f, 0xb07a2c)
	c.shadow(b, 1.1)
	h, w := b.height(), b.width()
	for _, side := range []float64{0.28, 0.72} { // the straps
		c.fill(b.limb(side, 0.36, side, 0.08, 0.06, 0.06), solid(cloth.darker(0.5)))
	}
	c.fill(rounded(b.x(0.255), b.y1, b.x(0.745), b.y1+0.09*h, 0.04*h), solid(cloth.darker(0.5)))
	c.fill(rounded(b.x1, b.y(0.3), b.x2, b.y2, 0.16*h), down(cloth.lighter(0.2), cloth.darker(0.35), b.y(0.3), b.y2))
	c.fill(rounded(b.x(0.06), b.y(0.38), b.x(0.94), b.y(0.42), 0.02*h), solid(cloth.darker(0.45)))
	c.fill(rounded(b.x(0.14), b.y(0.56), b.x(0.86), b.y(0.88), 0.06*h), solid(cloth.darker(0.18)))
	c.fill(rectangle(b.x(0.14), b.y(0.6), b.x(0.86), b.y(0.62)), solid(cloth.lighter(0.3)))
	c.fill(rectangle(b.x(0.5)-0.02*w, b.y(0.58), b.x(0.5)+0.02*w, b.y(0.66)), solid(rgb(0xc9ced2)))
}
