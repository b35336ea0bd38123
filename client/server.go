package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// Quarantined is a post that the server did not understand.
type Quarantined struct {
	ID          string     `json:"id"` // ULID
	ReceivedAt  time.Time  `json:"received_at"`
	Device      *DeviceRef `json:"device,omitempty"` // nil when the post did not tell
	IP          string     `json:"ip"`
	Method      string     `json:"method,omitempty"`
	Path        string     `json:"path,omitempty"`
	ContentType string     `json:"content_type,omitempty"`
	Reason      string     `json:"reason"`
	Bytes       int64      `json:"bytes"`         // of the body as received
	KeptBytes   int64      `json:"kept_bytes"`    // of the body as kept
	URL         string     `json:"url,omitempty"` // path of the body on the server, "" when it was not kept
}

// Quarantine reads a page of posts that were not understood, newest first.
func (c *Client) Quarantine(ctx context.Context, p Paging) (Page[Quarantined], error) {
	q := params{}
	q.paging(p)
	return getPage[Quarantined](ctx, c, "/api/v1/quarantine", "quarantine", url.Values(q))
}

// AllQuarantine goes through posts that were not understood, newest first. An
// error is the last pair.
func (c *Client) AllQuarantine(ctx context.Context) iter.Seq2[Quarantined, error] {
	return all(Paging{Limit: 500}, func(p Paging) (Page[Quarantined], error) { return c.Quarantine(ctx, p) })
}

// Quarantined reads one post that was not understood.
func (c *Client) Quarantined(ctx context.Context, id string) (Quarantined, error) {
	var q Quarantined
	err := c.getJSON(ctx, "/api/v1/quarantine/"+url.PathEscape(id), nil, &q)
	return q, err
}

// QuarantinedBody reads what is kept of its body.
func (c *Client) QuarantinedBody(ctx context.Context, id string) ([]byte, error) {
	return c.getBytes(ctx, "/api/v1/quarantine/"+url.PathEscape(id)+"/body", nil)
}

// Version says what a server runs.
type Version struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"` // of the toolchain
}

// Version reads what the server runs.
func (c *Client) Version(ctx context.Context) (Version, error) {
	var v Version
	err := c.getJSON(ctx, "/api/v1/version", nil, &v)
	return v, err
}

// OpenAPI reads the description of the API: an OpenAPI 3.1 document in JSON.
func (c *Client) OpenAPI(ctx context.Context) ([]byte, error) {
	return c.getBytes(ctx, "/api/v1/openapi.json", nil)
}

// Metrics reads the metrics in the text format of Prometheus.
func (c *Client) Metrics(ctx context.Context) ([]byte, error) {
	return c.getBytes(ctx, "/metrics", nil)
}

// Healthy returns nil while the server's process should go on. Otherwise the
// error is an *Error with the reasons as Detail, one a line.
func (c *Client) Healthy(ctx context.Context) error { return c.probe(ctx, "/healthz") }

// Ready returns nil while the server takes posts. Otherwise the error is an
// *Error with the reasons as Detail, one a line: a stable word such as
// "storage_full", a colon, a sentence.
func (c *Client) Ready(ctx context.Context) error { return c.probe(ctx, "/readyz") }

func (c *Client) probe(ctx context.Context, path string) error {
	resp, err := c.do(ctx, http.MethodGet, path, nil, nil, nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
