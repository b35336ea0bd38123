package access

import (
	"errors"
	"time"

	"github.com/watchpost/watchpost/internal/event"
)

// ErrNoShare means that there is no such link, or that it has expired.
var ErrNoShare = errors.New("no such link")

// How long a link may show an event.
const (
	ShareShortest = time.Hour
	ShareUsual    = 7 * 24 * time.Hour
	ShareLongest  = 30 * 24 * time.Hour
)

// Share is a link that shows one event to whoever has it.
type Share struct {
	ID        string // ULID
	Event     event.ID
	CreatedBy string // name of who made it, "" where nobody has to log in
	// UserID or TokenID is who made it: the link shows no more than they see, and ends
	// with them.
	UserID    string
	TokenID   string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// KeptShare is a link as it is kept.
type KeptShare struct {
	Share
	Digest string // of the secret
}
