package access

import (
	"context"
	"time"
)

// Principal is who asks.
type Principal struct {
	Name  string // of the user or of the token; "" where nobody has to log in
	Role  Role
	Scope Scope
	// UserID is "" for a token; SessionID is set for a session.
	UserID    string
	SessionID string
	TokenID   string
	// Gone is closed when the principal may no longer ask: logged out, removed, or
	// given another role or other limits. Streams end with it, and with Until,
	// unless that is zero.
	Gone  <-chan struct{}
	Until time.Time
}

type principalKey struct{}

// WithPrincipal returns the context of a request of p. What is read with it is
// what p may see.
func WithPrincipal(ctx context.Context, p Principal) context.Context {
	return WithScope(context.WithValue(ctx, principalKey{}, p), p.Scope)
}

// PrincipalOf is who asks; nobody's context gives the zero value, whose role is
// none.
func PrincipalOf(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal)
	return p
}
