package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// Role is what somebody may do.
type Role string

// The roles. Each may do what the one before it may.
const (
	Viewer        Role = "viewer"
	Operator      Role = "operator"
	Administrator Role = "administrator"
)

// Limits are the cameras, and groups of cameras, that somebody's sight is limited
// to.
type Limits struct {
	Cameras []string `json:"cameras,omitempty"` // ids
	Groups  []string `json:"groups,omitempty"`  // ids
}

// Me is who asks.
type Me struct {
	Login   string   `json:"login"` // "token", "session", "proxy", or "none" where nobody has to log in
	Name    string   `json:"name,omitempty"`
	Role    Role     `json:"role"`
	UserID  string   `json:"user_id,omitempty"` // "" for a token
	Cameras []string `json:"cameras,omitempty"` // in sight; nil is all
}

// Me reads who this client is to the server.
func (c *Client) Me(ctx context.Context) (Me, error) {
	var m Me
	err := c.getJSON(ctx, "/api/v1/me", nil, &m)
	return m, err
}

// User is a person who can log in.
type User struct {
	ID        string    `json:"id"` // ULID
	Name      string    `json:"name"`
	Role      Role      `json:"role"`
	Limits    *Limits   `json:"limits,omitempty"` // nil is every camera
	Disabled  bool      `json:"disabled,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	LastLogin time.Time `json:"last_login,omitzero"` // zero before the first
}

// NewUser is a user to be made.
type NewUser struct {
	Name     string  `json:"name"`
	Password string  `json:"password"`
	Role     Role    `json:"role"`
	Limits   *Limits `json:"limits,omitempty"` // nil is every camera
}

// UserChange says what of a user is to be another; nil fields stay.
type UserChange struct {
	Name     *string
	Password *string // it ends all sessions
	Role     *Role
	Disabled *bool
	Limits   *Limits
	// AllCameras takes all limits away.
	AllCameras bool
}

// Users reads a page of the users, by name.
func (c *Client) Users(ctx context.Context, p Paging) (Page[User], error) {
	return getPage[User](ctx, c, "/api/v1/users", "users", paged(p))
}

// AllUsers goes through the users by name. An error is the last pair.
func (c *Client) AllUsers(ctx context.Context) iter.Seq2[User, error] {
	return all(Paging{Limit: 500}, func(p Paging) (Page[User], error) { return c.Users(ctx, p) })
}

// User reads one user.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	var u User
	err := c.getJSON(ctx, userPath(id), nil, &u)
	return u, err
}

// AddUser makes a user.
func (c *Client) AddUser(ctx context.Context, n NewUser) (User, error) {
	var u User
	err := c.send(ctx, http.MethodPost, "/api/v1/users", n, &u)
	return u, err
}

// ChangeUser changes a user.
func (c *Client) ChangeUser(ctx context.Context, id string, change UserChange) (User, error) {
	body := map[string]any{}
	if change.Name != nil {
		body["name"] = *change.Name
	}
	if change.Password != nil {
		body["password"] = *change.Password
	}
	if change.Role != nil {
		body["role"] = *change.Role
	}
	if change.Disabled != nil {
		body["disabled"] = *change.Disabled
	}
	switch {
	case change.AllCameras:
		body["limits"] = nil
	case change.Limits != nil:
		body["limits"] = change.Limits
	}
	var u User
	err := c.send(ctx, http.MethodPatch, userPath(id), body, &u)
	return u, err
}

// RemoveUser removes a user, who is out at once.
func (c *Client) RemoveUser(ctx context.Context, id string) error {
	return c.send(ctx, http.MethodDelete, userPath(id), nil, nil)
}

// Session is a browser that a user is logged in with.
type Session struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	LastSeen  time.Time `json:"last_seen"` // to the minute
	IP        string    `json:"ip,omitempty"`
	UserAgent string    `json:"user_agent,omitempty"`
	Current   bool      `json:"current,omitempty"` // it is the one that asks
}

// UserSessions lists a user's sessions, the one used last first.
func (c *Client) UserSessions(ctx context.Context, id string) ([]Session, error) {
	p, err := getPage[Session](ctx, c, userPath(id)+"/sessions", "sessions", nil)
	return p.Items, err
}

// EndUserSessions logs a user out everywhere.
func (c *Client) EndUserSessions(ctx context.Context, id string) error {
	return c.send(ctx, http.MethodDelete, userPath(id)+"/sessions", nil, nil)
}

func userPath(id string) string { return "/api/v1/users/" + url.PathEscape(id) }

// send makes a change with a body of JSON, unless it is nil, and reads the answer
// into v, unless that is nil.
func (c *Client) send(ctx context.Context, method, path string, body, v any) error {
	var b []byte
	header := http.Header{}
	if body != nil {
		var err error
		if b, err = json.Marshal(body); err != nil {
			return err
		}
		header.Set("Content-Type", "application/json")
	}
	resp, err := c.do(ctx, method, path, nil, header, b)
	if err != nil {
		return err
	}
	if v == nil {
		return resp.Body.Close()
	}
	return decode(resp, v)
}

func paged(p Paging) url.Values {
	q := params{}
	q.paging(p)
	return url.Values(q)
}
