package viewtrontest_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"github.com/watchpost/watchpost/viewtron"
	. "github.com/watchpost/watchpost/viewtron/viewtrontest"
)

var morning = time.Date(2026, 11, 24, 8, 30, 1, 0, time.UTC)

var places = map[string]Place{"yard": Yard, "gate": Gate, "shop door": ShopDoor, "corridor": Corridor}

// TestSceneSame holds that a scene gives the same picture every time, and another
// scene another.
func TestSceneSame(t *testing.T) {
	for name, p := range places {
		s := Scene{Place: p, Stamp: morning, Title: name, Grain: 0.4, Figures: []Figure{{Box: Box(3000, 3000, 4000, 8000)}}}
		first := s.Draw(320, 180).JPEG(70)
		if !bytes.Equal(first, s.Draw(320, 180).JPEG(70)) {
			t.Errorf("%s: two pictures of the same scene differ", name)
		}
		s.Stamp = s.Stamp.Add(time.Second)
		if bytes.Equal(first, s.Draw(320, 180).JPEG(70)) {
			t.Errorf("%s: a second later the picture is the same", name)
		}
	}
}

// TestSceneFigureFillsBox holds that figures touch all sides of their boxes and
// are nowhere else, so that box, picture and crop agree. Shadows, which are at the
// bottom, may be wider.
func TestSceneFigureFillsBox(t *testing.T) {
	const width, height = 320, 180
	without := Scene{Place: Corridor}.Draw(width, height).Image
	person, car, motorcycle := viewtron.TargetPerson, viewtron.TargetCar, viewtron.TargetMotorcycle
	for _, tt := range []struct {
		name string
		f    Figure
	}{
		{"person", Figure{Type: person, Box: Box(4000, 2000, 5000, 8000)}},
		{"person walking", Figure{Type: person, Box: Box(4000, 2000, 5000, 8000), Step: 0.25, Look: 3}},
		{"person from behind", Figure{Type: person, Box: Box(7000, 4000, 7500, 7000), Step: 0.75, Away: true}},
		{"person from the side", Figure{Type: person, Box: Box(4000, 2000, 5400, 8000), Side: true}},
		{"person from the other side", Figure{Type: person, Box: Box(4000, 2000, 5400, 8000), Side: true, Left: true, Step: 0.3}},
		{"item", Figure{Item: true, Box: Box(4000, 6000, 5000, 7400)}},
		{"stout person", Figure{Type: person, Box: Box(2000, 2000, 4000, 8000)}},
		{"car from its side", Figure{Type: car, Box: Box(3000, 4000, 6000, 6400)}},
		{"car from its other side", Figure{Type: car, Box: Box(3000, 4000, 6000, 6400), Left: true}},
		{"car from its front", Figure{Type: car, Box: Box(3500, 3000, 6500, 8000), Plate: "KLM4821"}},
		{"car from its back", Figure{Type: car, Box: Box(3500, 3000, 6500, 8000), Away: true}},
		{"motorcycle", Figure{Type: motorcycle, Box: Box(3000, 3500, 5200, 7500), Left: true}},
		{"motorcycle from its front", Figure{Type: motorcycle, Box: Box(6000, 3500, 7000, 8500)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for look := range uint64(3) {
				tt.f.Look = look
				got := drawn(tt.f, without)
				b := tt.f.Box
				want := image.Rect(int(b.X1)*width/10000, int(b.Y1)*height/10000, int(b.X2)*width/10000, int(b.Y2)*height/10000)
				shadow := 2 + want.Dy()*3/100
				if d := got.Max.Y - want.Max.Y; d < -2 || d > shadow {
					t.Errorf("look %d: ends at %d, want at %d", look, got.Max.Y, want.Max.Y)
				}
				if far(got.Min.Y, want.Min.Y) || far(got.Min.X, want.Min.X) || far(got.Max.X, want.Max.X) {
					t.Errorf("look %d: is at %v, want at %v", look, got, want)
				}
			}
		})
	}
}

// far says whether two edges are more than a few pixels apart.
func far(got, want int) bool { return got < want-2 || got > want+2 }

// drawn is where a figure changes the picture of the empty corridor; below nine
// tenths of its box, where its shadow is, only downwards.
func drawn(f Figure, without *image.RGBA) image.Rectangle {
	width, height := without.Rect.Dx(), without.Rect.Dy()
	with := Scene{Place: Corridor, Figures: []Figure{f}}.Draw(width, height).Image
	ground := (int(f.Box.Y1) + int(f.Box.Y2-f.Box.Y1)*9/10) * height / 10000
	var r image.Rectangle
	for y := range height {
		for x := range width {
			if with.RGBAAt(x, y) == without.RGBAAt(x, y) {
				continue
			}
			p := image.Rect(x, y, x+1, y+1)
			if y >= ground && !r.Empty() { // a shadow: only as far as the figure is wide
				p = image.Rect(r.Min.X, y, r.Min.X+1, y+1)
			}
			r = r.Union(p)
		}
	}
	return r
}

// TestScenePlate holds that a plate is where PlateBox says: a light rectangle with
// dark letters.
func TestScenePlate(t *testing.T) {
	for _, away := range []bool{false, true} {
		f := Figure{Type: viewtron.TargetCar, Box: Box(3500, 3000, 6500, 8000), Plate: "KLM4821", Away: away}
		frame := Scene{Place: Gate, Figures: []Figure{f}}.Draw(1280, 720)
		plate := frame.Crop(f.PlateBox()).Image
		if got := plate.Rect.Dx(); got < 90 || got > 110 {
			t.Errorf("away %v: the plate is %d pixels wide, want about 100", away, got)
		}
		light, dark := 0, 0
		for y := plate.Rect.Min.Y; y < plate.Rect.Max.Y; y++ {
			for x := plate.Rect.Min.X; x < plate.Rect.Max.X; x++ {
				switch c := plate.RGBAAt(x, y); {
				case c.R > 190 && c.G > 190 && c.B > 190:
					light++
				case c.R < 80 && c.G < 80 && c.B < 80:
					dark++
				}
			}
		}
		all := plate.Rect.Dx() * plate.Rect.Dy()
		if light < all/3 || dark < all/6 {
			t.Errorf("away %v: of %d pixels %d are light and %d dark, want a plate with letters", away, all, light, dark)
		}
	}
	for _, f := range []Figure{
		{Type: viewtron.TargetCar, Box: Box(3500, 3000, 6500, 8000)},
		{Type: viewtron.TargetCar, Box: Box(3000, 4000, 6000, 6400), Plate: "KLM4821"},
		{Type: viewtron.TargetPerson, Box: Box(3000, 4000, 6000, 6400), Plate: "KLM4821"},
	} {
		if got := f.PlateBox(); got != (viewtron.Box{}) {
			t.Errorf("%+v: got a plate at %v, want none", f, got)
		}
	}
}

// TestSceneFace holds that a face is at the top of a person and nowhere else.
func TestSceneFace(t *testing.T) {
	f := Figure{Box: Box(4000, 2000, 5000, 8000)}
	if got, want := f.FaceBox(), Box(4290, 2000, 4710, 2888); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	f.Type = viewtron.TargetCar
	if got := f.FaceBox(); got != (viewtron.Box{}) {
		t.Errorf("got a face of a car at %v, want none", got)
	}
}

// TestFrameCrop holds that a crop is the part of the frame in the box, and what a
// box outside of it gives.
func TestFrameCrop(t *testing.T) {
	frame := Scene{}.Draw(320, 180)
	crop := frame.Crop(Box(2500, 5000, 5000, 10000)).Image
	if want := image.Rect(80, 90, 160, 180); crop.Rect != want {
		t.Errorf("got %v, want %v", crop.Rect, want)
	}
	if crop.RGBAAt(100, 100) != frame.Image.RGBAAt(100, 100) {
		t.Error("the crop differs from the frame")
	}
	if got := frame.Crop(Box(2500, 5000, 5000, 10000)).Crop(Box(0, 0, 5000, 5000)).Image.Rect; got != image.Rect(80, 90, 120, 135) {
		t.Errorf("a crop of a crop: got %v", got)
	}
	for _, b := range []viewtron.Box{{}, Box(5000, 5000, 5000, 5000), Box(20000, 0, 30000, 10)} {
		if got := frame.Crop(b).Image.Rect; got.Dx() != 1 || got.Dy() != 1 {
			t.Errorf("%v: got %v, want one pixel", b, got)
		}
	}
}

// TestFrameJPEG holds that frames and crops are JPEGs of their size, and how large
// they are.
func TestFrameJPEG(t *testing.T) {
	big := Scene{Place: Yard, Grain: 0.6, Stamp: morning}.Draw(1280, 720)
	for _, tt := range []struct {
		name          string
		frame         Frame
		quality       int
		width, height int
		min, max      int // bytes
	}{
		{"overview", big, 85, 1280, 720, 200_000, 450_000},
		{"crop", big.Crop(Box(4000, 4000, 6000, 8000)), 85, 256, 288, 10_000, 60_000},
		{"small", Scene{Place: Yard}.Draw(320, 180), 70, 320, 180, 3_000, 12_000},
		{"tiny", Scene{}.Draw(64, 36), 60, 64, 36, 400, 3_000},
	} {
		data := tt.frame.JPEG(tt.quality)
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := img.Bounds(); got != image.Rect(0, 0, tt.width, tt.height) {
			t.Errorf("%s: got %v, want %dx%d", tt.name, got, tt.width, tt.height)
		}
		if len(data) < tt.min || len(data) > tt.max {
			t.Errorf("%s: got %d bytes, want %d to %d", tt.name, len(data), tt.min, tt.max)
		}
		p := tt.frame.Picture(tt.quality)
		if p.Width != tt.width || p.Height != tt.height || !bytes.Equal(p.JPEG, data) {
			t.Errorf("%s: got a picture of %dx%d, want the JPEG of %dx%d", tt.name, p.Width, p.Height, tt.width, tt.height)
		}
	}
}

// TestSceneNight holds that there are no colours at night but the overlay's white.
func TestSceneNight(t *testing.T) {
	img := Scene{Place: Yard, Night: true}.Draw(160, 90).Image
	for i := 0; i < len(img.Pix); i += 4 {
		if far(int(img.Pix[i]), int(img.Pix[i+1])) || far(int(img.Pix[i]), int(img.Pix[i+2])) {
			t.Fatalf("pixel %d is %v, want grey", i/4, img.Pix[i:i+3])
		}
	}
}

// TestWiden holds that a margin ends at the frame.
func TestWiden(t *testing.T) {
	if got, want := Widen(Box(1000, 4000, 9500, 6000), 10), Box(150, 3800, 10000, 6200); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, size := range []image.Point{{320, 180}, {1280, 720}} {
		for name, p := range places {
			s := Scene{Place: p, Stamp: morning, Grain: 0.5, Figures: []Figure{{Box: Box(3000, 3000, 4000, 8000)}}}
			b.Run(fmt.Sprintf("%s/%dx%d", name, size.X, size.Y), func(b *testing.B) {
				for b.Loop() {
					s.Draw(size.X, size.Y)
				}
			})
		}
	}
}
