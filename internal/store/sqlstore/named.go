package sqlstore

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
)

// namesAtOnce is how many ids one read asks for.
const namesAtOnce = 200

// Named says which names a row refers to. A name begins with the id of the event
// or the quarantined post that it belongs to.
func (s *Store) Named(ctx context.Context, names []string) ([]bool, error) {
	out := make([]bool, 0, len(names))
	for part := range slices.Chunk(names, namesAtOnce) {
		known, err := s.named(ctx, part)
		if err != nil {
			return nil, s.readErr("ask for the rows of images", err)
		}
		for _, name := range part {
			out = append(out, known[name])
		}
	}
	return out, nil
}

// named is which of some names a row refers to.
func (s *Store) named(ctx context.Context, names []string) (map[string]bool, error) {
	var events, posts []any
	for _, name := range names {
		base, _, _ := strings.Cut(path.Base(name), ".")
		text, _, isImage := strings.Cut(base, "-")
		id, err := event.ParseID(text)
		switch {
		case err != nil:
		case isImage:
			events = append(events, id[:])
		default:
			posts = append(posts, text)
		}
	}
	known := make(map[string]bool)
	err := s.eachText(ctx, "SELECT images FROM events WHERE id", events, func(column []byte) error {
		names, err := imageNames(column)
		for _, n := range names {
			known[n] = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return known, s.eachText(ctx, "SELECT body_name FROM quarantine WHERE id", posts, func(name []byte) error {
		known[string(name)] = true
		return nil
	})
}

// eachText calls f with the one column of the rows that have one of some ids.
func (s *Store) eachText(ctx context.Context, query string, ids []any, f func([]byte) error) error {
	if len(ids) == 0 {
		return nil
	}
	rows, err := s.db.QueryContext(ctx, number(in(query, ids)), ids...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return err
		}
		if err := f(b); err != nil {
			return err
		}
	}
	return rows.Err()
}
