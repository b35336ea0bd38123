package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// others are the reads of events that lists of faces have no use for.
type others = store.Events

// gallery are events with faces, as a store lists them.
type gallery struct {
	others
	all   []*event.Event
	asked []store.EventQuery
}

func (g *gallery) Events(_ context.Context, q store.EventQuery) (store.EventPage, error) {
	g.asked = append(g.asked, q)
	from := 0
	if q.Cursor != "" {
		fmt.Sscan(q.Cursor, &from)
	}
	to := min(from+q.Limit, len(g.all))
	p := store.EventPage{Events: g.all[from:to]}
	if to < len(g.all) {
		p.Next = fmt.Sprint(to)
	}
	return p, nil
}

func faceOf(sex, age, glasses string) event.Target {
	return event.Target{Type: event.TargetFace, Face: &event.Face{Sex: sex, Age: age, Glasses: glasses}}
}

// TestFaces goes through all pages of lists, of every length: each face that is wanted
// comes once, in order.
func TestFaces(t *testing.T) {
	g := &gallery{}
	for i := range 23 {
		e := &event.Event{Seq: int64(100 - i), Targets: []event.Target{{Type: event.TargetPerson}}}
		switch i % 4 {
		case 0:
			e.Targets = append(e.Targets, faceOf("male", "middleAged", "yes"))
		case 1:
			e.Targets = append(e.Targets, faceOf("female", "elderly", "no"), faceOf("male", "youth", "yes"), faceOf("female", "young", "unknown"))
		case 2:
			e.Targets = append(e.Targets, event.Target{Type: event.TargetFace}) // of which the device told nothing
		case 3:
			e.Targets = append(e.Targets, faceOf("unknown", "unknown", "unknown"), faceOf("female", "child", "yes"))
		}
		g.all = append(g.all, e)
	}
	for _, tt := range []struct {
		filter event.FaceFilter
		want   int
	}{
		{event.FaceFilter{}, 6 + 18 + 6 + 10},
		{event.FaceFilter{Sexes: []string{"female"}}, 12 + 5},
		{event.FaceFilter{Sexes: []string{"female"}, Glasses: []string{"yes"}}, 5}, // of one face, not of two of an event
		{event.FaceFilter{Ages: []string{"old", "young"}}, 18},
		{event.FaceFilter{Ages: []string{"middle"}, Sexes: []string{"male"}, Glasses: []string{"yes"}}, 6},
		{event.FaceFilter{Masks: []string{"yes"}}, 0},
	} {
		for limit := 1; limit < 9; limit++ {
			q := store.FaceQuery{FaceFilter: tt.filter, Page: store.Page{Limit: limit}}
			var got []string
			for {
				faces, next, err := store.Faces(t.Context(), g, q)
				if err != nil {
					t.Fatal(err)
				}
				if len(faces) > limit+2 {
					t.Errorf("%+v: a page of %d for a limit of %d", tt.filter, len(faces), limit)
				}
				for _, f := range faces {
					got = append(got, fmt.Sprintf("%03d.%d", 999-f.Event.Seq, f.Target))
				}
				if q.Cursor = next; next == "" {
					break
				}
			}
			if len(got) != tt.want || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
				t.Errorf("%+v, pages of %d: got %d faces, want %d: %s", tt.filter, limit, len(got), tt.want, strings.Join(got, " "))
			}
		}
	}
	for _, q := range g.asked {
		if !q.HasFace {
			t.Errorf("asked %+v, which does not read along the faces", q)
		}
	}
}

// TestFacesReadsNoEnd: where few are wanted of many, a page ends with what it found.
func TestFacesReadsNoEnd(t *testing.T) {
	g := &gallery{}
	for i := range 10_000 {
		g.all = append(g.all, &event.Event{Seq: int64(20_000 - i), Targets: []event.Target{faceOf("male", "old", "no")}})
	}
	faces, next, err := store.Faces(t.Context(), g, store.FaceQuery{FaceFilter: event.FaceFilter{Sexes: []string{"female"}}, Page: store.Page{Limit: 10}})
	if err != nil || len(faces) != 0 || next != "2000" || len(g.asked) != 4 {
		t.Errorf("got %d faces, next %q, after %d reads, %v", len(faces), next, len(g.asked), err)
	}
}
