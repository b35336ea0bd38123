package presence

import (
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

// Bounds of one camera's targets, so that a device that sends nonsense costs
// little.
const (
	// MaxTargets is how many may be in view at once; the one silent longest gives
	// way.
	MaxTargets = 128
	// MaxNewTargets is how many may begin within one second; further ones are not
	// seen before the next.
	MaxNewTargets = 2 * MaxTargets
)

// Sight is one target in one tracking post.
type Sight struct {
	TargetID string
	Type     event.TargetType
	Rect     geo.Rect // nothing where the post does not tell
}

// Change is what a post, or silence, told of one target.
type Change struct {
	Kind     track.Change
	Track    track.ID
	TargetID string
	Type     event.TargetType // that of most posts so far
	// At is by our clock. It never goes back from one change of a camera to the next,
	// but for what is Late, and for an Ended, which has the last time it was seen.
	At   time.Time
	Rect geo.Rect
	// Late is a place from before others that were told already: it belongs to the
	// path, and is nothing new.
	Late bool
}

// Camera follows the targets in view of one camera. Set the exported fields.
type Camera struct {
	DeviceID string
	CameraID string
	// Silence is how long a target may go unnamed before it has left, and how late a
	// post may come.
	Silence time.Duration
	// NewID names a new track.
	NewID func(time.Time) track.ID

	clock   clock
	silence int64 // Silence in microseconds
	targets []*target
	ended   []track.Update // since the last Changed
	told    int64          // the latest time that was told, in microseconds by our clock
	begun   struct {
		second int64
		n      int
	}
	version uint64

	changes []Change      // reused
	points  []track.Point // reused
}

// Observe takes what a post shows that arrived at the given time, and that the
// device made at a time of its own clock, zero when it did not tell. It returns
// what that changes, in order; the caller may use it until the next call.
func (c *Camera) Observe(arrival, device time.Time, sights []Sight) []Change {
	c.begins(arrival.UnixMicro())
	if len(c.targets) == 0 {
		if len(sights) == 0 {
			return nil
		}
		c.clock.forget(arrival.UnixMicro())
	}
	at, ok := c.clock.take(arrival.UnixMicro(), microsOf(device), sights)
	if !ok {
		return c.changes
	}
	if c.clock.moved != 0 {
		for _, t := range c.targets {
			t.shift(c.clock.moved)
		}
	}
	for _, p := range c.clock.again {
		c.post(p.device, p.sights)
	}
	c.clock.advance(arrival.UnixMicro())
	c.post(at, sights)
	return c.changes
}

func microsOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// begins begins a call at a time of our clock.
func (c *Camera) begins(now int64) {
	c.changes = c.changes[:0]
	c.silence = c.Silence.Microseconds()
	c.clock.late = min(c.silence, MaxLate.Microseconds())
	if len(c.targets) > 0 && c.clock.setBack(now) {
		// What is in view was seen in what is now the future.
		c.endAll()
		c.told = 0
	}
}

// Tick ends the targets that have been silent for too long at the given time, and
// returns what that changes, as Observe does.
func (c *Camera) Tick(now time.Time) []Change {
	c.begins(now.UnixMicro())
	if len(c.targets) == 0 {
		return c.changes
	}
	c.clock.advance(now.UnixMicro())
	at := c.clock.now - c.clock.offset
	for i := len(c.targets) - 1; i >= 0; i-- {
		t := c.targets[i]
		c.settle(t)
		n := t.path.current(c.silence)
		last := t.path.waiting[n-1].at
		if at-last > c.silence {
			c.leave(t)
		}
		if n == len(t.path.waiting) && c.clock.floor > last+c.silence {
			c.drop(i)
		}
	}
	return c.changes
}

// EndAll ends every target: the camera is gone. It returns what that changes, as
// Observe does.
func (c *Camera) EndAll() []Change {
	c.changes = c.changes[:0]
	c.endAll()
	return c.changes
}

func (c *Camera) endAll() {
	c.clock.close()
	for len(c.targets) > 0 {
		c.settle(c.targets[0])
		c.drop(0)
	}
}

// Changed appends to dst every track that began, moved or ended since the last
// call, those that ended first.
func (c *Camera) Changed(dst []track.Update) []track.Update {
	dst = append(dst, c.ended...)
	c.ended = nil
	for _, t := range c.targets {
		if !t.is(dirty) {
			continue
		}
		change := track.Moved
		if t.is(unwritten) {
			change = track.Began
		}
		t.clear(dirty | unwritten)
		dst = append(dst, c.update(t, change))
	}
	return dst
}

// Waiting is how many tracks that ended wait for Changed.
func (c *Camera) Waiting() int { return len(c.ended) }

// Forget has Changed not return those that wait.
func (c *Camera) Forget() { c.ended = nil }

// InView is how many targets are in view.
func (c *Camera) InView() int {
	n := 0
	for _, t := range c.targets {
		if !t.is(over) {
			n++
		}
	}
	return n
}

// Targets appends to dst the tracks of the targets in view, without their paths.
func (c *Camera) Targets(dst []track.Track) []track.Track {
	for _, t := range c.targets {
		if !t.is(over) {
			dst = append(dst, c.snapshot(t))
		}
	}
	return dst
}

// Version is another number after each change of what Targets tells.
func (c *Camera) Version() uint64 { return c.version }
