package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

const incidentColumns = `SELECT i.reviewed, i.body`

func scanIncident(row interface{ Scan(...any) error }) (*incident.Incident, error) {
	var reviewed int
	var body []byte
	switch err := row.Scan(&reviewed, &body); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, incident.ErrNotFound
	case err != nil:
		return nil, err
	}
	in := new(incident.Incident)
	err := readColumn("body", body, in)
	in.Review, in.Reviewed = event.ReviewState(reviewed), reviewed != 0
	return in, err
}

// appendIncidents reads rows, and closes them.
func appendIncidents(out []*incident.Incident, rows *sql.Rows) ([]*incident.Incident, error) {
	defer rows.Close()
	for rows.Next() {
		in, err := scanIncident(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, in)
	}
	return out, rows.Err()
}

// Incident returns one incident.
func (s *Store) Incident(ctx context.Context, id incident.ID) (*incident.Incident, error) {
	in, err := scanIncident(s.db.QueryRowContext(ctx, incidentColumns+" FROM incidents i WHERE i.id = $1", id[:]))
	if err == nil && !in.Within(access.ScopeOf(ctx)) {
		in, err = nil, incident.ErrNotFound
	}
	if err != nil {
		return nil, s.readErr(fmt.Sprintf("read incident %s", id), err)
	}
	return in, nil
}

// Incidents lists incidents, newest first.
func (s *Store) Incidents(ctx context.Context, q store.IncidentQuery) ([]*incident.Incident, string, error) {
	q.Cameras = inSight(ctx, q.Cameras)
	out, next, err := s.incidents(ctx, &q)
	if err != nil {
		return nil, "", s.readErr("read incidents", err)
	}
	return out, next, nil
}

func (s *Store) incidents(ctx context.Context, q *store.IncidentQuery) ([]*incident.Incident, string, error) {
	limit := limitOf(q.Limit)
	lists, err := incidentLists(ctx, q, limit+1)
	if err != nil {
		return nil, "", err
	}
	out := []*incident.Incident{}
	for _, l := range lists {
		rows, err := s.db.QueryContext(ctx, l.stmt, l.args...)
		if err == nil {
			out, err = appendIncidents(out, rows)
		}
		if err != nil {
			return nil, "", err
		}
	}
	if len(lists) > 1 { // one that is in several lists is in the page once
		slices.SortFunc(out, func(a, b *incident.Incident) int { return bytes.Compare(b.ID[:], a.ID[:]) })
		out = slices.CompactFunc(out, func(a, b *incident.Incident) bool { return a.ID == b.ID })
	}
	if len(out) <= limit {
		return out, "", nil
	}
	return out[:limit], out[limit-1].ID.String(), nil
}

// allInSight asks for incidents all of whose cameras the caller sees.
func (c *conditions) allInSight(ctx context.Context) {
	scope := access.ScopeOf(ctx)
	if !scope.Limited() {
		return
	}
	seen := lettered(facetCamera, append(scope.Cameras(), noCamera))
	c.add("NOT EXISTS (SELECT 1 FROM incident_facets h WHERE h.incident = i.id AND h.facet LIKE '"+facetCamera+"%' AND NOT "+in("h.facet", seen)+")", flat(seen)...)
	c.add("(SELECT count(*) FROM incident_facets h WHERE h.incident = i.id AND h.facet LIKE '"+facetCamera+"%') < ?", incident.MaxCameras)
}

// incidentList is an ordered list along one index.
type incidentList struct {
	stmt string
	args []any
}

// incidentLists are the lists that hold what is asked for, each along the index of
// the filter that is likely to be the narrowest; several values of it are as many
// lists. The other filters are looked at incident by incident.
func incidentLists(ctx context.Context, q *store.IncidentQuery, limit int) ([]incidentList, error) {
	from, to, err := idsOf(q)
	if err != nil {
		return nil, err
	}
	choices, rest := facetChoices(q), restOf(q)
	rest.allInSight(ctx)
	along := slices.IndexFunc(choices, func(c []string) bool { return len(c) > 0 && len(c) <= maxLists })
	for i, c := range choices {
		if i != along && len(c) > 0 {
			rest.add("EXISTS (SELECT 1 FROM incident_facets x WHERE x.incident = i.id AND "+in("x.facet", c)+")", flat(c)...)
		}
	}
	list := func(tables, key string, first conditions) incidentList {
		first.add(key+" >= ?", from[:])
		first.add(key+" < ?", to[:])
		first.where, first.args = append(first.where, rest.where...), append(first.args, rest.args...)
		return incidentList{
			fmt.Sprintf("%s FROM %s%s ORDER BY %s DESC LIMIT %d", incidentColumns, tables, first.sql(), key, limit), first.args,
		}
	}
	if along < 0 {
		return []incidentList{list("incidents i", "i.id", conditions{})}, nil
	}
	var out []incidentList
	for _, facet := range choices[along] {
		var first conditions
		first.add("f.facet = ?", facet)
		out = append(out, list("incident_facets f JOIN incidents i ON i.id = f.incident", "f.incident", first))
	}
	return out, nil
}

// idsOf are the ids that a list may hold, from one on and before another. They begin
// with the millisecond in which an incident began.
func idsOf(q *store.IncidentQuery) (from, to incident.ID, err error) {
	to = incident.ID(slices.Repeat([]byte{0xff}, len(to)))
	if !q.After.IsZero() {
		from = firstOf(q.After)
	}
	if !q.Before.IsZero() {
		to = firstOf(q.Before.Add(time.Millisecond))
	}
	if q.Cursor == "" {
		return from, to, nil
	}
	u, err := ulid.ParseStrict(q.Cursor)
	if err != nil {
		return from, to, fmt.Errorf("%.40q: %w", q.Cursor, store.ErrCursor)
	}
	if bytes.Compare(u[:], to[:]) < 0 {
		to = incident.ID(u)
	}
	return from, to, nil
}

// firstOf is the lowest id of a millisecond.
func firstOf(t time.Time) (id incident.ID) {
	if t.UnixMilli() < 0 {
		return id
	}
	_ = (*ulid.ULID)(&id).SetTime(min(uint64(t.UnixMilli()), ulid.MaxTime())) // the one error is a later time
	return id
}

// facetChoices are the filters that stand in facets, the likely narrowest first.
func facetChoices(q *store.IncidentQuery) [][]string {
	var plates []string
	if text := plate.Normalize(q.Plate); q.Plate != "" {
		plates = []string{facetPlate + text}
	}
	return [][]string{
		plates, lettered(facetCamera, q.Cameras), lettered(facetDevice, q.Devices), lettered(facetType, q.Types), lettered(facetTarget, q.Targets),
	}
}

// lettered are the facets of some values, each once.
func lettered[T ~string](letter string, values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = letter + string(v)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// restOf are the filters that an incident's own columns answer. They are written as
// their indexes are, so that one of them is read along where no facet is asked for.
func restOf(q *store.IncidentQuery) *conditions {
	c := new(conditions)
	c.span("i.started_us", q.After, q.Before)
	if q.Open != nil {
		c.add(map[bool]string{true: "i.closed_us IS NULL", false: "i.closed_us IS NOT NULL"}[*q.Open])
	}
	if q.Reviewed != nil {
		c.add(map[bool]string{true: "i.reviewed <> 0", false: "i.reviewed = 0"}[*q.Reviewed])
	}
	switch {
	case len(q.States) == 0:
	case slices.Equal(q.States, []event.ReviewState{event.New}): // as its index is written
		c.add("i.reviewed = 0")
	default:
		states := make([]any, len(q.States))
		for i, st := range q.States {
			states[i] = int(st)
		}
		c.add(in("i.reviewed", states), states...)
	}
	has := 0
	for _, kind := range q.With {
		has |= map[incident.MemberKind]int{incident.MemberEvent: hasEvents, incident.MemberAlarm: hasAlarms, incident.MemberTrack: hasTracks}[kind]
	}
	if has != 0 {
		c.add(fmt.Sprintf("(i.has & %d) <> 0", has))
	}
	return c
}

// IncidentMembers reads what belongs to an incident.
func (s *Store) IncidentMembers(ctx context.Context, id incident.ID) (store.IncidentMembers, error) {
	if _, err := s.Incident(ctx, id); errors.Is(err, incident.ErrNotFound) {
		return store.IncidentMembers{Events: []*event.Event{}, Alarms: []alarm.Alarm{}, Tracks: []track.Track{}}, nil
	} else if err != nil {
		return store.IncidentMembers{}, err
	}
	m, err := s.incidentMembers(ctx, id)
	if err != nil {
		return store.IncidentMembers{}, s.readErr(fmt.Sprintf("read what belongs to incident %s", id), err)
	}
	return m, nil
}

func (s *Store) incidentMembers(ctx context.Context, id incident.ID) (m store.IncidentMembers, err error) {
	limit := fmt.Sprintf(" LIMIT %d", store.MaxMembers)
	m.Events, err = rowsOf(ctx, s, eventColumns+" WHERE e.id IN (SELECT event FROM incident_events WHERE incident = $1) ORDER BY e.seq"+limit,
		func(rows *sql.Rows) (*event.Event, error) { return s.scanEvent(rows) }, id[:])
	if err != nil {
		return m, err
	}
	m.Alarms, err = rowsOf(ctx, s, alarmColumns+" WHERE incident = $1 ORDER BY started_us, n"+limit, scanAlarm, id[:])
	if err != nil {
		return m, err
	}
	tracks, err := rowsOf(ctx, s, trackColumns+" WHERE id IN (SELECT track FROM incident_tracks WHERE incident = $1) ORDER BY first_us, n"+limit, scanTrack, id[:])
	if err != nil {
		return m, err
	}
	m.Tracks = make([]track.Track, len(tracks))
	for i := range tracks {
		m.Tracks[i] = tracks[i].Track
	}
	return m, nil
}

// rowsOf reads all rows of a statement.
func rowsOf[T any](ctx context.Context, s *Store, stmt string, scan func(*sql.Rows) (T, error), args ...any) ([]T, error) {
	rows, err := s.db.QueryContext(ctx, stmt, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
