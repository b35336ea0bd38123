package platebook

import (
	"context"
	"fmt"
	"io"

	"github.com/watchpost/watchpost/internal/csvsafe"
	"github.com/watchpost/watchpost/internal/store"
)

// Export writes what is known of the plates that the caller sees as CSV, by their
// text; of one group where its id is given. Imported, it changes nothing. It begins
// with a byte order mark, by which spreadsheets know UTF-8.
func (b *Book) Export(ctx context.Context, w io.Writer, group string) error {
	groups, err := b.Store.PlateGroups(ctx)
	if err != nil {
		return err
	}
	called := make(map[string]string)
	for _, g := range groups {
		called[g.ID] = g.Name
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out, err := csvsafe.NewWriter(w, columns...)
	if err != nil {
		return err
	}
	q := store.KnownQuery{Group: group, Page: store.Page{Limit: 500}}
	for {
		page, next, err := b.Store.KnownPlates(ctx, q)
		if err != nil {
			return err
		}
		for i := range page {
			k := &page[i]
			if err := out.Write(csvsafe.Text(k.Text), csvsafe.Text(called[k.Group]), csvsafe.Text(k.Owner), csvsafe.Text(k.Note)); err != nil {
				return err
			}
		}
		if q.Cursor = next; next == "" {
			return out.Flush()
		}
	}
}
