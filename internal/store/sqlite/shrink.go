package sqlite

import (
	"context"
	"fmt"
)

// shrinkPages is how many pages one step gives back.
const shrinkPages = 256

// Shrink gives free pages back to the file system, a few at a time. So many as
// are soon used again it keeps.
func (db *DB) Shrink(ctx context.Context) (more bool, err error) {
	var free, all int
	if err := db.readers.QueryRowContext(ctx, "SELECT f.freelist_count, p.page_count FROM pragma_freelist_count f, pragma_page_count p").Scan(&free, &all); err != nil {
		return false, fmt.Errorf("count free pages: %w", db.translate(err))
	}
	if free < 2*shrinkPages || free < all/20 {
		return false, nil
	}
	if err := db.Maintain(ctx, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", shrinkPages)); err != nil {
		return false, fmt.Errorf("give back free pages: %w", err)
	}
	return free >= 3*shrinkPages, nil
}
