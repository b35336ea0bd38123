package world_test

import (
	"bytes"
	"fmt"
	"image"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

var (
	morning  = time.Date(2026, 11, 24, 8, 30, 1, 0, time.UTC)
	midnight = time.Date(2026, 11, 24, 23, 59, 1, 0, time.UTC)
)

// TestFrames holds that frames are of the size and weight of real ones, follow from
// seed and moment alone, and are grey at night.
func TestFrames(t *testing.T) {
	eachView(t, 3, func(t *testing.T, v, again *world.View) {
		d := v.Next(0) + 2*time.Second
		f := v.Frame(d, morning)
		if f.Image.Rect != image.Rect(0, 0, 1280, 720) {
			t.Errorf("got %v", f.Image.Rect)
		}
		data := f.JPEG(world.Quality)
		if n := len(data); n < 200_000 || n > 450_000 {
			t.Errorf("got %d bytes, want 200,000 to 450,000", n)
		}
		if !bytes.Equal(f.Image.Pix, again.Frame(d, morning).Image.Pix) {
			t.Error("the same moment looks different")
		}
		if got := grey(f.Image); got != (v.Light == world.Night) {
			t.Errorf("by day: got grey %v in the light %d", got, v.Light)
		}
		late := v.Frame(d+time.Second, midnight)
		if bytes.Equal(f.Image.Pix, late.Image.Pix) {
			t.Error("another moment looks the same")
		}
		if got := grey(late.Image); got != (v.Light != world.Day) {
			t.Errorf("at midnight: got grey %v in the light %d", got, v.Light)
		}
	})
}

// grey says whether there are no colours but what the overlay's edges have.
func grey(img *image.RGBA) bool {
	coloured := 0
	for i := 0; i < len(img.Pix); i += 4 {
		if r, b := int(img.Pix[i]), int(img.Pix[i+2]); r-b > 12 || b-r > 12 {
			coloured++
		}
	}
	return coloured < 1000
}

// TestBoxesTouchFigures holds that a sight's box is where the figure is in the
// frame: what changes when somebody is there is inside of the box, but for the
// shadow, and reaches its sides.
func TestBoxesTouchFigures(t *testing.T) {
	for place, paths := range map[string][]string{
		"yard": {"person, path: cross-right", "car, path: lawn-stop", "motorcycle, path: ride-by"}, "gate": {"car, path: in"}, "shop-door": {"person, path: out"}, "corridor": {"person, path: towards"},
	} {
		empty := parse(t, "views: [{place: "+place+"}]")
		for _, path := range paths {
			v := parse(t, fmt.Sprintf("views: [{place: %s, actors: [{who: %s}]}]", place, path))
			s := v.Stays(0, time.Hour)[0]
			for _, part := range []time.Duration{1, 5, 9} {
				d := s.From + (s.To-s.From)*part/10
				sights := v.At(d, nil)
				if len(sights) != 1 {
					t.Fatalf("%s: got %d in view", path, len(sights))
				}
				got := differs(v.Frame(d, time.Time{}), empty.Frame(d, time.Time{}))
				b := sights[0].Box
				want := image.Rect(int(b.X1)*1280/10000, int(b.Y1)*720/10000, int(b.X2)*1280/10000, int(b.Y2)*720/10000)
				// The shadow is wider and lower.
				shadow := 4 + max(want.Dx()/7, want.Dy()*3/100)
				if off(got.Min.Y, want.Min.Y) > 4 || off(got.Min.X, want.Min.X) > shadow || off(got.Max.X, want.Max.X) > shadow || off(got.Max.Y, want.Max.Y) > shadow {
					t.Errorf("%s %s: differs in %v, the box is %v", place, path, got, want)
				}
			}
		}
	}
}

func off(a, b int) int { return max(a-b, b-a) }

// differs is where two frames of the same grain differ.
func differs(a, b viewtrontest.Frame) image.Rectangle {
	rows, columns := make([]int, 720), make([]int, 1280)
	for y := range 720 {
		for x := range 1280 {
			i := a.Image.PixOffset(x, y)
			for c := range 3 {
				if off(int(a.Image.Pix[i+c]), int(b.Image.Pix[i+c])) > 12 {
					rows[y]++
					columns[x]++
					break
				}
			}
		}
	}
	some := func(n int) bool { return n > 0 }
	last := func(of []int) int {
		of = slices.Clone(of)
		slices.Reverse(of)
		return len(of) - slices.IndexFunc(of, some)
	}
	return image.Rect(slices.IndexFunc(columns, some), slices.IndexFunc(rows, some), last(columns), last(rows))
}

// TestCrops holds that crops have the sizes that devices send, show what they say,
// and are no larger than real ones.
func TestCrops(t *testing.T) {
	type size struct{ w, h int }
	v := parse(t, "views: [{place: gate, actors: [{who: car, path: in, plates: [KLM4821]}, {who: person, points: [{x: 5000, y: 5000}, {x: 4700, y: 14000}], at: 1m}]}]")
	stays := v.Stays(0, time.Hour)
	for _, tt := range []struct {
		name   string
		at     time.Duration
		what   viewtron.Detection
		plates world.Plates
		want   []size
		most   int
	}{
		{"plate of a classic camera", plateTime(v, stays[0]), viewtron.LicensePlate, world.ClassicPlates, []size{{150, 50}}, 10_000},
		{"plate of firmware 5.3.1", plateTime(v, stays[0]), viewtron.LicensePlate, world.ModernPlates, []size{{224, 124}}, 20_000},
		{"plate of a recorder", plateTime(v, stays[0]), viewtron.LicensePlate, world.RecorderPlates, []size{{128, 64}}, 10_000},
		{"car", plateTime(v, stays[0]), viewtron.RegionIntrusion, world.ClassicPlates, []size{{448, 336}}, 100_000},
		{"face", (stays[1].From + stays[1].To) / 2, viewtron.FaceDetection, world.ClassicPlates, []size{{184, 184}}, 30_000},
		{"person", (stays[1].From + stays[1].To) / 2, viewtron.RegionIntrusion, world.ClassicPlates, []size{{288, 384}, {336, 448}}, 100_000},
	} {
		sights := v.At(tt.at, nil)
		if len(sights) != 1 {
			t.Fatalf("%s: got %d in view", tt.name, len(sights))
		}
		crop := sights[0].Crop(v.Frame(tt.at, morning), tt.what, tt.plates)
		if got := (size{crop.Image.Rect.Dx(), crop.Image.Rect.Dy()}); !slices.Contains(tt.want, got) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
		if n := len(crop.JPEG(world.Quality)); n > tt.most {
			t.Errorf("%s: got %d bytes, want at most %d", tt.name, n, tt.most)
		}
	}
	at := plateTime(v, stays[0])
	one := v.At(at, nil)[0]
	crop := one.Crop(v.Frame(at, morning), viewtron.LicensePlate, world.ModernPlates).Image
	light, dark := 0, 0
	for i := 0; i < len(crop.Pix); i += 4 {
		switch c := crop.Pix[i : i+3]; {
		case min(c[0], c[1], c[2]) > 160:
			light++
		case max(c[0], c[1], c[2]) < 90:
			dark++
		}
	}
	if all := 224 * 124; light < all/8 || dark < all/16 {
		t.Errorf("of %d pixels %d are light and %d dark, want a plate with letters", all, light, dark)
	}
}

// plateTime is when a plate is well seen.
func plateTime(v *world.View, s *world.Stay) time.Duration {
	for d := s.From; d < s.To; d += 100 * time.Millisecond {
		for _, one := range v.At(d, nil) {
			if one.Stay.ID == s.ID && one.Plate.X2-one.Plate.X1 > 700 {
				return d
			}
		}
	}
	return s.From
}

// TestHidden holds that faces and plates that somebody stands before are not to be
// seen.
func TestHidden(t *testing.T) {
	v := parse(t, `
views:
  - place: corridor
    actors:
      - {who: person, points: [{x: 5000, y: 6000, wait: 1m}], spread: 0, look: 1}
      - {who: person, points: [{x: 5000, y: 8200, wait: 1m}], spread: 0, look: 2}
`)
	sights := v.At(30*time.Second, nil)
	if len(sights) != 2 || sights[0].Head != (viewtron.Box{}) || sights[1].Head == (viewtron.Box{}) {
		t.Errorf("got %+v, want the near face only", sights)
	}
}
