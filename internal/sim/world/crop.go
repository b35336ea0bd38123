package world

import (
	"image"

	"golang.org/x/image/draw"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Plates is a kind of device by the size of its crops of plates.
type Plates uint8

// Classic cameras, cameras of firmware 5.3.1, and recorders.
const (
	ClassicPlates Plates = iota
	ModernPlates
	RecorderPlates
)

// size is in pixels, as devices have it.
func (p Plates) size() image.Point {
	switch p {
	case ModernPlates:
		return image.Pt(224, 124)
	case RecorderPlates:
		return image.Pt(128, 64)
	}
	return image.Pt(150, 50)
}

// least is how wide the cut around a target is at least: of small ones their
// surroundings are shown too.
const least = 110

// Crop is the part of a frame that a device sends of a target with a detection, in
// the size that devices send: the plate, the face, or the whole target.
func (s *Sight) Crop(f viewtrontest.Frame, what viewtron.Detection, plates Plates) viewtrontest.Frame {
	switch {
	case what == viewtron.LicensePlate && s.Plate != (viewtron.Box{}):
		return cut(f, s.Plate, plates.size(), 1.2, 1)
	case what == viewtron.FaceDetection && s.Head != (viewtron.Box{}):
		return cut(f, s.Head, image.Pt(184, 184), 1.5, 1)
	case s.Stay.Type == viewtron.TargetPerson && s.Box.Y2-s.Box.Y1 > full/2:
		return cut(f, s.Box, image.Pt(336, 448), 1.1, least)
	case s.Stay.Type == viewtron.TargetPerson:
		return cut(f, s.Box, image.Pt(288, 384), 1.1, least)
	}
	return cut(f, s.Box, image.Pt(448, 336), 1.1, least)
}

// Crop is the part of a frame that a device sends of an item.
func (i *Item) Crop(f viewtrontest.Frame) viewtrontest.Frame {
	return cut(f, i.Box, image.Pt(448, 336), 1.6, least)
}

// cut is a part of a frame around a box, in the shape of so many pixels and scaled
// to them. It is wider than the box by a factor, at least so many pixels of the
// frame wide, and within the frame.
func cut(f viewtrontest.Frame, b viewtron.Box, size image.Point, wider, least float64) viewtrontest.Frame {
	r := f.Image.Rect
	px := func(v int32, of int) float64 { return float64(v) * float64(of) / full }
	x1, y1, x2, y2 := px(b.X1, r.Dx()), px(b.Y1, r.Dy()), px(b.X2, r.Dx()), px(b.Y2, r.Dy())
	w := max((x2-x1)*wider, (y2-y1)*wider*float64(size.X)/float64(size.Y))
	w = max(w, least)
	w = min(w, float64(r.Dx()), float64(r.Dy())*float64(size.X)/float64(size.Y))
	h := w * float64(size.Y) / float64(size.X)
	x := min(max((x1+x2-w)/2, 0), float64(r.Dx())-w)
	y := min(max((y1+y2-h)/2, 0), float64(r.Dy())-h)
	from := image.Rect(int(x), int(y), int(x+w+0.5), int(y+h+0.5)).Add(r.Min).Intersect(r)
	out := image.NewRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(out, out.Rect, f.Image, from, draw.Src, nil)
	return viewtrontest.Frame{Image: out}
}
