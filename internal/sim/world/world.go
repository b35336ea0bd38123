// Package world is what simulated cameras look at: places in which people and
// vehicles move along paths. It is pure: it is asked for a moment and answers for
// that moment, always the same for the same scenario and seed, so that pictures,
// boxes, crops, tracks and what the devices' rules make of them agree exactly, and
// a test knows the truth.
package world

import (
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Stay is one target's way through a view, from its coming to its going. Times
// are since the world began.
type Stay struct {
	ID       int // the target id of the device's posts: rises in the order of coming
	Type     viewtron.TargetType
	From, To time.Duration // when it comes into view, and when it is last seen
	Look     uint64
	Plate    string            // of vehicles that have one
	Vehicle  *viewtron.Vehicle // of cars; its Box is zero
	Face     *viewtron.Face    // of people
	begin    time.Duration     // of its way, before it comes into view
	way      way
	ground   ground
}

// Sight is a target in view at a moment.
type Sight struct {
	Stay   *Stay
	Figure viewtrontest.Figure // as it is drawn; parts may lie outside of the frame
	Box    viewtron.Box        // what is to be seen of it: what posts say
	Foot   viewtron.Point      // the middle of Box's lower edge
	Moving bool
	// Plate and Head are where its plate and its face can be read: the zero Box if
	// it has none, or it is turned away, hidden behind somebody or not wholly in
	// view.
	Plate, Head viewtron.Box
	whole       bool // enough of it is in view to be noticed
}
