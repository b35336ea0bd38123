package access

import "time"

// Limits are what somebody's sight is limited to: cameras, and groups of cameras.
// Without any of both it is not limited.
type Limits struct {
	Cameras []string // ids
	Groups  []string // ids
}

// Any says whether there is a limit.
func (l Limits) Any() bool { return len(l.Cameras)+len(l.Groups) > 0 }

// Group is a named list of cameras.
type Group struct {
	ID      string // ULID
	Name    string
	Cameras []string // ids, sorted
}

// User is a person.
type User struct {
	ID        string // ULID
	Name      string // as typed; compared without case
	Role      Role
	Limits    Limits
	Disabled  bool
	CreatedAt time.Time
	LastLogin time.Time // zero: never
}

// Account is a user as it is kept.
type Account struct {
	User
	Hash string // of the password: argon2id, in PHC form
}

// Session is one browser that somebody logged in with.
type Session struct {
	ID        string // hash of the cookie, hexadecimal: it opens nothing
	UserID    string
	CreatedAt time.Time
	LastSeen  time.Time // to the minute
	IP        string    // of the login
	UserAgent string    // of the login, cut
}

// Token lets a program in.
type Token struct {
	ID        string // ULID
	Name      string // what it is for
	Role      Role
	Limits    Limits
	CreatedBy string // name of the user
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	LastUsed  time.Time // to the minute; zero: never
}

// KeptToken is a token as it is kept.
type KeptToken struct {
	Token
	Digest string // of the secret
}

// Kept is all of it.
type Kept struct {
	Accounts []Account
	Sessions []Session
	Tokens   []KeptToken
	Groups   []Group
}

// Changes are written together or not at all. What is removed goes first.
type Changes struct {
	RemoveAccounts []string // with their sessions
	RemoveSessions []string
	RemoveTokens   []string // ids
	RemoveGroups   []string
	Accounts       []Account // to insert, or to replace by id; and so are those below
	Sessions       []Session
	Tokens         []KeptToken
	Groups         []Group
	Log            []Entry // lines of the audit log
}
