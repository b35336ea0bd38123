package auth

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
)

// NewToken is a token to be made.
type NewToken struct {
	Name      string
	Role      access.Role
	Limits    access.Limits
	ExpiresAt time.Time // zero: never
}

// AddToken makes a token and returns its secret, which nobody can read again.
func (s *Service) AddToken(ctx context.Context, n NewToken, by By) (secret string, _ access.Token, err error) {
	name, err := checkName(n.Name)
	if err == nil {
		err = checkRole(n.Role, n.Limits)
	}
	if err != nil {
		return "", access.Token{}, err
	}
	now := s.stamp()
	n.ExpiresAt = n.ExpiresAt.UTC().Truncate(time.Microsecond)
	if !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(now) {
		return "", access.Token{}, InvalidError{"expires_at", "is in the past"}
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.RLock()
	limits, err := s.checkLimits(n.Limits)
	s.mu.RUnlock()
	if err != nil {
		return "", access.Token{}, err
	}
	if slices.ContainsFunc(s.Tokens(), func(t access.Token) bool { return strings.EqualFold(t.Name, name) }) {
		return "", access.Token{}, ErrExists
	}
	secret = tokenPrefix + newSecret()
	t := access.KeptToken{Token: access.Token{
		ID: newID(now), Name: name, Role: n.Role, Limits: limits, CreatedBy: by.Name, CreatedAt: now, ExpiresAt: n.ExpiresAt,
	}, Digest: digest(secret)}
	err = s.commit(ctx, "keep token", access.Changes{Tokens: []access.KeptToken{t}, Log: s.line(by, access.ActionTokenAdded, name, string(n.Role))})
	if err != nil {
		return "", access.Token{}, err
	}
	return secret, t.Token, nil
}

// Tokens returns all tokens, by name.
func (s *Service) Tokens() []access.Token {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]access.Token, 0, len(s.tokens))
	for _, t := range s.tokens {
		out = append(out, t.Token)
	}
	slices.SortFunc(out, func(a, b access.Token) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// RemoveToken removes a token. Whoever has it is out at once.
func (s *Service) RemoveToken(ctx context.Context, id string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	all := s.Tokens()
	i := slices.IndexFunc(all, func(t access.Token) bool { return t.ID == id })
	if i < 0 {
		return ErrNotFound
	}
	return s.commit(ctx, "remove token", access.Changes{
		RemoveTokens: []string{id}, Log: s.line(by, access.ActionTokenRemoved, all[i].Name, ""),
	})
}
