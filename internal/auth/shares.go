package auth

import "github.com/watchpost/watchpost/internal/access"

// NewSecret makes a secret that opens something, and what is kept of it.
func NewSecret() (secret, kept string) {
	secret = newSecret()
	return secret, digest(secret)
}

// Digest is what is kept of a secret.
func Digest(secret string) string { return digest(secret) }

// Maker is who made a link, as they may see and do now; ErrLogin when they may not
// make any more. Who did not have to log in may do everything.
func (s *Service) Maker(sh access.Share) (access.Principal, error) {
	now := s.now()
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := access.Principal{Role: access.Administrator}
	switch {
	case sh.UserID != "":
		a := s.accounts[sh.UserID]
		if a == nil || a.Disabled {
			return access.Principal{}, ErrLogin
		}
		p = s.principal(a)
	case sh.TokenID != "":
		p = access.Principal{}
		for _, t := range s.tokens {
			if t.ID == sh.TokenID && (t.ExpiresAt.IsZero() || now.Before(t.ExpiresAt)) {
				p = access.Principal{Name: t.Name, Role: t.Role, Scope: s.scope(t.Limits), TokenID: t.ID}
			}
		}
	}
	if !p.Role.Includes(access.Operator) {
		return access.Principal{}, ErrLogin
	}
	return p, nil
}
