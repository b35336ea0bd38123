package store

import (
	"context"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/plate"
)

// KnownQuery says which known plates a list holds. Zero fields do not filter; all
// that are set are required.
type KnownQuery struct {
	Page
	Search string // part of the text, or of the owner without case
	Group  string // id
}

// KnownChanges are written together or not at all, what is removed first.
type KnownChanges struct {
	RemoveGroups []string      // ids; their plates are in none then
	Groups       []plate.Group // to insert, or to replace by id
	Plates       []plate.Known // to insert, or to replace by text; one that is empty is removed
	Log          []access.Entry
}

// KnownPlates keeps what people know of plates. A caller who is limited to cameras
// sees what is known of the plates that these have read, and every group.
type KnownPlates interface {
	// PlateGroups returns all, by name without case.
	PlateGroups(ctx context.Context) ([]plate.Group, error)
	// KnownPlates returns plates by their text.
	KnownPlates(ctx context.Context, q KnownQuery) (plates []plate.Known, next string, err error)
	// KnownPlatesOf returns what is known of some texts; those of which nothing is
	// are left out.
	KnownPlatesOf(ctx context.Context, texts []string) (map[string]plate.Known, error)
	// CountKnownPlates is how many plates are known, in sight or not.
	CountKnownPlates(ctx context.Context) (int64, error)
	// KeepKnownPlates writes changes in one transaction that is on stable storage
	// when it returns; on an error nothing was written.
	KeepKnownPlates(ctx context.Context, c KnownChanges) error
}
