package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/jsontext"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// tracks inserts or replaces rows of tracks, and tells which began and ended.
func (w *batch) tracks(updates []track.Update) error {
	for i := range updates {
		if err := w.track(&updates[i]); err != nil {
			return fmt.Errorf("track %s: %w", updates[i].ID, err)
		}
	}
	return nil
}

func (w *batch) track(u *track.Update) error {
	t := &u.Track
	types, err := typesText(t.Types)
	if err != nil {
		return err
	}
	id := t.ID.String()
	_, err = w.exec(w.s.stmts.track, id, t.DeviceID, t.CameraID, t.TargetID, string(t.Type), micros(t.FirstSeen), micros(t.LastSeen),
		bit(t.Ended), t.Posts, rectText(t.FirstRect), rectText(t.LastRect), t.Speed, t.Heading,
		micros(t.Best.At), rectText(t.Best.Rect), types, []byte(t.Path))
	if err != nil {
		return err
	}
	if u.N > 0 {
		if _, err := w.exec(w.s.stmts.trackPart, u.N, []byte(u.Part), id); err != nil {
			return fmt.Errorf("part %d: %w", u.N, err)
		}
	}
	return w.trackEntry(u)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func rectText(r geo.Rect) string { return string(jsontext.AppendInts(nil, r[:])) }

// typeColumn is a change of type in a row.
type typeColumn struct {
	Ms   int64            `json:"ms"`
	Type event.TargetType `json:"type"`
}

func typesText(types []track.TypeChange) (any, error) {
	if len(types) == 0 {
		return nil, nil
	}
	out := make([]typeColumn, len(types))
	for i, c := range types {
		out[i] = typeColumn{c.At.Milliseconds(), c.Type}
	}
	b, err := json.Marshal(out)
	return string(b), err
}

// trackRow is a track with its place in the list.
type trackRow struct {
	n int64
	track.Track
}

// Columns of tracks, without and with what stands of the path in the row.
const (
	trackFields = `SELECT n, id, device, camera, target, type, first_us, last_us, ended, posts, first_rect, last_rect, speed, heading, best_us, best_rect, types,
		(SELECT x.incident FROM incident_tracks x WHERE x.track = tracks.id)`
	trackColumns   = trackFields + `, NULL FROM tracks`
	trackAndColumn = trackFields + `, path FROM tracks`
)

func scanTrack(rows *sql.Rows) (trackRow, error) {
	var t trackRow
	var id string
	var first, last, best int64
	var ended int
	var firstRect, lastRect, bestRect, types, path, of []byte
	err := rows.Scan(&t.n, &id, &t.DeviceID, &t.CameraID, &t.TargetID, &t.Type, &first, &last, &ended, &t.Posts,
		&firstRect, &lastRect, &t.Speed, &t.Heading, &best, &bestRect, &types, &of, &path)
	if err != nil {
		return t, err
	}
	if t.ID, err = event.ParseID(id); err != nil {
		return t, err
	}
	copy(t.Incident[:], of)
	t.FirstSeen, t.LastSeen, t.Ended = fromMicros(first), fromMicros(last), ended != 0
	t.Best.At, t.Path = fromMicros(best), path
	var changes []typeColumn
	for _, c := range []struct {
		name string
		from []byte
		to   any
	}{{"first_rect", firstRect, &t.FirstRect}, {"last_rect", lastRect, &t.LastRect}, {"best_rect", bestRect, &t.Best.Rect}, {"types", types, &changes}} {
		if err := readColumn(c.name, c.from, c.to); err != nil {
			return t, err
		}
	}
	for _, c := range changes {
		t.Types = append(t.Types, track.TypeChange{At: time.Duration(c.Ms) * time.Millisecond, Type: c.Type})
	}
	return t, nil
}

// trackList is the list of tracks, newest first by when they began.
func trackList(columns string) *timed[trackRow] {
	return &timed[trackRow]{
		columns: columns, time: "first_us", scan: scanTrack,
		place: func(t *trackRow) place { return place{micros(t.FirstSeen), t.n} },
	}
}

func askedOfTracks(q *store.TrackQuery) asked {
	a := asked{page: q.Page, after: q.After, before: q.Before, choices: []choice{{"camera", q.Cameras}}}
	if q.Target != "" {
		a.choices = append(a.choices, choice{"target", []string{q.Target}})
	}
	types := make([]string, len(q.Types))
	for i, t := range q.Types {
		types[i] = string(t)
	}
	a.choices = append(a.choices, choice{"type", types})
	return a
}

// Tracks lists tracks.
func (s *Store) Tracks(ctx context.Context, q store.TrackQuery) ([]track.Track, string, error) {
	q.Cameras = inSight(ctx, q.Cameras)
	columns := trackColumns
	if q.Paths {
		columns = trackAndColumn
	}
	rows, next, err := trackList(columns).page(ctx, s, askedOfTracks(&q))
	if err == nil && q.Paths {
		err = s.joinPaths(ctx, rows)
	}
	if err != nil {
		return nil, "", s.readErr("read tracks", err)
	}
	out := make([]track.Track, len(rows))
	for i, r := range rows {
		out[i] = r.Track
	}
	return out, next, nil
}

// Track reads one track, with its path.
func (s *Store) Track(ctx context.Context, id track.ID) (track.Track, error) {
	rows, err := s.trackByID(ctx, id)
	if err == nil {
		err = s.joinPaths(ctx, rows)
	}
	switch {
	case err != nil:
		return track.Track{}, s.readErr("read track "+id.String(), err)
	case len(rows) == 0:
		return track.Track{}, fmt.Errorf("track %s: %w", id, track.ErrNotFound)
	}
	return rows[0].Track, nil
}

func (s *Store) trackByID(ctx context.Context, id track.ID) ([]trackRow, error) {
	var c conditions
	c.add("id = ?", id.String())
	c.oneOf("camera", inSight(ctx, nil))
	rows, err := s.db.QueryContext(ctx, trackAndColumn+c.sql(), c.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []trackRow
	for rows.Next() {
		t, err := scanTrack(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}
