package track_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

const interval = 143 * time.Millisecond

// walk is a way of n points, by where the box is at each.
func walk(n int, at func(i int) geo.Rect) []track.Point {
	out := make([]track.Point, n)
	for i := range out {
		out[i] = track.Point{At: (time.Duration(i) * interval).Truncate(time.Millisecond), Rect: geo.Clamp(at(i))}
	}
	return out
}

func moved(x, y int) geo.Rect { return geo.Rect{x, y, x + 600, y + 1800} }

func TestReplayStaysWithinTolerance(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct {
		name  string
		way   []track.Point
		kept  int // at most
		bytes int // a point, at most
	}{
		{"stands", walk(420, func(int) geo.Rect { return moved(4000, 4000) }), 2, 12},
		{"walks straight", walk(420, func(i int) geo.Rect { return moved(20*i, 3000) }), 2, 12},
		{"trembles", walk(420, func(i int) geo.Rect { return moved(10*i+rng.IntN(40), 3000+rng.IntN(40)) }), 4, 12},
		{"turns round", walk(420, func(i int) geo.Rect {
			return moved(5000+int(2000*math.Sin(float64(i)/30)), 4000+int(1000*math.Cos(float64(i)/30)))
		}), 60, 10},
		{"comes nearer", walk(420, func(i int) geo.Rect { return geo.Rect{5000 - 5*i, 4000 - 3*i, 5200 + 5*i, 4400 + 9*i} }), 2, 12},
		{"jumps about", walk(420, func(int) geo.Rect {
			return geo.Rect{rng.IntN(9000), rng.IntN(9000), rng.IntN(9000), rng.IntN(9000)}
		}), 420, 11},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p track.Packer
			for _, pt := range tt.way {
				p.Add(pt.At, pt.Rect)
			}
			path := p.Path()
			kept, err := path.Points()
			if err != nil {
				t.Fatal(err)
			}
			if len(kept) > tt.kept || len(path) > tt.bytes*len(kept) {
				t.Errorf("kept %d points of %d in %d bytes, want at most %d in %d each", len(kept), len(tt.way), len(path), tt.kept, tt.bytes)
			}
			wantNear(t, kept, tt.way)
			if last := tt.way[len(tt.way)-1]; kept[0] != tt.way[0] || kept[len(kept)-1] != last {
				t.Errorf("the ends are %v and %v, want %v and %v", kept[0], kept[len(kept)-1], tt.way[0], last)
			}
		})
	}
}

func wantNear(t *testing.T, kept, way []track.Point) {
	t.Helper()
	for _, pt := range way {
		got := track.Replay(kept, pt.At)
		for e := range got {
			if d := got[e] - pt.Rect[e]; d > track.Tolerance || d < -track.Tolerance {
				t.Fatalf("at %v: replayed %v, was %v", pt.At, got, pt.Rect)
			}
		}
	}
}

// TestPathInParts: a path that is taken in parts is the same, each part can be read
// alone, and what a packer is asked for on the way does not change it.
func TestPathInParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	way := walk(1000, func(i int) geo.Rect { return moved(rng.IntN(300)+i*5, rng.IntN(400)+1000) })
	var whole, split track.Packer
	var joined track.Path
	for i, pt := range way {
		whole.Add(pt.At, pt.Rect)
		split.Add(pt.At, pt.Rect)
		if i%10 == 0 {
			split.Path(way[i+1 : min(i+15, len(way))]...)
		}
		if split.Len() > 512 {
			part := split.Take()
			if _, err := part.Points(); err != nil {
				t.Fatalf("part: %v", err)
			}
			joined = append(joined, part...)
		}
	}
	joined = append(joined, split.Path()...)
	want, _ := whole.Path().Points()
	got, err := joined.Points()
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %d points, %v, want the %d of the whole", len(got), err, len(want))
	}
}

func TestReplayOutsideThePath(t *testing.T) {
	points := []track.Point{{At: 0, Rect: moved(0, 0)}, {At: time.Second, Rect: moved(1000, 0)}}
	for at, want := range map[time.Duration]int{-time.Second: 0, 0: 0, 250 * time.Millisecond: 250, time.Second: 1000, time.Hour: 1000} {
		if got := track.Replay(points, at); got != moved(want, 0) {
			t.Errorf("at %v: got %v, want %v", at, got, moved(want, 0))
		}
	}
}

func TestPointsOfOneMillisecond(t *testing.T) {
	var p track.Packer
	for i := range 10 {
		p.Add(time.Duration(i)*100*time.Microsecond, moved(i*500, 0))
	}
	if got, err := p.Path().Points(); err != nil || len(got) != 1 || got[0].Rect != moved(0, 0) {
		t.Errorf("got %v, %v, want the first alone", got, err)
	}
}

func TestNotAPath(t *testing.T) {
	for name, p := range map[string]track.Path{
		"cut off":                {1},
		"endless number":         {0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80},
		"hangs in the air":       {2, 0, 0, 0, 0},
		"time stands":            {1, 0, 0, 0, 0, 0, 2, 0, 0, 0},
		"out of the frame":       {1, 1, 0, 2, 2},
		"less than nothing wide": {1, 20, 20, 1, 2},
	} {
		if got, err := p.Points(); !errors.Is(err, track.ErrPath) {
			t.Errorf("%s: got %v, %v, want ErrPath", name, got, err)
		}
	}
	if got, err := track.Path(nil).Points(); err != nil || len(got) != 0 {
		t.Errorf("an empty path: got %v, %v", got, err)
	}
}

// FuzzPath: what is read as a path can be packed anew, and is the same path to
// within the tolerance, whatever it is.
func FuzzPath(f *testing.F) {
	var p track.Packer
	for i := range 20 {
		p.Add(time.Duration(i)*interval, moved(100*i, i*i))
	}
	f.Add([]byte(p.Path()))
	f.Add([]byte{1, 20, 20, 20, 20, 200, 1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		points, err := track.Path(b).Points()
		if err != nil || len(points) == 0 {
			return
		}
		if len(points)*5 > len(b) {
			t.Fatalf("%d points of %d bytes", len(points), len(b))
		}
		var p track.Packer
		for i, pt := range points {
			if pt.Rect != geo.Clamp(pt.Rect) || i > 0 && pt.At <= points[i-1].At {
				t.Fatalf("point %d is %v after %v", i, pt, points[max(i-1, 0)])
			}
			p.Add(pt.At, pt.Rect)
		}
		again, err := p.Path().Points()
		if err != nil {
			t.Fatalf("packed anew: %v", err)
		}
		wantNear(t, again, points)
	})
}
