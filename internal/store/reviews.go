package store

import (
	"context"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
)

// Review says how far somebody is with events and incidents. IDs that are not there
// are skipped. What is said of an incident is said of its events too; an incident
// with events is as far as the least of them.
type Review struct {
	Events    []event.ID
	Incidents []incident.ID
	State     event.ReviewState
	// AtLeast leaves alone what is further already.
	AtLeast bool
	// SameState leaves the state of events as it is: only the note changes.
	SameState bool
	Note      *string // nil leaves the note as it is
	By        string
}

// Reviews reads what people said of events.
type Reviews interface {
	// SomeEvents returns the events of some ids that are there, newest first.
	SomeEvents(ctx context.Context, ids []event.ID) ([]*event.Event, error)
	// EventChanges returns what was done to an event, oldest first, at most the
	// newest 500; event.ErrNotFound when there is no such event.
	EventChanges(ctx context.Context, id event.ID) ([]event.Change, error)
	// CorrectPlate says what the plate of a target, by its place in the event, really
	// was: it counts as a read of that from now on, and is found by both. The text
	// that the device had read takes it back. event.ErrNotFound, event.ErrNoPlate.
	CorrectPlate(ctx context.Context, id event.ID, target int, text, by string) error
}
