package saved_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/saved"
)

// kept is a keeper in memory.
type kept []saved.Filter

func (k *kept) SavedFilters(_ context.Context, owner string) ([]saved.Filter, error) {
	var out []saved.Filter
	for _, f := range *k {
		if f.Owner == owner || f.Owner == "" {
			out = append(out, f)
		}
	}
	return out, nil
}

func (k *kept) KeepFilter(_ context.Context, f saved.Filter) error {
	k.drop(f.ID)
	*k = append(*k, f)
	return nil
}

func (k *kept) RemoveFilter(_ context.Context, id string) error { k.drop(id); return nil }

func (k *kept) drop(id string) {
	*k = slices.DeleteFunc(*k, func(f saved.Filter) bool { return f.ID == id })
}

func as(t *testing.T, p access.Principal) context.Context {
	return access.WithPrincipal(t.Context(), p)
}

func shelf() *saved.Shelf {
	return &saved.Shelf{Keeper: new(kept), Now: func() time.Time { return time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC) }}
}

func TestWhoseFilters(t *testing.T) {
	s := shelf()
	nobody := as(t, access.Principal{Role: access.Administrator})
	ann := as(t, access.Principal{Role: access.Viewer, UserID: "ann"})
	bob := as(t, access.Principal{Role: access.Operator, UserID: "bob"})
	limited := as(t, access.Principal{Role: access.Viewer, UserID: "eve", Scope: access.Only("cam_a_1")})
	shared, err := s.Add(nobody, "Cars", "target=car&camera=cam_b_1")
	if err != nil || shared.Owner != "" {
		t.Fatalf("where nobody logs in: got %+v, %v", shared, err)
	}
	own, err := s.Add(ann, " Night ", "?time_to=06:00&time_from=22:00")
	if err != nil || own.Name != "Night" || own.Query != "time_from=22%3A00&time_to=06%3A00" {
		t.Fatalf("got %+v, %v", own, err)
	}
	for _, tt := range []struct {
		name string
		ctx  context.Context
		want int
	}{{"Ann", ann, 2}, {"Bob", bob, 1}, {"somebody who does not see the camera", limited, 0}, {"nobody", nobody, 1}} {
		if all, err := s.All(tt.ctx); err != nil || len(all) != tt.want {
			t.Errorf("%s has %+v, %v, want %d", tt.name, all, err, tt.want)
		}
	}
	name := "Other"
	if _, err := s.Change(bob, own.ID, &name, nil); !errors.Is(err, saved.ErrNotFound) {
		t.Errorf("Bob changes Ann's: got %v", err)
	}
	if _, err := s.Remove(ann, shared.ID); !errors.Is(err, saved.ErrNotFound) {
		t.Errorf("a viewer removes everybody's: got %v", err)
	}
	if f, err := s.Change(bob, shared.ID, &name, nil); err != nil || f.Name != name || f.Query != shared.Query || f.Owner != "" {
		t.Errorf("an operator changes everybody's: got %+v, %v", f, err)
	}
	if _, err := s.Remove(ann, own.ID); err != nil {
		t.Error(err)
	}
	if all, _ := s.All(ann); len(all) != 1 {
		t.Errorf("after the removal: %+v", all)
	}
}

func TestWhatIsNotKept(t *testing.T) {
	ctx := as(t, access.Principal{Role: access.Viewer, UserID: "ann"})
	for _, tt := range []struct{ name, called, query, field string }{
		{"no name", "  ", "target=car", "name"},
		{"a long name", strings.Repeat("ä", saved.MaxName+1), "target=car", "name"},
		{"a name of two lines", "a\nb", "target=car", "name"},
		{"something else", "x", "target=car&next=//evil.example", "query"},
		{"a place in the list", "x", "older=7", "query"},
		{"no query", "x", "%zz", "query"},
		{"a long query", "x", "q=" + strings.Repeat("a", saved.MaxQuery), "query"},
		{"a control character", "x", "q=%00", "query"},
	} {
		var invalid saved.InvalidError
		if _, err := shelf().Add(ctx, tt.called, tt.query); !errors.As(err, &invalid) || invalid.Field != tt.field {
			t.Errorf("%s: got %v, want something wrong with the %s", tt.name, err, tt.field)
		}
	}
	s := shelf()
	for n := range saved.Most {
		if _, err := s.Add(ctx, fmt.Sprint(n), "target=car"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Add(ctx, "one more", "target=car"); !errors.Is(err, saved.ErrMany) {
		t.Errorf("one too many: got %v", err)
	}
}
