package client

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// PlateSummary is a plate text with what is known of it.
type PlateSummary struct {
	Text      string    `json:"text"` // upper case, without blanks and dashes
	Reads     int64     `json:"reads"`
	FirstSeen time.Time `json:"first_seen,omitzero"` // zero where there are no reads
	LastSeen  time.Time `json:"last_seen,omitzero"`
	// Known is what people know of it, beside what devices say; nil is nothing.
	Known      *PlateKnown `json:"known,omitempty"`
	Group      string      `json:"group,omitempty"` // of the last read
	Owner      string      `json:"owner,omitempty"`
	LastEvent  string      `json:"last_event,omitempty"` // id
	LastCamera *CameraRef  `json:"last_camera,omitempty"`
	// Match says why a search found it: "exact", "prefix", "substring", "ocr"
	// (equal but for characters that cameras confuse), "close" (one or two off).
	Match string  `json:"match,omitempty"`
	Score float64 `json:"score,omitempty"` // 1 is exact
}

// PlateQuery says which plates are wanted; of Fuzzy, Prefix and Text only one may
// be set. The zero value is all.
type PlateQuery struct {
	Fuzzy  string // with what cameras misread
	Prefix string
	Text   string // exact but for case, blanks and dashes
	Group  string
	Known  string // id of a PlateGroup
	Paging
}

// Plates reads a page of plates: last read first, or best match first.
func (c *Client) Plates(ctx context.Context, q PlateQuery) (Page[PlateSummary], error) {
	p := params{}
	p.one("q", q.Fuzzy)
	p.one("prefix", q.Prefix)
	p.one("text", q.Text)
	p.one("group", q.Group)
	p.one("plate_group", q.Known)
	p.paging(q.Paging)
	return getPage[PlateSummary](ctx, c, "/api/v1/plates", "plates", url.Values(p))
}

// AllPlates goes through plates. An error is the last pair.
func (c *Client) AllPlates(ctx context.Context, q PlateQuery) iter.Seq2[PlateSummary, error] {
	return all(q.Paging, func(p Paging) (Page[PlateSummary], error) {
		q.Paging = p
		return c.Plates(ctx, q)
	})
}

// Plate reads what is known of one plate text.
func (c *Client) Plate(ctx context.Context, text string) (PlateSummary, error) {
	var p PlateSummary
	err := c.getJSON(ctx, "/api/v1/plates/"+url.PathEscape(text), nil, &p)
	return p, err
}

// Count is how many events of one kind arrived in one bucket.
type Count struct {
	Start   time.Time  `json:"start"` // of the bucket, UTC
	Camera  *CameraRef `json:"camera,omitempty"`
	Type    string     `json:"type"`
	Target  string     `json:"target,omitempty"`  // "" in the row that counts the events themselves
	Events  int64      `json:"events"`            // with a Target, events that show one
	Targets int64      `json:"targets,omitempty"` // targets of this type
}

// CountQuery says what is counted.
type CountQuery struct {
	Bucket                  string // "minute", "hour", "day", "week" or "month"; "" is "hour"
	TimeZone                string // whose hours, days, weeks and months, such as "Europe/Berlin"; "" is UTC
	Cameras, Types, Targets []string
	// Buckets start in [After, Before). A zero After is 24 buckets before
	// Before; a zero Before is open.
	After, Before time.Time
}

// Counts goes through counts, oldest first. An error is the last pair.
func (c *Client) Counts(ctx context.Context, q CountQuery) iter.Seq2[Count, error] {
	return all(Paging{}, func(paging Paging) (Page[Count], error) {
		p := params{}
		p.one("bucket", q.Bucket)
		p.one("tz", q.TimeZone)
		p.list("camera", q.Cameras)
		p.list("type", q.Types)
		p.list("target", q.Targets)
		p.time("after", q.After)
		p.time("before", q.Before)
		p.one("cursor", paging.Cursor)
		return getPage[Count](ctx, c, "/api/v1/counts", "counts", url.Values(p))
	})
}
