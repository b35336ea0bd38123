package sqlstore

import (
	"context"
	"slices"

	"github.com/watchpost/watchpost/internal/track"
)

// joinPaths puts the parts of long paths before what stands in the rows. A track may
// be written meanwhile: what has become a part since its row was read is left out of
// neither.
func (s *Store) joinPaths(ctx context.Context, tracks []trackRow) error {
	byKey := make(map[int64]*track.Track, len(tracks))
	keys := make([]int64, len(tracks))
	for i := range tracks {
		keys[i], byKey[tracks[i].n] = tracks[i].n, &tracks[i].Track
	}
	for part := range slices.Chunk(keys, deleteAtOnce) {
		if err := s.joinSome(ctx, byKey, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) joinSome(ctx context.Context, tracks map[int64]*track.Track, keys []int64) error {
	rows, err := s.db.QueryContext(ctx, number("SELECT track, path FROM track_parts WHERE "+in("track", keys)+" ORDER BY track, part"), flat(keys)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	parts := make(map[int64]track.Path)
	for rows.Next() {
		var key int64
		var path []byte
		if err := rows.Scan(&key, &path); err != nil {
			return err
		}
		parts[key] = append(parts[key], path...)
	}
	for key, path := range parts {
		t := tracks[key]
		t.Path = track.Join(path, t.Path)
	}
	return rows.Err()
}
