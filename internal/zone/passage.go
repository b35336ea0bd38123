package zone

import (
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/track"
)

// Action is what a target did.
type Action string

// The actions. A target that has entered an area leaves it once, and in between
// has dwelled once if it stayed long enough. Lines are crossed.
const (
	Entered Action = "entered"
	Left    Action = "left"
	Dwelled Action = "dwelled"
	Crossed Action = "crossed"
)

// Actions returns every action.
func Actions() []Action { return []Action{Entered, Left, Dwelled, Crossed} }

// Direction is which way a line was crossed.
type Direction string

// In is from the left of a line to its right, seen from its first point.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Directions returns both directions.
func Directions() []Direction { return []Direction{In, Out} }

// Passage is something that a target did at a zone.
type Passage struct {
	ZoneID   ID
	Version  int // of the zone
	CameraID string
	TrackID  track.ID
	Type     event.TargetType // of the target, as far as was known
	Action   Action
	// Direction is of what crossed a line.
	Direction Direction
	// At is when: between two posts, where the foot of the target would have been
	// had it moved evenly.
	At time.Time
	// Inside says of what entered that it was in the area already when it came into
	// view, or when the area was drawn; of what left, that it was there still when
	// it was last seen, or when the area was changed.
	Inside bool
	// Dwell is how long what left had been inside; of what dwelled, how long was
	// asked for.
	Dwell time.Duration
}
