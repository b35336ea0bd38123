package store

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/access"
)

// People keeps who may see what.
type People interface {
	// People returns all that is kept, in no order.
	People(ctx context.Context) (access.Kept, error)
	// KeepPeople writes changes in one transaction that is on stable storage when
	// it returns; on an error nothing was written. What is removed and not there
	// is skipped. Of the audit log the newest access.AuditLength lines stay.
	KeepPeople(ctx context.Context, c access.Changes) error
	// SeenPeople notes when sessions and tokens were used last, by their ids.
	// Those that are not there are skipped.
	SeenPeople(ctx context.Context, sessions, tokens map[string]time.Time) error
}

// Audit reads the audit log, newest first.
type Audit interface {
	Audit(ctx context.Context, p Page) (entries []access.Entry, next string, err error)
}
