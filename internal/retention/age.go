package retention

import (
	"context"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/disk"
)

// byAge removes what is older than is kept.
func (r *Runner) byAge(ctx context.Context) {
	r.note("remove what is old", r.removeOld(ctx))
}

func (r *Runner) removeOld(ctx context.Context) error {
	now := r.Now()
	// Without an age, what the store remembers for a time only still goes.
	before := time.Unix(0, 0)
	if r.Keep > 0 {
		before = now.Add(-r.Keep)
		if err := r.checkClock(ctx, now); err != nil {
			return err
		}
		if done, err := r.removeEvents(ctx, now, before); err != nil || !done {
			return err
		}
	}
	for {
		names, n, err := r.Store.DeleteOld(ctx, before, largest)
		if err != nil {
			return err
		}
		if err := r.Images.Remove(context.WithoutCancel(ctx), names...); err != nil {
			return fmt.Errorf("remove bodies of quarantined posts: %w", err)
		}
		if n < largest {
			return nil
		}
		if err := pause(ctx, rest); err != nil {
			return err
		}
	}
}

// removeEvents removes events from before a moment; done says that there are no
// more of them.
func (r *Runner) removeEvents(ctx context.Context, now, before time.Time) (done bool, err error) {
	for {
		old, err := r.Store.Expired(ctx, before, r.limit())
		if err != nil {
			return false, err
		}
		if len(old) == 0 {
			r.clock.doubted = false
			return true, nil
		}
		if old, err = r.allowed(ctx, now, old); err != nil || len(old) == 0 {
			return false, err
		}
		if err := r.remove(ctx, ByAge, old); err != nil {
			return false, err
		}
		if r.watch(); r.state == disk.Full {
			return false, nil // which is more urgent
		}
	}
}

// bySize removes events when more is kept than should be.
func (r *Runner) bySize(ctx context.Context) {
	r.note("remove what is too much", r.removeTooMuch(ctx))
}

func (r *Runner) removeTooMuch(ctx context.Context) error {
	if r.KeepSize <= 0 {
		return nil
	}
	kept, err := r.kept(ctx)
	if err != nil || kept <= r.KeepSize {
		return err
	}
	goal := r.KeepSize - r.KeepSize/50
	if err := r.free(ctx, BySize, func(f freed) bool { return kept-f.bytes <= goal }, nil); err != nil {
		return err
	}
	return r.shrink(ctx)
}
