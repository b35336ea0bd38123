package api

import (
	"encoding/json"
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
)

// limitsJSON are the cameras, and groups of them, that somebody's sight is limited
// to.
type limitsJSON struct {
	Cameras []string `json:"cameras,omitempty"`
	Groups  []string `json:"groups,omitempty"`
}

// limitsOf is nil where there is no limit.
func limitsOf(l access.Limits) *limitsJSON {
	if !l.Any() {
		return nil
	}
	return &limitsJSON{l.Cameras, l.Groups}
}

// readLimits reads limits that were sent: null is none. Empty ones are refused, for
// they could be meant as nothing as well as everything.
func readLimits(raw json.RawMessage) (access.Limits, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return access.Limits{}, nil
	}
	var l limitsJSON
	if err := json.Unmarshal(raw, &l); err != nil {
		return access.Limits{}, badField("limits", `must be like {"cameras": ["cam_…"], "groups": ["…"]}, or null for every camera`)
	}
	if len(l.Cameras)+len(l.Groups) == 0 {
		return access.Limits{}, badField("limits", "name no camera and no group; null is every camera")
	}
	return access.Limits{Cameras: l.Cameras, Groups: l.Groups}, nil
}

// badField says what is wrong with a field of a body.
func badField(name, text string) error {
	p := problem(codeBadBody, name+": "+text)
	p.Parameter = name
	return p
}

// userJSON is a person as administrators see them.
type userJSON struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Role      access.Role `json:"role"`
	Limits    *limitsJSON `json:"limits,omitempty"`
	Disabled  bool        `json:"disabled,omitempty"`
	CreatedAt timestamp   `json:"created_at"`
	LastLogin timestamp   `json:"last_login,omitzero"`
}

func userOf(u access.User) userJSON {
	return userJSON{
		ID: u.ID, Name: u.Name, Role: u.Role, Limits: limitsOf(u.Limits), Disabled: u.Disabled,
		CreatedAt: timestamp(u.CreatedAt), LastLogin: timestamp(u.LastLogin),
	}
}

// meJSON is who asks.
type meJSON struct {
	// Login is how: "session", "proxy", "token", or "none" where nobody has to.
	Login  string      `json:"login"`
	Name   string      `json:"name,omitempty"`
	Role   access.Role `json:"role"`
	UserID string      `json:"user_id,omitempty"`
	// Cameras are those in sight; left out where all are.
	Cameras *[]string `json:"cameras,omitempty"`
}

func meOf(p access.Principal) meJSON {
	out := meJSON{Login: "none", Name: p.Name, Role: p.Role, UserID: p.UserID}
	switch {
	case p.SessionID != "":
		out.Login = "session"
	case p.TokenID != "":
		out.Login = "token"
	case p.UserID != "":
		out.Login = "proxy"
	}
	if p.Scope.Limited() {
		cameras := append([]string{}, p.Scope.Cameras()...)
		out.Cameras = &cameras
	}
	return out
}

// sessionJSON is a browser that somebody is logged in with.
type sessionJSON struct {
	ID        string    `json:"id"`
	CreatedAt timestamp `json:"created_at"`
	LastSeen  timestamp `json:"last_seen"`
	IP        string    `json:"ip,omitempty"`
	UserAgent string    `json:"user_agent,omitempty"`
	Current   bool      `json:"current,omitempty"`
}

type sessionList struct {
	Sessions []sessionJSON `json:"sessions"`
}

func (s *Server) sessionsOf(userID, current string) sessionList {
	out := sessionList{Sessions: []sessionJSON{}}
	for _, x := range s.Auth.Sessions(userID) {
		out.Sessions = append(out.Sessions, sessionJSON{
			ID: x.ID, CreatedAt: timestamp(x.CreatedAt), LastSeen: timestamp(x.LastSeen), IP: x.IP, UserAgent: x.UserAgent, Current: x.ID == current,
		})
	}
	return out
}

// created answers with what was made.
func created(w http.ResponseWriter, v any) error { return writeJSONAs(w, http.StatusCreated, v) }

// done answers that something was done, with nothing to tell.
func done(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
