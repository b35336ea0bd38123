package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

const eventColumns = `SELECT e.seq, e.id, e.received_us, e.occurred_us, e.clock, e.device_time, e.camera, e.source, e.format, e.config_version,
	e.type, e.smart_type, e.state, e.event_id, e.zones, e.targets, e.images, e.flags, e.plate, e.grp, e.pinned,
	(SELECT x.incident FROM incident_events x WHERE x.event = e.id), (SELECT m.body FROM remarks m WHERE m.seq = e.seq) FROM events e`

func (s *Store) scanEvent(row interface{ Scan(...any) error }) (*event.Event, error) {
	var ev event.Event
	var id, zones, targets, images, flags, of, said []byte
	var received, occurred, camera, typ int64
	var pinned int
	err := row.Scan(&ev.Seq, &id, &received, &occurred, &ev.Clock, &ev.DeviceTime, &camera, &ev.Source, &ev.Format, &ev.ConfigVersion,
		&typ, &ev.SmartType, &ev.State, &ev.EventID, &zones, &targets, &images, &flags, &ev.Plate, &ev.Group, &pinned, &of, &said)
	if err != nil {
		return nil, err
	}
	if len(id) != len(ev.ID) {
		return nil, fmt.Errorf("event %d has an id of %d bytes", ev.Seq, len(id))
	}
	copy(ev.ID[:], id)
	copy(ev.Incident[:], of)
	ev.ReceivedAt, ev.OccurredAt, ev.Pinned = fromMicros(received), fromMicros(occurred), pinned != 0
	ev.Type = s.keys.typeName(typ)
	ev.Category = ev.Type.Category()
	if k, ok := s.keys.key(camera); ok {
		ev.CameraID, ev.DeviceID = k.id, k.device
	}
	err = errors.Join(
		readColumn("zones", zones, &ev.Zones), readColumn("targets", targets, &ev.Targets),
		readColumn("images", images, &ev.Images), readColumn("flags", flags, &ev.Flags))
	if err == nil && len(said) > 0 {
		err = remarkOn(&ev, said)
	}
	return &ev, err
}

// Event returns one event.
func (s *Store) Event(ctx context.Context, id event.ID) (*event.Event, error) {
	c := s.byID(ctx, id)
	ev, err := s.scanEvent(s.db.QueryRowContext(ctx, eventColumns+c.sql(), c.args...))
	if errors.Is(err, sql.ErrNoRows) {
		err = event.ErrNotFound
	}
	if err != nil {
		return nil, s.readErr(fmt.Sprintf("read event %s", id), err)
	}
	return ev, nil
}

// byID asks for one event, if it is in sight.
func (s *Store) byID(ctx context.Context, id event.ID) (c conditions) {
	c.add("e.id = ?", id[:])
	s.sees(ctx, &c, "e.camera")
	return c
}

// Raw returns the XML kept of an event.
func (s *Store) Raw(ctx context.Context, id event.ID) ([]byte, error) {
	var b []byte
	c := s.byID(ctx, id)
	err := s.db.QueryRowContext(ctx, `SELECT r.xml FROM events e JOIN raws r ON r.seq = e.seq`+c.sql(), c.args...).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		err = event.ErrNotFound
	}
	if err == nil {
		b, err = inflate(b)
	}
	if err != nil {
		return nil, s.readErr(fmt.Sprintf("read the XML of event %s", id), err)
	}
	return b, nil
}

// Events lists events, newest first. A page may hold fewer than asked for and
// still have a next one: see numbers.
func (s *Store) Events(ctx context.Context, q store.EventQuery) (store.EventPage, error) {
	q.Cameras = inSight(ctx, q.Cameras)
	page, err := s.events(ctx, &q)
	if err != nil {
		return store.EventPage{}, s.readErr("read events", err)
	}
	return page, nil
}

func (s *Store) events(ctx context.Context, q *store.EventQuery) (store.EventPage, error) {
	page := store.EventPage{Events: []*event.Event{}}
	limit := limitOf(q.Limit)
	p, err := s.plan(ctx, q)
	if err != nil || p.empty {
		return page, err
	}
	found, next, err := s.numbers(ctx, p, limit+1)
	if err != nil {
		return page, err
	}
	if page.Reached = next; len(found) > limit {
		found = found[:limit]
		page.Reached = found[limit-1]
	}
	if page.Reached > 0 && !q.Rising {
		page.Next = cursor(page.Reached)
	}
	page.Events, err = s.eventsOf(ctx, found)
	return page, err
}

// eventsOf reads the events of some numbers, in their order. One that retention
// has taken in between is left out.
func (s *Store) eventsOf(ctx context.Context, numbers []int64) ([]*event.Event, error) {
	out := make([]*event.Event, 0, len(numbers))
	if len(numbers) == 0 {
		return out, nil
	}
	var c conditions
	c.add(in("e.seq", numbers), flat(numbers)...)
	rows, err := s.db.QueryContext(ctx, eventColumns+c.sql()+" ORDER BY e.seq DESC", c.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		ev, err := s.scanEvent(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, ev)
	}
	return out, rows.Err()
}
