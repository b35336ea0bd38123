package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
)

// maxChanges is how many changes of one event are told.
const maxChanges = 500

// remark is what people said of an event.
type remark struct {
	Review event.Review `json:"review"`
	Plates corrections  `json:"plates,omitempty"`
}

// remarked is an event with what was said of it, while a batch is written.
type remarked struct {
	seq, camera int64
	remark      remark
}

// file files all events before something is said of one: only filed events have a
// state.
func (w *batch) file() error {
	if err := w.s.file(w.ctx, w.seq); err != nil {
		return err
	}
	w.filed = true
	return nil
}

// remarked reads an event; nil when there is none.
func (w *batch) remarked(id event.ID) (*remarked, error) {
	var r remarked
	var body []byte
	err := w.tx.QueryRow(`SELECT e.seq, e.camera, m.body FROM events e LEFT JOIN remarks m ON m.seq = e.seq WHERE e.id = $1`, id[:]).
		Scan(&r.seq, &r.camera, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &r, readColumn("body", body, &r.remark)
}

// keep writes what is said of an event now, and that it was said.
func (w *batch) keep(r *remarked, was event.ReviewState, change event.Change) error {
	body, err := json.Marshal(r.remark)
	if err != nil {
		return err
	}
	state := r.remark.Review.State
	_, err = w.tx.Exec(`INSERT INTO remarks (seq, state, body) VALUES ($1, $2, $3)
		ON CONFLICT (seq) DO UPDATE SET state = excluded.state, body = excluded.body`, r.seq, int(state), string(body))
	if err != nil {
		return err
	}
	if state != was {
		if _, err := w.tx.Exec(`DELETE FROM event_states WHERE state = $1 AND camera = $2 AND seq = $3`, int(was), r.camera, r.seq); err != nil {
			return err
		}
		if _, err := w.tx.Exec(`INSERT INTO event_states (state, camera, seq) VALUES ($1, $2, $3)`, int(state), r.camera, r.seq); err != nil {
			return err
		}
	}
	_, err = w.tx.Exec(`INSERT INTO event_changes (seq, at_us, who, what, note) VALUES ($1, $2, $3, $4, $5)`,
		r.seq, w.at.UnixMicro(), change.By, string(change.What), change.Note)
	return err
}

// review writes how far somebody is, and has the journal tell of incidents that are
// further, or less far, than before.
func (w *batch) review(r *store.Review) error {
	if len(r.Events)+len(r.Incidents) == 0 {
		return nil
	}
	if err := w.file(); err != nil {
		return err
	}
	events := slices.Clone(r.Events)
	for _, id := range r.Incidents {
		of, err := idsIn(w.tx, `SELECT event FROM incident_events WHERE incident = $1`, id[:])
		if err != nil {
			return err
		}
		events = append(events, of...)
	}
	touched := slices.Clone(r.Incidents)
	for _, id := range events {
		changed, err := w.reviewEvent(id, r)
		if err != nil {
			return fmt.Errorf("review event %s: %w", id, err)
		}
		if !changed {
			continue
		}
		of, err := idsIn(w.tx, `SELECT incident FROM incident_events WHERE event = $1`, id[:])
		if err != nil {
			return err
		}
		for _, in := range of {
			if !slices.Contains(touched, in) {
				touched = append(touched, in)
			}
		}
	}
	for _, id := range touched {
		if err := w.reviewIncident(id, r, slices.Contains(r.Incidents, id)); err != nil {
			return fmt.Errorf("review incident %s: %w", id, err)
		}
	}
	return nil
}

// reviewEvent says of one event how far somebody is. changed says that its state is
// another now.
func (w *batch) reviewEvent(id event.ID, r *store.Review) (changed bool, err error) {
	ev, err := w.remarked(id)
	if ev == nil || err != nil {
		return false, err
	}
	now := &ev.remark.Review
	was := now.State
	if !r.SameState && !(r.AtLeast && was >= r.State) {
		now.State = r.State
	}
	change := event.Change{By: r.By, What: event.ChangeKind(now.State.String())}
	if r.Note != nil && *r.Note != now.Note {
		now.Note, change.Note = *r.Note, *r.Note
		if now.State == was {
			change.What = event.ChangeNote
		}
	} else if now.State == was {
		return false, nil
	}
	now.At, now.By = w.at.UTC(), r.By
	return now.State != was, w.keep(ev, was, change)
}

// reviewIncident brings an incident in line with its events. One that has none is as
// far as it is said to be.
func (w *batch) reviewIncident(id incident.ID, r *store.Review, meant bool) error {
	var was int
	var least sql.NullInt64
	err := w.tx.QueryRow(`SELECT i.reviewed, (SELECT min(coalesce(m.state, 0)) FROM incident_events x
		JOIN events e ON e.id = x.event LEFT JOIN remarks m ON m.seq = e.seq WHERE x.incident = i.id) FROM incidents i WHERE i.id = $1`, id[:]).Scan(&was, &least)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	state := int(least.Int64)
	if !least.Valid {
		if state = int(r.State); !meant || r.SameState || r.AtLeast && was >= state {
			return nil
		}
	}
	in, err := scanIncident(w.tx.QueryRow(`UPDATE incidents SET reviewed = $1 WHERE id = $2 AND reviewed <> $1 RETURNING reviewed, body`, state, id[:]))
	if errors.Is(err, incident.ErrNotFound) {
		return nil // as far as before
	}
	if err != nil {
		return err
	}
	return w.tellIncident(incident.Change{What: incident.Reviewed, Incident: in})
}

// SomeEvents returns the events of some ids, newest first.
func (s *Store) SomeEvents(ctx context.Context, ids []event.ID) ([]*event.Event, error) {
	out := []*event.Event{}
	for part := range slices.Chunk(ids, maxLimit) {
		var c conditions
		args := make([]any, len(part))
		for i := range part {
			args[i] = part[i][:]
		}
		c.add(in("e.id", part), args...)
		s.sees(ctx, &c, "e.camera")
		some, err := rowsOf(ctx, s, eventColumns+c.sql(), func(rows *sql.Rows) (*event.Event, error) { return s.scanEvent(rows) }, c.args...)
		if err != nil {
			return nil, s.readErr("read some events", err)
		}
		out = append(out, some...)
	}
	slices.SortFunc(out, func(a, b *event.Event) int { return int(b.Seq - a.Seq) })
	return slices.CompactFunc(out, func(a, b *event.Event) bool { return a.Seq == b.Seq }), nil
}

// EventChanges returns what was done to an event, oldest first.
func (s *Store) EventChanges(ctx context.Context, id event.ID) ([]event.Change, error) {
	ev, err := s.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	out, err := rowsOf(ctx, s, fmt.Sprintf(`SELECT n, at_us, who, what, note FROM event_changes WHERE seq = $1 ORDER BY n DESC LIMIT %d`, maxChanges),
		func(rows *sql.Rows) (c event.Change, err error) {
			var at int64
			err = rows.Scan(&c.N, &at, &c.By, &c.What, &c.Note)
			c.At = fromMicros(at)
			return c, err
		}, ev.Seq)
	if err != nil {
		return nil, s.readErr(fmt.Sprintf("read the changes of event %s", id), err)
	}
	slices.Reverse(out)
	return out, nil
}
