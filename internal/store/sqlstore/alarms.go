package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// alarmKey is what tells one open alarm from another.
type alarmKey struct{ camera, kind, rule string }

func (k alarmKey) compare(o alarmKey) int {
	return cmp.Or(cmp.Compare(k.camera, o.camera), cmp.Compare(k.kind, o.kind), cmp.Compare(k.rule, o.rule))
}

func (s *Store) loadAlarms(ctx context.Context) error {
	s.open = make(map[alarmKey]alarm.Alarm)
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
		s.open[alarmKey{a.CameraID, a.Kind, a.Rule}] = a
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
		if err := w.alarm(c); err != nil {
			return fmt.Errorf("alarm %s of %s: %w", c.Kind, c.CameraID, err)
		}
	}
	for _, e := range ends {
		for _, k := range slices.SortedFunc(maps.Keys(w.open), alarmKey.compare) {
			a := w.open[k]
			if !e.Of(&a) {
				continue
			}
			if err := w.endAlarm(k, a, e.End, e.At); err != nil {
				return fmt.Errorf("alarm %s of %s: %w", a.Kind, a.CameraID, err)
			}
		}
	}
	return nil
}

func (w *batch) alarm(c alarm.Change) error {
	c.At = c.At.UTC().Truncate(time.Microsecond)
	k := alarmKey{c.CameraID, c.Kind, c.Rule}
	a, open := w.open[k]
	if c.Lone != nil {
		*c.Lone = !c.On && !open
	}
	switch {
	case c.On && open:
		if !c.At.After(a.LastAt) {
			return nil
		}
		a.LastAt = c.At
		w.open[k] = a
		_, err := w.exec(w.s.stmts.alarmLast, c.At.UnixMicro(), a.ID)
		return err
	case c.On:
		return w.openAlarm(k, c)
	case open:
		return w.endAlarm(k, a, alarm.Cleared, c.At)
	}
	return nil
}

func (w *batch) openAlarm(k alarmKey, c alarm.Change) error {
	a := alarm.Alarm{
		DeviceID: c.DeviceID, CameraID: c.CameraID, Kind: c.Kind, Flag: c.Flag, Rule: c.Rule,
		StartedAt: c.At, LastAt: c.At, DeviceTime: c.DeviceTime,
	}
	us := c.At.UnixMicro()
	err := w.s.stmts.alarm.QueryRowContext(w.ctx, a.DeviceID, a.CameraID, a.Kind, a.Flag, a.Rule, us, us, a.DeviceTime).Scan(&a.ID)
	if err != nil {
		return err
	}
	w.open[k] = a
	return w.entry(journal.Entry{At: c.At, Kind: journal.KindAlarm, Alarm: &a}, a)
}

func (w *batch) endAlarm(k alarmKey, a alarm.Alarm, reason string, at time.Time) error {
	a.EndedAt, a.End = at.UTC().Truncate(time.Microsecond), reason
	delete(w.open, k)
	if _, err := w.exec(w.s.stmts.alarmEnd, a.EndedAt.UnixMicro(), reason, a.ID); err != nil {
		return err
	}
	return w.entry(journal.Entry{At: a.EndedAt, Kind: journal.KindAlarm, Alarm: &a}, a)
}

const alarmColumns = `SELECT n, device, camera, kind, flag, rule, started_us, last_us, ended_us, device_time, reason, incident FROM alarms`

func scanAlarm(rows *sql.Rows) (alarm.Alarm, error) {
	var a alarm.Alarm
	var started, last int64
	var ended sql.NullInt64
	var of []byte
	err := rows.Scan(&a.ID, &a.DeviceID, &a.CameraID, &a.Kind, &a.Flag, &a.Rule, &started, &last, &ended, &a.DeviceTime, &a.End, &of)
	copy(a.Incident[:], of)
	a.StartedAt, a.LastAt, a.EndedAt = fromMicros(started), fromMicros(last), fromMicros(ended.Int64)
	return a, err
}

// alarmList is the list of alarms, newest first by when they began.
func alarmList() *timed[alarm.Alarm] {
	return &timed[alarm.Alarm]{
		columns: alarmColumns, time: "started_us", scan: scanAlarm,
		place: func(a *alarm.Alarm) place { return place{micros(a.StartedAt), a.ID} },
	}
}

func askedOfAlarms(q *store.AlarmQuery) asked {
	a := asked{
		page: q.Page, after: q.After, before: q.Before,
		choices: []choice{{"camera", q.Cameras}, {"device", q.Devices}, {"kind", q.Kinds}},
	}
	if q.Open != nil {
		a.rest.add(map[bool]string{true: "ended_us IS NULL", false: "ended_us IS NOT NULL"}[*q.Open])
	}
	return a
}

// Alarms lists alarm intervals.
func (s *Store) Alarms(ctx context.Context, q store.AlarmQuery) ([]alarm.Alarm, string, error) {
	q.Cameras = inSight(ctx, q.Cameras)
	out, next, err := alarmList().page(ctx, s, askedOfAlarms(&q))
	if err != nil {
		return nil, "", s.readErr("read alarms", err)
	}
	return out, next, nil
}
