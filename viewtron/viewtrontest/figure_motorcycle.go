package viewtrontest

// motorcycle draws one with its rider: from the side, or from an end when the box
// is narrow.
func (c *canvas) motorcycle(f *Figure, b span) {
	paint := f.look(1, 0xb8322b, 0x2d4f8f, 0x23272b, 0x3f7a4a, 0xd0862a)
	coat := f.look(2, 0x3a3d44, 0x5b3a2c, 0x26405f, 0x6b2f2f)
	helmet := f.look(3, 0xe9e6df, 0xc0392b, 0x24282c, 0xe0b02f)
	c.shadow(b, 1.1)
	if b.width() < 0.7*b.height() {
		c.motorcycleEnd(b, paint, coat, helmet)
		return
	}
	b.mirrored = f.Left
	c.motorcycleSide(b, paint, coat, helmet)
}

// motorcycleSide draws one that faces right.
func (c *canvas) motorcycleSide(b span, paint, coat, helmet colour) {
	steel := solid(rgb(0x8d949a))
	r := min(0.2*b.height(), 0.21*b.width())
	for _, x := range []float64{b.x1 + r, b.x2 - r} { // touches both sides and the ground
		y := b.y2 - r
		c.fill(ellipse(x, y, r, r), solid(rgb(0x141618)))
		c.fill(ellipse(x, y, r*0.72, r*0.72), solid(rgb(0x9aa1a6)))
		c.fill(ellipse(x, y, r*0.62, r*0.62), solid(rgb(0x3b4045)))
		for _, s := range [][2]float64{{1, 0}, {0.5, 0.87}, {-0.5, 0.87}} {
			c.fill(limb(x-s[0]*r*0.62, y-s[1]*r*0.62, x+s[0]*r*0.62, y+s[1]*r*0.62, r*0.08, r*0.08), steel)
		}
		c.fill(ellipse(x, y, r*0.16, r*0.16), steel)
	}
	back, front, axle := r/b.width(), 1-r/b.width(), 1-r/b.height()
	c.fill(b.limb(front, axle, 0.74, 0.5, 0.028, 0.036), steel)
	c.fill(b.limb(back, axle, 0.42, 0.78, 0.04, 0.05), solid(rgb(0x565c61)))
	c.fill(b.in(rounded(0.36, 0.66, 0.62, 0.87, 0.04)), down(rgb(0x7b8288), rgb(0x33383c), b.y(0.66), b.y(0.87)))
	c.fill(b.limb(0.4, 0.88, 0.12, 0.86, 0.03, 0.045), across(rgb(0xc8cdd1), rgb(0x6d7479), b.x(0.12), b.x(0.4)))
	c.fill(b.in(shape{}.from(0.12, 0.56).curve(0.2, 0.5, 0.34, 0.54, 0.44, 0.57).curve(0.5, 0.5, 0.62, 0.46, 0.72, 0.5).
		curve(0.78, 0.54, 0.76, 0.62, 0.7, 0.67).to(0.4, 0.68).curve(0.28, 0.68, 0.18, 0.64, 0.12, 0.56)), down(paint.lighter(0.25), paint.darker(0.3), b.y(0.48), b.y(0.7)))
	c.fill(b.in(shape{}.from(0.16, 0.55).curve(0.24, 0.5, 0.36, 0.53, 0.45, 0.56).to(0.42, 0.6).to(0.2, 0.59)), solid(rgb(0x1a1c1e)))
	c.fill(b.in(ellipse(0.78, 0.54, 0.045, 0.05)), solid(rgb(0xfdf6d8)))
	c.fill(b.in(ellipse(0.1, 0.57, 0.025, 0.02)), solid(rgb(0xd0281f)))
	c.fill(b.limb(0.7, 0.46, 0.64, 0.44, 0.02, 0.028), solid(rgb(0x1a1c1e)))
	dark := rgb(0x2b3038)
	c.fill(b.limb(0.36, 0.52, 0.56, 0.62, 0.11, 0.09), down(dark.lighter(0.12), dark, b.y(0.48), b.y(0.66)))
	c.fill(b.limb(0.56, 0.63, 0.48, 0.82, 0.08, 0.06), solid(dark))
	c.fill(b.in(rounded(0.43, 0.8, 0.56, 0.87, 0.02)), solid(rgb(0x17191b)))
	torso := shape{}.from(0.28, 0.55).curve(0.26, 0.4, 0.36, 0.22, 0.48, 0.19).
		curve(0.56, 0.18, 0.58, 0.24, 0.56, 0.32).curve(0.52, 0.44, 0.48, 0.5, 0.44, 0.56)
	c.fill(b.in(torso), across(coat.darker(0.15), coat.lighter(0.2), b.x(0.28), b.x(0.56)))
	c.fill(b.limb(0.5, 0.26, 0.56, 0.4, 0.07, 0.06), solid(coat.darker(0.12)))
	c.fill(b.limb(0.56, 0.4, 0.66, 0.44, 0.055, 0.045), solid(coat.darker(0.2)))
	c.helmet(b, 0.54, helmet)
}

// helmet draws the head at the top of the span.
func (c *canvas) helmet(b span, u float64, col colour) {
	h := b.height()
	ry := 0.1 * h
	rx := min(ry*0.95, 0.2*b.width())
	x, y := b.x(u), b.y1+ry
	c.fill(ellipse(x, y, rx, ry), down(col.lighter(0.2), col.darker(0.25), y-ry, y+ry))
	side := 1.0
	if b.mirrored {
		side = -1
	}
	c.fill(shape{}.from(x+side*0.1*rx, y-0.3*ry).curve(x+side*0.6*rx, y-0.4*ry, x+side*0.98*rx, y-0.2*ry, x+side*0.97*rx, y+0.2*ry).
		to(x+side*0.15*rx, y+0.25*ry), solid(rgb(0x1c2733)))
}

// motorcycleEnd draws one that comes towards the camera.
func (c *canvas) motorcycleEnd(b span, paint, coat, helmet colour) {
	c.fill(rounded(b.x(0.4), b.y(0.62), b.x(0.6), b.y2, 0.09*b.width()), across(rgb(0x303438), rgb(0x0f1113), b.x(0.4), b.x(0.6)))
	for _, m := range []bool{false, true} {
		s := b
		s.mirrored = m
		c.fill(s.limb(0.36, 0.5, 0.28, 0.74, 0.1, 0.07), solid(rgb(0x2b3038)))
		c.fill(s.in(rounded(0.18, 0.74, 0.34, 0.8, 0.02)), solid(rgb(0x17191b)))
		c.fill(s.limb(0.3, 0.27, 0.14, 0.37, 0.075, 0.06), solid(coat.darker(0.15)))
		c.fill(s.limb(0.14, 0.37, 0.16, 0.44, 0.055, 0.045), solid(coat.darker(0.25)))
		c.fill(s.in(rounded(0, 0.43, 0.2, 0.47, 0.01)), solid(rgb(0x1a1c1e)))
		c.fill(s.limb(0.46, 0.5, 0.44, 0.82, 0.022, 0.022), solid(rgb(0x9aa1a6)))
	}
	c.fill(b.in(shape{}.from(0.26, 0.24).curve(0.36, 0.19, 0.64, 0.19, 0.74, 0.24).curve(0.72, 0.4, 0.68, 0.5, 0.62, 0.54).
		to(0.38, 0.54).curve(0.32, 0.5, 0.28, 0.4, 0.26, 0.24)), across(coat.lighter(0.14), coat.darker(0.22), b.x(0.26), b.x(0.74)))
	c.fill(b.in(shape{}.from(0.3, 0.48).curve(0.36, 0.42, 0.64, 0.42, 0.7, 0.48).curve(0.68, 0.6, 0.6, 0.66, 0.5, 0.67).curve(0.4, 0.66, 0.32, 0.6, 0.3, 0.48)), down(paint.lighter(0.2), paint.darker(0.3), b.y(0.42), b.y(0.67)))
	c.fill(b.in(ellipse(0.5, 0.54, 0.12, 0.05)), solid(rgb(0xfffbe6)))
	h := b.height()
	ry := 0.1 * h
	rx := min(ry*0.9, 0.3*b.width())
	x, y := b.x(0.5), b.y1+ry
	c.fill(ellipse(x, y, rx, ry), down(helmet.lighter(0.2), helmet.darker(0.25), y-ry, y+ry))
	c.fill(shape{}.from(x-0.8*rx, y-0.1*ry).curve(x-0.4*rx, y-0.35*ry, x+0.4*rx, y-0.35*ry, x+0.8*rx, y-0.1*ry).
		curve(x+0.7*rx, y+0.4*ry, x-0.7*rx, y+0.4*ry, x-0.8*rx, y-0.1*ry), solid(rgb(0x1c2733)))
}
