package auth

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// NewToken is a token to be made.
type NewToken struct {
	Name      string
	Role      Role
	Scope     Scope
	ExpiresAt time.Time // zero: never
}

// AddToken makes a token and returns its secret, which nobody can read again.
func (s *Service) AddToken(ctx context.Context, n NewToken, by By) (secret string, _ Token, err error) {
	name, err := checkName(n.Name)
	if err != nil {
		return "", Token{}, err
	}
	if err := checkRole(n.Role, n.Scope); err != nil {
		return "", Token{}, err
	}
	now := s.now().UTC()
	if !n.ExpiresAt.IsZero() && !n.ExpiresAt.After(now) {
		return "", Token{}, InvalidError{"expires_at", "is in the past"}
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	for _, t := range s.Tokens() {
		if t.Name == name {
			return "", Token{}, ErrExists
		}
	}
	secret = tokenPrefix + newSecret()
	t := KeptToken{Token{
		ID: newID(now), Name: name, Role: n.Role, Scope: n.Scope, CreatedBy: by.Name, CreatedAt: now, ExpiresAt: n.ExpiresAt,
	}, digest(secret)}
	if err := s.keeper.SaveToken(ctx, t, s.entry(by, ActionTokenAdded, name, string(n.Role))); err != nil {
		return "", Token{}, fmt.Errorf("keep token: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[t.Digest] = &liveToken{KeptToken: t, gone: make(chan struct{})}
	return secret, t.Token, nil
}

// Tokens returns all tokens, the newest first.
func (s *Service) Tokens() []Token {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]Token, 0, len(s.tokens))
	for _, t := range s.tokens {
		out = append(out, t.Token)
	}
	slices.SortFunc(out, func(a, b Token) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return out
}

// RemoveToken removes a token. Whoever has it is out at once.
func (s *Service) RemoveToken(ctx context.Context, id string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.RLock()
	var found *liveToken
	for _, t := range s.tokens {
		if t.ID == id {
			found = t
		}
	}
	s.mu.RUnlock()
	if found == nil {
		return ErrNotFound
	}
	if err := s.keeper.RemoveToken(ctx, id, s.entry(by, ActionTokenRemoved, found.Name, "")); err != nil {
		return fmt.Errorf("remove token: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	close(found.gone)
	delete(s.tokens, found.Digest)
	return nil
}
