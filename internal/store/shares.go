package store

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
)

// Shares keeps links to events. They go with their events, and what has expired goes
// when one more is kept.
type Shares interface {
	// KeepShare keeps a link; event.ErrNotFound when its event is not in sight.
	KeepShare(ctx context.Context, s access.KeptShare) error
	// Shares returns the links to an event that have not expired, newest first.
	Shares(ctx context.Context, id event.ID, now time.Time) ([]access.Share, error)
	// ShareOf returns the link with a digest, whoever asks; access.ErrNoShare when there
	// is none that has not expired.
	ShareOf(ctx context.Context, digest string, now time.Time) (access.Share, error)
	// RemoveShare removes a link to an event, access.ErrNoShare when there is none.
	RemoveShare(ctx context.Context, id event.ID, share string) error
}
