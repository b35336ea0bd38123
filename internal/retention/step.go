package retention

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/disk"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// How large steps are, and what lies between them. What comes in waits for the
// database as long as a step keeps it busy.
const (
	firstBatch = 50
	largest    = 500                   // events in a step
	largestNow = 100                   // on a full disk, where the step itself needs room
	busy       = 20 * time.Millisecond // what the database may take for a step
	rest       = 20 * time.Millisecond // between steps, at least as long as a step took
	leastRow   = 512                   // bytes of the database that go with an event, at least
)

// freed is what was removed, by our own count. The disk is not asked: what was
// removed of the database leaves it only later, and others use the disk too, so
// who waits for the disk to tell may wait until nothing is left.
type freed struct{ bytes, files int64 }

// free removes the oldest events until what was removed is enough, or nothing is
// left, and tells did after each step.
func (r *Runner) free(ctx context.Context, reason string, enough func(freed) bool, did func(freed)) error {
	row, err := r.rowBytes(ctx)
	if err != nil {
		return err
	}
	var total freed
	for !enough(total) {
		old, err := r.Store.Expired(ctx, time.Time{}, r.limit())
		if err != nil || len(old) == 0 {
			return err
		}
		for i, e := range old {
			total.bytes += e.Bytes + row
			total.files += int64(len(e.Images))
			if enough(total) {
				old = old[:i+1]
				break
			}
		}
		if err := r.remove(ctx, reason, old); err != nil {
			return err
		}
		if did != nil {
			did(total)
		}
		if r.watch(); reason != ByDisk && r.state == disk.Full {
			return nil // which is more urgent
		}
	}
	return nil
}

// rowBytes is about how much of the database goes with an event: its size, by the
// number of events, which is told by how many places of the journal there are and
// how many of the oldest ones belong to events.
func (r *Runner) rowBytes(ctx context.Context) (int64, error) {
	size, err := r.Store.Size(ctx)
	if err != nil {
		return 0, err
	}
	oldest, n, err := r.span(ctx)
	if err != nil || n == 0 {
		return leastRow, err
	}
	some, err := r.Store.Expired(ctx, time.Time{}, largest)
	if err != nil || len(some) == 0 {
		return leastRow, err
	}
	last, err := r.seq(ctx, some[len(some)-1].ID)
	if err != nil {
		return 0, err
	}
	places := max(last-oldest+1, int64(len(some))) // that these events take
	return max(int64(float64(size)/float64(n)*float64(places)/float64(len(some))), leastRow), nil
}

// span returns the place in the journal of the oldest event that may go, and how
// many places lie between it and the newest event, both included; 0 and 0
// without events.
func (r *Runner) span(ctx context.Context) (oldest, n int64, err error) {
	old, err := r.Store.Expired(ctx, time.Time{}, 1)
	if err != nil || len(old) == 0 {
		return 0, 0, err
	}
	oldest, err = r.seq(ctx, old[0].ID)
	if err != nil || oldest == 0 {
		return 0, 0, err
	}
	page, err := r.Store.Events(ctx, store.EventQuery{Limit: 1})
	if err != nil || len(page.Events) == 0 {
		return 0, 0, err
	}
	return oldest, max(page.Events[0].Seq-oldest+1, 1), nil
}

// seq is the place of an event in the journal, 0 when there is no such event.
func (r *Runner) seq(ctx context.Context, id event.ID) (int64, error) {
	e, err := r.Store.Event(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return e.Seq, nil
}

func (r *Runner) limit() int {
	if r.Full() {
		return min(r.batch, largestNow)
	}
	return r.batch
}

// remove is one step: it removes events, which must be some, and rests as long as
// that took. When the database finds no room even to delete, it tries few at once.
func (r *Runner) remove(ctx context.Context, reason string, old []store.Expired) error {
	ids := make([]event.ID, len(old))
	var names []string
	var bytes int64
	for i, e := range old {
		ids[i] = e.ID
		names = append(names, e.Images...)
		bytes += e.Bytes
	}
	begin := time.Now()
	err := r.Store.Delete(ctx, ids)
	took := time.Since(begin)
	if half := len(old) / 2; errors.Is(err, store.ErrFull) && half > 0 {
		r.batch = half
		if err := r.remove(ctx, reason, old[:half]); err != nil {
			return err
		}
		return r.remove(ctx, reason, old[half:])
	}
	if err != nil {
		return err
	}
	r.adapt(took)
	// Their rows are gone: what has begun is ended.
	if err := r.Images.Remove(context.WithoutCancel(ctx), names...); err != nil {
		return fmt.Errorf("remove images: %w", err)
	}
	r.count(reason, len(old), bytes)
	if r.Full() {
		return ctx.Err() // nobody is held up by haste
	}
	return pause(ctx, max(rest, time.Since(begin)))
}

// adapt makes steps as large as the database takes in the time that it may be
// kept busy.
func (r *Runner) adapt(took time.Duration) {
	switch {
	case took > busy:
		r.batch = max(int(int64(r.batch)*int64(busy)/int64(took)), 10)
	case took < busy/2:
		r.batch = min(r.batch*2, largest)
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
