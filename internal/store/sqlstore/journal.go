package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// maxEntries is how many journal entries are returned at once.
const maxEntries = 1000

// Journal returns up to limit entries after a number, oldest first: the events
// and what else happened, merged by their numbers.
func (s *Store) Journal(ctx context.Context, after int64, limit int) ([]journal.Entry, error) {
	limit = min(max(limit, 1), maxEntries)
	// The two lists are read one after the other. Neither goes beyond what was
	// there before: what is committed in between waits for the next call.
	_, newest, err := s.bounds(ctx)
	if err != nil {
		return nil, s.readErr("read journal", err)
	}
	events, err := s.eventsAfter(ctx, after, newest, limit)
	if err != nil {
		return nil, s.readErr("read journal", err)
	}
	others, err := s.othersAfter(ctx, after, newest, limit)
	if err == nil {
		err = s.fillTracks(ctx, others)
	}
	if err != nil {
		return nil, s.readErr("read journal", err)
	}
	out := make([]journal.Entry, 0, min(limit, len(events)+len(others)))
	for len(out) < limit && len(events)+len(others) > 0 {
		if len(others) == 0 || len(events) > 0 && events[0].Seq < others[0].Seq {
			ev := events[0]
			out = append(out, journal.Entry{Seq: ev.Seq, At: ev.ReceivedAt, Kind: journal.KindEvent, Event: ev})
			events = events[1:]
			continue
		}
		out = append(out, others[0])
		others = others[1:]
	}
	scope := access.ScopeOf(ctx)
	for i := range out {
		out[i] = out[i].Within(scope)
	}
	return out, nil
}

func (s *Store) eventsAfter(ctx context.Context, after, newest int64, limit int) ([]*event.Event, error) {
	rows, err := s.db.QueryContext(ctx, eventColumns+` WHERE e.seq > $1 AND e.seq <= $2 ORDER BY e.seq LIMIT $3`, after, newest, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*event.Event
	for rows.Next() {
		ev, err := s.scanEvent(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, ev)
	}
	return out, rows.Err()
}

func (s *Store) othersAfter(ctx context.Context, after, newest int64, limit int) ([]journal.Entry, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT seq, at_us, kind, body FROM journal WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3`, after, newest, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []journal.Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// DeviceChanges returns the changes of devices since a time.
func (s *Store) DeviceChanges(ctx context.Context, since time.Time) ([]journal.Entry, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT seq, at_us, kind, body FROM journal WHERE kind = 'device' AND at_us >= $1 ORDER BY at_us DESC LIMIT $2`,
		since.UnixMicro(), store.MaxDeviceChanges)
	if err != nil {
		return nil, s.readErr("read changes of devices", err)
	}
	defer rows.Close()
	scope := access.ScopeOf(ctx)
	out := []journal.Entry{}
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, s.readErr("read changes of devices", err)
		}
		if e = e.Within(scope); e.Device != nil {
			out = append(out, e)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, s.readErr("read changes of devices", err)
	}
	slices.Reverse(out)
	return out, nil
}

func scanEntry(rows *sql.Rows) (journal.Entry, error) {
	var e journal.Entry
	var at int64
	var body []byte
	if err := rows.Scan(&e.Seq, &at, &e.Kind, &body); err != nil {
		return e, err
	}
	e.At = fromMicros(at)
	switch e.Kind {
	case journal.KindAlarm:
		e.Alarm = new(alarm.Alarm)
		return e, readColumn("body", body, e.Alarm)
	case journal.KindDevice:
		e.Device = new(journal.DeviceChange)
		return e, readColumn("body", body, e.Device)
	case journal.KindTrack:
		var told trackTold
		err := readColumn("body", body, &told)
		e.Track = &journal.TrackChange{Change: told.Change, Track: track.Track{ID: told.ID}}
		return e, err
	case journal.KindIncident:
		e.Incident = new(incident.Change)
		return e, readColumn("body", body, e.Incident)
	}
	return e, fmt.Errorf("entry %d is of the unknown kind %q", e.Seq, e.Kind)
}

// Bounds returns the numbers of the oldest and the newest entry.
func (s *Store) Bounds(ctx context.Context) (oldest, newest int64, err error) {
	if oldest, newest, err = s.bounds(ctx); err != nil {
		return 0, 0, s.readErr("read the journal's bounds", err)
	}
	return oldest, newest, nil
}

func (s *Store) bounds(ctx context.Context) (oldest, newest int64, err error) {
	var low, high [2]sql.NullInt64
	err = s.db.QueryRowContext(ctx, `SELECT (SELECT min(seq) FROM events), (SELECT max(seq) FROM events),
		(SELECT min(seq) FROM journal), (SELECT max(seq) FROM journal)`).Scan(&low[0], &high[0], &low[1], &high[1])
	for i := range low {
		if !low[i].Valid {
			continue
		}
		if oldest == 0 || low[i].Int64 < oldest {
			oldest = low[i].Int64
		}
		newest = max(newest, high[i].Int64)
	}
	return oldest, newest, err
}
