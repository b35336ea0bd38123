package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
)

// corrections are the right texts of plates, by the place of their target.
type corrections map[int]string

// apply puts the right texts in place of what was read, which is kept beside them.
func (c corrections) apply(targets []event.Target) {
	for i, text := range c {
		if i < len(targets) && targets[i].Plate != nil {
			p := targets[i].Plate
			p.Misread, p.Text = p.Text, text
		}
	}
}

// remarkOn adds to an event what was said of it.
func remarkOn(ev *event.Event, said []byte) error {
	var r remark
	if err := readColumn("body of remarks", said, &r); err != nil {
		return err
	}
	ev.Review = r.Review
	r.Plates.apply(ev.Targets)
	for i := range ev.Targets {
		if p := ev.Targets[i].Plate; p != nil && (p.Text == ev.Plate || r.Plates[i] != "" && p.Misread == ev.Plate) {
			ev.Plate = p.Text
			break
		}
	}
	return nil
}

// readTargets reads the column of targets, with what was said of their plates.
func readTargets(column, said []byte, targets *[]event.Target) error {
	var r remark
	if err := errors.Join(readColumn("targets", column, targets), readColumn("body of remarks", said, &r)); err != nil {
		return err
	}
	r.Plates.apply(*targets)
	return nil
}

// readsOf are the texts of plates that an event is found by, and whether each is
// a misread alone.
func readsOf(targets []event.Target) map[string]bool {
	out := make(map[string]bool)
	for i := range targets {
		if p := targets[i].Plate; p != nil {
			if text := plate.Normalize(p.Misread); text != "" {
				if _, ok := out[text]; !ok {
					out[text] = true
				}
			}
		}
	}
	for _, text := range plateTexts(targets) {
		out[text] = false
	}
	return out
}

// CorrectPlate says what the plate of a target really was.
func (s *Store) CorrectPlate(ctx context.Context, id event.ID, target int, text, by string) error {
	if err := s.correctPlate(ctx, id, target, text, by); err != nil {
		return fmt.Errorf("correct a plate of event %s: %w", id, err)
	}
	return nil
}

func (s *Store) correctPlate(ctx context.Context, id event.ID, target int, text, by string) error {
	if err := s.mu.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	gone := 0
	err := s.write(ctx, func(tx *transaction) (err error) {
		w := &batch{s: s, ctx: context.WithoutCancel(ctx), tx: tx, seq: s.seq, at: s.now()}
		if err := w.file(); err != nil {
			return err
		}
		c := s.byID(ctx, id)
		ev, err := s.scanEvent(tx.QueryRow(eventColumns+c.sql(), c.args...))
		if errors.Is(err, sql.ErrNoRows) {
			return event.ErrNotFound
		}
		if err != nil {
			return err
		}
		if target < 0 || target >= len(ev.Targets) || ev.Targets[target].Plate == nil {
			return event.ErrNoPlate
		}
		gone, err = w.correct(ev, target, text, by)
		return err
	})
	if err == nil {
		s.unfiled.clear(s.now())
		s.plates.forget(gone)
	}
	return err
}

// correct writes what a plate was. gone is how many plates nobody has read any more.
func (w *batch) correct(ev *event.Event, target int, text, by string) (gone int, err error) {
	r, err := w.remarked(ev.ID)
	if err != nil {
		return 0, err
	}
	p := ev.Targets[target].Plate
	was, before := p.Text, readsOf(ev.Targets)
	if text == was {
		return 0, nil
	}
	if p.Misread != "" || r.remark.Plates[target] != "" {
		p.Text, p.Misread = p.Misread, ""
	}
	delete(r.remark.Plates, target)
	if text != p.Text {
		if r.remark.Plates == nil {
			r.remark.Plates = make(corrections)
		}
		r.remark.Plates[target] = text
		p.Misread, p.Text = p.Text, text
	}
	after := readsOf(ev.Targets)
	if err := w.keep(r, r.remark.Review.State, event.Change{By: by, What: event.ChangePlate, Note: was + " → " + text}); err != nil {
		return 0, err
	}
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, one := range slices.Sorted(maps.Keys(all)) {
		misread, now := after[one]
		if had, was := before[one]; now && was && had == misread {
			continue
		}
		if _, err := w.tx.Exec(`DELETE FROM plate_reads WHERE text = $1 AND seq = $2`, one, ev.Seq); err != nil {
			return 0, err
		}
		if now {
			if _, err := w.tx.Exec(`INSERT INTO plate_reads (text, seq, misread) VALUES ($1, $2, $3)`, one, ev.Seq, bit(misread)); err != nil {
				return 0, err
			}
			if err := w.foundAs(ev, one); err != nil {
				return 0, err
			}
		}
		went, err := recount(w.tx, one)
		if err != nil {
			return 0, fmt.Errorf("plate %q: %w", one, err)
		}
		if went {
			gone++
		}
	}
	return gone, nil
}

// foundAs makes a plate one that there is, and has the event's incident found by it.
func (w *batch) foundAs(ev *event.Event, text string) error {
	_, err := w.tx.Exec(`INSERT INTO plates (text, reads, first_us, last_us, last_event, last_camera, grp, grp_fold, owner)
		VALUES ($1, 0, $2, $2, $3, $4, '', '', '') ON CONFLICT (text) DO NOTHING`, text, ev.ReceivedAt.UnixMicro(), ev.ID[:], ev.CameraID)
	if err != nil || ev.Incident.IsZero() {
		return err
	}
	_, err = w.tx.Exec(`INSERT INTO incident_facets (facet, incident) VALUES ($1, $2) ON CONFLICT (facet, incident) DO NOTHING`,
		facetPlate+text, ev.Incident[:])
	return err
}

// recount brings what is known of a plate in line with its reads.
func recount(tx *transaction, text string) (gone bool, err error) {
	var all, reads int64
	var oldest, newest sql.NullInt64
	err = tx.QueryRow(`SELECT count(*), coalesce(sum(misread = 0), 0), min(CASE WHEN misread = 0 THEN seq END), max(CASE WHEN misread = 0 THEN seq END)
		FROM plate_reads WHERE text = $1`, text).Scan(&all, &reads, &oldest, &newest)
	if err != nil {
		return false, err
	}
	if all == 0 {
		_, err := tx.Exec(`DELETE FROM plates WHERE text = $1`, text)
		return true, err
	}
	if _, err := tx.Exec(`UPDATE plates SET reads = $2, first_us = coalesce((SELECT received_us FROM events WHERE seq = $3), first_us)
		WHERE text = $1`, text, reads, oldest); err != nil || reads == 0 {
		return false, err
	}
	return false, lastRead(tx, text, newest.Int64)
}
