package retention

import (
	"context"
	"fmt"

	"github.com/watchpost/watchpost/internal/event"
)

// Discard removes events that somebody does not want any more, pinned or not, with
// their pictures.
func (r *Runner) Discard(ctx context.Context, events []*event.Event) error {
	ids := make([]event.ID, len(events))
	var names []string
	var bytes int64
	for i, e := range events {
		ids[i] = e.ID
		for _, img := range e.Images {
			bytes += int64(img.Bytes)
			if img.Name != "" {
				names = append(names, img.Name)
			}
		}
	}
	if err := r.Store.Delete(ctx, ids); err != nil {
		return err
	}
	r.count(ByHand, len(ids), bytes)
	// Their rows are gone: what has begun is ended.
	if err := r.Images.Remove(context.WithoutCancel(ctx), names...); err != nil {
		return fmt.Errorf("remove images: %w", err)
	}
	return nil
}

// count takes note of what was removed.
func (r *Runner) count(reason string, events int, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.deleted == nil {
		r.deleted = make(map[string]int64)
	}
	r.deleted[reason] += int64(events)
	r.bytes += bytes
}
