package api_test

import (
	"context"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/saved"
)

// savedID is a saved filter that is everybody's.
const savedID = "01KAXW3V1S8Z6Q4J7T2M9B5C0S"

func (w *world) SavedFilters(context.Context, string) ([]saved.Filter, error) {
	return slices.Concat([]saved.Filter{{ID: savedID, Name: "Cars", Query: "target=car", CreatedAt: now}}, w.saved), w.err
}

func (w *world) KeepFilter(_ context.Context, f saved.Filter) error {
	w.saved = append(slices.DeleteFunc(w.saved, func(o saved.Filter) bool { return o.ID == f.ID }), f)
	return w.err
}

func (w *world) RemoveFilter(_ context.Context, id string) error {
	w.saved = slices.DeleteFunc(w.saved, func(o saved.Filter) bool { return o.ID == id })
	return w.err
}

func (w *world) shelf() *saved.Shelf {
	return &saved.Shelf{Keeper: w, Now: func() time.Time { return now }}
}
