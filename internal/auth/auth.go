// Package auth says who asks, and what they may: people with a name, a password
// and a role, their sessions in a browser, and tokens for programs.
//
// All of it is in memory, and written through to the store: a request costs no
// read of the database, and whoever is shut out is so with the next request, or
// at once where a stream is open. Passwords are kept as argon2id, sessions and
// tokens as hashes: what the database holds opens nothing.
package auth

import (
	"errors"
	"slices"
	"time"
)

// Errors.
var (
	// ErrLogin: the name or the password is wrong, or the session or token is not
	// known. It never says which.
	ErrLogin = errors.New("not logged in")
	// ErrTooMany: too many wrong passwords from this address; see RetryAfter.
	ErrTooMany = errors.New("too many wrong passwords")
	// ErrNotFound: no such user, session or token.
	ErrNotFound = errors.New("no such user, session or token")
	// ErrExists: the name is taken.
	ErrExists = errors.New("the name is taken")
	// ErrSetUp: the first administrator exists; set-up is over.
	ErrSetUp = errors.New("set-up is over: there is a user")
	// ErrLast: the last administrator can neither go nor become less.
	ErrLast = errors.New("this is the last administrator")
)

// InvalidError says what is wrong with what somebody typed, for them to read.
type InvalidError struct{ Field, Text string }

func (e InvalidError) Error() string { return e.Field + ": " + e.Text }

// Role is what somebody may do. Each may do what the one before it may.
type Role string

// The roles.
const (
	Viewer        Role = "viewer"        // sees what was seen
	Operator      Role = "operator"      // also changes what is kept: reviews, pins, deletes
	Administrator Role = "administrator" // also devices, people, settings, and what devices sent as they sent it
)

// Roles returns every role, the least first.
func Roles() []Role { return []Role{Viewer, Operator, Administrator} }

// Includes says whether r may do what o may.
func (r Role) Includes(o Role) bool {
	roles := Roles()
	return slices.Contains(roles, r) && slices.Index(roles, r) >= slices.Index(roles, o)
}

// Scope limits what somebody sees to some cameras.
type Scope struct {
	// Cameras are ids; nil is every camera, also those to come.
	Cameras []string
}

// All says whether nothing is out of sight.
func (s Scope) All() bool { return s.Cameras == nil }

// Sees says whether a camera is in sight.
func (s Scope) Sees(camera string) bool { return s.Cameras == nil || slices.Contains(s.Cameras, camera) }

// User is a person. Its password is known to the Service alone.
type User struct {
	ID        string // ULID
	Name      string // as typed; compared without case
	Role      Role
	Scope     Scope
	Disabled  bool
	CreatedAt time.Time
	// LastSeen is the last login.
	LastSeen time.Time
}

// Session is one browser that somebody logged in with.
type Session struct {
	ID        string // hash of the cookie, hexadecimal: it opens nothing
	UserID    string
	CreatedAt time.Time
	LastSeen  time.Time
	IP        string // of the login
	UserAgent string // of the login, cut to MaxUserAgent bytes
}

// MaxUserAgent is how much of a browser's name is kept.
const MaxUserAgent = 200

// Token lets a program in.
type Token struct {
	ID        string // ULID
	Name      string // what it is for
	Role      Role
	Scope     Scope
	CreatedBy string // name of the user
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	LastUsed  time.Time // to the minute; zero: never
}

// Principal is who asks.
type Principal struct {
	// Name is of the user or of the token.
	Name  string
	Role  Role
	Scope Scope
	// UserID is "" for a token; SessionID is set for a session.
	UserID    string
	SessionID string
	TokenID   string
	// Gone is closed when the principal may no longer ask: logged out, removed,
	// or given another role. Streams end with it.
	Gone <-chan struct{}
}
