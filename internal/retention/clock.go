package retention

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

const (
	jump  = 48 * time.Hour // in which the clock is believed to go on between two looks at it
	guard = 20             // a clock that is doubted takes one of so many events …
	every = 24 * time.Hour // … in this time
)

// clock is what is known of our clock. One that jumps ahead makes everything look
// old, so after a jump what goes by age goes slowly, and a person has days to set
// it right. What made up the backlog then is removed in the end; with nothing
// left of it, or when the clock goes back, it is believed again.
type clock struct {
	last    time.Time // when it was looked at last; at first, of the newest event
	doubted bool
	told    bool
	part    int64     // places in the journal that may go in one stretch of time, 0 when not known yet
	from    time.Time // when the stretch began that upTo is of
	upTo    int64     // the last place in the journal whose event may go
}

// checkClock looks whether the clock has jumped.
func (r *Runner) checkClock(ctx context.Context, now time.Time) error {
	c := &r.clock
	if c.last.IsZero() {
		page, err := r.Store.Events(ctx, store.EventQuery{Limit: 1})
		if err != nil {
			return err
		}
		c.last = now
		if len(page.Events) > 0 {
			c.last = page.Events[0].ReceivedAt
		}
	}
	switch d := now.Sub(c.last); {
	case d > jump:
		c.doubted, c.told, c.from = true, false, time.Time{}
		c.part = 0
	case d < -jump:
		c.doubted = false
	}
	c.last = now
	return nil
}

// allowed returns those of the expired events, oldest first, that may go now.
func (r *Runner) allowed(ctx context.Context, now time.Time, old []store.Expired) ([]store.Expired, error) {
	c := &r.clock
	if !c.doubted {
		return old, nil
	}
	if c.from.IsZero() || now.Sub(c.from).Abs() >= every {
		oldest, n, err := r.span(ctx)
		if err != nil {
			return nil, err
		}
		if c.part == 0 {
			c.part = max(n/guard, 1)
		}
		c.from, c.upTo = now, oldest-1+c.part
	}
	for len(old) > 0 {
		seq, err := r.seq(ctx, old[len(old)-1].ID)
		if err != nil {
			return nil, err
		}
		if seq <= c.upTo {
			return old, nil
		}
		if !c.told {
			c.told = true
			r.Log.Error("the clock jumped ahead, and much of what is kept seems old: it is removed slowly, in case the clock is wrong", "now", now)
		}
		old = old[:len(old)/2]
	}
	return nil, nil
}
