package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statements are what a commit runs for each post, made ready once.
type statements struct {
	begin, commit, rollback       *statement
	event, raw, plateRead, plate  *statement
	alarmLast, alarmEnd           *statement
	track, trackPart              *statement
	journal, span, count, counted *statement
	fileFacets, fileDedup, filed  *statement
	fileStates                    *statement
	// Those that return a key.
	device, camera, typ, alarm *sql.Stmt
	follow                     followStatements
	all                        []func() error // close them
}

// theUnfiled asks for the unfiled events up to a number.
const theUnfiled = `WHERE seq > (SELECT filed FROM counter WHERE one = 1) AND seq <= $1 ORDER BY seq`

func (s *Store) prepare(ctx context.Context, begin string) error {
	for _, p := range []struct {
		to  **statement
		sql string
	}{
		{&s.stmts.begin, begin},
		{&s.stmts.commit, `COMMIT`},
		{&s.stmts.rollback, `ROLLBACK`},
		// Nothing is inserted where the same post is known, and not of long ago (nor,
		// when the clock was set back, of long ahead).
		{&s.stmts.event, `INSERT INTO events (seq, id, received_us, occurred_us, clock, device_time, camera, source, format,
			config_version, type, smart_type, state, event_id, zones, targets, images, flags, plate, grp, grp_fold, mask, image_bytes,
			dedup_key, dedup_chk)
			SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25
			WHERE NOT EXISTS (SELECT 1 FROM dedup WHERE key = $26 AND chk = $27 AND abs(at_s - $28) < $29)`},
		{&s.stmts.fileFacets, `INSERT INTO facets (seq, received_us, camera, type, mask, grp_fold)
			SELECT seq, received_us, camera, type, mask, grp_fold FROM events ` + theUnfiled},
		{&s.stmts.fileStates, `INSERT INTO event_states (state, camera, seq) SELECT 0, camera, seq FROM events ` + theUnfiled},
		// A post that shares half of its hash with another replaces it.
		{&s.stmts.fileDedup, `INSERT INTO dedup (key, chk, at_s)
			SELECT dedup_key, dedup_chk, received_us / 1000000 FROM events ` + theUnfiled + `
			ON CONFLICT (key) DO UPDATE SET chk = excluded.chk, at_s = excluded.at_s`},
		{&s.stmts.filed, `UPDATE counter SET filed = $1 WHERE one = 1`},
		{&s.stmts.raw, `INSERT INTO raws (seq, xml) VALUES ($1, $2)`},
		{&s.stmts.plateRead, `INSERT INTO plate_reads (text, seq) VALUES ($1, $2) ON CONFLICT (text, seq) DO NOTHING`},
		{&s.stmts.plate, `INSERT INTO plates (text, reads, first_us, last_us, last_event, last_camera, grp, grp_fold, owner)
			VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (text) DO UPDATE SET reads = plates.reads + 1, last_us = excluded.last_us, last_event = excluded.last_event,
				last_camera = excluded.last_camera, grp = excluded.grp, grp_fold = excluded.grp_fold, owner = excluded.owner`},
		{&s.stmts.alarmLast, `UPDATE alarms SET last_us = $1 WHERE n = $2`},
		{&s.stmts.alarmEnd, `UPDATE alarms SET ended_us = $1, reason = $2 WHERE n = $3`},
		{&s.stmts.track, `INSERT INTO tracks (id, device, camera, target, type, first_us, last_us, ended, posts, first_rect, last_rect, speed, heading,
			best_us, best_rect, types, path)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
			ON CONFLICT (id) DO UPDATE SET type = excluded.type, first_us = excluded.first_us, last_us = excluded.last_us,
				ended = excluded.ended, posts = excluded.posts, first_rect = excluded.first_rect, last_rect = excluded.last_rect,
				speed = excluded.speed, heading = excluded.heading, best_us = excluded.best_us, best_rect = excluded.best_rect,
				types = excluded.types, path = excluded.path`},
		{&s.stmts.trackPart, `INSERT INTO track_parts (track, part, path) SELECT n, $1, $2 FROM tracks WHERE id = $3
			ON CONFLICT (track, part) DO UPDATE SET path = excluded.path`},
		{&s.stmts.journal, `INSERT INTO journal (seq, at_us, kind, body) VALUES ($1, $2, $3, $4)`},
		{&s.stmts.span, `INSERT INTO spans (start_s, low, high) VALUES ($1, $2, $3)
			ON CONFLICT (start_s) DO UPDATE SET
				low = CASE WHEN excluded.low < spans.low THEN excluded.low ELSE spans.low END,
				high = CASE WHEN excluded.high > spans.high THEN excluded.high ELSE spans.high END`},
		{&s.stmts.count, `INSERT INTO counts (res, start_s, camera, type, target, events, targets) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (res, start_s, camera, type, target)
			DO UPDATE SET events = counts.events + excluded.events, targets = counts.targets + excluded.targets`},
		{&s.stmts.counted, `UPDATE counter SET counted = $1 WHERE one = 1`},
	} {
		stmt, err := newStatement(ctx, s.conn, s.marks(p.sql))
		if err != nil {
			s.stmts.close()
			return fmt.Errorf("prepare %.40q: %w", p.sql, err)
		}
		*p.to = stmt
		s.stmts.all = append(s.stmts.all, stmt.close)
	}
	return s.prepareReturning(ctx)
}

// prepareReturning makes those ready that return a key.
func (s *Store) prepareReturning(ctx context.Context) error {
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&s.stmts.device, `INSERT INTO devices (id, body) VALUES ($1, $2)
			ON CONFLICT (id) DO UPDATE SET body = excluded.body RETURNING key`},
		{&s.stmts.camera, `INSERT INTO cameras (id, device, channel, name, last_seen_us, last_event_us) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen_us = excluded.last_seen_us, last_event_us = excluded.last_event_us
			RETURNING key`},
		{&s.stmts.typ, `INSERT INTO types (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING key`},
		{&s.stmts.alarm, `INSERT INTO alarms (device, camera, kind, flag, rule, started_us, last_us, device_time, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '') RETURNING n`},
	} {
		stmt, err := s.conn.PrepareContext(ctx, s.marks(p.sql))
		if err != nil {
			s.stmts.close()
			return fmt.Errorf("prepare %.40q: %w", p.sql, err)
		}
		*p.to = stmt
		s.stmts.all = append(s.stmts.all, stmt.Close)
	}
	return s.prepareFollow(ctx)
}

func (p *statements) close() error {
	var errs []error
	for _, c := range p.all {
		errs = append(errs, c())
	}
	p.all = nil
	return errors.Join(errs...)
}
