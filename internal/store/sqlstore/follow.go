package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// Bits of the column has.
const (
	hasEvents = 1 << iota
	hasAlarms
	hasTracks
)

// follow writes what became of incidents, and how far the journal was followed.
func (w *batch) follow(f *store.Follow) error {
	for i := range f.Incidents {
		c := &f.Incidents[i]
		write := w.incident
		if c.What == incident.Merged {
			write = w.merged
		}
		if err := write(c); err != nil {
			return fmt.Errorf("incident %s: %w", c.Incident.ID, err)
		}
	}
	if f.UpTo == 0 {
		return nil
	}
	_, err := w.exec(w.s.stmts.follow.upTo, f.UpTo)
	return err
}

// incident writes an incident as it is now, and what it has gained.
func (w *batch) incident(c *incident.Change) error {
	in := c.Incident
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	var reviewed int
	err = w.s.stmts.follow.incident.QueryRowContext(w.ctx, in.ID[:], in.StartedAt.UnixMicro(), in.LastAt.UnixMicro(), microsOrNull(in.ClosedAt), hasOf(in), string(body)).Scan(&reviewed)
	if err != nil {
		return err
	}
	for _, facet := range facetsOf(in) {
		if _, err := w.exec(w.s.stmts.follow.facet, facet, in.ID[:]); err != nil {
			return fmt.Errorf("facet: %w", err)
		}
	}
	for _, m := range c.Members {
		if err := w.member(m, in.ID); err != nil {
			return fmt.Errorf("%s %s: %w", m.Kind, m.ID, err)
		}
	}
	told := *in
	told.Review, told.Reviewed = event.ReviewState(reviewed), reviewed != 0
	return w.tellIncident(incident.Change{What: c.What, Incident: &told})
}

// tellIncident writes the journal's entry of a change.
func (w *batch) tellIncident(c incident.Change) error {
	return w.entry(journal.Entry{At: w.at.UTC().Truncate(time.Microsecond), Kind: journal.KindIncident, Incident: &c}, &c)
}

// member says which incident something belongs to.
func (w *batch) member(m incident.Member, of incident.ID) error {
	switch m.Kind {
	case incident.MemberEvent:
		id, err := event.ParseID(m.ID)
		if err != nil {
			return err
		}
		_, err = w.exec(w.s.stmts.follow.event, id[:], of[:])
		return err
	case incident.MemberAlarm:
		n, err := strconv.ParseInt(m.ID, 10, 64)
		if err != nil {
			return err
		}
		_, err = w.exec(w.s.stmts.follow.alarm, n, of[:])
		return err
	}
	_, err := w.exec(w.s.stmts.follow.track, m.ID, of[:])
	return err
}

// merged moves all that an incident had to another.
func (w *batch) merged(c *incident.Change) error {
	from, to := c.Incident.ID, c.Into
	for _, stmt := range []*statement{w.s.stmts.follow.events, w.s.stmts.follow.alarms, w.s.stmts.follow.tracks} {
		if _, err := w.exec(stmt, from[:], to[:]); err != nil {
			return err
		}
	}
	if err := removeIncident(w.tx, from); err != nil {
		return err
	}
	return w.tellIncident(incident.Change{What: c.What, Incident: c.Incident, Into: c.Into})
}

// removeIncident removes an incident that nothing belongs to.
func removeIncident(tx *transaction, id incident.ID) error {
	for _, stmt := range [...]string{
		`DELETE FROM incident_facets WHERE incident = $1`,
		`DELETE FROM incident_tracks WHERE incident = $1`,
		`DELETE FROM incidents WHERE id = $1`,
	} {
		if _, err := tx.Exec(stmt, id[:]); err != nil {
			return err
		}
	}
	return nil
}

func hasOf(in *incident.Incident) (has int) {
	for i, n := range [...]int{in.Events, in.Alarms, in.Tracks} {
		if n > 0 {
			has |= 1 << i
		}
	}
	return has
}

// Letters of facets.
const (
	facetCamera = "c:"
	facetDevice = "d:"
	facetType   = "e:"
	facetTarget = "t:"
	facetPlate  = "p:"
)

// facetsOf are what an incident is found by.
func facetsOf(in *incident.Incident) []string {
	var out []string
	for _, c := range in.Cameras {
		out = append(out, facetCamera+c.CameraID, facetDevice+c.DeviceID)
	}
	for _, t := range in.Types {
		out = append(out, facetType+string(t))
	}
	for _, t := range in.TargetTypes {
		out = append(out, facetTarget+string(t))
	}
	for _, p := range in.Plates {
		out = append(out, facetPlate+plate.Normalize(p))
	}
	return out
}

func microsOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// Followed is the number up to which the journal has been followed.
func (s *Store) Followed(ctx context.Context) (seq int64, err error) {
	if err := s.db.QueryRowContext(ctx, `SELECT followed FROM counter WHERE one = 1`).Scan(&seq); err != nil {
		return 0, s.readErr("read how far the journal was followed", err)
	}
	return seq, nil
}

// Unfinished are the incidents that go on, or were closed not long ago.
func (s *Store) Unfinished(ctx context.Context, since time.Time) ([]*incident.Incident, error) {
	var out []*incident.Incident
	for _, q := range []struct {
		where string
		args  []any
	}{
		{" WHERE closed_us IS NULL ORDER BY id", nil},
		{" WHERE closed_us >= $1 ORDER BY closed_us", []any{since.UnixMicro()}},
	} {
		rows, err := s.db.QueryContext(ctx, incidentColumns+" FROM incidents i"+q.where, q.args...)
		if err == nil {
			out, err = appendIncidents(out, rows)
		}
		if err != nil {
			return nil, s.readErr("read unfinished incidents", err)
		}
	}
	return out, nil
}
