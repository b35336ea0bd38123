package presence

import (
	"math"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/track"
)

// partBytes is when the packed path of a track that goes on becomes a part, written
// once, instead of being written again and again.
const partBytes = 1024

// standing is the speed, in frame units a second, under which a target stands:
// boxes tremble by about as much.
const standing = 30

// since is the time from one place to another, as paths tell it.
func since(at, start int64) time.Duration { return time.Duration(at-start) * time.Microsecond }

// snapshot is the track of a target as it stands, without its path.
func (c *Camera) snapshot(t *target) track.Track {
	b := t.path
	places := b.waiting[:b.current(c.silence)]
	first, last := places[0], places[len(places)-1]
	if b.packed > 0 {
		first = spot{at: t.start, box: b.first, typ: t.typ}
	}
	out := track.Track{
		ID: t.id, DeviceID: c.DeviceID, CameraID: c.CameraID, TargetID: t.targetID(), Type: t.majority(places),
		FirstSeen: c.clock.ours(first.at), LastSeen: c.clock.ours(last.at), Ended: t.is(over), Posts: b.packed + len(places),
		FirstRect: first.box.rect(), LastRect: last.box.rect(),
	}
	out.Speed, out.Heading = motion(places)
	best, at, typ := t.best, t.start+int64(t.bestMS)*1000, first.typ
	if b.packed == 0 {
		best, at = first.box, first.at
	} else {
		typ = t.typ
	}
	var types []track.TypeChange
	if t.rare != nil {
		types = slices.Clone(t.rare.types)
	}
	for i := range places {
		s := &places[i]
		if s.box.score() > best.score() {
			best, at = s.box, s.at
		}
		if s.typ != typ {
			types = changed(types, typ, s.typ, since(s.at, first.at))
			typ = s.typ
		}
	}
	out.Best = track.Moment{At: c.clock.ours(at), Rect: best.rect()}
	out.Types = types
	return out
}

// update is a target's track with its path, to be written.
func (c *Camera) update(t *target, change track.Change) track.Update {
	u := track.Update{Track: c.snapshot(t), Change: change}
	b := t.path
	if b.packer.Len() >= partBytes {
		b.parts++
		u.Part, u.N = b.packer.Take(), b.parts
	}
	places := b.waiting[:b.current(c.silence)]
	start := places[0].at
	if b.packed > 0 {
		start = t.start
	}
	c.points = c.points[:0]
	for i := range places {
		c.points = append(c.points, track.Point{At: since(places[i].at, start), Rect: places[i].box.rect()})
	}
	u.Path = b.packer.Path(c.points...)
	return u
}

// motion is the speed and heading over the last second, to a tenth.
func motion(places []spot) (speed, heading float64) {
	last := &places[len(places)-1]
	first := last
	for i := len(places) - 1; i >= 0 && last.at-places[i].at <= 1e6; i-- {
		first = &places[i]
	}
	if first.at == last.at {
		return 0, -1
	}
	a, b := first.box.rect().Foot(), last.box.rect().Foot()
	dx, dy := float64(b[0]-a[0]), float64(b[1]-a[1])
	speed = tenths(math.Hypot(dx, dy) / (float64(last.at-first.at) / 1e6))
	if speed < standing {
		return speed, -1
	}
	heading = math.Atan2(dx, -dy) * 180 / math.Pi
	if heading < 0 {
		heading += 360
	}
	return speed, tenths(heading)
}

func tenths(v float64) float64 { return math.Round(10*v) / 10 }
