package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

func (w *batch) tracks(tracks []track.Track) error {
	for i := range tracks {
		t := &tracks[i]
		_, err := w.tx.ExecContext(w.ctx, `INSERT INTO tracks (id, device, camera, target, type, first_us, last_us, ended, posts, first_rect, last_rect, speed, heading)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (id) DO UPDATE SET type = excluded.type, last_us = excluded.last_us, ended = excluded.ended, posts = excluded.posts,
				last_rect = excluded.last_rect, speed = excluded.speed, heading = excluded.heading`,
			t.ID, t.DeviceID, t.CameraID, t.TargetID, string(t.Type), micros(t.FirstSeen), micros(t.LastSeen), bit(t.Ended), t.Posts,
			rectText(t.FirstRect), rectText(t.LastRect), t.Speed, t.Heading)
		if err != nil {
			return fmt.Errorf("track %s: %w", t.ID, err)
		}
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func rectText(r geo.Rect) string { return string(appendInts(nil, r[:])) }

// trackRow is a track with its place in the list.
type trackRow struct {
	n int64
	track.Track
}

func scanTrack(rows *sql.Rows) (trackRow, error) {
	var t trackRow
	var first, last int64
	var ended int
	var firstRect, lastRect []byte
	err := rows.Scan(&t.n, &t.ID, &t.DeviceID, &t.CameraID, &t.TargetID, &t.Type, &first, &last, &ended, &t.Posts,
		&firstRect, &lastRect, &t.Speed, &t.Heading)
	if err != nil {
		return t, err
	}
	t.FirstSeen, t.LastSeen, t.Ended = fromMicros(first), fromMicros(last), ended != 0
	if err := readColumn("first_rect", firstRect, &t.FirstRect); err != nil {
		return t, err
	}
	return t, readColumn("last_rect", lastRect, &t.LastRect)
}

// Tracks lists tracks, newest first.
func (s *Store) Tracks(ctx context.Context, q store.TrackQuery) ([]track.Track, string, error) {
	var c conditions
	c.before(&q.Page, "n")
	c.oneOf("camera", q.Cameras)
	if q.Target != "" {
		c.add("target = ?", q.Target)
	}
	c.span("first_us", q.After, q.Before)
	rows, next, err := list(ctx, s, &c, `SELECT n, id, device, camera, target, type, first_us, last_us, ended, posts, first_rect, last_rect, speed, heading FROM tracks`,
		"n", q.Page, scanTrack, func(t trackRow) int64 { return t.n })
	if err != nil {
		return nil, "", s.readErr("read tracks", err)
	}
	out := make([]track.Track, len(rows))
	for i, r := range rows {
		out[i] = r.Track
	}
	return out, next, nil
}

// CloseTracks marks tracks that an earlier run left open as ended.
func (s *Store) CloseTracks(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE tracks SET ended = 1 WHERE ended = 0`)
		return err
	})
	if err != nil {
		return fmt.Errorf("close tracks: %w", err)
	}
	return nil
}
