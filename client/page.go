package client

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Paging says which part of a list is wanted.
type Paging struct {
	Limit  int    // length of a page, 1 to 500; 0 is the server's default, 50
	Cursor string // Next of the page before; "" is the first page
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	Next  string // Cursor of the next page, "" on the last
}

// getPage reads a page of a list whose elements stand under this name.
func getPage[T any](ctx context.Context, c *Client, path, name string, query url.Values) (Page[T], error) {
	var body map[string]json.RawMessage
	var p Page[T]
	if err := c.getJSON(ctx, path, query, &body); err != nil {
		return p, err
	}
	if err := json.Unmarshal(body[name], &p.Items); err != nil {
		return p, fmt.Errorf("read the list of %s: %w", name, err)
	}
	if next := body["next"]; next != nil {
		if err := json.Unmarshal(next, &p.Next); err != nil {
			return p, fmt.Errorf("read the cursor of %s: %w", name, err)
		}
	}
	return p, nil
}

// all goes through a list page by page. An error is the last pair.
func all[T any](paging Paging, page func(Paging) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		p := paging
		for {
			found, err := page(p)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range found.Items {
				if !yield(v, nil) {
					return
				}
			}
			if found.Next == "" {
				return
			}
			p.Cursor = found.Next
		}
	}
}

// params builds a query, leaving out what is not set.
type params url.Values

func (p params) list(name string, values []string) {
	if len(values) > 0 {
		p[name] = []string{strings.Join(values, ",")}
	}
}

func (p params) one(name, value string) {
	if value != "" {
		p[name] = []string{value}
	}
}

func (p params) time(name string, t time.Time) {
	if !t.IsZero() {
		p[name] = []string{t.UTC().Format(time.RFC3339Nano)}
	}
}

func (p params) paging(of Paging) {
	if of.Limit != 0 {
		p.one("limit", strconv.Itoa(of.Limit))
	}
	p.one("cursor", of.Cursor)
}
