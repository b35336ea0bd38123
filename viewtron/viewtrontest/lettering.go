package viewtrontest

import (
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// lettering turns text into shapes, in two faces: one for plates and signs, one of
// equal widths for the time.
type lettering struct {
	bold, mono *sfnt.Font
	buf        sfnt.Buffer
}

// unitsPerEm is the size that glyphs are loaded in.
const unitsPerEm = 1024

func (l *lettering) face(mono bool) *sfnt.Font {
	f, ttf := &l.bold, gobold.TTF
	if mono {
		f, ttf = &l.mono, gomonobold.TTF
	}
	if *f == nil {
		parsed, err := sfnt.Parse(ttf)
		if err != nil {
			panic("a font that is part of the program does not parse: " + err.Error())
		}
		*f = parsed
	}
	return *f
}

// shape is a text with its outlines: width in ems of height 1, baseline at 0.
func (l *lettering) shape(text string, mono bool) (s shape, width float64) {
	f := l.face(mono)
	pen := fixed.Int26_6(0)
	for _, r := range text {
		g, err := f.GlyphIndex(&l.buf, r)
		if err != nil {
			continue
		}
		segments, err := f.LoadGlyph(&l.buf, g, fixed.I(unitsPerEm), nil)
		if err != nil {
			continue
		}
		at := func(p fixed.Point26_6) place {
			return place{float64(p.X+pen) / 64 / unitsPerEm, float64(p.Y) / 64 / unitsPerEm}
		}
		s = appendGlyph(s, segments, at)
		if advance, err := f.GlyphAdvance(&l.buf, g, fixed.I(unitsPerEm), font.HintingNone); err == nil {
			pen += advance
		}
	}
	return s, float64(pen) / 64 / unitsPerEm
}

func appendGlyph(s shape, segments sfnt.Segments, at func(fixed.Point26_6) place) shape {
	var last place
	for _, g := range segments {
		a, b, c := at(g.Args[0]), at(g.Args[1]), at(g.Args[2])
		switch g.Op {
		case sfnt.SegmentOpMoveTo:
			s, last = s.from(a.x, a.y), a
		case sfnt.SegmentOpLineTo:
			s, last = s.to(a.x, a.y), a
		case sfnt.SegmentOpQuadTo: // raised to a curve by two control points
			x1, y1 := last.x+(a.x-last.x)*2/3, last.y+(a.y-last.y)*2/3
			x2, y2 := b.x+(a.x-b.x)*2/3, b.y+(a.y-b.y)*2/3
			s, last = s.curve(x1, y1, x2, y2, b.x, b.y), b
		case sfnt.SegmentOpCubeTo:
			s, last = s.curve(a.x, a.y, b.x, b.y, c.x, c.y), c
		}
	}
	return s
}

// moved is a shape scaled, then moved.
func (s shape) moved(x, y, sx, sy float64) shape {
	out := make(shape, len(s))
	for i, g := range s {
		for j, p := range g.p {
			g.p[j] = place{x + p.x*sx, y + p.y*sy}
		}
		out[i] = g
	}
	return out
}

// write draws a text of so many units height with its baseline at y.
func (c *canvas) write(text string, mono bool, x, y, size float64, with paint) {
	s, _ := c.text.shape(text, mono)
	c.fill(s.moved(x, y, size, size), with)
}

// capHeight is the height of capitals and digits in ems.
const capHeight = 0.73

// writeIn draws a text as large as fits into a box.
func (c *canvas) writeIn(text string, x1, y1, x2, y2 float64, with paint) {
	s, width := c.text.shape(text, false)
	if width == 0 {
		return
	}
	size := (y2 - y1) / capHeight
	narrow := min(1, (x2-x1)/(width*size))
	x := (x1+x2)/2 - width*size*narrow/2
	c.fill(s.moved(x, y2, size*narrow, size), with)
}
