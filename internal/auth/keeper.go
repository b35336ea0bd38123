package auth

import (
	"context"
	"time"
)

// Account is a user as it is kept.
type Account struct {
	User
	Hash string // argon2id, in PHC form
}

// KeptToken is a token as it is kept.
type KeptToken struct {
	Token
	Digest string // of the secret
}

// Kept is all that is kept.
type Kept struct {
	Accounts []Account
	Sessions []Session
	Tokens   []KeptToken
}

// Entry is a line of the audit log: who did what to what, from where.
type Entry struct {
	N      int64 // place in the log, given when stored
	At     time.Time
	Who    string // name of the user or token; as typed, for a login that failed
	Action Action
	Object string // name or id of what it was done to
	IP     string
	Detail string
}

// Action is what was done.
type Action string

// The actions on people, sessions and tokens. Other parts have their own.
const (
	ActionSetUp         Action = "set_up"
	ActionLogin         Action = "login"
	ActionLoginFailed   Action = "login_failed"
	ActionLogout        Action = "logout"
	ActionLogoutAll     Action = "logout_everywhere"
	ActionPassword      Action = "password_changed"
	ActionUserAdded     Action = "user_added"
	ActionUserChanged   Action = "user_changed"
	ActionUserRemoved   Action = "user_removed"
	ActionTokenAdded    Action = "token_added"
	ActionTokenRemoved  Action = "token_removed"
	ActionSessionClosed Action = "session_closed"
)

// Keeper keeps it all on stable storage. Every call is whole or not at all, and
// durable when it returns.
type Keeper interface {
	Accounts(ctx context.Context) (Kept, error)
	// SaveAccount inserts or replaces an account by its ID.
	SaveAccount(ctx context.Context, a Account, e ...Entry) error
	// RemoveAccount removes an account with its sessions.
	RemoveAccount(ctx context.Context, id string, e ...Entry) error
	SaveSession(ctx context.Context, s Session, e ...Entry) error
	RemoveSessions(ctx context.Context, ids []string, e ...Entry) error
	SaveToken(ctx context.Context, t KeptToken, e ...Entry) error
	RemoveToken(ctx context.Context, id string, e ...Entry) error
	// Seen notes when sessions and tokens were used last, by their ID.
	Seen(ctx context.Context, sessions, tokens map[string]time.Time) error
	// Note writes lines of the audit log that belong to nothing else.
	Note(ctx context.Context, e ...Entry) error
}
