package viewtrontest

import "math"

// shopDoor draws the inside of a shop at its glass door.
func (c *canvas) shopDoor() {
	c.fill(rectangle(0, 0, 1280, 470), down(rgb(0xe9e2d3), rgb(0xd6ccb8), 0, 470))
	c.fill(polygon(0, 0, 1280, 0, 1120, 70, 160, 70), down(rgb(0xf6f3ec), rgb(0xe2dccf), 0, 70))
	for _, x := range []float64{330, 640, 950} { // lights
		c.fill(polygon(x-86, 18, x+86, 18, x+70, 44, x-70, 44), solid(rgb(0xffffff)))
	}
	c.fill(polygon(0, 440, 1280, 440, 1280, 720, 0, 720), down(rgb(0xb9b2a6), rgb(0x968e81), 440, 720))
	c.tiles(440)
	c.street(300, 96, 980, 440)
	c.fill(polygon(470, 440, 810, 440, 940, 700, 340, 700), down(rgb(0xffffff).alpha(0.3), rgb(0xffffff).alpha(0), 440, 700))
	for _, x := range []float64{300, 470, 640, 810, 980} { // frames
		c.fill(rectangle(x-8, 90, x+8, 446), across(rgb(0x6c7277), rgb(0x3f4448), x-8, x+8))
	}
	c.fill(rectangle(292, 84, 988, 102), down(rgb(0x71777c), rgb(0x44494d), 84, 102))
	c.fill(rectangle(292, 430, 988, 448), down(rgb(0x62686d), rgb(0x3b4044), 430, 448))
	c.fill(rectangle(478, 166, 802, 174), solid(rgb(0x565c61)))
	for _, x := range []float64{622, 652} { // handles
		c.fill(rounded(x, 262, x+6, 346, 3), across(rgb(0xe9ebec), rgb(0x8f9498), x, x+6))
	}
	c.fill(rounded(512, 196, 594, 226, 4), solid(rgb(0xf7f5ef)))
	c.writeIn("OPEN", 522, 202, 584, 220, solid(rgb(0x1f7a4d)))
	c.fill(polygon(452, 452, 828, 452, 880, 520, 400, 520), down(rgb(0x4d4a47), rgb(0x393633), 452, 520))
	c.fill(polygon(464, 457, 816, 457, 862, 514, 418, 514), solid(rgb(0x5b5652)))
	c.shelf(0, 250, false)
	c.shelf(1280, 1030, true)
}

// tiles are the joints of a floor that goes away from the camera.
func (c *canvas) tiles(horizon float64) {
	joint := solid(rgb(0x7e766a).alpha(0.55))
	for i := range 7 {
		t := math.Pow(float64(i+1)/7, 1.7)
		y := horizon + (720-horizon)*t
		c.fill(rectangle(0, y, 1280, y+1+2*t), joint)
	}
	for i := -9; i <= 9; i++ {
		x := float64(i)
		c.fill(polygon(640+x*84, horizon, 641.2+x*84, horizon, 643+x*168, 720, 640+x*168, 720), joint)
	}
}

// street is what is seen through glass: the other side in daylight.
func (c *canvas) street(x1, y1, x2, y2 float64) {
	h := y2 - y1
	c.fill(rectangle(x1, y1, x2, y2), down(rgb(0xcfe2f0), rgb(0xeff4f4), y1, y1+h*0.5))
	for i, b := range [][3]float64{{0, 0.2, 0xb98c6f}, {0.2, 0.34, 0xa7aeb4}, {0.34, 0.62, 0xc9b79a}, {0.62, 0.8, 0x9d7a6b}, {0.8, 1, 0xb4bac0}} {
		bx1, bx2 := x1+(x2-x1)*b[0], x1+(x2-x1)*b[1]
		top := y1 + h*(0.12+0.07*float64(i*3%4))
		wall := rgb(uint32(b[2])).lighter(0.2)
		c.fill(rectangle(bx1, top, bx2, y1+h*0.72), down(wall, wall.darker(0.1), top, y1+h*0.7))
		for wy := top + 18; wy < y1+h*0.52; wy += 40 {
			for wx := bx1 + 14; wx < bx2-22; wx += 34 {
				c.fill(rectangle(wx, wy, wx+17, wy+24), solid(rgb(0x5f7382).alpha(0.75)))
			}
		}
		c.fill(rectangle(bx1+8, y1+h*0.58, bx2-8, y1+h*0.72), solid(rgb(0x4c5660).alpha(0.8)))
	}
	c.fill(rectangle(x1, y1+h*0.72, x2, y1+h*0.78), solid(rgb(0xc4c1ba)))
	c.fill(rectangle(x1, y1+h*0.78, x2, y1+h*0.92), down(rgb(0x8f9397), rgb(0x777b80), y1+h*0.78, y1+h*0.92))
	c.fill(rectangle(x1, y1+h*0.92, x2, y2), solid(rgb(0xd0cdc6)))
	for i := range 3 {
		gx := x1 + (x2-x1)*(0.08+0.33*float64(i))
		c.fill(polygon(gx, y2, gx+110, y1, gx+170, y1, gx+60, y2), solid(rgb(0xffffff).alpha(0.12)))
	}
}

// shelf is a wall of goods that goes away from the camera: from the edge of the
// frame at near to far.
func (c *canvas) shelf(near, far float64, mirrored bool) {
	c.fill(polygon(near, 40, far, 130, far, 470, near, 700), across(rgb(0x8b7355), rgb(0x6d593f), min(near, far), max(near, far)))
	goods := []uint32{0xd9534f, 0xf0b23e, 0x4f8fc0, 0x6fae5c, 0xe8e1d1, 0x9a6fb0, 0xe07f3f, 0x3f7f86}
	for row := range 4 {
		top := func(t float64) float64 {
			return lerp(40, 130, t) + (lerp(700, 470, t)-lerp(40, 130, t))*(0.05+float64(row)*0.235)
		}
		bottom := func(t float64) float64 {
			return lerp(40, 130, t) + (lerp(700, 470, t)-lerp(40, 130, t))*(0.235+float64(row)*0.235)
		}
		c.fill(polygon(near, top(0), far, top(1), far, bottom(1), near, bottom(0)), solid(rgb(0x3d3022).alpha(0.75)))
		for i := range 9 {
			t1, t2 := float64(i)/9+0.012, float64(i+1)/9-0.012
			x1, x2 := lerp(near, far, t1), lerp(near, far, t2)
			full := 0.16 + 0.07*float64((i*5+row*3)%4)
			col := rgb(goods[(i*3+row*5)%len(goods)])
			if mirrored {
				col = rgb(goods[(i*5+row*2+3)%len(goods)])
			}
			h1, h2 := lerp(top(t1), bottom(t1), full), lerp(top(t2), bottom(t2), full)
			c.fill(polygon(x1, h1, x2, h2, x2, bottom(t2)-3, x1, bottom(t1)-3), across(col.lighter(0.12), col.darker(0.18), min(x1, x2), max(x1, x2)))
			m1, m2 := lerp(h1, bottom(t1), 0.4), lerp(h2, bottom(t2), 0.4)
			n1, n2 := lerp(h1, bottom(t1), 0.62), lerp(h2, bottom(t2), 0.62)
			c.fill(polygon(x1, m1, x2, m2, x2, n2, x1, n1), solid(rgb(0xffffff).alpha(0.55)))
		}
		c.fill(polygon(near, bottom(0)-3, far, bottom(1)-3, far, bottom(1)+3, near, bottom(0)+7), solid(rgb(0xb89b72)))
	}
}

func lerp(a, b, t float64) float64 { return a + (b-a)*t }
