package slowbody

import (
	"context"
	"sync"
	"time"
)

// DefaultBudget is how many bytes may be in flight.
const DefaultBudget = 256 << 20

// Budget bounds the bytes of posts that are in memory at once: received, decoded,
// waiting to be stored. It makes a sender wait before it refuses: devices do not
// send again what was refused.
type Budget struct {
	max int64

	mu      sync.Mutex
	used    int64
	waiting []*waiter // first come, first served
}

type waiter struct {
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

// take adds n bytes, waiting for room while ctx and the limit of time last. What
// is larger than the whole budget gets in when nothing else is.
func (b *Budget) take(ctx context.Context, n int64, wait time.Duration) error {
	b.mu.Lock()
	if len(b.waiting) == 0 && b.fits(n) {
		b.used += n
		b.mu.Unlock()
		return nil
	}
	w := &waiter{n, make(chan struct{})}
	b.waiting = append(b.waiting, w)
	b.mu.Unlock()

	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-w.ready:
		return nil
	case <-timer.C:
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, o := range b.waiting {
		if o == w {
			b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
			b.wake() // the next may be smaller
			return ErrBusy
		}
	}
	return nil // it became ready meanwhile
}

func (b *Budget) fits(n int64) bool { return b.used+n <= b.max || b.used == 0 }

// force adds n bytes without asking: for what must be finished to give room back.
func (b *Budget) force(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used += n
}

func (b *Budget) give(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	b.wake()
}

func (b *Budget) wake() {
	for len(b.waiting) > 0 && b.fits(b.waiting[0].n) {
		w := b.waiting[0]
		b.waiting = b.waiting[1:]
		b.used += w.n
		close(w.ready)
	}
}
