package viewtrontest

import "math"

// vanishing is where the lines of the corridor meet.
var vanishing = place{640, 286}

// corridor draws an office corridor in which doors stand on both sides.
func (c *canvas) corridor() {
	const depth = 0.17                               // of the end wall
	at := func(x, y, t float64) (float64, float64) { // t of 1 is near, depth the end
		return vanishing.x + (x-vanishing.x)*t, vanishing.y + (y-vanishing.y)*t
	}
	quad := func(x1, y1, x2, y2, near, far float64) shape {
		ax, ay := at(x1, y1, near)
		bx, by := at(x1, y1, far)
		cx, cy := at(x2, y2, far)
		dx, dy := at(x2, y2, near)
		return polygon(ax, ay, bx, by, cx, cy, dx, dy)
	}
	const left, right, top, floor = -120.0, 1400.0, -190.0, 900.0
	c.fill(quad(left, top, right, top, 1, depth), down(rgb(0xf2f1ec), rgb(0xc9c8c2), -100, 210))
	c.fill(quad(left, floor, right, floor, 1, depth), down(rgb(0x8b9096), rgb(0xaab0b4), 380, 720))
	c.fill(quad(left, top, left, floor, 1, depth), across(rgb(0xe2ddd0), rgb(0xb9b4a8), 0, 510))
	c.fill(quad(right, top, right, floor, 1, depth), across(rgb(0xaaa599), rgb(0xd8d3c6), 770, 1280))
	c.fill(quad(left, 560, left, floor, 1, depth), across(rgb(0x8fa3a8), rgb(0x76888c), 0, 510))
	c.fill(quad(right, 560, right, floor, 1, depth), across(rgb(0x6b7c80), rgb(0x85999e), 770, 1280))
	for _, x := range []float64{left, right} {
		c.fill(quad(x, 548, x, 572, 1, depth), solid(rgb(0x5b4a3a)))
		c.fill(quad(x, 868, x, floor, 1, depth), solid(rgb(0x4a4f52)))
	}
	for i := range 6 { // ceiling lights and what the floor shows of them
		t := 1.05 * math.Pow(0.7, float64(i))
		if t*0.8 < depth {
			break
		}
		c.fill(quad(470, top, 810, top, t, t*0.8), solid(rgb(0xffffff)))
		c.fill(quad(520, floor, 760, floor, t, t*0.8), solid(rgb(0xffffff).alpha(0.22)))
	}
	for i := range 9 { // joints of the floor
		t := math.Pow(0.8, float64(i))
		if t > depth {
			c.fill(quad(left, floor, right, floor, t, t*0.992), solid(rgb(0x6f757a).alpha(0.5)))
		}
	}
	for _, d := range [][2]float64{{0.86, 0.62}, {0.5, 0.39}, {0.32, 0.265}} {
		c.corridorDoor(quad, left, d[0], d[1])
		c.corridorDoor(quad, right, d[0]*0.93, d[1]*0.93)
	}
	c.corridorEnd(at, depth)
}

func (c *canvas) corridorDoor(quad func(x1, y1, x2, y2, near, far float64) shape, x, near, far float64) {
	const top, bottom = 60.0, 900.0
	wood := rgb(0x8a5f3e)
	c.fill(quad(x, top-26, x, bottom, near+(near-far)*0.08, far-(near-far)*0.06), solid(rgb(0x5f4630)))
	c.fill(quad(x, top, x, bottom, near, far), down(wood.lighter(0.12), wood.darker(0.12), 120, 640))
	c.fill(quad(x, top+70, x, top+300, lerp(far, near, 0.78), lerp(far, near, 0.28)), down(rgb(0xcfdfe6), rgb(0x93a9b4), 150, 420))
	c.fill(quad(x, 500, x, 524, lerp(far, near, 0.2), lerp(far, near, 0.1)), solid(rgb(0xe3d9b4)))
	c.fill(quad(x, 170, x, 240, far*0.94, far*0.9), solid(rgb(0xf3f1ea)))
}

// corridorEnd is the wall at the end, with a door to the outside.
func (c *canvas) corridorEnd(at func(x, y, t float64) (float64, float64), depth float64) {
	box := func(x1, y1, x2, y2 float64) shape {
		ax, ay := at(x1, y1, depth)
		bx, by := at(x2, y2, depth)
		return rectangle(ax, ay, bx, by)
	}
	c.fill(box(-120, -190, 1400, 900), down(rgb(0xcac5b9), rgb(0xaaa69b), 205, 390))
	c.fill(box(300, 60, 980, 900), solid(rgb(0x4c565c)))
	c.fill(box(330, 100, 625, 900), down(rgb(0xdcecf4), rgb(0x9fb5bf), 230, 390))
	c.fill(box(655, 100, 950, 900), down(rgb(0xdcecf4), rgb(0x9fb5bf), 230, 390))
	c.fill(box(330, 480, 950, 520), solid(rgb(0x9aa3a7)))
	c.fill(box(470, -120, 810, 10), solid(rgb(0x1f9d5b)))
	x1, y1 := at(500, -92, depth)
	x2, y2 := at(780, -18, depth)
	c.writeIn("EXIT", x1, y1, x2, y2, solid(rgb(0xffffff)))
	fx1, fy := at(330, 900, depth)
	fx2, _ := at(950, 900, depth)
	c.fill(polygon(fx1, fy, fx2, fy, 780, 560, 500, 560), down(rgb(0xeef7fb).alpha(0.45), rgb(0xeef7fb).alpha(0), fy, 560))
}
