package api

import (
	"encoding/json"
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

type userList struct {
	Users []userJSON `json:"users"`
	Next  string     `json:"next,omitempty"`
}

// users handles GET /api/v1/users.
func (s *Server) users(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	found, next, err := cut(s.Auth.Users(), page, func(u access.User) string { return u.ID })
	if err != nil {
		return err
	}
	out := userList{Users: make([]userJSON, len(found)), Next: next}
	for i, u := range found {
		out.Users[i] = userOf(u)
	}
	return writeJSON(w, out)
}

func noUser(err error) error {
	return absent(err, auth.ErrNotFound, codeNoUser, "no user has this id")
}

// user handles GET /api/v1/users/{id}.
func (s *Server) user(w http.ResponseWriter, r *http.Request) error {
	u, err := s.Auth.User(r.PathValue("id"))
	if err != nil {
		return noUser(err)
	}
	return writeJSON(w, userOf(u))
}

type newUserBody struct {
	Name     string          `json:"name"`
	Password string          `json:"password"`
	Role     access.Role     `json:"role"`
	Limits   json.RawMessage `json:"limits"`
}

// addUser handles POST /api/v1/users.
func (s *Server) addUser(w http.ResponseWriter, r *http.Request) error {
	var b newUserBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	limits, err := readLimits(b.Limits)
	if err != nil {
		return err
	}
	u, err := s.Auth.AddUser(r.Context(), auth.NewUser{Name: b.Name, Password: b.Password, Role: b.Role, Limits: limits}, by(r))
	if err != nil {
		return err
	}
	return created(w, userOf(u))
}

type userPatch struct {
	Name     *string         `json:"name"`
	Password *string         `json:"password"`
	Role     *access.Role    `json:"role"`
	Limits   json.RawMessage `json:"limits"`
	Disabled *bool           `json:"disabled"`
}

// patchUser handles PATCH /api/v1/users/{id}.
func (s *Server) patchUser(w http.ResponseWriter, r *http.Request) error {
	var b userPatch
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	c := auth.Change{Name: b.Name, Role: b.Role, Disabled: b.Disabled, Password: b.Password}
	if b.Limits != nil {
		limits, err := readLimits(b.Limits)
		if err != nil {
			return err
		}
		c.Limits = &limits
	}
	u, err := s.Auth.ChangeUser(r.Context(), r.PathValue("id"), c, by(r))
	if err != nil {
		return noUser(err)
	}
	return writeJSON(w, userOf(u))
}

// removeUser handles DELETE /api/v1/users/{id}.
func (s *Server) removeUser(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.RemoveUser(r.Context(), r.PathValue("id"), by(r)); err != nil {
		return noUser(err)
	}
	return done(w)
}

// userSessions handles GET /api/v1/users/{id}/sessions.
func (s *Server) userSessions(w http.ResponseWriter, r *http.Request) error {
	u, err := s.Auth.User(r.PathValue("id"))
	if err != nil {
		return noUser(err)
	}
	return writeJSON(w, s.sessionsOf(u.ID, access.PrincipalOf(r.Context()).SessionID))
}

// endUserSessions handles DELETE /api/v1/users/{id}/sessions.
func (s *Server) endUserSessions(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.LogoutAll(r.Context(), r.PathValue("id"), by(r)); err != nil {
		return noUser(err)
	}
	return done(w)
}
