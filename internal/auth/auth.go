// Package auth says who asks: people with a name and a password, their sessions in
// a browser, and tokens for programs.
//
// All of it is in memory, and written through to the store: a request costs no
// read of the database, and whoever is shut out is so with the next request, or
// at once where a stream is open. Passwords are kept as argon2id, sessions and
// tokens as hashes: what the database holds opens nothing.
package auth

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/watchpost/watchpost/internal/access"
)

// Errors.
var (
	// ErrLogin: the name or the password is wrong, or the session or token is not
	// known. It never says which.
	ErrLogin = errors.New("not logged in")
	// ErrTooMany: too many wrong secrets from this address; see RetryAfter.
	ErrTooMany = errors.New("too many wrong passwords")
	// ErrNotFound: no such user, session, token or group.
	ErrNotFound = errors.New("no such user, session, token or group of cameras")
	// ErrExists: the name is taken.
	ErrExists = errors.New("the name is taken")
	// ErrSetUp: there is a user, so that set-up is over.
	ErrSetUp = errors.New("set-up is over: there is a user")
	// ErrLast: the last administrator can neither go nor become less.
	ErrLast = errors.New("this is the last administrator")
	// ErrInUse: somebody is limited to this group.
	ErrInUse = errors.New("somebody is limited to this group of cameras")
)

// InvalidError says what is wrong with what somebody typed, for them to read.
type InvalidError struct{ Field, Text string }

func (e InvalidError) Error() string { return e.Field + ": " + e.Text }

// By is who does something, for the audit log.
type By struct {
	Name string
	IP   netip.Addr // not valid: on the machine itself
}

// Keeper keeps it all on stable storage, by the contract of store.People.
type Keeper interface {
	People(ctx context.Context) (access.Kept, error)
	KeepPeople(ctx context.Context, c access.Changes) error
	SeenPeople(ctx context.Context, sessions, tokens map[string]time.Time) error
}
