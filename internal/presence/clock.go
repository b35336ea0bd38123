package presence

import (
	"math"
	"slices"
	"time"
)

// MaxLate is how late a post may come at most, whatever the silence limit is: for so
// long the places of targets wait.
const MaxLate = 5 * time.Second

// When a device's clock is taken to have been set back, in microseconds: posts that
// are too late are as far apart as they arrive, which those that were held up
// somewhere are not.
const (
	suspectSteps  = 100_000 // between the two
	suspectSpan   = 250_000
	suspectsLeast = 3
	suspectsMost  = 16
)

// When the mapping follows a device's clock that falls behind: the fastest post of a
// while was slower than that.
const (
	behindWhile = 30_000_000
	behindPosts = 20
	behindBy    = 100_000
)

// When a device's clock is taken to stand.
const (
	standsPosts = 8
	standsFor   = 1_000_000
)

// clock maps a device's clock onto ours. Targets live on the camera's axis, which is
// the device's clock where it is of use: there, the order in which posts come
// changes nothing. The fastest post says how far the axis is from our clock. All
// times are microseconds.
type clock struct {
	offset int64 // of our clock from the axis
	known  bool
	late   int64 // how late a post may come
	now    int64 // by our clock
	floor  int64 // nothing before it comes any more, by the axis

	since int64 // of the while in which the fastest post is looked for
	least int64 // by how much it was slower than the fastest ever
	n     int

	device   int64 // the last time told
	same     int   // how often
	sameFrom int64 // arrival of the first of them

	suspects []post
	again    []post // suspects that were right
	moved    int64  // by how much the axis was moved under the targets
}

// post is a post that may be taken later.
type post struct {
	arrival, device int64
	sights          []Sight
}

// forget begins anew: there is no target whose times must stay what they are.
func (k *clock) forget(now int64) {
	k.known, k.now, k.floor, k.suspects = false, now, math.MinInt64, nil
}

// setBack says whether our own clock was set back.
func (k *clock) setBack(now int64) bool { return now < k.now-k.late }

// set sets the offset, and has the axis moved so that what is known stays where it
// is by our clock.
func (k *clock) set(offset int64) {
	if k.known {
		k.moved += k.offset - offset
		if k.floor != math.MinInt64 {
			k.floor += k.offset - offset
		}
	}
	k.offset, k.known = offset, true
	k.since, k.least, k.n = k.now, math.MaxInt64, 0
}

// advance tells the time.
func (k *clock) advance(now int64) {
	k.now = max(k.now, now)
	k.floor = max(k.floor, now-k.offset-k.late)
}

// take takes the times of a post, 0 where the device tells none, and returns its
// place on the axis; false when it is too late, or waits for others that are.
func (k *clock) take(arrival, device int64, sights []Sight) (at int64, ok bool) {
	k.moved, k.again = 0, nil
	switch {
	case device == 0 || k.stands(arrival, device):
		if !k.known {
			k.set(0)
		}
		return arrival - k.offset, true
	case !k.known:
		k.set(arrival - device)
	}
	switch delay := arrival - device - k.offset; {
	case delay < -k.late: // set forward
		k.set(arrival - device)
	case delay < 0:
		k.offset += delay
		k.least = 0
	case delay > k.late:
		if !k.suspect(post{arrival, device, slices.Clone(sights)}) {
			return 0, false
		}
	default:
		k.follow(delay)
	}
	k.suspects = nil
	return device, true
}

// stands says whether the device tells the same time again and again.
func (k *clock) stands(arrival, device int64) bool {
	if device != k.device {
		k.device, k.same, k.sameFrom = device, 0, arrival
		return false
	}
	k.same++
	return k.same >= standsPosts && arrival-k.sameFrom > standsFor
}

// suspect takes a post that is too late. When enough of them show that the device's
// clock was set back, the others are to be taken again, and this one may be taken.
func (k *clock) suspect(p post) bool {
	step := func(a post) int64 { return p.arrival - p.device - a.arrival + a.device }
	if len(k.suspects) == suspectsMost || len(k.suspects) > 0 && abs(step(k.suspects[0])) > suspectSteps {
		k.suspects = nil
	}
	k.suspects = append(k.suspects, p)
	if len(k.suspects) < suspectsLeast || p.arrival-k.suspects[0].arrival < suspectSpan {
		return false
	}
	offset := int64(math.MaxInt64)
	for _, s := range k.suspects {
		offset = min(offset, s.arrival-s.device)
	}
	k.set(offset)
	k.again = k.suspects[:len(k.suspects)-1]
	return true
}

// follow has the offset follow a device's clock that falls behind.
func (k *clock) follow(delay int64) {
	k.least = min(k.least, delay)
	k.n++
	if k.now-k.since < behindWhile {
		return
	}
	if k.n >= behindPosts && k.least > behindBy {
		k.set(k.offset + k.least)
	}
	k.since, k.least, k.n = k.now, math.MaxInt64, 0
}

// close has nothing come any more.
func (k *clock) close() { k.floor = math.MaxInt64 }

// ours is a time of the axis by our clock.
func (k *clock) ours(at int64) time.Time { return time.UnixMicro(at + k.offset).UTC() }

func abs(v int64) int64 { return max(v, -v) }
