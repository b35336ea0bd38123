package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
)

// deleteAtOnce is how many events one statement removes.
const deleteAtOnce = 250

// Delete removes events, with their raw XML, the reads of their plates, and the
// incidents that have nothing left. What a
// plate's summary says is of the reads that are left; a plate goes with the last
// of them. Counts stay, as what happened did happen.
func (s *Store) Delete(ctx context.Context, ids []event.ID) error {
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("delete events: %w", err)
	}
	defer s.mu.Unlock()
	gone := 0
	err := s.write(ctx, func(tx *transaction) error {
		// Events that are gone could be neither counted nor filed later.
		if err := s.file(context.WithoutCancel(ctx), s.seq); err != nil {
			return err
		}
		if err := s.writeCounts(context.WithoutCancel(ctx), s.pending.rollup, s.seq); err != nil {
			return err
		}
		reads := make(map[string][]int64)
		for part := range slices.Chunk(ids, deleteAtOnce) {
			if err := deleteEvents(tx, part, reads); err != nil {
				return err
			}
		}
		var err error
		if gone, err = forgetReads(tx, reads); err != nil {
			return err
		}
		return s.keepNumber(tx)
	})
	if err != nil {
		return fmt.Errorf("delete events: %w", err)
	}
	s.pending.clear(s.now())
	s.unfiled.clear(s.now())
	s.plates.forget(gone)
	return nil
}

// deleteEvents removes events, and adds to reads which plates they had read.
func deleteEvents(tx *transaction, ids []event.ID, reads map[string][]int64) error {
	args := make([]any, len(ids))
	for i := range ids {
		args[i] = ids[i][:]
	}
	rows, err := tx.Query(number(fmt.Sprintf("SELECT e.seq, CASE WHEN e.mask & %d <> 0 THEN e.targets END, m.body FROM events e LEFT JOIN remarks m ON m.seq = e.seq WHERE %s", maskPlate, in("e.id", ids))), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var seqs []any
	for rows.Next() {
		var seq int64
		var column, said []byte
		if err := rows.Scan(&seq, &column, &said); err != nil {
			return err
		}
		seqs = append(seqs, seq)
		var targets []event.Target
		if err := readTargets(column, said, &targets); err != nil {
			return err
		}
		for text := range readsOf(targets) {
			reads[text] = append(reads[text], seq)
		}
	}
	if err := rows.Err(); err != nil || len(seqs) == 0 {
		return err
	}
	if err := leaveIncidents(tx, ids); err != nil {
		return err
	}
	if err := deleteStates(tx, seqs); err != nil {
		return err
	}
	for _, from := range [...]string{"events", "facets", "raws", "remarks", "event_changes", "shares"} {
		if _, err := tx.Exec(number("DELETE FROM "+from+" WHERE "+in("seq", seqs)), seqs...); err != nil {
			return err
		}
	}
	return nil
}

// deleteStates removes how far people were with events, before their facets go.
func deleteStates(tx *transaction, seqs []any) error {
	of := "SELECT camera, seq FROM facets WHERE " + in("seq", seqs)
	for state := event.New; state.Valid(); state++ {
		stmt := fmt.Sprintf("DELETE FROM event_states WHERE state = %d AND (camera, seq) IN (%s)", int(state), of)
		if _, err := tx.Exec(number(stmt), seqs...); err != nil {
			return err
		}
	}
	return nil
}

// plateTexts are the plates that were read, each once.
func plateTexts(targets []event.Target) []string {
	var out []string
	for i := range targets {
		if p := targets[i].Plate; p != nil {
			if text := plate.Normalize(p.Text); text != "" && !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}
