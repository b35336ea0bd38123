package viewtrontest

import "math"

// yard draws a house on the left, a garage on the right and the drive before it.
func (c *canvas) yard() {
	c.sky(rgb(0x7fa6cf), rgb(0xdfe9ef), 260)
	c.trees(rgb(0x7d9a84), 214, 46, 0.4)
	c.trees(rgb(0x55784f), 246, 40, 1.9)
	c.fence(430, 900, 232, 330)
	c.fill(polygon(0, 322, 1280, 322, 1280, 720, 0, 720), down(rgb(0x8a9f5e), rgb(0x5f7d3c), 322, 720))
	c.mowing(322)
	c.garage()
	c.house()
	c.fill(polygon(906, 352, 1226, 352, 1380, 720, 640, 720), down(rgb(0xa3a6a8), rgb(0x83878a), 352, 720))
	for _, y := range []float64{404, 478, 590} { // joints of the concrete
		t := (y - 352) / (720 - 352)
		c.fill(rectangle(906-266*t, y, 1226+154*t, y+1.5+2*t), solid(rgb(0x6e7275)))
	}
	c.fill(polygon(1064, 352, 1068, 352, 1014, 720, 1004, 720), solid(rgb(0x767a7d)))
	c.fill(polygon(312, 366, 372, 366, 420, 720, 150, 720), down(rgb(0xc0b49b), rgb(0xa39579), 366, 720))
	for i := range 7 {
		t := math.Pow(float64(i+1)/8, 1.5)
		y := 366 + 354*t
		c.fill(rectangle(312-162*t, y, 372+48*t, y+1+3*t), solid(rgb(0x8a7d63)))
	}
	for _, b := range [][3]float64{{60, 356, 40}, {128, 362, 32}, {452, 352, 34}, {510, 356, 26}, {872, 352, 30}} {
		c.bush(b[0], b[1], b[2])
	}
}

// sky is the part above the horizon.
func (c *canvas) sky(top, bottom colour, horizon float64) {
	c.fill(rectangle(0, 0, frameWidth, horizon+20), down(top, bottom, 0, horizon))
	var clouds shape
	for _, e := range [][4]float64{
		{470, 70, 104, 11}, {438, 60, 48, 17}, {500, 58, 40, 15}, {546, 70, 46, 9},
		{760, 112, 120, 10}, {722, 103, 46, 15}, {790, 99, 52, 19}, {842, 110, 44, 10},
		{1120, 46, 110, 10}, {1090, 37, 44, 15}, {1150, 39, 36, 12},
	} {
		clouds = append(clouds, ellipse(e[0], e[1], e[2], e[3])...)
	}
	c.fill(clouds, down(rgb(0xffffff).alpha(0.75), rgb(0xffffff).alpha(0.3), 20, 130))
}

// trees is a line of tree tops.
func (c *canvas) trees(green colour, y, height, phase float64) {
	s := shape{}.from(-20, 360)
	for x := -20.0; x <= 1300; x += 20 {
		h := height * (0.5 + 0.28*math.Sin(x/37+phase) + 0.16*math.Sin(x/13+2*phase) + 0.1*math.Sin(x/91))
		s = s.curve(x-14, y-h-6, x-6, y-h-12, x, y-h)
	}
	c.fill(s.to(1300, 360), down(green.lighter(0.12), green.darker(0.15), y-height, y+80))
}

func (c *canvas) fence(x1, x2, top, bottom float64) {
	wood := rgb(0x9c7f5f)
	c.fill(rectangle(x1, top+12, x2, bottom), down(wood, wood.darker(0.25), top, bottom))
	for x := x1; x < x2; x += 15.6 {
		c.fill(polygon(x+1, bottom, x+1, top+6, x+7, top, x+13, top+6, x+13, bottom), across(wood.lighter(0.14), wood.darker(0.06), x, x+14))
	}
	c.fill(rectangle(x1, top+26, x2, top+33), solid(wood.darker(0.3)))
	c.fill(rectangle(x1, bottom-28, x2, bottom-21), solid(wood.darker(0.35)))
}

// mowing lays lighter stripes over grass from the horizon down.
func (c *canvas) mowing(horizon float64) {
	light := solid(rgb(0xd6e29a).alpha(0.13))
	for i := -7; i < 12; i += 2 {
		x := float64(i)
		c.fill(polygon(420+x*44, horizon, 464+x*44, horizon, 330+(x+1)*150, 720, 330+x*150, 720), light)
	}
}

func (c *canvas) bush(x, y, r float64) {
	c.fill(ellipse(x, y+r*0.62, r*1.2, r*0.22), solid(rgb(0x1c2a12).alpha(0.35)))
	for _, e := range [][3]float64{{-0.55, 0.12, 0.62}, {0.58, 0.1, 0.6}, {0, -0.14, 0.8}, {0.1, 0.3, 0.62}} {
		green := rgb(0x4d7336)
		c.fill(ellipse(x+e[0]*r, y+e[1]*r, e[2]*r, e[2]*r*0.84), down(green.lighter(0.2), green.darker(0.32), y-r, y+r*0.8))
	}
}

func (c *canvas) house() {
	wall := rgb(0xd9c9ae)
	c.fill(polygon(0, 352, 470, 344, 470, 366, 0, 380), down(rgb(0x26331b).alpha(0.5), rgb(0x26331b).alpha(0), 350, 380))
	c.fill(polygon(0, 96, 452, 150, 452, 352, 0, 364), across(wall.darker(0.06), wall.lighter(0.2), 0, 452))
	for y := 118.0; y < 356; y += 14 { // boards
		c.fill(polygon(0, y, 452, 150+(y-96)*202/268-1, 452, 150+(y-96)*202/268, 0, y+1.6), solid(rgb(0x8b7a5c).alpha(0.28)))
	}
	c.fill(polygon(0, 330, 452, 330, 452, 352, 0, 364), down(rgb(0x9a9186), rgb(0x7d766c), 330, 364))
	c.fill(polygon(0, 20, 380, 84, 492, 158, 0, 104), down(rgb(0x7c4a3c), rgb(0x5f372d), 20, 158))
	for i := range 5 {
		t := float64(i) / 5
		c.fill(polygon(0, 36+t*62, 404+t*80, 98+t*56, 404+t*80, 100+t*56, 0, 39+t*62), solid(rgb(0x432620).alpha(0.5)))
	}
	c.fill(polygon(0, 102, 492, 157, 492, 166, 0, 113), solid(rgb(0xf1ece2)))
	c.window(34, 168, 136, 268)
	c.window(176, 182, 262, 270)
	c.fill(rectangle(304, 186, 380, 356), solid(rgb(0xf4efe6)))
	c.fill(rectangle(311, 193, 373, 356), down(rgb(0x2f5d66), rgb(0x224750), 193, 356))
	for _, p := range [][4]float64{{319, 203, 339, 262}, {345, 203, 365, 262}, {319, 274, 339, 342}, {345, 274, 365, 342}} {
		c.fill(rounded(p[0], p[1], p[2], p[3], 2), solid(rgb(0x3b717b)))
	}
	c.fill(ellipse(366, 278, 3.4, 3.4), solid(rgb(0xe5c66b)))
	c.fill(polygon(292, 354, 392, 354, 400, 368, 284, 368), down(rgb(0xb8b2a7), rgb(0x8f897e), 354, 368))
	c.fill(ellipse(414, 206, 7, 10), solid(rgb(0xfff3c4)))
	c.fill(rounded(408, 190, 420, 198, 3), solid(rgb(0x39332c)))
}

func (c *canvas) window(x1, y1, x2, y2 float64) {
	c.fill(rectangle(x1-7, y1-7, x2+7, y2+9), solid(rgb(0xf7f3ea)))
	c.fill(rectangle(x1, y1, x2, y2), down(rgb(0x5a7386), rgb(0x2f4252), y1, y2))
	c.fill(polygon(x1, y2, x1, y1+30, x1+(x2-x1)*0.55, y1, x1+(x2-x1)*0.8, y1), solid(rgb(0xdce9f2).alpha(0.28)))
	c.fill(polygon(x1, y1, x1+22, y1, x1+13, y2, x1, y2), solid(rgb(0xe9e2d2).alpha(0.6)))
	c.fill(polygon(x2, y1, x2-22, y1, x2-13, y2, x2, y2), solid(rgb(0xe9e2d2).alpha(0.6)))
	mx, my := (x1+x2)/2, y1+(y2-y1)*0.42
	c.fill(rectangle(mx-2.5, y1, mx+2.5, y2), solid(rgb(0xf7f3ea)))
	c.fill(rectangle(x1, my-2, x2, my+2), solid(rgb(0xf7f3ea)))
	c.fill(rectangle(x1-12, y2+6, x2+12, y2+13), solid(rgb(0xcfc6b6)))
}

func (c *canvas) garage() {
	wall := rgb(0xbdb4a6)
	c.fill(polygon(860, 342, 1280, 342, 1280, 376, 850, 366), down(rgb(0x26331b).alpha(0.5), rgb(0x26331b).alpha(0), 342, 372))
	c.fill(polygon(872, 154, 1280, 138, 1280, 356, 872, 352), across(wall.lighter(0.1), wall.darker(0.1), 872, 1280))
	c.fill(polygon(850, 160, 912, 86, 1280, 66, 1280, 146), down(rgb(0x59616b), rgb(0x40474f), 66, 160))
	c.fill(polygon(850, 158, 1280, 143, 1280, 153, 850, 169), solid(rgb(0xe9e4da)))
	c.fill(rectangle(900, 186, 1232, 354), solid(rgb(0xf1ece2)))
	c.fill(rectangle(910, 194, 1222, 354), down(rgb(0xdcd9d3), rgb(0xbcb8b1), 194, 354))
	for y := 194.0; y < 350; y += 26.6 {
		c.fill(rectangle(910, y+23.6, 1222, y+26.6), solid(rgb(0x8f8b84)))
		for x := 922.0; x < 1210; x += 75 {
			c.fill(rounded(x, y+5, x+62, y+19, 2), solid(rgb(0xc9c5be)))
		}
	}
	c.fill(rounded(1048, 330, 1084, 337, 3), solid(rgb(0x55524d)))
}
