// Package track holds the paths of targets, from tracking posts.
package track

import (
	"errors"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
)

// ErrNotFound means that there is no such track (any more).
var ErrNotFound = errors.New("track not found")

// ID names a track: a ULID, as that of an event, of when its target came.
type ID = event.ID

// Track is one target in view of one camera, from its first tracking post to
// its last.
type Track struct {
	ID       ID
	DeviceID string
	CameraID string
	TargetID string // as sent
	Type     event.TargetType

	FirstSeen time.Time // our clock
	LastSeen  time.Time
	Ended     bool // no post for the silence limit, or the device left
	Posts     int
	FirstRect geo.Rect
	LastRect  geo.Rect
	// Speed is how fast the foot of the box moved over the last second, in frame
	// units (a ten-thousandth of the frame) a second; Heading is where to, in
	// degrees clockwise from up, -1 while the target stands.
	Speed   float64
	Heading float64

	Best Moment
	// Types are the types that posts gave along the way, where they gave more than
	// one: each from when on. Type is what most of them said.
	Types []TypeChange
	// Incident is what it belongs to. Reads set it; it is zero until that is known.
	Incident event.ID
	// Path is where the target went, from FirstSeen on. Lists leave it out.
	Path Path
}

// Moment is when a target was seen best: large, and in the middle of the frame.
type Moment struct {
	At   time.Time
	Rect geo.Rect
}

// TypeChange is a type that posts gave from some time on, after the track began.
type TypeChange struct {
	At   time.Duration
	Type event.TargetType
}

// Change is what happened to a track.
type Change string

// The changes of a track. One that has ended may begin again, when a late post
// tells that its target was still there.
const (
	Moved Change = "moved"
	Began Change = "began"
	Ended Change = "ended"
)

// Update is a track to write as it now stands, and why. A long path comes in parts:
// Part, numbered from 1, is one to keep beside what was written before; the track's
// own Path is what comes after all parts, and replaces what was.
type Update struct {
	Track
	Change Change
	Part   Path
	N      int
}
