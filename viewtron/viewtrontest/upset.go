package viewtrontest

// upset lets the picture look like what was done to the camera.
func (c *canvas) upset(s *Scene) {
	if s.Turned {
		c.turn()
	}
	if s.Blurred {
		c.blur()
	}
	if s.Tinted {
		c.tint()
	}
}

// turn shows what a camera sees that was pushed aside: the upper left of the scene,
// large and mirrored.
func (c *canvas) turn() {
	size := c.img.Rect
	was := append([]uint8(nil), c.img.Pix...)
	for y := range size.Dy() {
		row := c.img.Pix[y*c.img.Stride:][:4*size.Dx()]
		from := was[y*9/20*c.img.Stride:]
		for x := range size.Dx() {
			copy(row[4*x:4*x+4], from[4*((size.Dx()-1-x)*9/20):][:4])
		}
	}
}

// tint gives the picture the green cast of a broken sensor.
func (c *canvas) tint() {
	for i := 0; i < len(c.img.Pix); i += 4 {
		p := c.img.Pix[i : i+3 : i+3]
		p[0], p[1], p[2] = p[0]/2, uint8(min(int(p[1])*5/4+20, 255)), uint8(int(p[2])*3/5)
	}
}

// blur puts the picture out of focus: means over squares, twice, each by rows and
// then by columns.
func (c *canvas) blur() {
	size := c.img.Rect
	reach := max(size.Dx()/90, 1)
	for range 2 {
		for y := range size.Dy() {
			mean(c.img.Pix[y*c.img.Stride:], 4, size.Dx(), reach)
		}
		for x := range size.Dx() {
			mean(c.img.Pix[4*x:], c.img.Stride, size.Dy(), reach)
		}
	}
}

// mean replaces each of n pixels, so many bytes apart, by the mean of those within
// reach.
func mean(pix []uint8, apart, n, reach int) {
	was := make([][3]int, n)
	for i := range was {
		p := pix[i*apart:]
		was[i] = [3]int{int(p[0]), int(p[1]), int(p[2])}
	}
	at := func(i int) [3]int { return was[min(max(i, 0), n-1)] }
	var sum [3]int
	for i := -reach; i <= reach; i++ {
		for k, v := range at(i) {
			sum[k] += v
		}
	}
	for i := range n {
		p := pix[i*apart:]
		in, out := at(i+reach+1), at(i-reach)
		for k := range sum {
			p[k] = uint8(sum[k] / (2*reach + 1))
			sum[k] += in[k] - out[k]
		}
	}
}
