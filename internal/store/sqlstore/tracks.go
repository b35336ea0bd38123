package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// tracks inserts or replaces rows of tracks, and tells which began and ended.
func (w *batch) tracks(updates []track.Update) error {
	for i := range updates {
		t := &updates[i].Track
		_, err := w.exec(w.s.stmts.track, t.ID.String(), t.DeviceID, t.CameraID, t.TargetID, string(t.Type), micros(t.FirstSeen), micros(t.LastSeen),
			bit(t.Ended), t.Posts, rectText(t.FirstRect), rectText(t.LastRect), t.Speed, t.Heading)
		if err != nil {
			return fmt.Errorf("track %s: %w", t.ID, err)
		}
		if err := w.trackEntry(&updates[i]); err != nil {
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

const trackColumns = `SELECT n, id, device, camera, target, type, first_us, last_us, ended, posts, first_rect, last_rect, speed, heading FROM tracks`

func scanTrack(rows *sql.Rows) (trackRow, error) {
	var t trackRow
	var id string
	var first, last int64
	var ended int
	var firstRect, lastRect []byte
	err := rows.Scan(&t.n, &id, &t.DeviceID, &t.CameraID, &t.TargetID, &t.Type, &first, &last, &ended, &t.Posts,
		&firstRect, &lastRect, &t.Speed, &t.Heading)
	if err != nil {
		return t, err
	}
	if t.ID, err = event.ParseID(id); err != nil {
		return t, err
	}
	t.FirstSeen, t.LastSeen, t.Ended = fromMicros(first), fromMicros(last), ended != 0
	if err := readColumn("first_rect", firstRect, &t.FirstRect); err != nil {
		return t, err
	}
	return t, readColumn("last_rect", lastRect, &t.LastRect)
}

// trackList is the list of tracks, newest first by when they began.
func trackList() *timed[trackRow] {
	return &timed[trackRow]{
		columns: trackColumns, time: "first_us", scan: scanTrack,
		place: func(t *trackRow) place { return place{micros(t.FirstSeen), t.n} },
	}
}

func askedOfTracks(q *store.TrackQuery) asked {
	a := asked{page: q.Page, after: q.After, before: q.Before, choices: []choice{{"camera", q.Cameras}}}
	if q.Target != "" {
		a.choices = append(a.choices, choice{"target", []string{q.Target}})
	}
	return a
}

// Tracks lists tracks.
func (s *Store) Tracks(ctx context.Context, q store.TrackQuery) ([]track.Track, string, error) {
	rows, next, err := trackList().page(ctx, s, askedOfTracks(&q))
	if err != nil {
		return nil, "", s.readErr("read tracks", err)
	}
	out := make([]track.Track, len(rows))
	for i, r := range rows {
		out[i] = r.Track
	}
	return out, next, nil
}
