package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// alarmKey is what tells one open alarm from another.
type alarmKey struct{ camera, kind, rule string }

// openAlarm is an alarm that has not ended.
type openAlarm struct{ alarm.Alarm }

func (s *Store) loadAlarms(ctx context.Context) error {
	s.open = make(map[alarmKey]openAlarm)
	rows, err := s.conn.QueryContext(ctx, alarmColumns+` WHERE ended_us IS NULL`)
	if err != nil {
		return fmt.Errorf("read open alarms: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanAlarm(rows)
		if err != nil {
			return fmt.Errorf("read open alarms: %w", err)
		}
		s.open[alarmKey{a.CameraID, a.Kind, a.Rule}] = openAlarm{a}
	}
	return rows.Err()
}

// alarms folds changes into intervals: true opens or extends, false closes.
func (w *batch) alarms(changes []alarm.Change, ends []alarm.End) error {
	if len(changes)+len(ends) == 0 {
		return nil
	}
	w.open = maps.Clone(w.s.open)
	for _, c := range changes {
		k := alarmKey{c.CameraID, c.Kind, c.Rule}
		a, open := w.open[k]
		var err error
		switch {
		case c.On && open:
			a.LastAt = c.At
			w.open[k] = a
			_, err = w.tx.ExecContext(w.ctx, `UPDATE alarms SET last_us = $1 WHERE n = $2`, c.At.UnixMicro(), a.ID)
		case c.On:
			err = w.openAlarm(k, c)
		case open:
			err = w.endAlarm(k, a, "cleared", c.At)
		}
		if err != nil {
			return fmt.Errorf("alarm %s of %s: %w", c.Kind, c.CameraID, err)
		}
	}
	for _, e := range ends {
		for k, a := range w.open {
			if a.DeviceID != e.DeviceID {
				continue
			}
			if err := w.endAlarm(k, a, e.End, e.At); err != nil {
				return fmt.Errorf("alarm %s of %s: %w", a.Kind, a.CameraID, err)
			}
		}
	}
	return nil
}

func (w *batch) openAlarm(k alarmKey, c alarm.Change) error {
	a := alarm.Alarm{
		DeviceID: c.DeviceID, CameraID: c.CameraID, Kind: c.Kind, Flag: c.Flag, Rule: c.Rule,
		StartedAt: c.At, LastAt: c.At, DeviceTime: c.DeviceTime,
	}
	err := w.tx.QueryRowContext(w.ctx, `INSERT INTO alarms (device, camera, kind, flag, rule, started_us, last_us, device_time, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $6, $7, '') RETURNING n`,
		a.DeviceID, a.CameraID, a.Kind, a.Flag, a.Rule, a.StartedAt.UnixMicro(), a.DeviceTime).Scan(&a.ID)
	if err != nil {
		return err
	}
	w.open[k] = openAlarm{a}
	return w.entry(journal.Entry{At: c.At, Kind: journal.KindAlarm, Alarm: &a}, a)
}

func (w *batch) endAlarm(k alarmKey, open openAlarm, reason string, at time.Time) error {
	a := open.Alarm
	a.EndedAt, a.End = at.UTC().Truncate(time.Microsecond), reason
	delete(w.open, k)
	if _, err := w.tx.ExecContext(w.ctx, `UPDATE alarms SET last_us = $1, ended_us = $2, reason = $3 WHERE n = $4`,
		a.LastAt.UnixMicro(), a.EndedAt.UnixMicro(), reason, a.ID); err != nil {
		return err
	}
	return w.entry(journal.Entry{At: a.EndedAt, Kind: journal.KindAlarm, Alarm: &a}, a)
}

const alarmColumns = `SELECT n, device, camera, kind, flag, rule, started_us, last_us, ended_us, device_time, reason FROM alarms`

func scanAlarm(rows *sql.Rows) (alarm.Alarm, error) {
	var a alarm.Alarm
	var started, last int64
	var ended sql.NullInt64
	err := rows.Scan(&a.ID, &a.DeviceID, &a.CameraID, &a.Kind, &a.Flag, &a.Rule, &started, &last, &ended, &a.DeviceTime, &a.End)
	a.StartedAt, a.LastAt, a.EndedAt = fromMicros(started), fromMicros(last), fromMicros(ended.Int64)
	return a, err
}

// Alarms lists alarm intervals, newest first.
func (s *Store) Alarms(ctx context.Context, q store.AlarmQuery) ([]alarm.Alarm, string, error) {
	var c conditions
	c.before(&q.Page, "n")
	c.oneOf("camera", q.Cameras)
	c.oneOf("device", q.Devices)
	c.oneOf("kind", q.Kinds)
	if q.Open != nil {
		c.add(map[bool]string{true: "ended_us IS NULL", false: "ended_us IS NOT NULL"}[*q.Open])
	}
	c.span("started_us", q.After, q.Before)
	out, next, err := list(ctx, s, &c, alarmColumns, "n", q.Page, scanAlarm, func(a alarm.Alarm) int64 { return a.ID })
	if err != nil {
		return nil, "", s.readErr("read alarms", err)
	}
	return out, next, nil
}

// cursor writes a place in a list; parseCursor reads it.
func cursor(n int64) string { return strconv.FormatInt(n, 36) }

func parseCursor(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 36, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%.40q: %w", text, store.ErrCursor)
	}
	return n, nil
}
