package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// what is how a row says what a target did: one word for action and direction.
func what(p *zone.Passage) string {
	if p.Action == zone.Crossed {
		return string(p.Direction)
	}
	return string(p.Action)
}

// done is the opposite of what.
func done(what string) (zone.Action, zone.Direction) {
	if d := zone.Direction(what); d == zone.In || d == zone.Out {
		return zone.Crossed, d
	}
	return zone.Action(what), ""
}

// passages inserts rows of passages and counts them.
func (w *batch) passages(passages []zone.Passage) error {
	for i := range passages {
		p := &passages[i]
		if z, ok := w.zone(p.ZoneID); ok {
			if err := w.passage(z.key, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *batch) passage(key int64, p *zone.Passage) error {
	_, err := w.tx.Exec(`INSERT INTO passages (zone, version, track, type, what, at_us, inside, dwell_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		key, p.Version, p.TrackID.String(), string(p.Type), what(p), p.At.UnixMicro(), bit(p.Inside), p.Dwell.Microseconds())
	if err != nil {
		return fmt.Errorf("passage of zone %s: %w", p.ZoneID, err)
	}
	w.passed.add(key, p, 1)
	return nil
}

// evaluated replaces what tracks did at zones.
func (w *batch) evaluated(all []store.Evaluation) error {
	for i := range all {
		e := &all[i]
		z, ok := w.zone(e.ZoneID)
		if !ok || z.version != e.Version {
			continue
		}
		if err := w.takeBack(z.key, e.TrackID); err != nil {
			return fmt.Errorf("passages of track %s: %w", e.TrackID, err)
		}
		if err := w.passages(e.Passages); err != nil {
			return err
		}
	}
	return nil
}

// takeBack removes what a track did at a zone, and counts it no more.
func (w *batch) takeBack(key int64, id track.ID) error {
	old, err := w.passagesOf(id, key)
	if err != nil || len(old) == 0 {
		return err
	}
	for i := range old {
		w.passed.add(key, &old[i], -1)
	}
	_, err = w.tx.Exec(`DELETE FROM passages WHERE track = $1 AND zone = $2`, id.String(), key)
	return err
}

func (w *batch) passagesOf(id track.ID, key int64) ([]zone.Passage, error) {
	rows, err := w.tx.Query(passageColumns+` WHERE p.track = $1 AND p.zone = $2`, id.String(), key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []zone.Passage
	for rows.Next() {
		p, err := scanPassage(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Passage)
	}
	return out, rows.Err()
}

// endStays tells of a track that a crash has ended that it left where it was inside.
func (w *batch) endStays(t *track.Track) error {
	rows, err := w.tx.Query(passageColumns+` WHERE p.track = $1 AND p.what IN ('entered', 'left') ORDER BY p.at_us, p.n`, t.ID.String())
	if err != nil {
		return err
	}
	defer rows.Close()
	inside := make(map[zone.ID]zone.Passage)
	for rows.Next() {
		p, err := scanPassage(rows)
		if err != nil {
			return err
		}
		if delete(inside, p.ZoneID); p.Action == zone.Entered {
			inside[p.ZoneID] = p.Passage
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	for _, p := range inside {
		entered := p.At
		if p.At = t.LastSeen; p.At.Before(entered) {
			p.At = entered
		}
		p.Action, p.Inside, p.Dwell = zone.Left, true, p.At.Sub(entered)
		if err := w.passages([]zone.Passage{p}); err != nil {
			return err
		}
	}
	return nil
}

// passageRow is a passage with its place in the list.
type passageRow struct {
	n int64
	zone.Passage
}

const passageColumns = `SELECT p.n, z.id, z.camera, p.version, p.track, p.type, p.what, p.at_us, p.inside, p.dwell_us
	FROM passages p JOIN zones z ON z.key = p.zone`

func scanPassage(rows *sql.Rows) (p passageRow, err error) {
	var id, of, did string
	var at, dwell int64
	if err := rows.Scan(&p.n, &id, &p.CameraID, &p.Version, &of, &p.Type, &did, &at, &p.Inside, &dwell); err != nil {
		return p, err
	}
	if p.ZoneID, err = event.ParseID(id); err != nil {
		return p, err
	}
	if p.TrackID, err = event.ParseID(of); err != nil {
		return p, err
	}
	p.Action, p.Direction = done(did)
	p.At, p.Dwell = fromMicros(at), time.Duration(dwell)*time.Microsecond
	return p, nil
}

// passageList is the list of passages, newest first.
func passageList() *timed[passageRow] {
	return &timed[passageRow]{
		columns: passageColumns, time: "at_us", scan: scanPassage,
		place: func(p *passageRow) place { return place{micros(p.At), p.n} },
	}
}

func askedOfPassages(q *store.PassageQuery) asked {
	a := asked{page: q.Page, after: q.After, before: q.Before, choices: []choice{
		{"p.track", idTexts(q.Tracks)}, {"z.id", idTexts(q.Zones)},
	}}
	a.rest.add("z.deleted = 0")
	a.rest.oneOf("p.type", texts(q.Targets))
	a.rest.oneOf("p.what", whats(q))
	return a
}

// whats are the words of rows that are asked for, none for all.
func whats(q *store.PassageQuery) []string {
	if len(q.Actions)+len(q.Directions) == 0 {
		return nil
	}
	ways := texts(q.Directions)
	if len(ways) == 0 {
		ways = texts(zone.Directions())
	}
	if len(q.Actions) == 0 {
		return ways
	}
	var out []string
	for _, a := range q.Actions {
		switch {
		case a == zone.Crossed:
			out = append(out, ways...)
		case len(q.Directions) == 0:
			out = append(out, string(a))
		}
	}
	if len(out) == 0 {
		return []string{"nothing"} // goes in a direction and is no crossing
	}
	return out
}

func idTexts(ids []event.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

// Passages lists passages.
func (s *Store) Passages(ctx context.Context, q store.PassageQuery) ([]zone.Passage, string, error) {
	a := askedOfPassages(&q)
	a.rest.oneOf("z.camera", inSight(ctx, nil))
	rows, next, err := passageList().page(ctx, s, a)
	if err != nil {
		return nil, "", s.readErr("read passages", err)
	}
	out := make([]zone.Passage, len(rows))
	for i, r := range rows {
		out[i] = r.Passage
	}
	return out, next, nil
}

// CountTracks is how many tracks of a camera began in a span of time.
func (s *Store) CountTracks(ctx context.Context, cameraID string, after, before time.Time) (n int, err error) {
	var c conditions
	c.add("camera = ?", cameraID)
	c.span("first_us", after, before)
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM tracks"+c.sql(), c.args...).Scan(&n); err != nil {
		return 0, s.readErr("count tracks", err)
	}
	return n, nil
}
