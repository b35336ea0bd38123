package viewtrontest

import "math"

// develop does what lens and sensor do to a picture: darker corners, grain, and at
// night no colours.
func (c *canvas) develop(night bool, grain float64, seed uint64) {
	size := c.img.Rect
	fall := 0.16
	if night {
		fall = 0.55
	}
	columns := make([]float64, size.Dx())
	for x := range columns {
		columns[x] = distance(x, size.Dx())
	}
	amplitude := int32(grain * 30 * 256)
	state := seed*2 + 1
	for y := range size.Dy() {
		row := c.img.Pix[y*c.img.Stride:][:4*size.Dx()]
		dy := distance(y, size.Dy())
		for x, dx := range columns {
			light := int32(256 * (1 - fall*(dx+dy)))
			p := row[4*x : 4*x+4 : 4*x+4]
			state = state*6364136223846793005 + 1442695040888963407
			noise := int32(int8(state>>56)) * amplitude >> 15
			r, g, b := int32(p[0]), int32(p[1]), int32(p[2])
			if night {
				grey := (r*77 + g*150 + b*29) >> 8
				r, g, b = grey*7/8, grey*7/8+1, grey*7/8
			}
			p[0] = channel(r*light>>8 + noise)
			p[1] = channel(g*light>>8 + noise)
			p[2] = channel(b*light>>8 + noise)
		}
	}
}

// distance is how far a pixel is from the middle of so many, squared: 0 in the
// middle, 1 at the end.
func distance(i, n int) float64 {
	return math.Pow(2*(float64(i)+0.5)/float64(n)-1, 2)
}

func channel(v int32) uint8 { return uint8(min(max(v, 0), 255)) }
