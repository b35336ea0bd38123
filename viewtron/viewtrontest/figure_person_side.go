package viewtrontest

import "math"

// personSide draws somebody who walks to the right, or to the left where the span
// is mirrored. One foot is always ahead and one behind, with its heel at
// the side of the span, as the hand of the arm that is ahead.
func (c *canvas) personSide(f *Figure, b span) {
	d := f.dress()
	c.shadow(b, 1.05)
	phase := f.Step - math.Floor(f.Step)
	near := 1.0 // the leg that is nearer to the camera is ahead
	if phase >= 0.5 {
		near = -1
	}
	lift := math.Abs(math.Sin(2 * math.Pi * phase))
	c.armSide(b, d, -near, 0.3)
	c.legSide(b, d, -near, lift, 0.22)
	c.legSide(b, d, near, lift, 0)
	torso := shape{}.from(0.41, 0.15).
		curve(0.33, 0.19, 0.32, 0.3, 0.34, 0.4).
		curve(0.33, 0.47, 0.33, 0.52, 0.34, 0.555).
		curve(0.44, 0.575, 0.56, 0.575, 0.66, 0.55).
		curve(0.67, 0.46, 0.68, 0.36, 0.67, 0.27).
		curve(0.66, 0.2, 0.62, 0.165, 0.56, 0.145)
	c.fill(b.in(torso), across(d.coat.darker(0.2), d.coat.lighter(0.14), b.x(0.33), b.x(0.68)))
	carries, bag := f.look(8, 0, 1, 2) != rgb(0), f.look(9, 0x6b7d3f, 0x2f4f6f, 0x9c4a3c, 0x3a3a3e)
	if carries {
		c.fill(b.in(rounded(0.2, 0.19, 0.37, 0.42, 0.06)), down(bag.lighter(0.12), bag.darker(0.3), b.y(0.19), b.y(0.42)))
	}
	c.armSide(b, d, near, 0)
	if carries { // its strap
		c.fill(b.limb(0.4, 0.17, 0.5, 0.27, 0.016, 0.016), solid(bag.darker(0.35)))
	}
	c.headSide(f, b, d)
}

// legSide draws a leg that is ahead for a side of 1 and behind for -1, lifted there,
// and darker the farther it is.
func (c *canvas) legSide(b span, d dress, side, lift, shade float64) {
	h := b.height()
	toe := 0.055 * h / b.width() // as a share of the width
	trousers, shoes := d.trousers.darker(shade), d.shoes.darker(shade)
	foot, knee, end := 1-2.2*toe, 0.71, 0.95
	if side < 0 { // the heel is up
		foot, knee, end = 0.72*toe, 0.4, 0.905-0.03*lift
	}
	c.fill(b.limb(0.5, 0.51, knee, 0.735, 0.115, 0.086), across(trousers.darker(0.2), trousers.lighter(0.1), b.x(knee)-0.06*h, b.x(knee)+0.06*h))
	c.fill(b.limb(knee, 0.735, foot+0.3*toe, end-0.02, 0.084, 0.056), across(trousers.darker(0.22), trousers.lighter(0.06), b.x(foot)-0.05*h, b.x(foot)+0.05*h))
	tip, low := foot+2.2*toe, end+0.05
	shoe := shape{}.from(foot-0.72*toe, end-0.028).to(foot+0.75*toe, end-0.03).
		curve(foot+1.2*toe, end+0.005, tip, end+0.008, tip, low-0.012).
		curve(tip, low, tip-0.2*toe, low, tip-0.5*toe, low).
		to(foot-0.5*toe, low).
		curve(foot-0.72*toe, low, foot-0.72*toe, low-0.02, foot-0.72*toe, end-0.028)
	c.fill(b.in(shoe), down(shoes.lighter(0.15), shoes.darker(0.25), b.y(end-0.03), b.y(low)))
}

// armSide draws an arm, which swings against the leg of its side.
func (c *canvas) armSide(b span, d dress, side, shade float64) {
	coat, skin := d.coat.darker(shade), d.skin.darker(shade)
	elbow, hand := 0.5-0.12*side, 0.5-0.2*side
	y := 0.47
	if side < 0 { // the arm that is ahead is bent
		hand, y = 1-0.024*b.height()/b.width(), 0.41
	}
	c.fill(ellipse(b.x(hand), b.y(y+0.016), 0.024*b.height(), 0.027*b.height()), solid(skin.darker(0.06)))
	c.fill(b.limb(elbow, 0.345, hand, y-0.008, 0.058, 0.044), solid(coat.darker(0.12)))
	c.fill(b.limb(0.49, 0.205, elbow, 0.345, 0.074, 0.06), across(coat.darker(0.18), coat.lighter(0.08), b.x(0.4), b.x(0.62)))
}

// headSide draws a head in profile.
func (c *canvas) headSide(f *Figure, b span, d dress) {
	r := b.headRadius()
	ry := headHeight * b.height() / 2
	u := r / b.width() // the radius as a share of the width
	v := headHeight / 2
	at := func(x, y float64) (float64, float64) { return 0.5 + x*u, v + y*v }
	shaped := func(points ...float64) shape {
		x, y := at(points[0], points[1])
		s := shape{}.from(x, y)
		for i := 2; i+5 < len(points); i += 6 {
			x1, y1 := at(points[i], points[i+1])
			x2, y2 := at(points[i+2], points[i+3])
			x3, y3 := at(points[i+4], points[i+5])
			s = s.curve(x1, y1, x2, y2, x3, y3)
		}
		return b.in(s)
	}
	c.fill(b.in(rectangle(0.5-0.5*u, v, 0.5+0.28*u, 0.17)), down(d.skin.darker(0.28), d.skin.darker(0.12), b.y(v), b.y(0.17)))
	face := shaped(-0.5, -0.9,
		0.2, -1.05, 0.78, -0.8, 0.8, -0.3,
		0.8, -0.15, 0.86, -0.05, 1.0, 0.16,
		1.02, 0.25, 0.86, 0.26, 0.84, 0.3,
		0.86, 0.4, 0.9, 0.45, 0.82, 0.55,
		0.86, 0.75, 0.8, 0.95, 0.5, 0.98,
		0.2, 1.0, -0.2, 0.7, -0.5, 0.5)
	c.fill(face, across(d.skin.darker(0.14), d.skin.lighter(0.06), b.x(0.5-u), b.x(0.5+u)))
	hair := shaped(0.72, -0.5,
		0.6, -1.02, 0.2, -1.0, 0, -1.0,
		-0.6, -1.0, -1.0, -0.6, -1.0, 0,
		-1.0, 0.4, -0.85, 0.62, -0.62, 0.66,
		-0.42, 0.6, -0.4, 0.2, -0.2, 0.05,
		0.0, -0.1, 0.1, -0.3, 0.14, -0.42,
		0.3, -0.5, 0.5, -0.52, 0.72, -0.5)
	c.fill(hair, down(d.hair.lighter(0.16), d.hair, b.y1, b.y(v)))
	ear, earY := at(-0.12, 0.1)
	c.fill(ellipse(b.x(ear), b.y(earY), 0.13*r, 0.19*ry), solid(d.skin.darker(0.18)))
	eye, eyeY := at(0.58, -0.08)
	c.fill(ellipse(b.x(eye), b.y(eyeY), 0.08*r, 0.09*ry), solid(rgb(0x2a1d18).alpha(0.85)))
	mouth, mouthY := at(0.66, 0.56)
	c.fill(ellipse(b.x(mouth), b.y(mouthY), 0.14*r, 0.035*ry), solid(rgb(0xa5524a).alpha(0.8)))
	if f.Glasses() {
		c.fill(ellipse(b.x(eye), b.y(eyeY), 0.2*r, 0.2*ry), solid(rgb(0x1a1a1c).alpha(0.75)))
		c.fill(ellipse(b.x(eye), b.y(eyeY), 0.14*r, 0.14*ry), solid(rgb(0xcfe0e8).alpha(0.75)))
		from, _ := at(-0.1, 0)
		c.fill(limb(b.x(from), b.y(eyeY), b.x(eye-0.2*u), b.y(eyeY), 0.06*ry, 0.06*ry), solid(rgb(0x1a1a1c).alpha(0.75)))
	}
}
