package viewtrontest

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Place is where a camera looks at.
type Place uint8

// The places that can be drawn.
const (
	Yard     Place = iota // a house, a garage and a driveway
	Gate                  // a drive between two pillars, cars coming or going
	ShopDoor              // from inside at the door, shelves beside it
	Corridor              // of an office, doors on both sides
)

// Scene is what a camera sees. The same Scene gives the same picture.
type Scene struct {
	Place   Place
	Figures []Figure  // the nearer ones last
	Title   string    // the camera's name in a corner, "" for none
	Stamp   time.Time // shown in another corner as its own zone has it, the zero time for none
	Night   bool      // infrared: without colours
	// Blurred, Tinted and Turned are what can be done to a camera: its lens is out
	// of focus, its colours are wrong, it looks elsewhere.
	Blurred, Tinted, Turned bool
	// Grain is the noise of the sensor, 0 to 1. It is what makes a picture large:
	// 1280x720 in quality 85 has about 100 KB without, 270 KB with 0.5 and 380 KB
	// with 1.
	Grain float64
	Seed  uint64 // of the grain
}

// Frame is a drawn scene, or a part of one.
type Frame struct{ Image *image.RGBA }

// Draw draws the scene in so many pixels. The places are drawn for the shape of
// 16:9; others distort.
func (s Scene) Draw(width, height int) Frame {
	c := newCanvas(width, height)
	c.place(s.Place)
	for i := range s.Figures {
		c.figure(&s.Figures[i])
	}
	c.upset(&s)
	c.develop(s.Night, s.Grain, s.Seed)
	c.overlay(s.Title, s.Stamp)
	return Frame{c.img}
}

func (c *canvas) place(p Place) {
	switch p {
	case Gate:
		c.gate()
	case ShopDoor:
		c.shopDoor()
	case Corridor:
		c.corridor()
	default:
		c.yard()
	}
}

// overlay writes the time and the name as cameras do.
func (c *canvas) overlay(title string, stamp time.Time) {
	const size = 26
	white, dark := solid(rgb(0xffffff)), solid(rgb(0x000000).alpha(0.6))
	both := func(text string, mono bool, x, y float64) {
		c.write(text, mono, x+1.5, y+1.5, size, dark)
		c.write(text, mono, x, y, size, white)
	}
	if !stamp.IsZero() {
		both(stamp.Format("2006-01-02 15:04:05"), true, 24, 42)
	}
	if title != "" {
		_, width := c.text.shape(title, false)
		both(title, false, frameWidth-24-width*size, frameHeight-24)
	}
}

// Crop is the part of a frame in a box, of at least one pixel. It shares the
// frame's memory.
func (f Frame) Crop(b viewtron.Box) Frame {
	size := f.Image.Rect
	p := scale(b, size.Dx(), size.Dy(), viewtron.UnitPixel)
	r := image.Rect(int(p.X1), int(p.Y1), int(p.X2), int(p.Y2)).Add(size.Min).Intersect(size)
	if r.Empty() {
		r = image.Rectangle{Min: size.Min, Max: size.Min.Add(image.Pt(1, 1))}
	}
	return Frame{f.Image.SubImage(r).(*image.RGBA)}
}

// JPEG is the frame as a JPEG of a quality from 1 to 100.
func (f Frame) JPEG(quality int) []byte {
	img := f.Image
	if img.Rect.Min != (image.Point{}) || img.Stride != 4*img.Rect.Dx() {
		whole := image.NewRGBA(image.Rect(0, 0, img.Rect.Dx(), img.Rect.Dy()))
		draw.Draw(whole, whole.Rect, img, img.Rect.Min, draw.Src)
		img = whole
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		panic("a picture in memory does not encode: " + err.Error()) // only beyond 65535 pixels
	}
	return b.Bytes()
}

// Picture is the frame as a JPEG ready to be put into posts. Drawing and encoding
// cost much more than posting, so that one Picture is best used in many posts.
func (f Frame) Picture(quality int) *Picture {
	return NewPicture(f.JPEG(quality), f.Image.Rect.Dx(), f.Image.Rect.Dy())
}

// Widen is a box with a margin of so many percent of its size on each side, within
// the frame, as cameras crop targets.
func Widen(b viewtron.Box, percent int) viewtron.Box {
	dx, dy := (b.X2-b.X1)*int32(percent)/100, (b.Y2-b.Y1)*int32(percent)/100
	return viewtron.Box{X1: max(b.X1-dx, 0), Y1: max(b.Y1-dy, 0), X2: min(b.X2+dx, 10000), Y2: min(b.Y2+dy, 10000)}
}
