// Package presence turns tracking posts into tracks: who is in view of a
// camera, since when, and where to. Cameras never say that a target has left;
// it has when they stop naming it.
//
// It is pure: it holds no clock, reads no time, and is not safe for concurrent
// use. Whoever drives it tells the time.
package presence

import (
	"math"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

// MaxTargets is how many targets of one camera may be in view at once; the one
// silent longest gives way.
const MaxTargets = 128

// Sight is one target in one tracking post.
type Sight struct {
	TargetID string
	Type     event.TargetType
	Rect     geo.Rect
}

// Camera follows the targets in view of one camera.
type Camera struct {
	DeviceID string
	CameraID string
	// Silence is how long a target may go unnamed before it has left.
	Silence time.Duration
	// NewID names a new track.
	NewID func(time.Time) track.ID

	targets map[string]*target
	ended   []track.Update // since the last Changed
	changes []Change       // reused
}

// Change is what a post, or silence, told of one target.
type Change struct {
	Kind     track.Change
	Track    track.ID
	TargetID string
	Type     event.TargetType // that of most posts so far
	At       time.Time        // by our clock; of an Ended the last time it was seen
	Rect     geo.Rect
	// Late is a place from before others that were told already: it belongs to the
	// path, and is nothing new.
	Late bool
}

// target is one target in view.
type target struct {
	track track.Track
	begun bool // and not yet written
	dirty bool
	types [4]int32 // posts by type: person, car, motorcycle, other
	path  [pathLen]spot
	n     int // spots ever written; the last is path[(n-1)%pathLen]
}

// spot is where the foot of a target was.
type spot struct {
	at time.Time
	p  geo.Point
}

// pathLen spots are enough for the last second at 12 posts a second.
const pathLen = 16

// standing is the speed, in frame units a second, under which a target stands:
// boxes tremble by about as much.
const standing = 30

// Observe takes what a post shows that arrived at the given time, and that the
// device made at a time of its own clock, zero when it did not tell. It returns
// what that changes, in order; the caller may use it until the next call.
func (c *Camera) Observe(at, _ time.Time, sights []Sight) []Change {
	c.changes = c.changes[:0]
	for _, s := range sights {
		t := c.targets[s.TargetID]
		if t != nil && at.Sub(t.track.LastSeen) > c.Silence {
			// The same number after the silence is somebody else.
			c.end(s.TargetID, t)
			t = nil
		}
		kind := track.Moved
		if t == nil {
			t, kind = c.begin(at, s), track.Began
		}
		late := t.see(at, s)
		c.changes = append(c.changes, Change{
			Kind: kind, Track: t.track.ID, TargetID: s.TargetID, Type: t.track.Type, At: at, Rect: s.Rect, Late: late,
		})
	}
	return c.changes
}

func (c *Camera) begin(at time.Time, s Sight) *target {
	if c.targets == nil {
		c.targets = make(map[string]*target)
	}
	if len(c.targets) >= MaxTargets {
		c.endOldest()
	}
	t := &target{begun: true, track: track.Track{
		ID: c.NewID(at), DeviceID: c.DeviceID, CameraID: c.CameraID, TargetID: s.TargetID,
		FirstSeen: at, FirstRect: s.Rect, Heading: -1,
	}}
	c.targets[s.TargetID] = t
	return t
}

func (t *target) see(at time.Time, s Sight) (late bool) {
	tr := &t.track
	tr.Posts++
	t.dirty = true
	t.types[typeIndex(s.Type)]++
	tr.Type = t.majority(s.Type)
	if at.Before(tr.LastSeen) {
		return true // it counts, but the target has moved on
	}
	tr.LastSeen, tr.LastRect = at, s.Rect
	t.path[t.n%pathLen] = spot{at, s.Rect.Foot()}
	t.n++
	tr.Speed, tr.Heading = t.motion()
	return false
}

// motion is the speed and heading over the last second.
func (t *target) motion() (speed, heading float64) {
	last := t.path[(t.n-1)%pathLen]
	first := last
	for i := 2; i <= min(t.n, pathLen); i++ {
		s := t.path[(t.n-i)%pathLen]
		if last.at.Sub(s.at) > time.Second {
			break
		}
		first = s
	}
	dt := last.at.Sub(first.at).Seconds()
	if dt <= 0 {
		return 0, -1
	}
	dx, dy := float64(last.p[0]-first.p[0]), float64(last.p[1]-first.p[1])
	speed = math.Hypot(dx, dy) / dt
	if speed < standing {
		return speed, -1
	}
	heading = math.Atan2(dx, -dy) * 180 / math.Pi
	if heading < 0 {
		heading += 360
	}
	return speed, heading
}

var typeOrder = [4]event.TargetType{
	event.TargetPerson, event.TargetCar, event.TargetMotorcycle, event.TargetUnknown,
}

func typeIndex(t event.TargetType) int {
	if i := slices.Index(typeOrder[:], t); i >= 0 {
		return i
	}
	return len(typeOrder) - 1
}

// majority is the type most posts gave; the newest among equals.
func (t *target) majority(newest event.TargetType) event.TargetType {
	best := typeIndex(newest)
	for i, n := range t.types {
		if n > t.types[best] {
			best = i
		}
	}
	return typeOrder[best]
}

// Tick ends the targets that have been silent for too long at the given time, and
// returns what that changes, as Observe does.
func (c *Camera) Tick(now time.Time) []Change {
	c.changes = c.changes[:0]
	for id, t := range c.targets {
		if now.Sub(t.track.LastSeen) > c.Silence {
			c.end(id, t)
		}
	}
	return c.changes
}

// EndAll ends every target: the camera is gone. It returns what that changes, as
// Observe does.
func (c *Camera) EndAll() []Change {
	c.changes = c.changes[:0]
	for id, t := range c.targets {
		c.end(id, t)
	}
	return c.changes
}

func (c *Camera) end(id string, t *target) {
	delete(c.targets, id)
	if t.begun {
		c.ended = append(c.ended, track.Update{Track: t.track, Change: track.Began})
	}
	t.track.Ended = true
	c.ended = append(c.ended, track.Update{Track: t.track, Change: track.Ended})
	c.changes = append(c.changes, Change{
		Kind: track.Ended, Track: t.track.ID, TargetID: id, Type: t.track.Type, At: t.track.LastSeen, Rect: t.track.LastRect,
	})
}

func (c *Camera) endOldest() {
	var oldest string
	var o *target
	for id, t := range c.targets {
		if o == nil || t.track.LastSeen.Before(o.track.LastSeen) {
			oldest, o = id, t
		}
	}
	c.end(oldest, o)
}

// Changed appends to dst every track that began, moved or ended since the last
// call, the ended ones first.
func (c *Camera) Changed(dst []track.Update) []track.Update {
	dst = append(dst, c.ended...)
	c.ended = nil
	for _, t := range c.targets {
		if t.dirty {
			u := track.Update{Track: t.track, Change: track.Moved}
			if t.begun {
				u.Change = track.Began
			}
			t.dirty, t.begun = false, false
			dst = append(dst, u)
		}
	}
	return dst
}

// InView is how many targets are in view.
func (c *Camera) InView() int { return len(c.targets) }
