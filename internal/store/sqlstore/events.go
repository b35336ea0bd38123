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
	e.type, e.smart_type, e.state, e.event_id, e.zones, e.targets, e.images, e.flags, e.plate, e.grp, e.pinned FROM events e`

func (s *Store) scanEvent(row interface{ Scan(...any) error }) (*event.Event, error) {
	var ev event.Event
	var id, zones, targets, images, flags []byte
	var received, occurred, camera int64
	var pinned int
	err := row.Scan(&ev.Seq, &id, &received, &occurred, &ev.Clock, &ev.DeviceTime, &camera, &ev.Source, &ev.Format, &ev.ConfigVersion,
		&ev.Type, &ev.SmartType, &ev.State, &ev.EventID, &zones, &targets, &images, &flags, &ev.Plate, &ev.Group, &pinned)
	if err != nil {
		return nil, err
	}
	if len(id) != len(ev.ID) {
		return nil, fmt.Errorf("event %d has an id of %d bytes", ev.Seq, len(id))
	}
	copy(ev.ID[:], id)
	ev.ReceivedAt, ev.OccurredAt, ev.Pinned = fromMicros(received), fromMicros(occurred), pinned != 0
	ev.Category = ev.Type.Category()
	if k, ok := s.keys.key(camera); ok {
		ev.CameraID, ev.DeviceID = k.id, k.device
	}
	return &ev, errors.Join(
		readColumn("zones", zones, &ev.Zones), readColumn("targets", targets, &ev.Targets),
		readColumn("images", images, &ev.Images), readColumn("flags", flags, &ev.Flags))
}

// Event returns one event.
func (s *Store) Event(ctx context.Context, id event.ID) (*event.Event, error) {
	ev, err := s.scanEvent(s.db.QueryRowContext(ctx, eventColumns+` WHERE e.id = $1`, id[:]))
	if errors.Is(err, sql.ErrNoRows) {
		err = event.ErrNotFound
	}
	if err != nil {
		return nil, s.readErr(fmt.Sprintf("read event %s", id), err)
	}
	return ev, nil
}

// Raw returns the XML kept of an event.
func (s *Store) Raw(ctx context.Context, id event.ID) ([]byte, error) {
	var b []byte
	err := s.db.QueryRowContext(ctx, `SELECT r.xml FROM events e JOIN raws r ON r.seq = e.seq WHERE e.id = $1`, id[:]).Scan(&b)
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

// Pin keeps an event from retention, or lets it go.
func (s *Store) Pin(ctx context.Context, id event.ID, pinned bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE events SET pinned = $1 WHERE id = $2`, bit(pinned), id[:])
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return event.ErrNotFound
	})
	if err != nil {
		return fmt.Errorf("pin event %s: %w", id, err)
	}
	return nil
}

// Events lists events, newest first.
func (s *Store) Events(ctx context.Context, q store.EventQuery) (store.EventPage, error) {
	page := store.EventPage{Events: []*event.Event{}}
	q.Limit = limitOf(q.Limit)
	stmt, args, ok, err := s.eventQuery(ctx, &q)
	if err != nil {
		return store.EventPage{}, s.readErr("read events", err)
	}
	if !ok {
		return page, nil // nothing can match
	}
	rows, err := s.db.QueryContext(ctx, stmt, args...)
	if err != nil {
		return store.EventPage{}, s.readErr("read events", err)
	}
	defer rows.Close()
	for rows.Next() {
		if len(page.Events) == q.Limit {
			page.Next = cursor(page.Events[q.Limit-1].Seq)
			break
		}
		ev, err := s.scanEvent(rows)
		if err != nil {
			return store.EventPage{}, s.readErr("read events", err)
		}
		page.Events = append(page.Events, ev)
	}
	if err := rows.Err(); err != nil {
		return store.EventPage{}, s.readErr("read events", err)
	}
	return page, nil
}
