package sqlite

import (
	"context"
	"fmt"
)

// shrinkPages is how many pages one step gives back.
const shrinkPages = 256

// Shrink gives free pages back to the file system: a few, when there are many.
func (db *DB) Shrink(ctx context.Context) (more bool, err error) {
	var free, all int
	if err := db.readers.QueryRowContext(ctx, "PRAGMA freelist_count").Scan(&free); err != nil {
		return false, fmt.Errorf("count free pages: %w", translate(err))
	}
	if err := db.readers.QueryRowContext(ctx, "PRAGMA page_count").Scan(&all); err != nil {
		return false, fmt.Errorf("count pages: %w", translate(err))
	}
	if free < 2*shrinkPages || free < all/20 {
		return false, nil // they are of use soon
	}
	if _, err := db.writer.ExecContext(ctx, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", shrinkPages)); err != nil {
		return false, fmt.Errorf("give back free pages: %w", translate(err))
	}
	return free > 3*shrinkPages, nil
}
