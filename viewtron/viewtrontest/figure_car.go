package viewtrontest

// Where the plate is on a car that is seen from its front or back, in shares.
var (
	carPlate     = [4]float64{0.37, 0.765, 0.63, 0.845}
	carPlateBack = [4]float64{0.37, 0.60, 0.63, 0.68}
)

// fromSide says whether a car is seen from its side.
func fromSide(b span) bool { return b.width() > 1.5*b.height() }

func (c *canvas) car(f *Figure, b span) {
	body := f.look(1, 0x3d5f91, 0xb23a34, 0xc9ced2, 0x2e3338, 0x5c7a5a, 0xe6e4df, 0x7d2f3f, 0x4c6a77)
	c.shadow(b, 1.08)
	if fromSide(b) {
		b.mirrored = f.Left
		c.carSide(b, body)
		return
	}
	c.carEnd(f, b, body)
}

// carSide draws a car that faces right.
func (c *canvas) carSide(b span, body colour) {
	glass := down(rgb(0x9fb7c6), rgb(0x35495a), b.y(0.06), b.y(0.45))
	outline := shape{}.from(0.0, 0.56).
		curve(0.0, 0.46, 0.03, 0.42, 0.1, 0.41).
		curve(0.16, 0.4, 0.19, 0.3, 0.24, 0.12).
		curve(0.27, 0.02, 0.3, 0, 0.38, 0).
		curve(0.52, -0.01, 0.58, 0.02, 0.63, 0.1).
		curve(0.68, 0.18, 0.72, 0.33, 0.76, 0.37).
		curve(0.86, 0.39, 0.95, 0.42, 0.98, 0.5).
		curve(1.0, 0.55, 1.0, 0.64, 1.0, 0.72).
		curve(1.0, 0.8, 0.98, 0.83, 0.95, 0.83).
		to(0.04, 0.83).
		curve(0.01, 0.83, 0, 0.78, 0, 0.7)
	c.fill(b.in(outline), down(body.lighter(0.22), body.darker(0.3), b.y(0), b.y(0.85)))
	c.fill(b.in(shape{}.from(0.225, 0.4).curve(0.25, 0.25, 0.27, 0.09, 0.33, 0.08).to(0.44, 0.08).to(0.44, 0.4)), glass)
	c.fill(b.in(shape{}.from(0.465, 0.08).to(0.53, 0.08).curve(0.6, 0.1, 0.64, 0.2, 0.7, 0.4).to(0.465, 0.4)), glass)
	c.fill(b.in(polygon(0.3, 0.4, 0.36, 0.08, 0.4, 0.08, 0.35, 0.4)), solid(rgb(0xffffff).alpha(0.18)))
	c.fill(b.in(rectangle(0.448, 0.4, 0.455, 0.78)), solid(body.darker(0.45)))
	c.fill(b.in(rectangle(0.04, 0.6, 0.96, 0.615)), solid(body.darker(0.35)))
	c.fill(b.in(rounded(0.39, 0.47, 0.43, 0.495, 0.01)), solid(body.lighter(0.45)))
	c.fill(b.in(rounded(0.6, 0.47, 0.64, 0.495, 0.01)), solid(body.lighter(0.45)))
	c.fill(b.in(polygon(0.7, 0.3, 0.74, 0.32, 0.74, 0.4, 0.7, 0.4)), solid(body.darker(0.35)))
	c.fill(b.in(polygon(0.93, 0.45, 0.985, 0.53, 0.98, 0.58, 0.91, 0.54)), solid(rgb(0xfdf6d8)))
	c.fill(b.in(polygon(0.0, 0.48, 0.035, 0.47, 0.04, 0.57, 0.0, 0.58)), solid(rgb(0xc3271f)))
	c.fill(b.in(rectangle(0.02, 0.77, 0.98, 0.84)), solid(rgb(0x1d2024)))
	c.wheel(b, 0.19, 0.805)
	c.wheel(b, 0.8, 0.805)
}

// wheel draws a wheel that stands on the ground at the end of the span.
func (c *canvas) wheel(b span, u, v float64) {
	x, y := b.x(u), b.y(v)
	r := b.y2 - y
	c.fill(ellipse(x, y, r*1.14, r*1.1), solid(rgb(0x101215)))
	c.fill(ellipse(x, y, r, r), solid(rgb(0x1d1f22)))
	c.fill(ellipse(x, y, r*0.62, r*0.62), down(rgb(0xd5d9dc), rgb(0x878d92), y-r, y+r))
	for i := range 5 {
		dx, dy := [5]float64{0, 0.95, 0.59, -0.59, -0.95}[i], [5]float64{-1, -0.31, 0.81, 0.81, -0.31}[i]
		c.fill(limb(x, y, x+dx*r*0.5, y+dy*r*0.5, r*0.1, r*0.14), solid(rgb(0x4a4f54)))
	}
	c.fill(ellipse(x, y, r*0.16, r*0.16), solid(rgb(0xeceff1)))
}

// carEnd draws a car from its front, or from its back when it drives away.
func (c *canvas) carEnd(f *Figure, b span, body colour) {
	for _, u := range []float64{0.1, 0.78} { // tyres
		c.fill(rounded(b.x(u), b.y(0.8), b.x(u+0.12), b.y2, 0.03*b.height()), across(rgb(0x2b2e31), rgb(0x0e0f11), b.x(u), b.x(u+0.12)))
	}
	for _, side := range []float64{0, 0.92} { // mirrors
		c.fill(rounded(b.x(side), b.y(0.33), b.x(side+0.08), b.y(0.42), 0.03*b.height()), down(body.lighter(0.1), body.darker(0.35), b.y(0.33), b.y(0.42)))
	}
	cabin := shape{}.from(0.12, 0.42).curve(0.17, 0.2, 0.2, 0.06, 0.26, 0.03).
		curve(0.36, -0.01, 0.64, -0.01, 0.74, 0.03).curve(0.8, 0.06, 0.83, 0.2, 0.88, 0.42)
	c.fill(b.in(cabin), down(body.lighter(0.3), body.darker(0.1), b.y(0), b.y(0.42)))
	c.fill(b.in(shape{}.from(0.17, 0.42).curve(0.21, 0.24, 0.23, 0.12, 0.28, 0.085).
		curve(0.38, 0.06, 0.62, 0.06, 0.72, 0.085).curve(0.77, 0.12, 0.79, 0.24, 0.83, 0.42)), down(rgb(0x86a2b4), rgb(0x243443), b.y(0.05), b.y(0.44)))
	c.fill(b.in(polygon(0.24, 0.42, 0.34, 0.08, 0.46, 0.075, 0.38, 0.42)), solid(rgb(0xffffff).alpha(0.16)))
	if !f.Away {
		c.fill(b.in(ellipse(0.35, 0.34, 0.07, 0.11)), solid(rgb(0x0f151b).alpha(0.55)))
		c.fill(b.in(ellipse(0.35, 0.23, 0.04, 0.055)), solid(rgb(0x0f151b).alpha(0.55)))
	}
	hull := shape{}.from(0.03, 0.56).curve(0.03, 0.46, 0.08, 0.42, 0.14, 0.4).
		curve(0.4, 0.37, 0.6, 0.37, 0.86, 0.4).curve(0.92, 0.42, 0.97, 0.46, 0.97, 0.56).
		to(0.975, 0.82).curve(0.97, 0.92, 0.95, 0.93, 0.9, 0.93).to(0.1, 0.93).curve(0.05, 0.93, 0.03, 0.92, 0.025, 0.82)
	c.fill(b.in(hull), down(body.lighter(0.22), body.darker(0.28), b.y(0.37), b.y(0.93)))
	if f.Away {
		c.carBack(b, body)
	} else {
		c.carFront(b, body)
	}
	if f.Plate != "" {
		p := carPlate
		if f.Away {
			p = carPlateBack
		}
		c.plate(f.Plate, b.x(p[0]), b.y(p[1]), b.x(p[2]), b.y(p[3]))
	}
}

func (c *canvas) carFront(b span, body colour) {
	c.fill(b.in(shape{}.from(0.16, 0.42).curve(0.4, 0.39, 0.6, 0.39, 0.84, 0.42).curve(0.8, 0.52, 0.76, 0.55, 0.72, 0.56).to(0.28, 0.56).curve(0.24, 0.55, 0.2, 0.52, 0.16, 0.42)), solid(rgb(0xffffff).alpha(0.13)))
	for _, m := range []bool{false, true} {
		s := b
		s.mirrored = m
		lamp := shape{}.from(0.05, 0.55).curve(0.1, 0.5, 0.2, 0.52, 0.29, 0.58).curve(0.26, 0.65, 0.12, 0.66, 0.06, 0.64)
		c.fill(s.in(lamp), down(rgb(0xfffdf2), rgb(0xb9c2c8), b.y(0.5), b.y(0.66)))
		c.fill(s.in(ellipse(0.16, 0.585, 0.045, 0.035)), solid(rgb(0xffffff)))
		c.fill(s.in(rounded(0.07, 0.8, 0.19, 0.85, 0.02)), solid(rgb(0x23272b)))
		c.fill(s.in(ellipse(0.13, 0.825, 0.03, 0.02)), solid(rgb(0xf4eec9)))
	}
	c.fill(b.in(rounded(0.31, 0.57, 0.69, 0.71, 0.03)), solid(rgb(0x1b1e21)))
	for i := range 4 {
		v := 0.59 + 0.03*float64(i)
		c.fill(b.in(rectangle(0.325, v, 0.675, v+0.008)), solid(rgb(0x8d949a)))
	}
	c.fill(b.in(ellipse(0.5, 0.635, 0.035, 0.045)), down(rgb(0xf2f4f5), rgb(0x8f979d), b.y(0.59), b.y(0.68)))
	c.fill(b.in(rounded(0.1, 0.87, 0.9, 0.925, 0.02)), solid(rgb(0x1b1e21)))
	c.fill(b.in(rectangle(0.05, 0.735, 0.95, 0.745)), solid(body.darker(0.35)))
}

func (c *canvas) carBack(b span, body colour) {
	for _, m := range []bool{false, true} {
		s := b
		s.mirrored = m
		c.fill(s.in(shape{}.from(0.05, 0.5).curve(0.12, 0.47, 0.22, 0.49, 0.3, 0.52).to(0.28, 0.58).to(0.05, 0.6)), down(rgb(0xe8463a), rgb(0x8d130e), b.y(0.47), b.y(0.6)))
		c.fill(s.in(rounded(0.1, 0.515, 0.17, 0.55, 0.01)), solid(rgb(0xffd9d2).alpha(0.8)))
		c.fill(s.in(ellipse(0.2, 0.91, 0.035, 0.018)), solid(rgb(0x3a3d40)))
	}
	c.fill(b.in(rectangle(0.3, 0.545, 0.7, 0.56)), solid(body.lighter(0.4)))
	c.fill(b.in(rounded(0.34, 0.58, 0.66, 0.7, 0.02)), solid(body.darker(0.3)))
	c.fill(b.in(rounded(0.08, 0.83, 0.92, 0.92, 0.03)), solid(rgb(0x26292d)))
	c.fill(b.in(rectangle(0.05, 0.76, 0.95, 0.768)), solid(body.darker(0.35)))
}

// plate draws a plate with its text as large as fits.
func (c *canvas) plate(text string, x1, y1, x2, y2 float64) {
	w, h := x2-x1, y2-y1
	c.fill(rectangle(x1, y1, x2, y2), solid(rgb(0x16181b)))
	c.fill(rounded(x1+0.015*w, y1+0.06*h, x2-0.015*w, y2-0.06*h, 0.1*h), down(rgb(0xfdfdfa), rgb(0xe4e4dd), y1, y2))
	c.fill(rectangle(x1+0.025*w, y1+0.1*h, x1+0.1*w, y2-0.1*h), solid(rgb(0x1f4fa0)))
	c.writeIn(text, x1+0.14*w, y1+0.2*h, x2-0.05*w, y2-0.2*h, solid(rgb(0x14161a)))
}
