package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// found are the events that a search finds, by their place in all.
func (r *rig) found(ctx context.Context, q store.EventQuery, all ...*store.NewEvent) string {
	r.t.Helper()
	page, err := r.Events(ctx, q)
	if err != nil {
		r.t.Fatal(err)
	}
	var out []string
	for _, ev := range page.Events {
		for i, n := range all {
			if n.ID == ev.ID {
				out = append(out, fmt.Sprint(i))
			}
		}
	}
	return strings.Join(out, " ")
}

// reads is how many reads a plate has, -1 when it is not there.
func (r *rig) reads(ctx context.Context, text string) int64 {
	r.t.Helper()
	p, err := r.Plate(ctx, text)
	if errors.Is(err, event.ErrNotFound) {
		return -1
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return p.Reads
}

func misreads(t *testing.T, r *rig) {
	ctx := t.Context()
	one, two, other := r.make(withPlate("KLM 482I", "")), r.make(withPlate("KLM4821", "Residents")), r.make(nil)
	r.commit(one, two, other)
	is := func(what string, wrong, right int64) {
		t.Helper()
		if a, b := r.reads(ctx, "KLM482I"), r.reads(ctx, "KLM4821"); a != wrong || b != right {
			t.Errorf("%s: %d reads of the misread, %d of the right one; want %d and %d", what, a, b, wrong, right)
		}
	}
	is("as it came", 1, 1)
	if err := r.CorrectPlate(ctx, one.ID, 0, "KLM 4821", "Ann"); err != nil {
		t.Fatal(err)
	}
	is("corrected", 0, 2)
	ev, err := r.Event(ctx, one.ID)
	if err != nil || ev.Plate != "KLM 4821" || ev.Targets[0].Plate.Text != "KLM 4821" || ev.Targets[0].Plate.Misread != "KLM 482I" {
		t.Errorf("the event: got %q, %+v, %v", ev.Plate, ev.Targets[0].Plate, err)
	}
	for _, tt := range []struct {
		q    store.EventQuery
		want string
	}{
		{store.EventQuery{Plate: "KLM482I"}, "0"}, {store.EventQuery{Plate: "KLM4821"}, "1 0"}, {store.EventQuery{Fuzzy: "KLM482I"}, "1 0"},
	} {
		if got := r.found(ctx, tt.q, one, two, other); got != tt.want {
			t.Errorf("%+v finds %q, want %q", tt.q, got, tt.want)
		}
	}
	list, _, err := r.Plates(ctx, store.PlateQuery{})
	if err != nil || len(list) != 1 || list[0].LastEvent != two.ID || list[0].Group != "Residents" || list[0].FirstSeen != one.ReceivedAt {
		t.Errorf("plates: got %+v, %v", list, err)
	}
	if found, _, err := r.Plates(ctx, store.PlateQuery{Fuzzy: "KLM482I"}); err != nil || len(found) != 2 || found[0].Reads != 0 {
		t.Errorf("a search for the misread: got %+v, %v", found, err)
	}
	changes, err := r.EventChanges(ctx, one.ID)
	if err != nil || len(changes) != 1 || changes[0].What != event.ChangePlate || changes[0].By != "Ann" || changes[0].Note != "KLM 482I → KLM 4821" {
		t.Errorf("changes: got %+v, %v", changes, err)
	}
	if got := r.inState(event.New); got != 3 {
		t.Errorf("%d events are new, want 3: a corrected one stays so", got)
	}

	// Another text, and back to what was read.
	for _, step := range []struct {
		text         string
		wrong, right int64
		other        int64
	}{{"XYZ1", 0, 1, 1}, {"KLM-482I", 1, 1, -1}, {"KLM4821", 0, 2, -1}, {"KLM 482I", 1, 1, -1}} {
		if err := r.CorrectPlate(ctx, one.ID, 0, step.text, ""); err != nil {
			t.Fatal(err)
		}
		is(step.text, step.wrong, step.right)
		if got := r.reads(ctx, "XYZ1"); got != step.other {
			t.Errorf("%s: XYZ1 has %d reads, want %d", step.text, got, step.other)
		}
	}
	if ev, err := r.Event(ctx, one.ID); err != nil || ev.Plate != "KLM 482I" || ev.Targets[0].Plate.Misread != "" {
		t.Errorf("taken back: got %+v, %v", ev.Targets[0].Plate, err)
	}

	for _, tt := range []struct {
		id     event.ID
		target int
		want   error
	}{{other.ID, 0, event.ErrNoPlate}, {one.ID, 1, event.ErrNoPlate}, {one.ID, -1, event.ErrNoPlate}, {event.NewID(t0), 0, event.ErrNotFound}} {
		if err := r.CorrectPlate(ctx, tt.id, tt.target, "A1", ""); !errors.Is(err, tt.want) {
			t.Errorf("target %d of %s: got %v, want %v", tt.target, tt.id, err, tt.want)
		}
	}

	// Retention takes both of what it was found by.
	if err := r.CorrectPlate(ctx, one.ID, 0, "KLM4821", ""); err != nil {
		t.Fatal(err)
	}
	if err := r.Delete(ctx, []event.ID{two.ID}); err != nil {
		t.Fatal(err)
	}
	is("the other is gone", 0, 1)
	if p, err := r.Plate(ctx, "KLM4821"); err != nil || p.LastEvent != one.ID {
		t.Errorf("last read: got %+v, %v", p, err)
	}
	if err := r.Delete(ctx, []event.ID{one.ID}); err != nil {
		t.Fatal(err)
	}
	is("both are gone", -1, -1)
}

func misreadsInScope(t *testing.T, r *rig) {
	hidden := r.make(func(ev *event.Event) {
		withPlate("KLM482I", "")(ev)
		ev.DeviceID, ev.CameraID = "dev_b", camID("b", 1)
	})
	seen := r.make(withPlate("KLM48Z1", ""))
	r.commit(hidden, seen)
	ctx := access.WithScope(t.Context(), access.Only(camID("a", 1)))
	if err := r.CorrectPlate(ctx, hidden.ID, 0, "KLM4821", ""); !errors.Is(err, event.ErrNotFound) {
		t.Errorf("out of sight: got %v", err)
	}
	if err := r.CorrectPlate(ctx, seen.ID, 0, "KLM4821", ""); err != nil {
		t.Fatal(err)
	}
	if got := [...]int64{r.reads(ctx, "KLM48Z1"), r.reads(ctx, "KLM4821"), r.reads(ctx, "KLM482I")}; got != [...]int64{0, 1, -1} {
		t.Errorf("reads in sight: got %v", got)
	}
	if list, _, err := r.Plates(ctx, store.PlateQuery{}); err != nil || len(list) != 1 || list[0].Text != "KLM4821" {
		t.Errorf("plates in sight: got %+v, %v", list, err)
	}
}
