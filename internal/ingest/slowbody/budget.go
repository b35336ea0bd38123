package slowbody

import (
	"context"
	"slices"
	"sync"
	"time"
)

// DefaultBudget is how many bytes may be in flight.
const DefaultBudget = 256 << 20

// Budget bounds the bytes of posts that are in memory at once: received, decoded,
// waiting to be stored. It makes a sender wait before it refuses: devices do not
// send again what was refused.
//
// A body asks for more as it grows. When all room is taken by bodies that are
// half read, one of them gets more than there is, so that it can be finished and
// give all its room to the others; the bound may be exceeded by this one body.
type Budget struct {
	max int64

	mu       sync.Mutex
	used     int64
	exceeded bool      // some body has got more than there was
	growing  []*waiter // that hold something already; served before those that do not
	entering []*waiter // first come, first served
}

// share is what one body holds of a budget.
type share struct {
	bytes   int64
	exceeds bool
}

type waiter struct {
	s     *share
	n     int64
	ready chan struct{}
}

// NewBudget returns a budget of max bytes, DefaultBudget when max is 0.
func NewBudget(max int64) *Budget {
	if max <= 0 {
		max = DefaultBudget
	}
	return &Budget{max: max}
}

// Used is how many bytes are in flight.
func (b *Budget) Used() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// take adds n bytes to a share, waiting for room while ctx and the limit of time
// last, and says how long it waited. What is larger than the whole budget gets
// in when nothing else is.
func (b *Budget) take(ctx context.Context, s *share, n int64, limit time.Duration) (waited time.Duration, err error) {
	b.mu.Lock()
	queue := &b.entering
	if s.bytes > 0 {
		queue = &b.growing
	}
	first := len(b.growing) == 0 && len(*queue) == 0 || s.exceeds // which all others wait for
	if first && b.admit(s, n) {
		b.mu.Unlock()
		return 0, nil
	}
	w := &waiter{s, n, make(chan struct{})}
	*queue = append(*queue, w)
	b.mu.Unlock()

	start := time.Now()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-w.ready:
		return time.Since(start), nil
	case <-timer.C:
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.Index(*queue, w)
	if i < 0 { // it became ready meanwhile
		return time.Since(start), nil
	}
	*queue = slices.Delete(*queue, i, i+1)
	b.wake() // the next may be smaller
	return time.Since(start), ErrBusy
}

// admit adds n bytes to a share if it may have them; b.mu is held.
func (b *Budget) admit(s *share, n int64) bool {
	switch {
	case b.used+n <= b.max || b.used == 0:
	case s.bytes > 0 && (!b.exceeded || s.exceeds):
		b.exceeded, s.exceeds = true, true
	default:
		return false
	}
	b.used += n
	s.bytes += n
	return true
}

// wake serves who waits, as far as there is room; b.mu is held.
func (b *Budget) wake() {
	for _, queue := range [...]*[]*waiter{&b.growing, &b.entering} {
		for len(*queue) > 0 {
			w := (*queue)[0]
			if !b.admit(w.s, w.n) {
				return
			}
			*queue = (*queue)[1:]
			close(w.ready)
		}
	}
}

// give gives a whole share back.
func (b *Budget) give(s *share) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= s.bytes
	if s.exceeds {
		b.exceeded = false
	}
	*s = share{}
	b.wake()
}

// force adds n bytes without asking: for what must be finished to give room back.
func (b *Budget) force(s *share, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used += n
	s.bytes += n
}
