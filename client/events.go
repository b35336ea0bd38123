package client

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"time"
)

// Filter chooses events. The values of one list are alternatives, and all that is
// set must hold.
type Filter struct {
	Cameras    []string // ids
	Devices    []string // ids
	Types      []string
	Categories []string
	Targets    []string // types of targets
	Plate      string   // exact but for case, blanks and dashes
	Groups     []string // of the first plate; case does not matter
	Has        []string // "image", "plate", "face": all of them
}

func (f Filter) params(p params) {
	p.list("camera", f.Cameras)
	p.list("device", f.Devices)
	p.list("type", f.Types)
	p.list("category", f.Categories)
	p.list("target", f.Targets)
	p.one("plate", f.Plate)
	p.list("group", f.Groups)
	p.list("has", f.Has)
}

// Query says which events are wanted. The zero value is all.
type Query struct {
	Filter
	Fuzzy         string    // plate text, with what cameras misread; not together with Plate
	States        []string  // how far people are with them: "new", "seen", "handled"
	After, Before time.Time // arrival in [After, Before)
	Paging
}

func (q Query) params() url.Values {
	p := params{}
	q.Filter.params(p)
	p.one("q", q.Fuzzy)
	p.list("state", q.States)
	p.time("after", q.After)
	p.time("before", q.Before)
	p.paging(q.Paging)
	return url.Values(p)
}

// Events reads a page of events, newest first.
func (c *Client) Events(ctx context.Context, q Query) (Page[Event], error) {
	return getPage[Event](ctx, c, "/api/v1/events", "events", q.params())
}

// AllEvents goes through events, newest first, reading page after page. An error
// is the last pair.
func (c *Client) AllEvents(ctx context.Context, q Query) iter.Seq2[Event, error] {
	return all(q.Paging, func(p Paging) (Page[Event], error) {
		q.Paging = p
		return c.Events(ctx, q)
	})
}

// Event reads one event.
func (c *Client) Event(ctx context.Context, id string) (Event, error) {
	var e Event
	err := c.getJSON(ctx, eventPath(id), nil, &e)
	return e, err
}

// PinEvent keeps an event from retention, or lets it go, and returns it.
func (c *Client) PinEvent(ctx context.Context, id string, pinned bool) (Event, error) {
	var e Event
	resp, err := c.patch(ctx, eventPath(id), map[string]bool{"pinned": pinned})
	if err != nil {
		return e, err
	}
	return e, decode(resp, &e)
}

// Image reads picture n of an event: a JPEG.
func (c *Client) Image(ctx context.Context, id string, n int) ([]byte, error) {
	return c.getBytes(ctx, imagePath(id, n), nil)
}

// Thumbnail reads picture n of an event, made smaller: a JPEG that is at least
// width pixels wide (16 to 1920), or the picture itself where it is not. What must
// not, or cannot, be decoded gives a placeholder.
func (c *Client) Thumbnail(ctx context.Context, id string, n, width int) ([]byte, error) {
	return c.getBytes(ctx, imagePath(id, n), url.Values{"width": {strconv.Itoa(width)}})
}

// Raw reads the XML of an event as the device sent it, without the image data.
// Servers keep it only when told to.
func (c *Client) Raw(ctx context.Context, id string) ([]byte, error) {
	return c.getBytes(ctx, eventPath(id)+"/raw", nil)
}

func eventPath(id string) string { return "/api/v1/events/" + url.PathEscape(id) }

func imagePath(id string, n int) string { return fmt.Sprintf("%s/images/%d", eventPath(id), n) }
