package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

func (r *rig) keepKnown(c store.KnownChanges) {
	r.t.Helper()
	if err := r.KeepKnownPlates(r.t.Context(), c); err != nil {
		r.t.Fatal(err)
	}
}

// knownTexts are the texts of all pages of a list of known plates.
func (r *rig) knownTexts(ctx context.Context, q store.KnownQuery) (out []string) {
	r.t.Helper()
	for {
		page, next, err := r.KnownPlates(ctx, q)
		if err != nil {
			r.t.Fatal(err)
		}
		for _, k := range page {
			out = append(out, k.Text)
		}
		if q.Cursor = next; next == "" {
			return out
		}
	}
}

func knownPlates(t *testing.T, r *rig) {
	ctx := t.Context()
	groups := []plate.Group{{ID: "g1", Name: "staff", Color: "blue"}, {ID: "g2", Name: "Residents'); --", Color: "green"}}
	known := []plate.Known{
		{Text: "AB1", Group: "g1", Owner: "Zoë ÄGIR", Note: "two\nlines", ChangedAt: t0, ChangedBy: "Ann"},
		{Text: "AB2", Group: "g1", ChangedAt: t0},
		{Text: "AB3", Owner: "ägir & Co", ChangedAt: t0},
		{Text: "CD4", Note: "x", ChangedAt: t0},
	}
	r.keepKnown(store.KnownChanges{Groups: groups, Plates: known, Log: []access.Entry{{At: t0, Who: "Ann", Action: access.ActionPlatesImported}}})
	got, err := r.PlateGroups(ctx)
	want := []plate.Group{groups[1], groups[0]}
	want[1].Plates = 2
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("groups: got %+v, %v, want %+v", got, err, want)
	}
	of, err := r.KnownPlatesOf(ctx, []string{"AB1", "CD4", "ZZ9"})
	if err != nil || !reflect.DeepEqual(of, map[string]plate.Known{"AB1": known[0], "CD4": known[3]}) {
		t.Errorf("of some texts: got %+v, %v", of, err)
	}
	for _, tt := range []struct {
		query store.KnownQuery
		want  []string
	}{
		{store.KnownQuery{}, []string{"AB1", "AB2", "AB3", "CD4"}},
		{store.KnownQuery{Page: store.Page{Limit: 1}}, []string{"AB1", "AB2", "AB3", "CD4"}},
		{store.KnownQuery{Group: "g1", Page: store.Page{Limit: 1}}, []string{"AB1", "AB2"}},
		{store.KnownQuery{Group: "g2"}, nil},
		{store.KnownQuery{Search: "Ägir"}, []string{"AB1", "AB3"}},
		{store.KnownQuery{Search: "d-4"}, []string{"CD4"}},
		{store.KnownQuery{Search: "%"}, nil},
		{store.KnownQuery{Search: "ab", Group: "g1"}, []string{"AB1", "AB2"}},
	} {
		if got := r.knownTexts(ctx, tt.query); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: got %v, want %v", tt.query, got, tt.want)
		}
	}
	if _, _, err := r.KnownPlates(ctx, store.KnownQuery{Page: store.Page{Cursor: "no-cursor"}}); !errors.Is(err, store.ErrCursor) {
		t.Errorf("a bad cursor: %v", err)
	}
	if log, _, err := r.Audit(ctx, store.Page{}); err != nil || len(log) != 1 || log[0].Action != access.ActionPlatesImported {
		t.Errorf("the audit log: %+v, %v", log, err)
	}

	// A group goes: what is known but for it stays, and a plate of which nothing else
	// was known is not known any more.
	r.keepKnown(store.KnownChanges{RemoveGroups: []string{"g1", "none"}, Plates: []plate.Known{{Text: "CD4", ChangedAt: t0}}})
	if got := r.knownTexts(ctx, store.KnownQuery{}); !slices.Equal(got, []string{"AB1", "AB3"}) {
		t.Errorf("after a group went: got %v", got)
	}
	if n, err := r.CountKnownPlates(ctx); n != 2 || err != nil {
		t.Errorf("count: got %d, %v", n, err)
	}
}

// scopeOfKnownPlates: what is known of a plate is in sight when a camera in sight has
// read it, in lists of known plates and in those of plates.
func scopeOfKnownPlates(t *testing.T, r *rig) {
	read := func(text string, camera int) *store.NewEvent {
		return r.make(func(e *event.Event) {
			e.CameraID, e.Plate = camID("a", camera), text
			e.Targets = []event.Target{{Type: event.TargetPlate, Plate: &event.Plate{Text: text}}}
		})
	}
	r.batch(&store.Batch{Devices: []device.Device{dev("a", 2)}, Events: []*store.NewEvent{read("AB 1", 1), read("AB 2", 2), read("AB 2", 1), read("AB 3", 2)}})
	r.keepKnown(store.KnownChanges{Groups: []plate.Group{{ID: "g1", Name: "Staff", Color: "blue"}}, Plates: []plate.Known{
		{Text: "AB1", Group: "g1"}, {Text: "AB2", Group: "g1"}, {Text: "AB3", Group: "g1"}, {Text: "NEVER", Group: "g1"},
	}})
	all := []string{"AB1", "AB2", "AB3", "NEVER"}
	for _, tt := range []struct {
		name  string
		scope access.Scope
		want  []string // known
		reads []string // that are known and were read, last read first
	}{
		{"everything", access.Scope{}, all, []string{"AB3", "AB2", "AB1"}},
		{"one camera", access.Only(camID("a", 2)), []string{"AB2", "AB3"}, []string{"AB3", "AB2"}},
		{"nothing", access.Only(), nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := access.WithScope(t.Context(), tt.scope)
			if got := r.knownTexts(ctx, store.KnownQuery{Group: "g1"}); !slices.Equal(got, tt.want) {
				t.Errorf("known: got %v, want %v", got, tt.want)
			}
			of, err := r.KnownPlatesOf(ctx, all)
			if err != nil || len(of) != len(tt.want) {
				t.Errorf("of all texts: got %+v, %v", of, err)
			}
			for _, q := range []store.PlateQuery{{Known: "g1"}, {Known: "g1", Prefix: "AB"}, {Known: "g1", Fuzzy: "AB"}, {Known: "g1", Page: store.Page{Limit: 1}}} {
				var got []string
				for {
					page, next, err := r.Plates(ctx, q)
					if err != nil {
						t.Fatal(err)
					}
					for _, p := range page {
						got = append(got, p.Text)
					}
					if q.Cursor = next; next == "" {
						break
					}
				}
				want := slices.Clone(tt.reads)
				if q.Fuzzy != "" {
					slices.Sort(want)
				}
				if !slices.Equal(got, want) {
					t.Errorf("plates %+v: got %v, want %v", q, got, want)
				}
			}
			for _, q := range []store.PlateQuery{{Known: "g2"}, {Known: "g2", Fuzzy: "AB"}, {Known: "g2", Exact: "AB2"}} {
				if page, _, err := r.Plates(ctx, q); err != nil || len(page) != 0 {
					t.Errorf("of no group: got %v, %v", page, err)
				}
			}
			groups, err := r.PlateGroups(ctx)
			if err != nil || len(groups) != 1 || (groups[0].Plates != 0) == tt.scope.Limited() {
				t.Errorf("groups: got %s, %v", fmt.Sprint(groups), err)
			}
		})
	}
}
