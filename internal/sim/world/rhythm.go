package world

import "time"

// rhythm is when something of a scenario happens: once, or again and again.
type rhythm struct {
	at     time.Duration // for the first time
	repeat time.Duration // 0 for once
	times  int           // how often, 0 for ever
	jitter time.Duration // each time is up to so much later
	chance float64       // of happening at all, each time
	key    uint64        // whatever is random about it
}

// start is when it happens for the time i from 0. Starts rise with i.
func (r *rhythm) start(i int) time.Duration {
	d := r.at + time.Duration(i)*r.repeat
	if r.jitter > 0 {
		d += time.Duration(share(r.key, uint64(i), 1) * float64(r.jitter))
	}
	return d
}

func (r *rhythm) exists(i int) bool {
	switch {
	case i < 0, r.repeat == 0 && i > 0, r.times > 0 && i >= r.times:
		return false
	}
	return true
}

// comes says whether it happens for the time i.
func (r *rhythm) comes(i int) bool {
	return r.exists(i) && (r.chance >= 1 || share(r.key, uint64(i), 2) < r.chance)
}

// before is how many starts are before a moment.
func (r *rhythm) before(d time.Duration) int {
	if d <= r.at {
		return 0
	}
	if r.repeat == 0 {
		return btoi(r.start(0) < d)
	}
	n := int((d - r.at) / r.repeat)
	n += btoi(r.start(n) < d)
	if r.times > 0 {
		n = min(n, r.times)
	}
	return n
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
