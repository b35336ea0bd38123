package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

type incidentList struct {
	Incidents []incidentJSON `json:"incidents"`
	Next      string         `json:"next,omitempty"`
}

// incidents handles GET /api/v1/incidents.
func (s *Server) incidents(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	iq := store.IncidentQuery{
		Page: q.page(), Cameras: q.list("camera"), Devices: q.list("device"),
		Types: words(q, "type", event.Types()), Targets: words(q, "target", event.TargetTypes()), Plate: q.plate("plate"),
		With: words(q, "with", []incident.MemberKind{incident.MemberEvent, incident.MemberAlarm, incident.MemberTrack}),
		Open: q.either("state", incidentOpen, incidentClosed), Reviewed: q.either("reviewed", "true", "false"),
	}
	iq.After, iq.Before = q.between()
	if q.err != nil {
		return q.err
	}
	found, next, err := s.Store.Incidents(r.Context(), iq)
	if err != nil {
		return fmt.Errorf("list incidents: %w", err)
	}
	out := incidentList{Incidents: make([]incidentJSON, len(found)), Next: next}
	j := s.joiner(r.Context())
	for i, in := range found {
		out.Incidents[i] = j.incident(in)
	}
	return writeJSON(w, out)
}

// incidentID reads the id that the path names.
func incidentID(r *http.Request) (incident.ID, error) {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return id, badParameter("id", "%.40q is not an incident id (26 characters of 0-9 and A-Z)", r.PathValue("id"))
	}
	return id, nil
}

// incident handles GET /api/v1/incidents/{id}.
func (s *Server) incident(w http.ResponseWriter, r *http.Request) error {
	id, err := incidentID(r)
	if err != nil {
		return err
	}
	in, err := s.Store.Incident(r.Context(), id)
	if err != nil {
		return fmt.Errorf("read incident %s: %w", id, err)
	}
	m, err := s.Store.IncidentMembers(r.Context(), id)
	if err != nil {
		return fmt.Errorf("read what belongs to incident %s: %w", id, err)
	}
	j := s.joiner(r.Context())
	out := incidentDetails{
		incidentJSON: j.incident(in),
		Events:       make([]eventJSON, len(m.Events)), Alarms: make([]alarmJSON, len(m.Alarms)), Tracks: make([]trackJSON, len(m.Tracks)),
	}
	for i, e := range m.Events {
		out.Events[i] = j.event(e)
	}
	for i := range m.Alarms {
		out.Alarms[i] = j.alarm(&m.Alarms[i])
	}
	tracks := make([]track.ID, len(m.Tracks))
	for i := range m.Tracks {
		out.Tracks[i], tracks[i] = j.track(&m.Tracks[i]), m.Tracks[i].ID
	}
	if out.Passages, err = s.passagesOf(r.Context(), j, tracks); err != nil {
		return fmt.Errorf("read what incident %s did at zones: %w", id, err)
	}
	return writeJSON(w, out)
}

// passagesOf are what tracks did at the zones that are drawn, oldest first.
func (s *Server) passagesOf(ctx context.Context, j *joiner, tracks []track.ID) ([]passageJSON, error) {
	if len(tracks) == 0 {
		return []passageJSON{}, nil
	}
	found, _, err := s.Store.Passages(ctx, store.PassageQuery{Page: store.Page{Limit: maxLimit}, Tracks: tracks})
	if err != nil {
		return nil, err
	}
	slices.Reverse(found)
	return s.passagesJSON(j, found), nil
}

// incidentPatch is what of an incident can be changed.
type incidentPatch struct {
	Reviewed *bool `json:"reviewed"`
	Said
}

// said is what a patch says. That an incident is reviewed says that it is seen, or
// handled already; that it is not, that it is new.
func (p *incidentPatch) said(r *http.Request) (*store.Review, error) {
	out, err := p.Said.said(r)
	if err != nil || p.Reviewed == nil {
		return out, err
	}
	if out != nil {
		return nil, badField("reviewed", "does not go with a state or a note")
	}
	out = &store.Review{By: access.PrincipalOf(r.Context()).Name}
	if *p.Reviewed {
		out.State, out.AtLeast = event.Seen, true
	}
	return out, nil
}

// patchIncident handles PATCH /api/v1/incidents/{id}.
func (s *Server) patchIncident(w http.ResponseWriter, r *http.Request) error {
	id, err := incidentID(r)
	if err != nil {
		return err
	}
	var patch incidentPatch
	if err := readJSON(w, r, &patch); err != nil {
		return err
	}
	said, err := patch.said(r)
	if err != nil {
		return err
	}
	if said == nil {
		return problem(codeBadBody, `the body is {"reviewed": true} or {"state": "handled", "note": "…"}`)
	}
	if _, err := s.Store.Incident(r.Context(), id); err != nil {
		return fmt.Errorf("read incident %s: %w", id, err)
	}
	if err := s.reviewIncidents(r, []incident.ID{id}, said); err != nil {
		return err
	}
	return s.incident(w, r)
}

// SayOfIncident says something of an incident, for a page.
func (s *Server) SayOfIncident(r *http.Request, id incident.ID, what Said) error {
	said, err := what.said(r)
	if err != nil || said == nil {
		return err
	}
	if _, err := s.Store.Incident(r.Context(), id); err != nil {
		return err
	}
	return s.reviewIncidents(r, []incident.ID{id}, said)
}

// reviewIncidents says something of incidents that are in sight.
func (s *Server) reviewIncidents(r *http.Request, ids []incident.ID, said *store.Review) error {
	said.Incidents = ids
	if err := s.Review(r.Context(), *said); err != nil {
		return fmt.Errorf("review %d incidents: %w", len(ids), err)
	}
	if said.State != event.Seen && !said.SameState {
		for _, id := range ids {
			s.note(r, access.ActionReviewed, "incident "+id.String(), said.State.String())
		}
	}
	return nil
}

// incidentsPatch marks several incidents.
type incidentsPatch struct {
	IDs []event.ID `json:"ids"`
	incidentPatch
}

// patchIncidents handles PATCH /api/v1/incidents.
func (s *Server) patchIncidents(w http.ResponseWriter, r *http.Request) error {
	var patch incidentsPatch
	if err := readJSON(w, r, &patch); err != nil {
		return err
	}
	said, err := patch.said(r)
	if err != nil {
		return err
	}
	if said == nil || len(patch.IDs) == 0 || len(patch.IDs) > maxAtOnce {
		return problem(codeBadBody, fmt.Sprintf(`the body is {"ids": [1 to %d ids], "reviewed": true}, or with false, or with a state`, maxAtOnce))
	}
	ids := slices.DeleteFunc(patch.IDs, func(id event.ID) bool { return !s.seesIncident(r, id) })
	if err := s.reviewIncidents(r, ids, said); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// seesIncident says whether the caller of a request, if limited, sees an incident.
func (s *Server) seesIncident(r *http.Request, id incident.ID) bool {
	if !access.ScopeOf(r.Context()).Limited() {
		return true
	}
	_, err := s.Store.Incident(r.Context(), id)
	return err == nil
}

// either returns which of two words a parameter has, nil for none or both.
func (q *query) either(name, yes, no string) *bool {
	got := words(q, name, []string{yes, no})
	if len(got) != 1 {
		return nil
	}
	is := got[0] == yes
	return &is
}
