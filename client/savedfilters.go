package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// SavedFilter is a filter of the timeline that somebody keeps under a name.
type SavedFilter struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Query     string    `json:"query"`  // as the timeline's address has it
	Shared    bool      `json:"shared"` // everybody's, not the caller's alone
	CreatedAt time.Time `json:"created_at"`
}

// SavedFilters reads the caller's filters and everybody's, by name.
func (c *Client) SavedFilters(ctx context.Context) ([]SavedFilter, error) {
	page, err := getPage[SavedFilter](ctx, c, "/api/v1/saved-filters", "saved_filters", nil)
	return page.Items, err
}

// SaveFilter keeps a filter.
func (c *Client) SaveFilter(ctx context.Context, name, query string) (SavedFilter, error) {
	var f SavedFilter
	err := c.sendJSON(ctx, http.MethodPost, "/api/v1/saved-filters", nil, map[string]string{"name": name, "query": query}, &f)
	return f, err
}

// ChangeFilter gives a filter another name, another query, or both; "" stays.
func (c *Client) ChangeFilter(ctx context.Context, id, name, query string) (SavedFilter, error) {
	body := make(map[string]string)
	for key, v := range map[string]string{"name": name, "query": query} {
		if v != "" {
			body[key] = v
		}
	}
	var f SavedFilter
	err := c.sendJSON(ctx, http.MethodPatch, "/api/v1/saved-filters/"+url.PathEscape(id), nil, body, &f)
	return f, err
}

// RemoveFilter forgets a filter.
func (c *Client) RemoveFilter(ctx context.Context, id string) error {
	resp, err := c.do(ctx, http.MethodDelete, "/api/v1/saved-filters/"+url.PathEscape(id), nil, nil, nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
