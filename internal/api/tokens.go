package api

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

// tokenJSON is a token as administrators see it. Secret is told once, when it is
// made.
type tokenJSON struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Role      access.Role `json:"role"`
	Limits    *limitsJSON `json:"limits,omitempty"`
	CreatedBy string      `json:"created_by,omitempty"`
	CreatedAt timestamp   `json:"created_at"`
	ExpiresAt timestamp   `json:"expires_at,omitzero"`
	LastUsed  timestamp   `json:"last_used,omitzero"`
	Secret    string      `json:"secret,omitempty"`
}

func tokenOf(t access.Token) tokenJSON {
	return tokenJSON{
		ID: t.ID, Name: t.Name, Role: t.Role, Limits: limitsOf(t.Limits), CreatedBy: t.CreatedBy,
		CreatedAt: timestamp(t.CreatedAt), ExpiresAt: timestamp(t.ExpiresAt), LastUsed: timestamp(t.LastUsed),
	}
}

type tokenList struct {
	Tokens []tokenJSON `json:"tokens"`
	Next   string      `json:"next,omitempty"`
}

// tokens handles GET /api/v1/tokens.
func (s *Server) tokens(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	found, next, err := cut(s.Auth.Tokens(), page, func(t access.Token) string { return t.ID })
	if err != nil {
		return err
	}
	out := tokenList{Tokens: make([]tokenJSON, len(found)), Next: next}
	for i, t := range found {
		out.Tokens[i] = tokenOf(t)
	}
	return writeJSON(w, out)
}

type newTokenBody struct {
	Name      string          `json:"name"`
	Role      access.Role     `json:"role"`
	Limits    json.RawMessage `json:"limits"`
	ExpiresAt time.Time       `json:"expires_at"`
}

// addToken handles POST /api/v1/tokens.
func (s *Server) addToken(w http.ResponseWriter, r *http.Request) error {
	var b newTokenBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	limits, err := readLimits(b.Limits)
	if err != nil {
		return err
	}
	secret, t, err := s.Auth.AddToken(r.Context(), auth.NewToken{Name: b.Name, Role: b.Role, Limits: limits, ExpiresAt: b.ExpiresAt}, by(r))
	if err != nil {
		return err
	}
	out := tokenOf(t)
	out.Secret = secret
	return created(w, out)
}

// removeToken handles DELETE /api/v1/tokens/{id}.
func (s *Server) removeToken(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.RemoveToken(r.Context(), r.PathValue("id"), by(r)); err != nil {
		return absent(err, auth.ErrNotFound, codeNoToken, "no token has this id")
	}
	return done(w)
}
