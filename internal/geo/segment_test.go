package geo_test

import (
	"math"
	"testing"

	"github.com/watchpost/watchpost/internal/geo"
)

func TestSegment(t *testing.T) {
	across := geo.Segment{A: geo.Point{1000, 5000}, B: geo.Point{9000, 5000}}
	tests := []struct {
		name     string
		from, to geo.Point
		share    float64
		want     bool
	}{
		{"down over it", geo.Point{4000, 4000}, geo.Point{4000, 8000}, 0.25, true},
		{"up over it", geo.Point{4000, 8000}, geo.Point{4000, 4000}, 0.75, true},
		{"past its end", geo.Point{500, 4000}, geo.Point{500, 6000}, 0.5, false},
		{"over its end", geo.Point{1000, 4000}, geo.Point{1000, 6000}, 0.5, true},
		{"up to it, where the right side begins", geo.Point{4000, 4000}, geo.Point{4000, 5000}, 1, true},
		{"from it to the right", geo.Point{4000, 5000}, geo.Point{4000, 6000}, 0, false},
		{"from it to the left", geo.Point{4000, 5000}, geo.Point{4000, 4000}, 0, true},
		{"along it", geo.Point{2000, 5000}, geo.Point{3000, 5000}, 0, false},
		{"stands", geo.Point{2000, 4000}, geo.Point{2000, 4000}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			share, ok := across.Crossed(tt.from, tt.to)
			if ok != tt.want || ok && math.Abs(share-tt.share) > 1e-9 {
				t.Errorf("got %v, %v, want %v, %v", share, ok, tt.share, tt.want)
			}
		})
	}
	if across.Right(geo.Point{5000, 4999}) || !across.Right(geo.Point{5000, 5001}) {
		t.Error("what is below a line that runs to the right is not on its right")
	}
	if got := across.Length(); got != 8000 {
		t.Errorf("length: got %v, want 8000", got)
	}
	for p, want := range map[geo.Point]float64{{5000, 5300}: 300, {700, 4600}: 500, {9000, 5000}: 0} {
		if got := across.Distance(p); math.Abs(got-want) > 1e-9 {
			t.Errorf("distance of %v: got %v, want %v", p, got, want)
		}
	}
	dot := geo.Segment{A: geo.Point{3, 4}, B: geo.Point{3, 4}}
	if _, ok := dot.Crossed(geo.Point{0, 0}, geo.Point{9, 9}); ok || dot.Distance(geo.Point{0, 0}) != 5 {
		t.Error("a line without length is crossed, or not where it is")
	}
}
