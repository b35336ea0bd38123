package world

import (
	"math"
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// A target is noticed when at least so much of it is in the frame, and it is at
// least so high, in ten-thousandths.
const (
	noticed  = 0.4
	smallest = 700
)

// stride is how far two steps go, in metres.
const stride = 1.5

// frame is a box with fractions, in ten-thousandths.
type frame struct{ x1, y1, x2, y2 float64 }

func (f frame) area() float64 { return max(f.x2-f.x1, 0) * max(f.y2-f.y1, 0) }

// clip is the part that is in view.
func (f frame) clip() frame {
	return frame{max(f.x1, 0), max(f.y1, 0), min(f.x2, full), min(f.y2, full)}
}

func (f frame) box() viewtron.Box {
	round := func(v float64) int32 { return int32(math.Round(v)) }
	return viewtron.Box{X1: round(f.x1), Y1: round(f.y1), X2: round(f.x2), Y2: round(f.y2), Unit: viewtron.UnitFrame}
}

func (f frame) noticed() bool {
	return f.y2-f.y1 >= smallest && f.clip().area() >= noticed*f.area()
}

// frame is where a stay is at a moment of its way.
func (s *Stay) frame(t time.Duration) (frame, *leg, spot) {
	l, at := s.way.at(t)
	x, y := s.ground.point(at)
	m := s.ground.meter(at.z)
	half, high := s.way.size.seen(l.turn)*m*full/width/2, s.way.size.high*m*full/height
	return frame{x - half, y - high, x + half, y}, l, at
}

// shows says whether a stay is noticed at a moment of its way.
func (s *Stay) shows(t time.Duration) bool {
	f, _, _ := s.frame(t)
	return f.noticed()
}

// foot is the middle of the lower edge of what is to be seen of a stay at a moment
// of the world, and whether it is noticed.
func (s *Stay) foot(d time.Duration) (x, y float64, ok bool) {
	t := d - s.begin
	if t < 0 || t > s.way.duration() {
		return 0, 0, false
	}
	f, _, _ := s.frame(t)
	c := f.clip()
	return (c.x1 + c.x2) / 2, c.y2, f.noticed()
}

// sight is a stay at a moment of the world; false when nothing of it is in the
// frame.
func (s *Stay) sight(d time.Duration) (Sight, bool) {
	t := d - s.begin
	if t < 0 || t > s.way.duration() {
		return Sight{}, false
	}
	f, l, at := s.frame(t)
	c := f.clip()
	if c.area() == 0 {
		return Sight{}, false
	}
	out := Sight{Stay: s, Box: c.box(), Moving: l.moving(), whole: f.noticed()}
	out.Foot = viewtron.Point{X: (out.Box.X1 + out.Box.X2) / 2, Y: out.Box.Y2}
	out.Figure = viewtrontest.Figure{
		Type: s.Type, Box: f.box(), Look: s.Look, Plate: s.Plate,
		Away: l.turn == back, Side: l.turn == leftwards || l.turn == rightwards, Left: l.turn == leftwards,
	}
	out.Figure.Box.Unit = viewtron.UnitFrame
	if out.Moving {
		_, steps := math.Modf((l.walked + l.from.distance(at)) / stride)
		out.Figure.Step = steps
	}
	out.Plate = inside(out.Figure.PlateBox())
	if l.turn == front {
		out.Head = inside(out.Figure.FaceBox())
	}
	return out, true
}

// inside is a box that is wholly in the frame, or the zero Box.
func inside(b viewtron.Box) viewtron.Box {
	if b.X1 < 0 || b.Y1 < 0 || b.X2 > full || b.Y2 > full || b == (viewtron.Box{}) {
		return viewtron.Box{}
	}
	b.Unit = viewtron.UnitFrame
	return b
}

// hide takes plates and heads from sights that somebody nearer stands before.
func hide(sights []Sight) {
	for i := range sights {
		s := &sights[i]
		for j := i + 1; j < len(sights); j++ {
			near := sights[j].Figure.Box
			if overlap(s.Plate, near) {
				s.Plate = viewtron.Box{}
			}
			if overlap(s.Head, near) {
				s.Head = viewtron.Box{}
			}
		}
	}
}

func overlap(a, b viewtron.Box) bool {
	return a.X1 < b.X2 && b.X1 < a.X2 && a.Y1 < b.Y2 && b.Y1 < a.Y2
}

// window finds when a stay comes into view and when it is last seen, within a
// moment; false if never.
func (s *Stay) window() (from, to time.Duration, ok bool) {
	const step = 100 * time.Millisecond
	end := s.way.duration()
	if end == 0 {
		return 0, 0, false
	}
	first, last := time.Duration(-1), time.Duration(-1)
	for t := time.Duration(0); ; t = min(t+step, end) {
		if s.shows(t) {
			if first < 0 {
				first = t
			}
			last = t
		}
		if t == end {
			break
		}
	}
	if first < 0 {
		return 0, 0, false
	}
	from, to = first, last
	if from > 0 {
		from = s.change(max(from-step, 0), from, true)
	}
	if to < end {
		to = s.change(to, min(to+step, end), false)
	}
	return from, to, true
}

// change is when showing becomes what it is at the end of a span.
func (s *Stay) change(low, high time.Duration, shows bool) time.Duration {
	for high-low > 1 {
		middle := low + (high-low)/2
		if s.shows(middle) == shows {
			high = middle
		} else {
			low = middle
		}
	}
	if shows {
		return high
	}
	return low
}
