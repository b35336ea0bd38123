package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/track"
)

// trackTold is the body of a journal entry of a track. What else is told stands in
// the track's own row.
type trackTold struct {
	Change track.Change `json:"change"`
	ID     track.ID     `json:"id"`
}

// trackEntry tells that a track began or ended. Its time is never later than that
// of the track's row, so that retention does not take the row first.
func (w *batch) trackEntry(u *track.Update) error {
	told := &journal.TrackChange{Change: u.Change, Track: u.Track}
	told.Track.Path = nil
	e := journal.Entry{Kind: journal.KindTrack, Track: told}
	switch u.Change {
	case track.Began:
		e.At = fromMicros(micros(u.FirstSeen))
	case track.Ended:
		e.At = fromMicros(micros(u.LastSeen))
	default:
		return nil
	}
	return w.entry(e, trackTold{u.Change, u.ID})
}

// CloseTracks ends the tracks that an earlier run left open, when they were written
// last, and tells that they ended.
func (s *Store) CloseTracks(ctx context.Context) error {
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("close tracks: %w", err)
	}
	defer s.mu.Unlock()
	w := &batch{s: s, ctx: context.WithoutCancel(ctx), seq: s.seq}
	err := s.write(ctx, func(tx *transaction) error {
		w.tx = tx
		open, err := openTracks(tx)
		if err != nil {
			return err
		}
		for i := range open {
			open[i].Ended = true
			if err := w.endStays(&open[i]); err != nil {
				return err
			}
			if err := w.trackEntry(&track.Update{Track: open[i], Change: track.Ended}); err != nil {
				return err
			}
		}
		if err := w.passed.write(tx); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE tracks SET ended = 1 WHERE ended = 0`)
		return err
	})
	if err != nil {
		return fmt.Errorf("close tracks: %w", err)
	}
	s.seq = w.seq
	return nil
}

func openTracks(tx *transaction) ([]track.Track, error) {
	rows, err := tx.Query(trackColumns + ` WHERE ended = 0 ORDER BY n`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var open []track.Track
	for rows.Next() {
		t, err := scanTrack(rows)
		if err != nil {
			return nil, err
		}
		open = append(open, t.Track)
	}
	return open, rows.Err()
}

// fillTracks puts the tracks that entries tell of, as they stand, into them.
func (s *Store) fillTracks(ctx context.Context, entries []journal.Entry) error {
	told := make(map[track.ID][]*journal.TrackChange)
	var ids []string
	for _, e := range entries {
		if e.Track == nil {
			continue
		}
		id := e.Track.Track.ID
		if told[id] == nil {
			ids = append(ids, id.String())
		}
		told[id] = append(told[id], e.Track)
	}
	for part := range slices.Chunk(ids, deleteAtOnce) {
		if err := s.fillSome(ctx, told, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) fillSome(ctx context.Context, told map[track.ID][]*journal.TrackChange, ids []string) error {
	var c conditions
	c.oneOf("id", ids)
	rows, err := s.db.QueryContext(ctx, trackColumns+c.sql(), c.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		t, err := scanTrack(rows)
		if err != nil {
			return err
		}
		for _, change := range told[t.ID] {
			change.Track = t.Track
		}
	}
	return rows.Err()
}
