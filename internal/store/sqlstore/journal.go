package sqlstore

import (
	"context"
	"fmt"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
)

// Journal returns up to limit entries after a number, oldest first: the events
// and what else happened, merged by their numbers.
func (s *Store) Journal(ctx context.Context, after int64, limit int) ([]journal.Entry, error) {
	limit = min(max(limit, 1), 1000)
	events, err := s.eventsAfter(ctx, after, limit)
	if err != nil {
		return nil, s.readErr("read journal", err)
	}
	others, err := s.othersAfter(ctx, after, limit)
	if err != nil {
		return nil, s.readErr("read journal", err)
	}
	// Both were read on their own, the events first. An entry of the second list
	// may be newer than events that were committed between; it waits for the
	// next call, with all that is behind it.
	out := make([]journal.Entry, 0, limit)
	i, j := 0, 0
	for len(out) < limit && (i < len(events) || j < len(others)) {
		next := after + 1
		switch {
		case i < len(events) && (j == len(others) || events[i].Seq < others[j].Seq):
			ev := events[i]
			out = append(out, journal.Entry{Seq: ev.Seq, At: ev.ReceivedAt, Kind: journal.KindEvent, Event: ev})
			i++
		case i == len(events) && len(events) < limit && others[j].Seq > next && s.missing(ctx, next, others[j].Seq):
			return out, nil
		default:
			out = append(out, others[j])
			j++
		}
		after = out[len(out)-1].Seq
	}
	return out, nil
}

// missing says whether events were committed in [from, to) that an earlier read
// did not see.
func (s *Store) missing(ctx context.Context, from, to int64) bool {
	var one int
	return s.db.QueryRowContext(ctx, `SELECT 1 FROM events WHERE seq >= $1 AND seq < $2 LIMIT 1`, from, to).Scan(&one) == nil
}

func (s *Store) eventsAfter(ctx context.Context, after int64, limit int) ([]*event.Event, error) {
	rows, err := s.db.QueryContext(ctx, eventColumns+fmt.Sprintf(` WHERE e.seq > $1 ORDER BY e.seq LIMIT %d`, limit), after)
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

func (s *Store) othersAfter(ctx context.Context, after int64, limit int) ([]journal.Entry, error) {
	rows, err := s.db.QueryContext(ctx, fmt.Sprintf(`SELECT seq, at_us, kind, body FROM journal WHERE seq > $1 ORDER BY seq LIMIT %d`, limit), after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []journal.Entry
	for rows.Next() {
		var e journal.Entry
		var at int64
		var body []byte
		if err := rows.Scan(&e.Seq, &at, &e.Kind, &body); err != nil {
			return nil, err
		}
		e.At = fromMicros(at)
		switch e.Kind {
		case journal.KindAlarm:
			e.Alarm = new(alarm.Alarm)
			err = readColumn("body", body, e.Alarm)
		case journal.KindDevice:
			e.Device = new(journal.DeviceChange)
			err = readColumn("body", body, e.Device)
		default:
			err = fmt.Errorf("entry %d is of the unknown kind %q", e.Seq, e.Kind)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// Bounds returns the numbers of the oldest and the newest entry.
func (s *Store) Bounds(ctx context.Context) (oldest, newest int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT
		coalesce(min(coalesce((SELECT min(seq) FROM events), j.low), coalesce(j.low, (SELECT min(seq) FROM events))), 0),
		max(coalesce((SELECT max(seq) FROM events), 0), coalesce(j.high, 0))
		FROM (SELECT min(seq) AS low, max(seq) AS high FROM journal) j`).Scan(&oldest, &newest)
	if err != nil {
		return 0, 0, s.readErr("read the journal's bounds", err)
	}
	return oldest, newest, nil
}
