package event

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"
)

// ID names an event: a ULID, 26 characters of Crockford base32. It sorts by
// time of arrival to the millisecond; its 80 random bits come from
// crypto/rand, so that it cannot be guessed and may stand in an image's name.
type ID ulid.ULID

// NewID makes an ID for something that arrived at t.
func NewID(t time.Time) ID {
	var u ulid.ULID
	if err := u.SetTime(ulid.Timestamp(t)); err != nil {
		panic(err) // in 8,000 years
	}
	rand.Read(u[6:])
	return ID(u)
}

// ParseID reads the form that String writes. Lower case is accepted.
func ParseID(s string) (ID, error) {
	u, err := ulid.ParseStrict(s)
	if err != nil {
		return ID{}, fmt.Errorf("%.40q is not an event id (26 characters of 0-9 and A-Z): %w", s, err)
	}
	return ID(u), nil
}

func (id ID) String() string { return ulid.ULID(id).String() }

// IsZero says whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// MarshalText writes the 26 characters.
func (id ID) MarshalText() ([]byte, error) { return ulid.ULID(id).MarshalText() }

// UnmarshalText reads the 26 characters.
func (id *ID) UnmarshalText(b []byte) error { return (*ulid.ULID)(id).UnmarshalText(b) }

// Time is when id was made, to the millisecond.
func (id ID) Time() time.Time { return ulid.ULID(id).Timestamp().UTC() }
