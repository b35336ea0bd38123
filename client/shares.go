package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Share is a link that shows one event to whoever has it, until it expires.
type Share struct {
	ID        string    `json:"id"`
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	// URL is the path of the page on the server. It is told once, when it is made.
	URL string `json:"url,omitempty"`
}

// ShareEvent makes a link to an event that lasts some hours, 1 to 720; 0 is a week.
func (c *Client) ShareEvent(ctx context.Context, id string, hours int) (Share, error) {
	var s Share
	body := map[string]int{}
	if hours != 0 {
		body["hours"] = hours
	}
	err := c.send(ctx, http.MethodPost, eventPath(id)+"/shares", body, &s)
	return s, err
}

// Shares reads the links to an event, newest first.
func (c *Client) Shares(ctx context.Context, id string) ([]Share, error) {
	var out struct {
		Shares []Share `json:"shares"`
	}
	err := c.getJSON(ctx, eventPath(id)+"/shares", nil, &out)
	return out.Shares, err
}

// EndShare ends a link to an event.
func (c *Client) EndShare(ctx context.Context, id, share string) error {
	return c.send(ctx, http.MethodDelete, eventPath(id)+"/shares/"+url.PathEscape(share), nil, nil)
}
