package geo_test

import (
	"math"
	"testing"

	"github.com/watchpost/watchpost/internal/geo"
)

var (
	square = geo.Polygon{{2000, 2000}, {6000, 2000}, {6000, 6000}, {2000, 6000}}
	// bow crosses itself in the middle.
	bow = geo.Polygon{{0, 0}, {4000, 4000}, {4000, 0}, {0, 4000}}
	// star is a pentagram: its middle is outside by the even-odd rule.
	star = geo.Polygon{{5000, 500}, {7600, 8600}, {700, 3600}, {9300, 3600}, {2400, 8600}}
	comb = geo.Polygon{{0, 0}, {1000, 0}, {1000, 9000}, {3000, 9000}, {3000, 0}, {4000, 0}, {4000, 10000}, {0, 10000}}
)

func TestContains(t *testing.T) {
	tests := []struct {
		name string
		in   geo.Polygon
		p    geo.Point
		want bool
	}{
		{"middle", square, geo.Point{4000, 4000}, true},
		{"outside", square, geo.Point{1999, 4000}, false},
		{"left edge", square, geo.Point{2000, 4000}, true},
		{"right edge", square, geo.Point{6000, 4000}, false},
		{"beside a corner's height", square, geo.Point{1000, 2000}, false},
		{"left wing of a bow", bow, geo.Point{500, 2000}, true},
		{"right wing of a bow", bow, geo.Point{3500, 2000}, true},
		{"above the knot of a bow", bow, geo.Point{2000, 500}, false},
		{"middle of a star", star, geo.Point{5000, 5000}, false},
		{"arm of a star", star, geo.Point{5000, 2000}, true},
		{"between the teeth of a comb", comb, geo.Point{2000, 4000}, false},
		{"back of a comb", comb, geo.Point{2000, 9500}, true},
		{"no points", nil, geo.Point{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.Contains(tt.p); got != tt.want {
				t.Errorf("%v contains %v: got %v, want %v", tt.in, tt.p, got, tt.want)
			}
		})
	}
}

func TestNeighboursShareAnEdge(t *testing.T) {
	left := geo.Polygon{{0, 0}, {5000, 0}, {5000, 10000}, {0, 10000}}
	right := geo.Polygon{{5000, 0}, {10000, 0}, {10000, 10000}, {5000, 10000}}
	for y := range 10000 {
		if p := (geo.Point{5000, y}); left.Contains(p) == right.Contains(p) {
			t.Fatalf("%v is in both, or in none", p)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		name string
		in   geo.Polygon
		p    geo.Point
		want float64
	}{
		{"inside", square, geo.Point{2300, 4000}, 300},
		{"outside an edge", square, geo.Point{4000, 6500}, 500},
		{"outside a corner", square, geo.Point{1700, 1600}, 500},
		{"on an edge", square, geo.Point{6000, 3000}, 0},
		{"a polygon of one point", geo.Polygon{{3, 4}}, geo.Point{0, 0}, 5},
		{"no points", nil, geo.Point{}, math.Inf(1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.Distance(tt.p); math.Abs(got-tt.want) > 1e-9 && got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAlong(t *testing.T) {
	tests := []struct {
		name     string
		in       geo.Polygon
		from, to geo.Point
		want     []geo.Stretch
	}{
		{"stays outside", square, geo.Point{0, 0}, geo.Point{1000, 0}, []geo.Stretch{{From: 0, To: 1}}},
		{"stays inside", square, geo.Point{3000, 3000}, geo.Point{4000, 4000}, []geo.Stretch{{From: 0, To: 1, Inside: true}}},
		{"stands", square, geo.Point{3000, 3000}, geo.Point{3000, 3000}, []geo.Stretch{{From: 0, To: 1, Inside: true}}},
		{"enters", square, geo.Point{0, 4000}, geo.Point{4000, 4000}, []geo.Stretch{{From: 0, To: 0.5}, {From: 0.5, To: 1, Inside: true}}},
		{"jumps across", square, geo.Point{0, 4000}, geo.Point{8000, 4000},
			[]geo.Stretch{{From: 0, To: 0.25}, {From: 0.25, To: 0.75, Inside: true}, {From: 0.75, To: 1}}},
		{"jumps over two teeth", comb, geo.Point{0, 4000}, geo.Point{5000, 4000},
			[]geo.Stretch{{From: 0, To: 0.2, Inside: true}, {From: 0.2, To: 0.6}, {From: 0.6, To: 0.8, Inside: true}, {From: 0.8, To: 1}}},
		{"touches a corner", square, geo.Point{0, 4000}, geo.Point{4000, 0}, []geo.Stretch{{From: 0, To: 1}}},
		{"ends on an edge that is inside", square, geo.Point{0, 4000}, geo.Point{2000, 4000},
			[]geo.Stretch{{From: 0, To: 1}, {From: 1, To: 1, Inside: true}}},
		{"through the knot of a bow", bow, geo.Point{0, 2000}, geo.Point{4000, 2000},
			[]geo.Stretch{{From: 0, To: 1, Inside: true}, {From: 1, To: 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.in.Along(tt.from, tt.to)
			if len(got) != len(tt.want) {
				t.Fatalf("got %+v, want %+v", got, tt.want)
			}
			for i, s := range got {
				if w := tt.want[i]; math.Abs(s.From-w.From)+math.Abs(s.To-w.To) > 1e-9 || s.Inside != w.Inside {
					t.Errorf("stretch %d: got %+v, want %+v", i, s, w)
				}
			}
		})
	}
	if d := square.Along(geo.Point{0, 4000}, geo.Point{1000, 4000})[0].Distance; d != 1500 {
		t.Errorf("the middle of a way outside is %v away, want 1500", d)
	}
}

// FuzzAlong: whatever the shape and the way, stretches follow each other without
// gaps, take turns, and begin and end where the ends of the way are.
func FuzzAlong(f *testing.F) {
	f.Add([]byte("\x00\x10\x20\x30\x40\x50\x60\x70\x80\x90"))
	f.Add([]byte("\x10\x10\x20\x10\x20\x20\x10\x20\x10\x10\x20\x20"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 10 || len(b) > 80 {
			return
		}
		var points geo.Polygon
		for ; len(b) > 1; b = b[2:] {
			points = append(points, geo.Point{int(b[0]) * 39, int(b[1]) * 39})
		}
		from, to, g := points[0], points[1], points[2:]
		all := g.Along(from, to)
		if all[0].From != 0 || all[len(all)-1].To != 1 {
			t.Fatalf("%+v do not cover the way", all)
		}
		if all[0].Inside != g.Contains(from) || all[len(all)-1].Inside != g.Contains(to) {
			t.Fatalf("%+v do not agree with the ends: %v, %v", all, g.Contains(from), g.Contains(to))
		}
		for i, s := range all[1:] {
			if s.From != all[i].To || s.Inside == all[i].Inside || s.To < s.From {
				t.Fatalf("stretch %d of %+v does not follow the one before it", i+1, all)
			}
		}
	})
}
