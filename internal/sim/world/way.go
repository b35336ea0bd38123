package world

import (
	"math"
	"time"
)

// way is how a target goes over the ground: legs without gaps between them.
type way struct {
	size size
	legs []leg
}

// leg is a part of a way that is gone straight and at one speed, or waited.
type leg struct {
	from, to   spot
	start, end time.Duration
	walked     float64 // metres before
	turn       turn
}

// turn is which side of a target the camera sees.
type turn uint8

const (
	front turn = iota
	back
	leftwards
	rightwards
)

func (l *leg) moving() bool { return l.from != l.to }

// newWay goes along points at a speed in metres a second.
func newWay(k kind, size size, g ground, points []point, speed, aside, patience float64) way {
	w := way{size: size}
	at, walked, facing := time.Duration(0), 0.0, front
	var last spot
	for i, p := range points {
		s := g.spot(p.x, p.y)
		s.x += aside
		if i > 0 {
			l := leg{from: last, to: s, start: at, walked: walked}
			d := last.distance(s)
			l.end = at + time.Duration(d/speed*float64(time.Second))
			facing = k.turn(last, s, p.backing)
			l.turn = facing
			if l.end > l.start {
				w.legs = append(w.legs, l)
			}
			at, walked = l.end, walked+d
		}
		if p.wait > 0 {
			if k == person {
				facing = front
			}
			end := at + time.Duration(float64(p.wait)*patience)
			w.legs = append(w.legs, leg{from: s, to: s, start: at, end: end, walked: walked, turn: facing})
			at = end
		}
		last = s
	}
	return w
}

func (w *way) duration() time.Duration {
	if len(w.legs) == 0 {
		return 0
	}
	return w.legs[len(w.legs)-1].end
}

// at is the leg at a moment of the way, and the spot on it.
func (w *way) at(t time.Duration) (*leg, spot) {
	for i := range w.legs {
		l := &w.legs[i]
		if t < l.end || i == len(w.legs)-1 {
			share := min(max(float64(t-l.start)/float64(l.end-l.start), 0), 1)
			return l, l.from.to(l.to, share)
		}
	}
	return nil, spot{}
}

// turn is how somebody is seen who goes from one spot to another.
func (k kind) turn(from, to spot, backing bool) turn {
	middle := from.to(to, 0.5)
	dx, dz := to.x-from.x, to.z-from.z
	if backing {
		dx, dz = -dx, -dz
	}
	// The share of the movement that is along the line of sight.
	along := (dx*middle.x + dz*middle.z) / (math.Hypot(dx, dz)*math.Hypot(middle.x, middle.z) + 1e-9)
	seen := 0.6
	if k == person {
		seen = 0.5
	}
	switch {
	case along > seen:
		return back
	case along < -seen:
		return front
	case dx < 0:
		return leftwards
	default:
		return rightwards
	}
}
