package store

import (
	"context"

	"github.com/watchpost/watchpost/internal/saved"
)

// SavedFilters keeps filters of the timeline under names.
type SavedFilters interface {
	// SavedFilters returns those of an owner and those of everybody, by name and then
	// the oldest first.
	SavedFilters(ctx context.Context, owner string) ([]saved.Filter, error)
	// KeepFilter inserts a filter, or replaces it by ID.
	KeepFilter(ctx context.Context, f saved.Filter) error
	// RemoveFilter returns saved.ErrNotFound when there is none.
	RemoveFilter(ctx context.Context, id string) error
}
