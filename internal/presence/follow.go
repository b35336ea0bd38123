package presence

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/track"
)

// post takes what was seen at a time of the camera's axis.
func (c *Camera) post(at int64, sights []Sight) {
	for i := range sights {
		c.see(at, &sights[i])
	}
}

func (c *Camera) see(at int64, s *Sight) {
	k := keyOf(s.TargetID)
	place := spot{at: at, box: boxOf(s.Rect), typ: typeIndex(s.Type)}
	t := c.find(k)
	if t == nil {
		c.begin(k, place)
		return
	}
	b := t.path
	before := b.waiting[b.current(c.silence)-1].at
	if !b.put(place) {
		return // it is known
	}
	t.set(dirty)
	c.version++
	if c.settle(t) {
		return
	}
	last := b.waiting[b.current(c.silence)-1]
	switch {
	case last.at > before && t.is(over):
		t.clear(over)
		t.set(unwritten)
		c.tell(track.Began, t, last)
	case last.at > before:
		c.tell(track.Moved, t, last)
	case at < before:
		c.tellLate(t, place)
	}
}

// begin has a target come into view, unless too many do.
func (c *Camera) begin(k key, s spot) {
	if second := c.clock.now / 1e6; second != c.begun.second {
		c.begun.second, c.begun.n = second, 0
	}
	if c.begun.n++; c.begun.n > MaxNewTargets {
		return
	}
	if len(c.targets) >= MaxTargets {
		c.drop(c.silentLongest())
	}
	t := newTarget(k)
	c.targets = append(c.targets, t)
	c.track(t, s)
}

// track has a target begin a track.
func (c *Camera) track(t *target, s spot) {
	t.begin(c.NewID(c.clock.ours(s.at)))
	t.path.put(s)
	c.version++
	c.tell(track.Began, t, s)
}

func (c *Camera) find(k key) *target {
	for _, t := range c.targets {
		if t.called(k) {
			return t
		}
	}
	return nil
}

// tell tells where a target is.
func (c *Camera) tell(kind track.Change, t *target, s spot) {
	c.told = max(c.told, s.at+c.clock.offset)
	c.change(kind, t, s, c.told, false)
}

// tellLate tells where a target was before it was where was told.
func (c *Camera) tellLate(t *target, s spot) {
	c.change(track.Moved, t, s, s.at+c.clock.offset, true)
}

func (c *Camera) change(kind track.Change, t *target, s spot, at int64, late bool) {
	c.changes = append(c.changes, Change{
		Kind: kind, Track: t.id, TargetID: t.targetID(), Type: t.majority(t.path.waiting[:t.path.current(c.silence)]),
		At: time.UnixMicro(at).UTC(), Rect: s.box.rect(), Late: late,
	})
}

// settle packs places to which nothing can be added any more, and begins another
// track where it is certain that the target was silent for too long. It says whether
// it did.
func (c *Camera) settle(t *target) (another bool) {
	for {
		b := t.path
		n := b.current(c.silence)
		if n == len(b.waiting) || c.clock.floor <= b.waiting[n-1].at+c.silence {
			t.pack(n, c.clock.floor)
			return another
		}
		rest := slices.Clone(b.waiting[n:])
		b.waiting = b.waiting[:n]
		c.end(t)
		*t = t.another()
		c.track(t, rest[0])
		for _, s := range rest[1:] {
			t.path.put(s)
			if n := t.path.current(c.silence); n == len(t.path.waiting) {
				c.tell(track.Moved, t, s)
			}
		}
		another = true
	}
}

// end has a target leave, and what is new of it written.
func (c *Camera) end(t *target) {
	c.leave(t)
	if t.is(dirty) {
		c.ended = append(c.ended, c.update(t, track.Moved))
		t.clear(dirty)
	}
}

// leave tells that a target has left, unless that was told.
func (c *Camera) leave(t *target) {
	if t.is(over) {
		return
	}
	if t.is(unwritten) {
		c.ended = append(c.ended, track.Update{Track: c.snapshot(t), Change: track.Began})
	}
	t.set(over)
	t.clear(unwritten | dirty)
	c.ended = append(c.ended, c.update(t, track.Ended))
	c.version++
	last := t.path.waiting[t.path.current(c.silence)-1]
	c.change(track.Ended, t, last, last.at+c.clock.offset, false)
}

// drop ends a target and forgets it.
func (c *Camera) drop(i int) {
	c.end(c.targets[i])
	c.targets = slices.Delete(c.targets, i, i+1)
}

func (c *Camera) silentLongest() int {
	oldest := 0
	for i, t := range c.targets {
		if w, o := t.path.waiting, c.targets[oldest].path.waiting; w[len(w)-1].at < o[len(o)-1].at {
			oldest = i
		}
	}
	return oldest
}
