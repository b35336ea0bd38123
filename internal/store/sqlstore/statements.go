package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statements are what a commit runs for each post, made ready once.
type statements struct {
	event, dedup, dedupAgain, raw, journal, counter, span, count *sql.Stmt
	plateRead, plate                                             *sql.Stmt
	all                                                          []*sql.Stmt
}

func (s *Store) prepare(ctx context.Context) error {
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&s.stmts.event, `INSERT INTO events (seq, id, received_us, occurred_us, clock, device_time, camera, source, format,
			config_version, type, smart_type, state, event_id, zones, targets, images, flags, plate, grp, grp_fold, mask, image_bytes)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`},
		{&s.stmts.dedup, `INSERT INTO dedup (key, chk, at_s) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`},
		{&s.stmts.dedupAgain, `UPDATE dedup SET chk = $2, at_s = $3 WHERE key = $1 AND (chk <> $2 OR at_s < $4)`},
		{&s.stmts.raw, `INSERT INTO raws (seq, xml) VALUES ($1, $2)`},
		{&s.stmts.journal, `INSERT INTO journal (seq, at_us, kind, body) VALUES ($1, $2, $3, $4)`},
		{&s.stmts.counter, `UPDATE counter SET seq = $1 WHERE one = 1`},
		{&s.stmts.span, `INSERT INTO spans (start_s, low, high) VALUES ($1, $2, $3)
			ON CONFLICT (start_s) DO UPDATE SET low = min(spans.low, excluded.low), high = max(spans.high, excluded.high)`},
		{&s.stmts.count, `INSERT INTO counts (res, start_s, camera, type, target, events, targets) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (res, start_s, camera, type, target)
			DO UPDATE SET events = counts.events + excluded.events, targets = counts.targets + excluded.targets`},
		{&s.stmts.plateRead, `INSERT INTO plate_reads (text, seq) VALUES ($1, $2) ON CONFLICT (text, seq) DO NOTHING`},
		{&s.stmts.plate, `INSERT INTO plates (text, fold, reads, first_us, last_us, last_event, last_camera, grp, grp_fold, owner)
			VALUES ($1, $2, 1, $3, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (text) DO UPDATE SET reads = plates.reads + 1, last_us = excluded.last_us, last_event = excluded.last_event,
				last_camera = excluded.last_camera, grp = excluded.grp, grp_fold = excluded.grp_fold, owner = excluded.owner`},
	} {
		stmt, err := s.conn.PrepareContext(ctx, p.sql)
		if err != nil {
			s.stmts.close()
			return fmt.Errorf("prepare %.40q: %w", p.sql, err)
		}
		*p.to = stmt
		s.stmts.all = append(s.stmts.all, stmt)
	}
	return nil
}

func (p *statements) close() error {
	var errs []error
	for _, s := range p.all {
		errs = append(errs, s.Close())
	}
	p.all = nil
	return errors.Join(errs...)
}
