package viewtrontest

// gate draws a drive that comes towards the camera between two pillars, with a
// barrier that is up.
func (c *canvas) gate() {
	c.sky(rgb(0x8fb2d6), rgb(0xe8eef1), 236)
	c.trees(rgb(0x88a390), 200, 40, 2.6)
	c.trees(rgb(0x5d7f55), 232, 44, 0.7)
	c.fill(polygon(0, 236, 1280, 236, 1280, 720, 0, 720), down(rgb(0x93a765), rgb(0x64803f), 236, 720))
	c.hedge(0, 452, 186, 300)
	c.hedge(836, 1280, 186, 300)
	c.fill(polygon(548, 236, 732, 236, 1330, 720, -50, 720), down(rgb(0x8c9093), rgb(0x5c6064), 236, 720))
	for _, side := range [][8]float64{
		{541, 236, 549, 236, -40, 720, -96, 720}, {731, 236, 739, 236, 1376, 720, 1320, 720},
	} { // kerbs
		c.fill(polygon(side[:]...), down(rgb(0xc9c9c4), rgb(0xa5a5a0), 236, 720))
	}
	for _, d := range [][2]float64{{0.05, 0.1}, {0.16, 0.25}, {0.36, 0.52}, {0.7, 0.98}} { // the middle of the road
		y1, y2 := 236+484*d[0], 236+484*d[1]
		w1, w2 := 1.5+9*d[0], 1.5+9*d[1]
		c.fill(polygon(640-w1, y1, 640+w1, y1, 640+w2, y2, 640-w2, y2), solid(rgb(0xe9e6d8).alpha(0.85)))
	}
	c.fill(polygon(344, 410, 936, 410, 960, 430, 320, 430), solid(rgb(0xe9e6d8).alpha(0.75)))
	for _, t := range [][4]float64{{470, 640, 700, 26}, {820, 470, 690, 18}, {600, 560, 420, 16}} { // wear
		c.fill(ellipse(t[0], t[1], t[2]*0.24, t[3]), solid(rgb(0x3c4043).alpha(0.14)))
	}
	c.booth()
	c.pillar(404, 152, 476, 372)
	c.pillar(812, 152, 884, 372)
	c.barrier()
}

func (c *canvas) hedge(x1, x2, top, bottom float64) {
	c.fill(ellipse((x1+x2)/2, bottom, (x2-x1)/2, 16), solid(rgb(0x22301a).alpha(0.4)))
	c.fill(rounded(x1-12, top+6, x2+12, bottom, 16), down(rgb(0x5f8447), rgb(0x35532a), top, bottom))
	for i, x := 0, x1; x < x2; i, x = i+1, x+19 {
		y := top + 12 + float64(i*37%70)
		c.fill(ellipse(x+9, y, 17, 11), solid(rgb(0x82a45e).alpha(0.35)))
		c.fill(ellipse(x+2, y+24, 15, 9), solid(rgb(0x2c4722).alpha(0.35)))
	}
}

func (c *canvas) pillar(x1, y1, x2, y2 float64) {
	brick := rgb(0xa9644d)
	c.fill(ellipse((x1+x2)/2+16, y2, (x2-x1)*0.8, 12), solid(rgb(0x1f2a18).alpha(0.45)))
	c.fill(rectangle(x1, y1, x2, y2), across(brick.lighter(0.18), brick.darker(0.25), x1, x2))
	for i, y := 0, y1; y < y2; i, y = i+1, y+13 {
		c.fill(rectangle(x1, y, x2, y+1.8), solid(rgb(0xd8c9ba).alpha(0.7)))
		for x := x1 + float64(i%2)*12; x < x2; x += 24 {
			c.fill(rectangle(x, y, x+1.6, min(y+13, y2)), solid(rgb(0xd8c9ba).alpha(0.6)))
		}
	}
	c.fill(rectangle(x1-8, y1-12, x2+8, y1+3), down(rgb(0xdad5ca), rgb(0xa8a296), y1-12, y1+3))
	mx := (x1 + x2) / 2
	c.fill(ellipse(mx, y1-28, 17, 17), down(rgb(0xfffbe8), rgb(0xd9d2b4), y1-45, y1-11))
	c.fill(rectangle(mx-7, y1-15, mx+7, y1-11), solid(rgb(0x494540)))
}

// booth is where the guard sits.
func (c *canvas) booth() {
	c.fill(ellipse(1076, 432, 150, 22), solid(rgb(0x1f2a18).alpha(0.4)))
	c.fill(rectangle(962, 178, 1184, 430), across(rgb(0xe6e2d8), rgb(0xb9b3a6), 962, 1184))
	c.fill(rectangle(962, 372, 1184, 430), across(rgb(0x5c6f7c), rgb(0x43525d), 962, 1184))
	c.fill(rectangle(980, 214, 1078, 322), down(rgb(0x6f8899), rgb(0x36495a), 214, 322))
	c.fill(polygon(980, 322, 980, 262, 1034, 214, 1064, 214), solid(rgb(0xe4eef5).alpha(0.3)))
	c.fill(rectangle(1096, 214, 1168, 430), down(rgb(0x4a5c68), rgb(0x394851), 214, 430))
	c.fill(rectangle(1106, 226, 1158, 312), down(rgb(0x7d96a6), rgb(0x445868), 226, 312))
	c.fill(rounded(1102, 330, 1112, 348, 3), solid(rgb(0xd9d4c7)))
	c.fill(polygon(940, 182, 954, 150, 1196, 150, 1208, 182), down(rgb(0x6a737b), rgb(0x4b535a), 150, 182))
	c.fill(rounded(986, 334, 1072, 360, 3), solid(rgb(0x2f6db0)))
	c.writeIn("VISITORS", 993, 341, 1065, 353, solid(rgb(0xffffff)))
}

// barrier is the boom beside the booth, up.
func (c *canvas) barrier() {
	c.fill(ellipse(926, 424, 44, 10), solid(rgb(0x1f2a18).alpha(0.4)))
	const x1, y1, x2, y2 = 920.0, 318.0, 806.0, 22.0
	at := func(t float64) (float64, float64) { return x1 + (x2-x1)*t, y1 + (y2-y1)*t }
	for i := range 8 {
		ax, ay := at(float64(i) / 8)
		bx, by := at(float64(i+1) / 8)
		w := 15 - float64(i)*0.9
		col := rgb(0xf4f1ea)
		if i%2 == 1 {
			col = rgb(0xc8372f)
		}
		c.fill(polygon(ax-w/2, ay+2, ax+w/2, ay-2, bx+w/2, by-2, bx-w/2, by+2), across(col.lighter(0.1), col.darker(0.14), ax-w/2, ax+w/2))
	}
	c.fill(rounded(898, 300, 954, 424, 6), across(rgb(0xf0c04a), rgb(0xc4922a), 898, 954))
	c.fill(rounded(906, 312, 946, 340, 3), solid(rgb(0x3f3a30)))
	c.fill(ellipse(926, 296, 9, 7), solid(rgb(0xe0533a)))
}
