package viewtrontest

import "math"

// headHeight is the share of a person's height that is the head.
const headHeight = 0.148

// headRadius is half the width of a person's head, in units.
func (b span) headRadius() float64 {
	return min(headHeight/2*b.height()*0.84, b.width()*0.42)
}

// dress are the colours of a person.
type dress struct{ coat, trousers, skin, hair, shoes colour }

func (f *Figure) dress() dress {
	return dress{
		coat:     f.look(1, 0x3f5f8a, 0x8a3a3a, 0xc98f2c, 0x3d6b4f, 0x4a4a55, 0x7c6a8f, 0xb5b0a5, 0x2f4858),
		trousers: f.look(2, 0x2d3440, 0x3c4a63, 0x4d443b, 0x23262b, 0x5a5f66),
		skin:     f.look(3, 0xe3b897, 0xc98f6b, 0x8d5b3e, 0xf0cdb0, 0x6b4430),
		hair:     f.look(4, 0x2b211b, 0x5a3d26, 0x8a6a3f, 0x1a1a1c, 0x9a958c),
		shoes:    f.look(5, 0x1d1d1f, 0x4a3626, 0xd9d6d0, 0x2f3a4a),
	}
}

// person draws somebody who walks towards the camera or away from it.
func (c *canvas) person(f *Figure, b span) {
	d := f.dress()
	coat, trousers, skin, hair, shoes := d.coat, d.trousers, d.skin, d.hair, d.shoes
	c.shadow(b, 1.25)
	swing := math.Sin(2 * math.Pi * f.Step)
	h := b.height()
	wide := 0.13 * h / b.width() // a share of the height as one of the width
	legs := func(side, lift float64) {
		hip, knee, foot := 0.5+side*0.16, 0.5+side*0.19, 0.5+side*0.2
		if wide < 0.36 {
			knee, foot = hip+side*0.02, hip+side*0.03
		}
		end := 0.965 - 0.05*max(lift, 0)
		if lift <= 0 {
			end = 0.972
		}
		c.fill(b.limb(hip, 0.5, knee, 0.73, 0.105, 0.082), across(trousers.lighter(0.1), trousers.darker(0.22), b.x(knee)-0.05*h, b.x(knee)+0.05*h))
		c.fill(b.limb(knee, 0.73, foot, end-0.03, 0.08, 0.058), across(trousers.lighter(0.06), trousers.darker(0.26), b.x(foot)-0.04*h, b.x(foot)+0.04*h))
		x, y := b.x(foot), b.y(end)
		toe := 0.028 * h
		shoe := shape{}.from(x-0.026*h, y-0.03*h).to(x+0.026*h, y-0.03*h).
			curve(x+0.034*h, y-0.005*h, x+0.04*h+side*0.006*h, y+0.004*h, x+0.038*h+side*0.004*h, y+0.018*h).
			curve(x+0.036*h, y+toe, x+0.02*h, y+toe, x, y+toe).
			curve(x-0.02*h, y+toe, x-0.036*h, y+toe, x-0.038*h+side*0.004*h, y+0.018*h).
			curve(x-0.04*h+side*0.006*h, y+0.004*h, x-0.034*h, y-0.005*h, x-0.026*h, y-0.03*h)
		c.fill(shoe, down(shoes.lighter(0.15), shoes.darker(0.2), y-0.03*h, y+toe))
		c.fill(rounded(x-0.038*h, y+toe-0.007*h, x+0.038*h, y+toe, 0.003*h), solid(shoes.darker(0.55)))
	}
	arm := func(side, swing float64) {
		shoulder, elbow, hand := 0.5+side*min(0.34, 1.05*wide), 0.5+side*min(0.43, 1.35*wide), 0.5+side*(0.5-0.024*h/b.width())
		y := 0.475 + 0.02*swing
		c.fill(b.limb(shoulder, 0.21, elbow, 0.345, 0.066, 0.056), across(coat.lighter(0.02), coat.darker(0.3), b.x(elbow)-0.04*h, b.x(elbow)+0.05*h))
		c.fill(ellipse(b.x(hand), b.y(y+0.018), 0.024*h, 0.028*h), solid(skin.darker(0.06)))
		c.fill(b.limb(elbow, 0.345, hand, y-0.01, 0.056, 0.044), across(coat.lighter(0.06), coat.darker(0.3), b.x(hand)-0.03*h, b.x(hand)+0.04*h))
	}
	if swing > 0 {
		legs(-1, swing)
		legs(1, -swing)
	} else {
		legs(1, -swing)
		legs(-1, swing)
	}
	arm(-1, swing)
	arm(1, -swing)
	s := min(0.36, 1.1*wide)
	waist := min(0.3, 0.92*wide)
	torso := shape{}.from(0.5-0.12*s, 0.145).
		curve(0.5-0.7*s, 0.155, 0.5-s, 0.17, 0.5-s, 0.215).
		curve(0.5-0.9*s, 0.35, 0.5-waist, 0.4, 0.5-waist*1.04, 0.545).
		curve(0.5-0.5*waist, 0.56, 0.5+0.5*waist, 0.56, 0.5+waist*1.04, 0.545).
		curve(0.5+waist, 0.4, 0.5+0.9*s, 0.35, 0.5+s, 0.215).
		curve(0.5+s, 0.17, 0.5+0.7*s, 0.155, 0.5+0.12*s, 0.145)
	c.fill(b.in(torso), across(coat.lighter(0.16), coat.darker(0.2), b.x(0.5-s), b.x(0.5+s)))
	if f.Away {
		c.backpack(f, b, s)
	} else {
		c.front(f, b, s, coat)
	}
	c.head(f, b, skin, hair)
}

// front is what is on the chest: an open coat over a shirt, or a zip.
func (c *canvas) front(f *Figure, b span, s float64, coat colour) {
	if f.look(6, 0, 1) == rgb(0) {
		shirt := f.look(7, 0xe8e4da, 0xbfd0dc, 0xd8b4a0, 0x4c5a6b)
		c.fill(b.in(polygon(0.5-0.22*s, 0.15, 0.5+0.22*s, 0.15, 0.5+0.12*s, 0.36, 0.5+0.2*s, 0.548, 0.5-0.2*s, 0.548, 0.5-0.12*s, 0.36)), solid(shirt))
		c.fill(b.in(polygon(0.5-0.24*s, 0.148, 0.5-0.02*s, 0.2, 0.5-0.14*s, 0.3, 0.5-0.36*s, 0.17)), solid(coat.darker(0.16)))
		c.fill(b.in(polygon(0.5+0.24*s, 0.148, 0.5+0.02*s, 0.2, 0.5+0.14*s, 0.3, 0.5+0.36*s, 0.17)), solid(coat.darker(0.24)))
		return
	}
	c.fill(b.in(rectangle(0.5-0.02*s, 0.17, 0.5+0.03*s, 0.545)), solid(coat.darker(0.4)))
	c.fill(b.in(polygon(0.5-0.3*s, 0.148, 0.5+0.3*s, 0.148, 0.5, 0.19)), solid(coat.darker(0.3)))
	for _, side := range []float64{-1, 1} {
		c.fill(b.limb(0.5+side*0.3*s, 0.44, 0.5+side*0.72*s, 0.465, 0.008, 0.008), solid(coat.darker(0.4)))
	}
}

func (c *canvas) backpack(f *Figure, b span, s float64) {
	if f.look(8, 0, 1, 2) == rgb(0) {
		return
	}
	bag := f.look(9, 0x6b7d3f, 0x2f4f6f, 0x9c4a3c, 0x3a3a3e)
	c.fill(rounded(b.x(0.5-0.74*s), b.y(0.185), b.x(0.5+0.74*s), b.y(0.44), 0.05*b.height()),
		down(bag.lighter(0.15), bag.darker(0.25), b.y(0.185), b.y(0.44)))
	c.fill(rounded(b.x(0.5-0.52*s), b.y(0.32), b.x(0.5+0.52*s), b.y(0.42), 0.02*b.height()), solid(bag.darker(0.2)))
}

func (c *canvas) head(f *Figure, b span, skin, hair colour) {
	r := b.headRadius()
	cx, top := b.x(0.5), b.y1
	ry := headHeight * b.height() / 2
	cy := top + ry
	c.fill(rectangle(cx-0.36*r, cy+0.5*ry, cx+0.36*r, top+0.17*b.height()), down(skin.darker(0.3), skin.darker(0.12), cy, top+0.17*b.height()))
	if f.Away {
		c.fill(ellipse(cx, cy, r, ry), across(hair.lighter(0.1), hair.darker(0.15), cx-r, cx+r))
		c.fill(ellipse(cx, cy+0.75*ry, 0.6*r, 0.25*ry), solid(skin.darker(0.2)))
		return
	}
	for _, side := range []float64{-1, 1} {
		c.fill(ellipse(cx+side*0.9*r, cy+0.12*ry, 0.1*r, 0.17*ry), solid(skin.darker(0.12)))
	}
	face := shape{}.from(cx-0.88*r, cy-0.2*ry).
		curve(cx-0.92*r, cy+0.5*ry, cx-0.5*r, cy+ry, cx, cy+ry).
		curve(cx+0.5*r, cy+ry, cx+0.92*r, cy+0.5*ry, cx+0.88*r, cy-0.2*ry).
		curve(cx+0.8*r, cy-ry, cx-0.8*r, cy-ry, cx-0.88*r, cy-0.2*ry)
	c.fill(face, across(skin.lighter(0.08), skin.darker(0.12), cx-r, cx+r))
	c.features(f, cx, cy, r, ry, skin, hair)
	cap := shape{}.from(cx-0.96*r, cy+0.02*ry).
		curve(cx-1.06*r, cy-0.9*ry, cx-0.5*r, cy-ry, cx, cy-ry).
		curve(cx+0.5*r, cy-ry, cx+1.06*r, cy-0.9*ry, cx+0.96*r, cy+0.02*ry).
		curve(cx+0.86*r, cy-0.3*ry, cx+0.6*r, cy-0.5*ry, cx+0.1*r, cy-0.52*ry).
		curve(cx-0.4*r, cy-0.52*ry, cx-0.8*r, cy-0.4*ry, cx-0.96*r, cy+0.02*ry)
	c.fill(cap, down(hair.lighter(0.16), hair, cy-ry, cy))
}

// features are the parts of a face.
func (c *canvas) features(f *Figure, cx, cy, r, ry float64, skin, hair colour) {
	dark := solid(rgb(0x2a1d18).alpha(0.85))
	for _, side := range []float64{-1, 1} {
		x := cx + side*0.38*r
		c.fill(ellipse(x, cy+0.06*ry, 0.15*r, 0.065*ry), solid(rgb(0xefe6dc).alpha(0.85)))
		c.fill(ellipse(x, cy+0.06*ry, 0.08*r, 0.07*ry), dark)
		c.fill(limb(x-0.16*r, cy+0.005*ry, x+0.16*r, cy+0.005*ry, 0.035*ry, 0.035*ry), solid(skin.darker(0.5)))
		c.fill(limb(x-0.17*r, cy-0.12*ry, x+0.17*r, cy-0.13*ry, 0.06*ry, 0.05*ry), solid(hair.darker(0.2).alpha(0.75)))
	}
	c.fill(polygon(cx-0.02*r, cy+0.08*ry, cx+0.13*r, cy+0.4*ry, cx-0.12*r, cy+0.41*ry), solid(skin.darker(0.2)))
	c.fill(shape{}.from(cx-0.28*r, cy+0.6*ry).curve(cx-0.1*r, cy+0.55*ry, cx+0.1*r, cy+0.55*ry, cx+0.28*r, cy+0.6*ry).
		curve(cx+0.12*r, cy+0.72*ry, cx-0.12*r, cy+0.72*ry, cx-0.28*r, cy+0.6*ry), solid(rgb(0xa5524a).alpha(0.8)))
	if f.look(10, 0, 1, 2, 3) == rgb(0) { // glasses
		for _, side := range []float64{-1, 1} {
			x := cx + side*0.39*r
			c.fill(ellipse(x, cy+0.06*ry, 0.27*r, 0.2*ry), solid(rgb(0x1a1a1c).alpha(0.75)))
			c.fill(ellipse(x, cy+0.06*ry, 0.21*r, 0.15*ry), solid(rgb(0xcfe0e8).alpha(0.75)))
		}
		c.fill(rectangle(cx-0.14*r, cy+0.02*ry, cx+0.14*r, cy+0.07*ry), dark)
	}
}
