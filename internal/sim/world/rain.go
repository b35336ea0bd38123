package world

import "image"

// rain draws falling drops: short bright streaks, more of them and the picture
// greyer the more it rains.
func rain(img *image.RGBA, much float64, seed uint64) {
	veil := uint32(much * 40)
	for i := 0; i < len(img.Pix); i += 4 {
		p := img.Pix[i : i+3 : i+3]
		for c := range p {
			p[c] = blend(p[c], 150, veil)
		}
	}
	r := img.Rect
	for i := range int(much * 900) {
		n := uint64(i)
		x, y := r.Min.X+pick(r.Dx(), seed, n, 1), r.Min.Y+pick(r.Dy(), seed, n, 2)
		long := 8 + pick(22, seed, n, 3)
		for t := range long {
			if p := image.Pt(x-t/5, y+t); p.In(r) {
				at := img.Pix[img.PixOffset(p.X, p.Y):]
				for c := range 3 {
					at[c] = blend(at[c], 225, 70)
				}
			}
		}
	}
}

// blend lays a grey over a channel, a of 255 opaque.
func blend(under uint8, grey, a uint32) uint8 {
	return uint8((uint32(under)*(255-a) + grey*a) / 255)
}
