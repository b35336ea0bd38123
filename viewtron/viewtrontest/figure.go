package viewtrontest

import "github.com/watchpost/watchpost/viewtron"

// Figure is a person, a car, a motorcycle or an item in a scene. It touches all four sides
// of its box, but for its shadow.
type Figure struct {
	Type viewtron.TargetType // a person if unknown
	Box  viewtron.Box        // in ten-thousandths of the frame
	// Look picks clothes, colours and the like.
	Look uint64
	// Step is where in its walk a person is: 0 to 1 is two steps.
	Step float64
	// Away turns the back to the camera: a person walks, a car drives away.
	Away bool
	// Side lets a person be seen from the side, on the way to the right.
	Side bool
	// Left lets what is seen from its side face left. Cars that are wider than
	// high by more than a half, and most motorcycles, are.
	Left bool
	// Item makes the figure a bag that stands on the ground, whatever its Type.
	Item bool
	// Plate is the text on the plate of a car that is seen from its front or
	// back; see [Figure.PlateBox].
	Plate string
}

// figure draws a figure in its box.
func (c *canvas) figure(f *Figure) {
	b := onto(f.Box)
	switch {
	case f.Item:
		c.item(f, b)
	case f.Type == viewtron.TargetCar:
		c.car(f, b)
	case f.Type == viewtron.TargetMotorcycle:
		c.motorcycle(f, b)
	case f.Side:
		b.mirrored = f.Left
		c.personSide(f, b)
	default:
		c.person(f, b)
	}
}

// PlateBox is where the plate is of a car that is seen from its front or back, in
// ten-thousandths of the frame; the zero Box of any other figure.
func (f *Figure) PlateBox() viewtron.Box {
	if f.Item || f.Type != viewtron.TargetCar || f.Plate == "" || fromSide(onto(f.Box)) {
		return viewtron.Box{}
	}
	p := carPlate
	if f.Away {
		p = carPlateBack
	}
	return part(f.Box, p)
}

// FaceBox is where a person's head is, in ten-thousandths of the frame; the zero
// Box of any other figure.
func (f *Figure) FaceBox() viewtron.Box {
	if f.Item || f.Type == viewtron.TargetCar || f.Type == viewtron.TargetMotorcycle {
		return viewtron.Box{}
	}
	b := onto(f.Box)
	r := b.headRadius()
	left := (b.width()/2 - r) / b.width()
	return part(f.Box, [4]float64{left, 0, 1 - left, headHeight})
}

// part is a part of a box, given in shares of its width and height.
func part(b viewtron.Box, share [4]float64) viewtron.Box {
	w, h := float64(b.X2-b.X1), float64(b.Y2-b.Y1)
	return viewtron.Box{
		X1: b.X1 + int32(share[0]*w+0.5), Y1: b.Y1 + int32(share[1]*h+0.5),
		X2: b.X1 + int32(share[2]*w+0.5), Y2: b.Y1 + int32(share[3]*h+0.5),
	}
}

// span is a box on the canvas, in units. What is drawn in it is given in shares of
// its width and height, of a figure that faces left mirrored.
type span struct {
	x1, y1, x2, y2 float64
	mirrored       bool
}

func onto(b viewtron.Box) span {
	const x, y = frameWidth / 10000.0, frameHeight / 10000.0
	return span{x1: float64(b.X1) * x, y1: float64(b.Y1) * y, x2: float64(b.X2) * x, y2: float64(b.Y2) * y}
}

func (b span) width() float64  { return b.x2 - b.x1 }
func (b span) height() float64 { return b.y2 - b.y1 }

func (b span) x(u float64) float64 {
	if b.mirrored {
		u = 1 - u
	}
	return b.x1 + u*b.width()
}

func (b span) y(v float64) float64 { return b.y1 + v*b.height() }

// in moves a shape that is given in shares to its place.
func (b span) in(s shape) shape {
	if b.mirrored {
		return s.moved(b.x2, b.y1, -b.width(), b.height())
	}
	return s.moved(b.x1, b.y1, b.width(), b.height())
}

// limb is a stroke between two places in shares, its widths in shares of the
// span's height.
func (b span) limb(x1, y1, x2, y2, w1, w2 float64) shape {
	return limb(b.x(x1), b.y(y1), b.x(x2), b.y(y2), w1*b.height(), w2*b.height())
}

// look picks one of several colours; different n pick independently.
func (f *Figure) look(n uint64, from ...uint32) colour { return rgb(from[f.choice(n, len(from))]) }

// choice is an index below count that follows from the Look.
func (f *Figure) choice(n uint64, count int) int {
	h := (f.Look+1)*0x9E3779B97F4A7C15 ^ (n+1)*0xD1B54A32D192ED03
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	h ^= h >> 32
	return int(h % uint64(count))
}

// shadow is what a figure casts on the ground it stands on.
func (c *canvas) shadow(b span, wider float64) {
	w := b.width() * wider / 2
	c.fill(ellipse(b.x(0.5), b.y2-b.height()*0.01, w, max(b.height()*0.028, 3)), solid(rgb(0x0c0f0a).alpha(0.38)))
	c.fill(ellipse(b.x(0.5), b.y2-b.height()*0.01, w*0.72, max(b.height()*0.018, 2)), solid(rgb(0x0c0f0a).alpha(0.4)))
}
