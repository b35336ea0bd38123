package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// What is known of a plate is kept for all cameras together. For a caller who sees
// some of them it is made of the reads in sight, plate by plate; lists go along the
// events, newest first, and take a plate where its last read in sight is.

// plateInSight returns a plate as the reads in sight tell it, event.ErrNotFound
// when there is none. last is the number of the last of them.
func (s *Store) plateInSight(ctx context.Context, text string) (p plateRow, last int64, err error) {
	var c conditions
	c.add("p.text = ?", text)
	s.sees(ctx, &c, "e.camera")
	var first, newest, firstRead, newestRead sql.NullInt64
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(sum(p.misread = 0), 0), min(p.seq), max(p.seq),
		min(CASE WHEN p.misread = 0 THEN p.seq END), max(CASE WHEN p.misread = 0 THEN p.seq END)
		FROM plate_reads p JOIN events e ON e.seq = p.seq`+c.sql(), c.args...).Scan(&p.Reads, &first, &newest, &firstRead, &newestRead)
	if err != nil {
		return p, 0, err
	}
	if !first.Valid {
		return p, 0, event.ErrNotFound
	}
	if p.Reads > 0 { // else it was misread alone
		first, newest = firstRead, newestRead
	}
	ends, err := s.eventsOf(ctx, slices.Compact([]int64{newest.Int64, first.Int64}))
	if err == nil && len(ends) == 0 {
		err = event.ErrNotFound // retention took them just now
	}
	if err != nil {
		return p, 0, err
	}
	if err := s.db.QueryRowContext(ctx, `SELECT n FROM plates WHERE text = $1`, text).Scan(&p.n); errors.Is(err, sql.ErrNoRows) {
		return p, 0, event.ErrNotFound
	} else if err != nil {
		return p, 0, err
	}
	ev := ends[0]
	p.Text, p.FirstSeen, p.LastSeen, p.LastEvent, p.LastCamera = text, ends[len(ends)-1].ReceivedAt, ev.ReceivedAt, ev.ID, ev.CameraID
	for i := range ev.Targets {
		if read := ev.Targets[i].Plate; read != nil && plate.Normalize(read.Text) == text {
			p.Group, p.Owner = read.Group, read.Owner
			break
		}
	}
	return p, ev.Seq, nil
}

// platesInSight lists plates by their last read in sight, newest first. A page
// that took long ends with what it found, and a cursor to go on from.
func (s *Store) platesInSight(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	if q.Exact != "" {
		return s.exactInSight(ctx, q)
	}
	w := &plateWalk{s: s, q: q, group: strings.ToLower(q.Group), prefix: plate.Normalize(q.Prefix), seen: make(map[string]bool), out: []store.PlateSummary{}}
	eq := store.EventQuery{HasPlate: true, Cameras: inSight(ctx, nil), Limit: maxLimit}
	if q.Cursor != "" {
		var err error
		if w.from, err = parsePlace(q.Cursor); err != nil {
			return nil, "", err
		}
		eq.Cursor = cursor(w.from.us + 1)
	}
	begun := s.now()
	for {
		page, err := s.events(ctx, &eq)
		if err != nil {
			return nil, "", err
		}
		for _, ev := range page.Events {
			if next, err := w.event(ctx, ev); err != nil || next != "" {
				return w.out, next, err
			}
		}
		if page.Next == "" {
			return w.out, "", nil
		}
		if s.now().Sub(begun) >= readBudget {
			n, err := parseCursor(page.Next)
			return w.out, place{n, 0}.String(), err
		}
		eq.Cursor = page.Next
	}
}

func (s *Store) exactInSight(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	p, _, err := s.plateInSight(ctx, plate.Normalize(q.Exact))
	if errors.Is(err, event.ErrNotFound) || err == nil && (!p.meets(&q) || q.Cursor != "") {
		return []store.PlateSummary{}, "", nil
	}
	if in, kerr := s.isIn(ctx, p.Text, q.Known); kerr != nil || !in {
		return []store.PlateSummary{}, "", kerr
	}
	p.Match, p.Score = plate.Exact, 1
	return []store.PlateSummary{p.PlateSummary}, "", err
}

// plateWalk is a list of plates that is read along the events.
type plateWalk struct {
	s             *Store
	q             store.PlateQuery
	group, prefix string
	from          place // (number of an event, of a plate): what comes after it is wanted
	last          place // of what was taken last
	seen          map[string]bool
	out           []store.PlateSummary
}

// event takes the plates whose last read in sight is in ev. next is not "" when the
// page is full.
func (w *plateWalk) event(ctx context.Context, ev *event.Event) (next string, err error) {
	var rows []plateRow
	for _, text := range plateTexts(ev.Targets) {
		if w.seen[text] || !strings.HasPrefix(text, w.prefix) {
			continue
		}
		w.seen[text] = true
		if in, err := w.s.isIn(ctx, text, w.q.Known); err != nil {
			return "", err
		} else if !in {
			continue
		}
		p, last, err := w.s.plateInSight(ctx, text)
		if errors.Is(err, event.ErrNotFound) || err == nil && (last != ev.Seq || w.group != "" && strings.ToLower(p.Group) != w.group) {
			continue
		}
		if err != nil {
			return "", err
		}
		rows = append(rows, p)
	}
	slices.SortFunc(rows, func(a, b plateRow) int { return cmp.Compare(b.n, a.n) })
	for _, p := range rows {
		if at := (place{ev.Seq, p.n}); w.from.us == at.us && at.n >= w.from.n {
			continue
		} else if len(w.out) == w.q.Limit {
			return w.last.String(), nil
		} else {
			w.last = at
		}
		if w.prefix != "" {
			p.Match, p.Score = plate.NewQuery(w.q.Prefix).Match(p.Text)
		}
		w.out = append(w.out, p.PlateSummary)
	}
	return "", nil
}

// isIn says whether people put a plate into a group; into none, every plate is.
func (s *Store) isIn(ctx context.Context, text, group string) (bool, error) {
	if group == "" {
		return true, nil
	}
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM known_plates WHERE text = $1 AND grp = $2`, text, group).Scan(&n)
	return n > 0, err
}

// matchesInSight are the rows of matches, each made of the reads in sight.
func (s *Store) matchesInSight(ctx context.Context, matches []plateMatch) (map[int64]plateRow, error) {
	out := make(map[int64]plateRow, len(matches))
	for _, m := range matches {
		p, _, err := s.plateInSight(ctx, m.text)
		switch {
		case errors.Is(err, event.ErrNotFound):
		case err != nil:
			return nil, err
		default:
			out[m.n] = p
		}
	}
	return out, nil
}
