// Package world is what simulated cameras look at: places in which people and
// vehicles move along paths. It is pure: it is asked for a moment and answers for
// that moment, always the same for the same script and seed, so that pictures,
// boxes, crops, tracks and what the devices' rules make of them agree exactly, and
// a test knows the truth.
package world

import (
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// View is one camera's view of the world.
type View struct {
	Place viewtrontest.Place
	Title string
	Stays []Stay // everybody who comes, in the order of their coming
}

// Stay is one target's way through a view, from its coming to its going. Times
// are since the world began.
type Stay struct {
	ID       int // the target id of the device's posts
	Type     viewtron.TargetType
	From, To time.Duration
	Look     uint64
	Plate    *PlateText // of vehicles that have one
	Face     *viewtron.Face
	path     path
}

// PlateText is what stands on a plate.
type PlateText struct{ Text string }

type path interface {
	// at is where the target is, and how it is drawn, at a share of the way.
	at(d time.Duration) viewtrontest.Figure
}

// Sight is a target in view at a moment.
type Sight struct {
	Stay   *Stay
	Figure viewtrontest.Figure // its Box is what posts say
	Foot   viewtron.Point      // the middle of the box's lower edge
}
