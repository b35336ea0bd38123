// Package zone holds the areas and lines that a person draws on a camera's
// picture, and watches how targets pass them: who entered and left, how long they
// stayed, which way they crossed, and who is inside now.
//
// It is pure: it holds no clock and reads no time. Whoever drives it tells where
// the targets are, and when.
package zone

import (
	"errors"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
)

// ErrNotFound means that no zone has the id asked for.
var ErrNotFound = errors.New("no such zone")

// Kind is what a zone is.
type Kind string

// An area is a polygon that targets enter and leave. A line has two points;
// targets cross it. Who crosses from its left to its right, seen from the first
// point, goes in.
const (
	Area Kind = "area"
	Line Kind = "line"
)

// Kinds returns every kind.
func Kinds() []Kind { return []Kind{Area, Line} }

// ID names a zone: a ULID of when it was drawn.
type ID = event.ID

// Zone is an area or a line of one camera.
type Zone struct {
	ID       ID
	CameraID string
	Name     string
	Color    string // "#" and six hex digits, "" for none
	Kind     Kind
	Points   []geo.Point
	// Targets are the types of targets that count; all of them when empty.
	Targets []event.TargetType
	// MinDwell is how long a target stays in an area until it has dwelled; 0 when
	// that is of no interest.
	MinDwell time.Duration

	// Version rises when a change makes other passages of the same tracks. What
	// came before Since, when the version began, was not watched with it.
	Version   int
	Since     time.Time
	CreatedAt time.Time
	Deleted   bool
}

// Accepts says whether targets of a type count.
func (z *Zone) Accepts(t event.TargetType) bool {
	return len(z.Targets) == 0 || slices.Contains(z.Targets, t)
}

// SameShape says whether both zones make the same passages of the same tracks.
func (z *Zone) SameShape(o *Zone) bool {
	return z.Kind == o.Kind && z.MinDwell == o.MinDwell && slices.Equal(z.Points, o.Points) &&
		slices.Equal(slices.Sorted(slices.Values(z.Targets)), slices.Sorted(slices.Values(o.Targets)))
}
