package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
)

// incidentsView is the list of incidents in the place of events.
const incidentsView = "incidents"

// incidentsList is a page of incidents.
type incidentsList struct {
	Cards   []incidentCard
	Older   string // URL, "" where there is nothing
	Newest  string // URL, "" where the page begins with them
	Unknown string // what of the filter incidents do not know, in words
}

// incidentCard is an incident among others.
type incidentCard struct {
	card
	From, To time.Time
	Open     bool
	HowMuch  string // "3 events, 12 s"
	Cameras  string
}

// incidents is the timeline as a list of incidents.
func (s *Server) incidents(v *view, r *http.Request, f filter) error {
	q := f.incidents()
	q.Limit, q.Cursor = timelinePage, v.query.Get("older")
	found, next, err := s.Store.Incidents(r.Context(), q)
	if err != nil {
		return err
	}
	t := timeline{Filter: f, Of: &incidentsList{Unknown: v.unknown(f)}}
	if t.Of.Cards, err = s.incidentCards(v, r, found); err != nil {
		return err
	}
	if here := f.values(); next != "" {
		here.Set("older", next)
		t.Of.Older = timelineURL(here)
	}
	if q.Cursor != "" {
		t.Of.Newest = timelineURL(f.values())
	}
	if err := s.narrowing(v, r, &t); err != nil {
		return err
	}
	v.Data = t
	return nil
}

// incidents asks for the incidents that pass. A track alone is no news:
// cameras follow all that moves.
func (f filter) incidents() store.IncidentQuery {
	q := store.IncidentQuery{
		Cameras: f.Cameras, Types: f.Types, Targets: f.Targets, Plate: f.Search, States: f.query().States,
		With: []incident.MemberKind{incident.MemberEvent, incident.MemberAlarm},
	}
	q.After, q.Before = f.span()
	return q
}

// unknown is what of a filter incidents do not know.
func (v *view) unknown(f filter) string {
	var out []string
	for _, part := range []struct {
		asked bool
		key   string
	}{
		{len(f.Categories) > 0, "timeline.category"}, {len(f.Groups) > 0, "fact.plate_list"}, {len(f.Has) > 0, "timeline.has"},
		{f.hours() != nil, "incident.unknown.hours"}, {f.Search != "", "incident.unknown.like"},
	} {
		if part.asked {
			out = append(out, v.T(part.key))
		}
	}
	return strings.Join(out, ", ")
}

// incidentCards are incidents in the order of a list, each with its best event.
func (s *Server) incidentCards(v *view, r *http.Request, found []*incident.Incident) ([]incidentCard, error) {
	var ids []event.ID
	for _, in := range found {
		if in.Picture != nil {
			ids = append(ids, in.Picture.Event)
		}
	}
	best := make(map[event.ID]*event.Event)
	if len(ids) > 0 {
		events, err := s.Store.SomeEvents(r.Context(), ids)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			best[e.ID] = e
		}
	}
	out := make([]incidentCard, len(found))
	before := ""
	for i, in := range found {
		c := v.incidentCard(in)
		if in.Picture != nil && best[in.Picture.Event] != nil {
			shown := v.card(best[in.Picture.Event])
			c.Scene, c.Crop = shown.Scene, shown.Crop
		}
		if c.Date != before {
			c.Day, c.DayName = v.Date(in.StartedAt), v.DayName(in.StartedAt)
			before = c.Date
		}
		out[i] = c
	}
	return out, nil
}

// incidentCard is an incident without its picture.
func (v *view) incidentCard(in *incident.Incident) incidentCard {
	c := incidentCard{From: in.StartedAt, To: in.LastAt, Open: in.Open()}
	c.ID, c.Sentence, c.State = in.ID.String(), v.incidentSentence(in), in.Review.String()
	c.At, c.Date, c.Class = in.StartedAt, day(in.StartedAt.In(v.zone)), incidentClass(in)
	if len(in.Plates) > 0 {
		c.Plate = in.Plates[0]
	}
	var much []string
	for _, part := range []struct {
		key string
		n   int
	}{{"events", in.Events}, {"alarms", in.Alarms}, {"tracks", in.Tracks}} {
		// The alarms and the track are told of where there is nothing else.
		if part.n > 0 && len(much) == 0 {
			much = append(much, v.N("incident."+part.key, int64(part.n)))
		}
	}
	if d := in.LastAt.Sub(in.StartedAt); d >= time.Second {
		much = append(much, v.Span(d))
	}
	c.HowMuch, c.Cameras = strings.Join(much, " · "), strings.Join(v.placesOf(in), ", ")
	return c
}

// placesOf are the names of the cameras of an incident.
func (v *view) placesOf(in *incident.Incident) []string {
	var out []string
	for _, c := range in.Cameras {
		if name := v.Camera(c.CameraID); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// incidentSentence says in a few words what an incident is, by the first of its
// events that says more than that something is in view.
func (v *view) incidentSentence(in *incident.Incident) string {
	e := event.Event{Targets: make([]event.Target, len(in.TargetTypes))}
	for i, t := range in.TargetTypes {
		e.Targets[i].Type = t
	}
	for _, t := range in.Types {
		if e.Type == "" || e.Type == "video_metadata" || e.Type == event.Unknown {
			e.Type = t
		}
	}
	if len(in.Plates) > 0 && slices.Contains(in.Types, "license_plate") {
		e.Type = "license_plate" // as the card is that of the plate
	}
	who := v.who(e.Targets)
	switch {
	case e.Type != "":
		return v.Sentence(&e)
	case len(in.AlarmKinds) > 0:
		return v.T("incident.alarm", v.alarmKind(in.AlarmKinds[0]))
	case who != "":
		return v.T("incident.in_view.who", who)
	}
	return v.T("incident.in_view")
}

// alarmKind is what an alarm is about; one that is not known, as it was sent.
func (v *view) alarmKind(kind string) string {
	for _, key := range []string{"incident.alarm." + kind, "event." + kind} {
		if v.has(key) {
			return v.T(key)
		}
	}
	return kind
}

// incidentClass is the class of what an incident is about.
func incidentClass(in *incident.Incident) event.TargetType {
	switch {
	case len(in.Plates) > 0:
		return event.TargetPlate
	case len(in.Faces) > 0:
		return event.TargetFace
	case len(in.TargetTypes) > 0:
		return cmp.Or(in.TargetTypes[0], event.TargetUnknown)
	}
	return event.TargetUnknown
}
