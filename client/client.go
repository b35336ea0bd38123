// Package client talks to the HTTP API of a Watchpost server: it reads events,
// pictures, devices, plates and the rest, page by page or as iterators, and
// follows the live stream without gaps.
//
// All times are UTC. Places in a picture are ten-thousandths of its width and
// height, from the upper left corner, whatever its resolution. What the server
// does not know is the zero value.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Bounds of answers, in bytes.
const (
	maxJSON    = 64 << 20
	maxFile    = 256 << 20
	maxProblem = 64 << 10
)

// Options of a Client. The zero value is good for most.
type Options struct {
	// HTTP makes the requests; nil is http.DefaultClient. Its Timeout would
	// also end streams: use contexts instead.
	HTTP *http.Client
	// Token is the secret of a token that lets programs in; "" where the server asks
	// for none. Over http anybody on the way can read it.
	Token string
	// Header is sent with every request, for what a proxy in front may ask.
	Header http.Header
}

// Client talks to one server. It may be used by many goroutines.
type Client struct {
	base   *url.URL
	http   *http.Client
	header http.Header
}

// New returns a client for the server at baseURL, such as "http://127.0.0.1:8080".
// A path in it is kept in front of those of the API. No request is made.
func New(baseURL string, o Options) (*Client, error) {
	u, err := url.Parse(baseURL)
	if err != nil {
		return nil, fmt.Errorf("server address: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("server address: %q is not like http://host:port", u.Redacted())
	}
	c := &Client{base: u, http: o.HTTP, header: o.Header.Clone()}
	if o.Token != "" {
		if c.header == nil {
			c.header = make(http.Header)
		}
		c.header.Set("Authorization", "Bearer "+o.Token)
	}
	if c.http == nil {
		c.http = http.DefaultClient
	}
	return c, nil
}

// Error is what the server answers when it does not do what was asked.
type Error struct {
	Status    int    `json:"status"` // of HTTP
	Code      string `json:"code"`   // stable name, such as "event_not_found"; "" when the answer was not the API's
	Title     string `json:"title"`  // the same for each Code
	Detail    string `json:"detail"` // for a person
	Parameter string `json:"parameter"`
	RequestID string `json:"request_id"` // finds the line in the server's log; with a Status of 5xx
}

func (e *Error) Error() string {
	text := e.Detail
	if text == "" {
		text = e.Title
	}
	if text == "" {
		text = http.StatusText(e.Status)
	}
	if e.RequestID != "" {
		text += " (request " + e.RequestID + ")"
	}
	if e.Code == "" {
		return fmt.Sprintf("%d: %s", e.Status, text)
	}
	return fmt.Sprintf("%d %s: %s", e.Status, e.Code, text)
}

// IsNotFound says whether err tells that there is none of what was asked for.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// do makes a request. The answer's status is 2xx; its body must be closed.
func (c *Client) do(ctx context.Context, method, path string, query url.Values, header http.Header, body []byte) (*http.Response, error) {
	u := *c.base
	// Path holds escapes already: ids of the caller's may hold anything.
	raw := strings.TrimSuffix(u.EscapedPath(), "/") + path
	var err error
	if u.Path, err = url.PathUnescape(raw); err != nil {
		return nil, err
	}
	u.RawPath, u.RawQuery = raw, query.Encode()
	var r io.Reader
	if body != nil {
		r = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), r)
	if err != nil {
		return nil, err
	}
	for _, h := range []http.Header{c.header, header} {
		for k, v := range h {
			req.Header[k] = v
		}
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		defer resp.Body.Close()
		return nil, problemOf(resp)
	}
	return resp, nil
}

func problemOf(resp *http.Response) error {
	e := &Error{}
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxProblem))
	if err != nil {
		return fmt.Errorf("read the answer %s: %w", resp.Status, err)
	}
	switch t, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); t {
	case "application/problem+json":
		if err := json.Unmarshal(b, e); err != nil {
			return fmt.Errorf("read the answer %s: %w", resp.Status, err)
		}
	case "text/plain":
		e.Detail = strings.TrimSpace(string(b))
	}
	e.Status = resp.StatusCode
	return e
}

// getJSON reads an object.
func (c *Client) getJSON(ctx context.Context, path string, query url.Values, v any) error {
	resp, err := c.do(ctx, http.MethodGet, path, query, nil, nil)
	if err != nil {
		return err
	}
	return decode(resp, v)
}

func decode(resp *http.Response, v any) error {
	defer resp.Body.Close()
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxJSON)).Decode(v); err != nil {
		return fmt.Errorf("read the answer of %s: %w", resp.Request.URL.Path, err)
	}
	return nil
}

// getBytes reads a file.
func (c *Client) getBytes(ctx context.Context, path string, query url.Values) ([]byte, error) {
	resp, err := c.do(ctx, http.MethodGet, path, query, nil, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", path, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("the answer of %s is larger than %d bytes", path, maxFile)
	}
	return b, nil
}
