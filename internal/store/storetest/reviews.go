package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
)

// said writes a review.
func (r *rig) said(v store.Review) {
	r.t.Helper()
	r.batch(&store.Batch{Reviews: []store.Review{v}})
}

// inState are how many events a list of some states has.
func (r *rig) inState(states ...event.ReviewState) int {
	r.t.Helper()
	page, err := r.Events(r.t.Context(), store.EventQuery{States: states, Limit: 500})
	if err != nil {
		r.t.Fatal(err)
	}
	return len(page.Events)
}

func eventReview(t *testing.T, r *rig) {
	ctx := t.Context()
	one, two := r.make(nil), r.make(nil)
	r.commit(one, two)
	if ev, err := r.Event(ctx, one.ID); err != nil || ev.Review != (event.Review{}) {
		t.Fatalf("nobody has looked at it, and it is %+v, %v", ev.Review, err)
	}
	both := []event.ID{one.ID, two.ID, event.NewID(t0)}
	note, other, none := "It was the neighbour.\n<b>", "The postman", ""
	at := r.at.UTC().Truncate(time.Microsecond)
	r.said(store.Review{Events: both, State: event.Seen, By: "Ann"})
	r.said(store.Review{Events: both[:1], State: event.Handled, Note: &note, By: "Ole"})
	r.said(store.Review{Events: both, State: event.Seen, AtLeast: true, By: "Eve"}) // changes nothing
	ev, err := r.Event(ctx, one.ID)
	if want := (event.Review{State: event.Handled, At: at, By: "Ole", Note: note}); err != nil || ev.Review != want {
		t.Errorf("got %+v, %v, want %+v", ev.Review, err, want)
	}
	if got := [...]int{r.inState(event.New), r.inState(event.Seen), r.inState(event.Handled), r.inState(event.New, event.Seen)}; got != [...]int{0, 1, 1, 1} {
		t.Errorf("new, seen, handled, not handled: got %v", got)
	}
	r.said(store.Review{Events: both[:1], SameState: true, Note: &other, By: "Ann"})
	r.said(store.Review{Events: both[:1], State: event.New, Note: &none, By: "Ann"})
	if ev, err := r.Event(ctx, one.ID); err != nil || ev.Review.State != event.New || ev.Review.Note != "" {
		t.Errorf("new again: got %+v, %v", ev.Review, err)
	}
	changes, err := r.EventChanges(ctx, one.ID)
	want := []event.Change{
		{By: "Ann", What: event.ChangeSeen}, {By: "Ole", What: event.ChangeHandled, Note: note},
		{By: "Ann", What: event.ChangeNote, Note: other}, {By: "Ann", What: event.ChangeNew},
	}
	if err != nil || len(changes) != len(want) {
		t.Fatalf("changes: got %+v, %v", changes, err)
	}
	for i, c := range changes {
		w := want[i]
		if w.N, w.At = c.N, at; c != w || c.N == 0 {
			t.Errorf("change %d: got %+v, want %+v", i, c, w)
		}
	}
	some, err := r.SomeEvents(ctx, append(both, one.ID))
	if err != nil || len(some) != 2 || some[0].ID != two.ID || some[0].Review.By != "Ann" {
		t.Errorf("some events: got %+v, %v", some, err)
	}

	// What was said goes with the event, and what comes later is new.
	if err := r.Delete(ctx, both); err != nil {
		t.Fatal(err)
	}
	if _, err := r.EventChanges(ctx, one.ID); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("changes of what is gone: %v", err)
	}
	r.commit(r.make(nil))
	if got := [...]int{r.inState(event.New), r.inState(event.Seen), r.inState(event.Handled)}; got != [...]int{1, 0, 0} {
		t.Errorf("after one more: new, seen, handled: got %v", got)
	}
}

// reviewTogether: what is said of an incident is said of its events, and an incident
// is as far as the least of them.
func reviewTogether(t *testing.T, r *rig) {
	ctx := t.Context()
	one, two := r.make(nil), r.make(nil)
	r.commit(one, two)
	in := happening(0, func(in *incident.Incident) { in.Events = 2 })
	r.batch(&store.Batch{Follow: store.Follow{Incidents: []incident.Change{{
		What: incident.Opened, Incident: in, Members: []incident.Member{{Kind: incident.MemberEvent, ID: one.ID.String()}, {Kind: incident.MemberEvent, ID: two.ID.String()}},
	}}}})
	is := func(what string, want event.ReviewState, events ...event.ReviewState) {
		t.Helper()
		got, err := r.Incident(ctx, in.ID)
		if err != nil || got.Review != want || got.Reviewed != (want != event.New) {
			t.Errorf("%s: the incident is %v, %v (%v), want %v", what, got.Review, got.Reviewed, err, want)
		}
		for i, id := range []event.ID{one.ID, two.ID} {
			if ev, err := r.Event(ctx, id); err != nil || ev.Review.State != events[i] {
				t.Errorf("%s: event %d is %v (%v), want %v", what, i, ev.Review.State, err, events[i])
			}
		}
	}
	r.said(store.Review{Events: []event.ID{one.ID}, State: event.Handled})
	is("one of two is handled", event.New, event.Handled, event.New)
	r.said(store.Review{Incidents: []incident.ID{in.ID}, State: event.Seen, AtLeast: true})
	is("the incident is seen", event.Seen, event.Handled, event.Seen)
	r.said(store.Review{Events: []event.ID{two.ID}, State: event.Handled})
	is("both are handled", event.Handled, event.Handled, event.Handled)
	r.said(store.Review{Incidents: []incident.ID{in.ID}, State: event.New})
	is("the incident is new again", event.New, event.New, event.New)
}

// reviewInScope: lists of a state hold what is in sight.
func reviewInScope(t *testing.T, r *rig) {
	one, two := r.make(nil), r.make(func(ev *event.Event) { ev.DeviceID, ev.CameraID = "dev_b", camID("b", 1) })
	r.commit(one, two)
	r.said(store.Review{Events: []event.ID{one.ID, two.ID}, State: event.Handled})
	ctx := access.WithScope(t.Context(), access.Only(camID("b", 1)))
	page, err := r.Events(ctx, store.EventQuery{States: []event.ReviewState{event.Handled}})
	if err != nil || len(page.Events) != 1 || page.Events[0].ID != two.ID {
		t.Errorf("handled in sight: got %+v, %v", page.Events, err)
	}
	if some, err := r.SomeEvents(ctx, []event.ID{one.ID, two.ID}); err != nil || len(some) != 1 || some[0].ID != two.ID {
		t.Errorf("some in sight: got %+v, %v", some, err)
	}
	if _, err := r.EventChanges(ctx, one.ID); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("changes out of sight: %v", err)
	}
	if err := r.PinAll(ctx, []event.ID{one.ID, two.ID}, true); err != nil {
		t.Error(err)
	}
	for _, n := range []*store.NewEvent{one, two} {
		if ev, err := r.Event(t.Context(), n.ID); err != nil || ev.Pinned != (n == two) {
			t.Errorf("pinned %v, %v", ev.Pinned, err)
		}
	}
}
