package sqlstore

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
)

// nothingLeft is true of an incident that nothing belongs to any more.
const nothingLeft = `NOT EXISTS (SELECT 1 FROM incident_events e WHERE e.incident = i.id)
	AND NOT EXISTS (SELECT 1 FROM alarms a WHERE a.incident = i.id)
	AND NOT EXISTS (SELECT 1 FROM incident_tracks m JOIN tracks t ON t.id = m.track WHERE m.incident = i.id)`

// leaveIncidents takes events out of their incidents. One that has nothing left
// goes, unless it is open still; one whose picture goes has none.
func leaveIncidents(tx *transaction, ids []event.ID) error {
	args := make([]any, len(ids))
	for i := range ids {
		args[i] = ids[i][:]
	}
	left, err := idsIn(tx, number("SELECT DISTINCT incident FROM incident_events WHERE "+in("event", args)), args...)
	if err != nil || len(left) == 0 {
		return err
	}
	if _, err := tx.Exec(number("DELETE FROM incident_events WHERE "+in("event", args)), args...); err != nil {
		return err
	}
	for _, id := range left {
		if err := leaveIncident(tx, id, ids); err != nil {
			return fmt.Errorf("incident %s: %w", id, err)
		}
	}
	return nil
}

func leaveIncident(tx *transaction, id incident.ID, gone []event.ID) error {
	empty, err := idsIn(tx, `SELECT i.id FROM incidents i WHERE i.id = $1 AND i.closed_us IS NOT NULL AND `+nothingLeft, id[:])
	if err != nil {
		return err
	}
	if len(empty) > 0 {
		return removeIncident(tx, id)
	}
	in, err := scanIncident(tx.QueryRow(incidentColumns+" FROM incidents i WHERE i.id = $1", id[:]))
	if err != nil || in.Picture == nil || !slices.Contains(gone, in.Picture.Event) {
		return err
	}
	in.Picture = nil
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE incidents SET body = $1 WHERE id = $2`, string(body), id[:])
	return err
}

// idsIn reads ids, before anything else is asked.
func idsIn(tx *transaction, stmt string, args ...any) ([]incident.ID, error) {
	rows, err := tx.Query(stmt, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []incident.ID
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, err
		}
		out = append(out, incident.ID(b))
	}
	return out, rows.Err()
}

// incidents removes those of which nothing is left.
func (d *deleter) incidents() error {
	if d.n >= d.limit {
		return nil
	}
	old, err := idsIn(d.tx, `SELECT i.id FROM incidents i WHERE i.closed_us < $1 AND `+nothingLeft+` ORDER BY i.closed_us LIMIT $2`,
		d.before.UnixMicro(), d.limit-d.n)
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := removeIncident(d.tx, id); err != nil {
			return fmt.Errorf("incident %s: %w", id, err)
		}
	}
	d.n += len(old)
	return nil
}
