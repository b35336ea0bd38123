package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
)

// followStatements are what a commit runs for incidents.
type followStatements struct {
	facet, upTo            *statement
	event, alarm, track    *statement // of an incident
	events, alarms, tracks *statement // that move to another incident
	incident               *sql.Stmt
}

// prepareFollow makes them ready.
func (s *Store) prepareFollow(ctx context.Context) error {
	f := &s.stmts.follow
	for _, p := range []struct {
		to  **statement
		sql string
	}{
		{&f.facet, `INSERT INTO incident_facets (facet, incident) VALUES ($1, $2) ON CONFLICT (facet, incident) DO NOTHING`},
		{&f.event, `INSERT INTO incident_events (event, incident) VALUES ($1, $2)
			ON CONFLICT (event) DO UPDATE SET incident = excluded.incident`},
		{&f.alarm, `UPDATE alarms SET incident = $2 WHERE n = $1`},
		{&f.track, `INSERT INTO incident_tracks (track, incident) VALUES ($1, $2)
			ON CONFLICT (track) DO UPDATE SET incident = excluded.incident`},
		{&f.events, `UPDATE incident_events SET incident = $2 WHERE incident = $1`},
		{&f.alarms, `UPDATE alarms SET incident = $2 WHERE incident = $1`},
		{&f.tracks, `UPDATE incident_tracks SET incident = $2 WHERE incident = $1`},
		{&f.upTo, `UPDATE counter SET followed = max(followed, $1) WHERE one = 1`},
	} {
		stmt, err := newStatement(ctx, s.conn, s.marks(p.sql))
		if err != nil {
			s.stmts.close()
			return fmt.Errorf("prepare %.40q: %w", p.sql, err)
		}
		*p.to = stmt
		s.stmts.all = append(s.stmts.all, stmt.close)
	}
	const incident = `INSERT INTO incidents (id, started_us, last_us, closed_us, has, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET started_us = excluded.started_us, last_us = excluded.last_us, closed_us = excluded.closed_us,
			has = excluded.has, body = excluded.body
		RETURNING reviewed`
	stmt, err := s.conn.PrepareContext(ctx, s.marks(incident))
	if err != nil {
		s.stmts.close()
		return fmt.Errorf("prepare %.40q: %w", incident, err)
	}
	f.incident = stmt
	s.stmts.all = append(s.stmts.all, stmt.Close)
	return nil
}
