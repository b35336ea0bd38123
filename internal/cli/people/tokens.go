package people

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

// AddToken makes a token and prints its secret, alone, to out; what to know of it
// goes to notes.
func AddToken(out, notes io.Writer, n New) Task {
	return func(ctx context.Context, s *auth.Service) error {
		limits, err := n.limits(s)
		if err != nil {
			return err
		}
		secret, t, err := s.AddToken(ctx, auth.NewToken{Name: n.Name, Role: access.Role(n.Role), Limits: limits, ExpiresAt: n.Expires}, by)
		if err != nil {
			return fmt.Errorf("add token: %w", err)
		}
		if err := say(out, "%s", secret); err != nil {
			return err
		}
		return say(notes, "This is the token %s. It is not shown again; programs send it as Authorization: Bearer.", t.Name)
	}
}

// ListTokens prints the tokens.
func ListTokens(out io.Writer) Task {
	return func(_ context.Context, s *auth.Service) error {
		rows := [][]string{{"NAME", "ROLE", "SEES", "EXPIRES", "LAST USED"}}
		for _, t := range s.Tokens() {
			rows = append(rows, []string{t.Name, string(t.Role), sight(s, t.Limits), when(t.ExpiresAt, "never"), when(t.LastUsed, "never")})
		}
		return table(out, rows)
	}
}

// RemoveToken removes a token.
func RemoveToken(out io.Writer, name string) Task {
	return func(ctx context.Context, s *auth.Service) error {
		for _, t := range s.Tokens() {
			if !strings.EqualFold(t.Name, name) {
				continue
			}
			if err := s.RemoveToken(ctx, t.ID, by); err != nil {
				return fmt.Errorf("remove token %s: %w", t.Name, err)
			}
			return say(out, "The token %s opens nothing any more.", t.Name)
		}
		return fmt.Errorf("there is no token %.80q; watchpost token list names them", name)
	}
}
