package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/saved"
)

// savedFilters are their owner's, and go with who had them.
func savedFilters(t *testing.T, r *rig) {
	keep := func(id, owner, name string) saved.Filter {
		f := saved.Filter{ID: id, Owner: owner, Name: name, Query: "target=car", CreatedAt: t0}
		if err := r.KeepFilter(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	names := func(owner string) (out []string) {
		t.Helper()
		all, err := r.SavedFilters(t.Context(), owner)
		if err != nil || all == nil {
			t.Fatalf("filters of %q: got %+v, %v", owner, all, err)
		}
		for _, f := range all {
			out = append(out, f.Name)
		}
		return out
	}
	first := keep("1", "ann", "Night")
	keep("2", "ann", "Gate")
	keep("3", "", "Everybody's")
	keep("4", "bob", "'; DROP TABLE saved_filters; --")
	if got := names("ann"); !slices.Equal(got, []string{"Everybody's", "Gate", "Night"}) {
		t.Errorf("Ann's: got %q", got)
	}
	if all, err := r.SavedFilters(t.Context(), "ann"); err != nil || all[2] != first {
		t.Errorf("got %+v, %v, want %+v", all, err, first)
	}
	if got := names(""); !slices.Equal(got, []string{"Everybody's"}) {
		t.Errorf("everybody's: got %q", got)
	}
	keep("2", "ann", "Back gate")
	if err := r.RemoveFilter(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	if err := r.RemoveFilter(t.Context(), "1"); !errors.Is(err, saved.ErrNotFound) {
		t.Errorf("removed twice: got %v", err)
	}
	if got := names("ann"); !slices.Equal(got, []string{"Back gate", "Everybody's"}) {
		t.Errorf("after the changes: got %q", got)
	}
	if err := r.KeepPeople(t.Context(), access.Changes{RemoveAccounts: []string{"ann"}, RemoveTokens: []string{"bob"}}); err != nil {
		t.Fatal(err)
	}
	if ann, bob := names("ann"), names("bob"); len(ann) != 1 || len(bob) != 1 {
		t.Errorf("after they were removed: got %q and %q, want what is everybody's", ann, bob)
	}
}
