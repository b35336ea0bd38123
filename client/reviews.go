package client

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Review is what people said of an event last.
type Review struct {
	State string    `json:"state"` // "new", "seen", "handled"
	At    time.Time `json:"at"`
	By    string    `json:"by,omitempty"` // "" where nobody has a name
	Note  string    `json:"note,omitempty"`
}

// Say is what to say of events. What is "" or nil stays as it is.
type Say struct {
	State  string  `json:"state,omitempty"` // "new", "seen", "handled"
	Note   *string `json:"note,omitempty"`  // up to 2,000 characters; "" takes it away
	By     string  `json:"by,omitempty"`    // a name, where nobody logs in
	Pinned *bool   `json:"pinned,omitempty"`
}

// ReviewEvent says something of an event, and returns it.
func (c *Client) ReviewEvent(ctx context.Context, id string, say Say) (Event, error) {
	var e Event
	err := c.send(ctx, http.MethodPatch, eventPath(id), say, &e)
	return e, err
}

// ReviewEvents says something of up to 500 events. IDs that are not there are
// skipped.
func (c *Client) ReviewEvents(ctx context.Context, ids []string, say Say) error {
	return c.send(ctx, http.MethodPatch, "/api/v1/events", struct {
		IDs []string `json:"ids"`
		Say
	}{ids, say}, nil)
}

// DeleteEvents removes up to 500 events, with their pictures. IDs that are not there
// are skipped.
func (c *Client) DeleteEvents(ctx context.Context, ids []string) error {
	return c.send(ctx, http.MethodDelete, "/api/v1/events", map[string][]string{"ids": ids}, nil)
}

// EventChange is something that was done to an event.
type EventChange struct {
	At   time.Time `json:"at"`
	By   string    `json:"by,omitempty"`
	What string    `json:"what"` // "new" (again), "seen", "handled", "note", "plate"
	Note string    `json:"note,omitempty"`
}

// EventChanges reads what people did with an event, oldest first.
func (c *Client) EventChanges(ctx context.Context, id string) ([]EventChange, error) {
	var out struct {
		Changes []EventChange `json:"changes"`
	}
	err := c.getJSON(ctx, eventPath(id)+"/changes", nil, &out)
	return out.Changes, err
}

// CorrectPlate says what the plate of a target, by its place in the event from 0 on,
// really was, and returns the event. The text that the device had read takes it back.
func (c *Client) CorrectPlate(ctx context.Context, id string, target int, text string) (Event, error) {
	var e Event
	err := c.send(ctx, http.MethodPatch, fmt.Sprintf("%s/targets/%d", eventPath(id), target), map[string]string{"plate": text}, &e)
	return e, err
}
