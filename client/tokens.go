package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// Token lets a program in.
type Token struct {
	ID        string    `json:"id"` // ULID
	Name      string    `json:"name"`
	Role      Role      `json:"role"`
	Limits    *Limits   `json:"limits,omitempty"` // nil is every camera
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"` // zero is never
	LastUsed  time.Time `json:"last_used,omitzero"`  // to the minute, zero before the first use
	// Secret is for Options.Token. The server tells it once, when the token is made.
	Secret string `json:"secret,omitempty"`
}

// NewToken is a token to be made.
type NewToken struct {
	Name      string    `json:"name"` // what it is for
	Role      Role      `json:"role"`
	Limits    *Limits   `json:"limits,omitempty"`    // nil is every camera
	ExpiresAt time.Time `json:"expires_at,omitzero"` // zero is never
}

// Tokens reads a page of the tokens, by name.
func (c *Client) Tokens(ctx context.Context, p Paging) (Page[Token], error) {
	return getPage[Token](ctx, c, "/api/v1/tokens", "tokens", paged(p))
}

// AllTokens goes through the tokens by name. An error is the last pair.
func (c *Client) AllTokens(ctx context.Context) iter.Seq2[Token, error] {
	return all(Paging{Limit: 500}, func(p Paging) (Page[Token], error) { return c.Tokens(ctx, p) })
}

// AddToken makes a token.
func (c *Client) AddToken(ctx context.Context, n NewToken) (Token, error) {
	var t Token
	err := c.send(ctx, http.MethodPost, "/api/v1/tokens", n, &t)
	return t, err
}

// RemoveToken removes a token; who has it is out at once.
func (c *Client) RemoveToken(ctx context.Context, id string) error {
	return c.send(ctx, http.MethodDelete, "/api/v1/tokens/"+url.PathEscape(id), nil, nil)
}

// CameraGroup is a named list of cameras that people can be limited to.
type CameraGroup struct {
	ID      string   `json:"id"` // ULID
	Name    string   `json:"name"`
	Cameras []string `json:"cameras"` // ids
}

// CameraGroups reads a page of the groups of cameras, by name.
func (c *Client) CameraGroups(ctx context.Context, p Paging) (Page[CameraGroup], error) {
	return getPage[CameraGroup](ctx, c, "/api/v1/camera-groups", "camera_groups", paged(p))
}

// AddCameraGroup makes a group of cameras.
func (c *Client) AddCameraGroup(ctx context.Context, name string, cameras ...string) (CameraGroup, error) {
	var g CameraGroup
	err := c.send(ctx, http.MethodPost, "/api/v1/camera-groups", map[string]any{"name": name, "cameras": append([]string{}, cameras...)}, &g)
	return g, err
}

// ChangeCameraGroup gives a group of cameras another name and other cameras.
func (c *Client) ChangeCameraGroup(ctx context.Context, id, name string, cameras ...string) (CameraGroup, error) {
	var g CameraGroup
	body := map[string]any{"name": name, "cameras": append([]string{}, cameras...)}
	err := c.send(ctx, http.MethodPatch, groupPath(id), body, &g)
	return g, err
}

// RemoveCameraGroup removes a group that nobody is limited to.
func (c *Client) RemoveCameraGroup(ctx context.Context, id string) error {
	return c.send(ctx, http.MethodDelete, groupPath(id), nil, nil)
}

func groupPath(id string) string { return "/api/v1/camera-groups/" + url.PathEscape(id) }

// AuditEntry tells who did what.
type AuditEntry struct {
	N      int64     `json:"n"` // place in the log
	At     time.Time `json:"at"`
	Who    string    `json:"who,omitempty"` // name of the user or token, "" when nobody was logged in
	Action string    `json:"action"`        // "login", "user_changed", "event_pinned" …
	Object string    `json:"object,omitempty"`
	IP     string    `json:"ip,omitempty"`
	Detail string    `json:"detail,omitempty"`
}

// Audit reads a page of the audit log, newest first.
func (c *Client) Audit(ctx context.Context, p Paging) (Page[AuditEntry], error) {
	return getPage[AuditEntry](ctx, c, "/api/v1/audit", "audit", paged(p))
}

// AllAudit goes through the audit log, newest first. An error is the last pair.
func (c *Client) AllAudit(ctx context.Context) iter.Seq2[AuditEntry, error] {
	return all(Paging{Limit: 500}, func(p Paging) (Page[AuditEntry], error) { return c.Audit(ctx, p) })
}
