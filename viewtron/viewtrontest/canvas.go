package viewtrontest

import (
	"image"
	"math"

	"golang.org/x/image/vector"
)

// A canvas is drawn on in units of a frame of 1280x720, whatever its size in
// pixels.
const (
	frameWidth  = 1280
	frameHeight = 720
)

// canvas draws filled shapes with smooth edges.
type canvas struct {
	img    *image.RGBA
	sx, sy float64 // pixels in a unit
	raster vector.Rasterizer
	mask   image.Alpha // of the shape that is being filled
	text   lettering
}

func newCanvas(width, height int) *canvas {
	return &canvas{
		img: image.NewRGBA(image.Rect(0, 0, width, height)),
		sx:  float64(width) / frameWidth, sy: float64(height) / frameHeight,
	}
}

// place is a point in units.
type place struct{ x, y float64 }

// shape is the outline of an area: lines and curves, closed.
type shape []segment

// segment goes on to the last of its points: 1 begins an outline, 2 is a line, 3
// a curve by two control points.
type segment struct {
	kind uint8
	p    [3]place
}

const (
	begin uint8 = iota + 1
	straight
	curved
)

func (s shape) from(x, y float64) shape { return append(s, segment{kind: begin, p: [3]place{{x, y}}}) }

func (s shape) to(x, y float64) shape { return append(s, segment{kind: straight, p: [3]place{{x, y}}}) }

func (s shape) curve(x1, y1, x2, y2, x, y float64) shape {
	return append(s, segment{kind: curved, p: [3]place{{x1, y1}, {x2, y2}, {x, y}}})
}

func (g segment) points() []place {
	if g.kind == curved {
		return g.p[:]
	}
	return g.p[:1]
}

// polygon is the shape with those corners, x and y in turn.
func polygon(xy ...float64) shape {
	var s shape
	for i := 0; i+1 < len(xy); i += 2 {
		if i == 0 {
			s = s.from(xy[0], xy[1])
		} else {
			s = s.to(xy[i], xy[i+1])
		}
	}
	return s
}

func rectangle(x1, y1, x2, y2 float64) shape { return polygon(x1, y1, x2, y1, x2, y2, x1, y2) }

// roundness is how far the control points of a quarter of a circle are.
const roundness = 0.5523

func ellipse(cx, cy, rx, ry float64) shape {
	kx, ky := rx*roundness, ry*roundness
	return shape{}.from(cx+rx, cy).
		curve(cx+rx, cy+ky, cx+kx, cy+ry, cx, cy+ry).
		curve(cx-kx, cy+ry, cx-rx, cy+ky, cx-rx, cy).
		curve(cx-rx, cy-ky, cx-kx, cy-ry, cx, cy-ry).
		curve(cx+kx, cy-ry, cx+rx, cy-ky, cx+rx, cy)
}

// rounded is a rectangle with round corners.
func rounded(x1, y1, x2, y2, r float64) shape {
	r = min(r, (x2-x1)/2, (y2-y1)/2)
	k := r * (1 - roundness)
	return shape{}.from(x1+r, y1).
		to(x2-r, y1).curve(x2-k, y1, x2, y1+k, x2, y1+r).
		to(x2, y2-r).curve(x2, y2-k, x2-k, y2, x2-r, y2).
		to(x1+r, y2).curve(x1+k, y2, x1, y2-k, x1, y2-r).
		to(x1, y1+r).curve(x1, y1+k, x1+k, y1, x1+r, y1)
}

// limb is a stroke with round ends, of one width at its beginning and another at
// its end.
func limb(x1, y1, x2, y2, w1, w2 float64) shape {
	angle := math.Atan2(y2-y1, x2-x1)
	nx, ny := -math.Sin(angle), math.Cos(angle)
	dx, dy := math.Cos(angle), math.Sin(angle)
	a, b := w1/2, w2/2
	const k = 4.0 / 3
	return shape{}.from(x1+nx*a, y1+ny*a).
		to(x2+nx*b, y2+ny*b).
		curve(x2+nx*b+dx*b*k, y2+ny*b+dy*b*k, x2-nx*b+dx*b*k, y2-ny*b+dy*b*k, x2-nx*b, y2-ny*b).
		to(x1-nx*a, y1-ny*a).
		curve(x1-nx*a-dx*a*k, y1-ny*a-dy*a*k, x1+nx*a-dx*a*k, y1+ny*a-dy*a*k, x1+nx*a, y1+ny*a)
}

// fill paints the inside of shapes.
func (c *canvas) fill(s shape, with paint) {
	area := c.bounds(s)
	if area.Empty() {
		return
	}
	c.raster.Reset(area.Dx(), area.Dy())
	ox, oy := float64(area.Min.X), float64(area.Min.Y)
	at := func(p place) (float32, float32) { return float32(p.x*c.sx - ox), float32(p.y*c.sy - oy) }
	for i := range s {
		x, y := at(s[i].p[0])
		switch s[i].kind {
		case begin:
			c.raster.ClosePath()
			c.raster.MoveTo(x, y)
		case straight:
			c.raster.LineTo(x, y)
		case curved:
			x2, y2 := at(s[i].p[1])
			x3, y3 := at(s[i].p[2])
			c.raster.CubeTo(x, y, x2, y2, x3, y3)
		}
	}
	c.raster.ClosePath()
	if n := area.Dx() * area.Dy(); cap(c.mask.Pix) < n {
		c.mask.Pix = make([]uint8, n)
	}
	c.mask.Pix = c.mask.Pix[:area.Dx()*area.Dy()]
	clear(c.mask.Pix)
	c.mask.Stride = area.Dx()
	c.mask.Rect = image.Rect(0, 0, area.Dx(), area.Dy())
	c.raster.Draw(&c.mask, c.mask.Rect, image.Opaque, image.Point{})
	c.blend(area, with)
}

// bounds are the pixels that a shape can touch.
func (c *canvas) bounds(s shape) image.Rectangle {
	x1, y1, x2, y2 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for i := range s {
		for _, p := range s[i].points() {
			x1, y1, x2, y2 = min(x1, p.x), min(y1, p.y), max(x2, p.x), max(y2, p.y)
		}
	}
	if x1 > x2 {
		return image.Rectangle{}
	}
	clamp := func(v float64) int { return int(max(-1, min(v, 1<<20))) }
	r := image.Rect(clamp(x1*c.sx), clamp(y1*c.sy), clamp(math.Ceil(x2*c.sx)), clamp(math.Ceil(y2*c.sy)))
	return r.Intersect(c.img.Rect)
}

// blend lays a paint over an area where the mask is set.
func (c *canvas) blend(area image.Rectangle, with paint) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		mask := c.mask.Pix[(y-area.Min.Y)*c.mask.Stride:][:area.Dx()]
		row := c.img.Pix[c.img.PixOffset(area.Min.X, y):][:4*area.Dx()]
		uy := (float64(y) + 0.5) / c.sy
		col := with.at((float64(area.Min.X)+0.5)/c.sx, uy)
		for i, m := range mask {
			if m == 0 {
				continue
			}
			if !with.level() {
				col = with.at((float64(area.Min.X+i)+0.5)/c.sx, uy)
			}
			a := uint32(m) * uint32(col.a) / 255
			p := row[4*i : 4*i+4 : 4*i+4]
			p[0] = lay(p[0], col.r, a)
			p[1] = lay(p[1], col.g, a)
			p[2] = lay(p[2], col.b, a)
			p[3] = 255
		}
	}
}

// lay is a channel with a colour over it, a of 255 opaque.
func lay(under, over uint8, a uint32) uint8 {
	return uint8((uint32(under)*(255-a) + uint32(over)*a + 127) / 255)
}
