package world

import (
	"time"

	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// point is a point of a path: where, in ten-thousandths of the frame, how long is
// waited there, and whether the way to it is driven backwards.
type point struct {
	x, y    float64
	wait    time.Duration
	backing bool
}

// actor is somebody of a scenario who comes, once or again and again.
type actor struct {
	rhythm
	kind   kind
	points []point
	speed  float64       // metres a second
	spread float64       // metres
	plates []string      // "" for generated ones
	look   *uint64       // always the same look
	person uint64        // whatever is random about its looks
	span   time.Duration // no way takes longer
}

// Variation of speed and of waiting, to either side.
const (
	speedVaries = 0.12
	waitVaries  = 0.2
)

// limit finds span.
func (a *actor) limit(g ground) {
	slow := newWay(a.kind, a.kind.sizeOf(0), g, a.points, a.speed*(1-speedVaries), 0, 1+waitVaries)
	a.span = slow.duration() + time.Second
}

// stay is the actor's coming for the time i, without its ID; nil if it is never in
// view.
func (a *actor) stay(i int, g ground) *Stay {
	n := uint64(i)
	look := mix(a.person, n, 3)
	if a.look != nil {
		look = *a.look
	}
	s := &Stay{Type: a.kind.target(), Look: look, ground: g}
	speed := a.speed * (1 + speedVaries*(2*share(a.person, n, 4)-1))
	aside := a.spread * (2*share(a.person, n, 5) - 1)
	patience := 1 + waitVaries*(2*share(a.person, n, 6)-1)
	s.way = newWay(a.kind, a.kind.sizeOf(look), g, a.points, speed, aside, patience)
	from, to, ok := s.window()
	if !ok {
		return nil
	}
	s.From = a.start(i)
	s.begin = s.From - from
	s.To = s.begin + to
	f := viewtrontest.Figure{Type: s.Type, Look: look}
	switch a.kind {
	case person:
		s.Face = face(&f)
	case car:
		s.Plate = a.plate(n)
		s.Vehicle = vehicle(&f)
	}
	return s
}

func (a *actor) plate(n uint64) string {
	if len(a.plates) == 0 {
		return plate(mix(a.person, n, 7))
	}
	return a.plates[pick(len(a.plates), a.person, n, 8)]
}
