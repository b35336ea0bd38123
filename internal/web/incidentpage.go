package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// incidentPage is the page of one incident.
type incidentPage struct {
	incidentCard
	Best   *card  // the event that shows it best
	Scene  scene  // large
	Events []card // oldest first
	All    int64  // how many it has; more than these where it is very long
	Facts  []fact
	Plates []string
	Course []happening
	May    bool // the viewer may say how far people are with it
}

// happening is something that happened in an incident, in words.
type happening struct {
	At    time.Time
	Class event.TargetType
	What  string
	Note  string
}

// incident handles GET /incidents/{id}.
func (s *Server) incident(v *view, r *http.Request) error {
	v.sheet = "incident"
	in, err := s.incidentAt(r)
	if err != nil {
		return err
	}
	m, err := s.Store.IncidentMembers(r.Context(), in.ID)
	if err != nil {
		return err
	}
	p := incidentPage{
		incidentCard: v.incidentCard(in), Events: v.cards(m.Events, ""), All: int64(in.Events), Facts: v.incidentFacts(in), Plates: in.Plates,
		May: access.PrincipalOf(r.Context()).Role.Includes(access.Operator),
	}
	for i, e := range m.Events {
		p.Events[i] = p.Events[i].Dayless()
		if in.Picture != nil && e.ID == in.Picture.Event {
			p.Best, p.Scene = &p.Events[i], v.scene(e, fullWidth, true)
		}
	}
	if p.Course, err = s.course(v, r, in, m); err != nil {
		return err
	}
	v.Title, v.Data = v.T("incident.one")+" · "+p.Sentence, p
	return nil
}

// incidentAt is the incident that a path names.
func (s *Server) incidentAt(r *http.Request) (*incident.Incident, error) {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, incident.ErrNotFound
	}
	return s.Store.Incident(r.Context(), id)
}

// incidentOf is the incident that an event belongs to, nil where none is in sight.
func (s *Server) incidentOf(v *view, r *http.Request, e *event.Event) (*incidentCard, error) {
	if e.Incident == (event.ID{}) {
		return nil, nil
	}
	in, err := s.Store.Incident(r.Context(), e.Incident)
	if errors.Is(err, incident.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := v.incidentCard(in)
	return &c, nil
}

// incidentFacts are what is known of an incident, in words.
func (v *view) incidentFacts(in *incident.Incident) []fact {
	var out []fact
	add := func(key string, values ...string) {
		if value := strings.Join(values, ", "); value != "" {
			out = append(out, fact{v.T("incident." + key), value})
		}
	}
	add("from", v.When(in.StartedAt))
	add("to", v.When(in.LastAt))
	if d := in.LastAt.Sub(in.StartedAt); d >= time.Second {
		add("lasted", v.Span(d))
	}
	add("cameras", v.placesOf(in)...)
	var types, targets, faces []string
	for _, t := range in.Types {
		types = append(types, v.T("event."+string(t)))
	}
	add("types", types...)
	for _, t := range in.Targets {
		if one := v.target(&event.Target{ID: t.ID, Type: t.Type}); !slices.Contains(targets, one) {
			targets = append(targets, one)
		}
	}
	if len(targets) == 0 {
		for _, t := range in.TargetTypes {
			targets = append(targets, v.T("class."+string(t)))
		}
	}
	add("targets", strings.Join(targets, "; "))
	for i := range in.Faces {
		if f := v.face(&in.Faces[i]); f != "" {
			faces = append(faces, f)
		}
	}
	add("faces", strings.Join(faces, "; "))
	return out
}

// course is what tracks and alarms of an incident tell, from the first to the last.
func (s *Server) course(v *view, r *http.Request, in *incident.Incident, m store.IncidentMembers) ([]happening, error) {
	var out []happening
	tracks := make([]track.ID, len(m.Tracks))
	for i := range m.Tracks {
		tracks[i] = m.Tracks[i].ID
		out = append(out, v.trackStep(&m.Tracks[i]))
	}
	if len(tracks) > 0 {
		found, _, err := s.Store.Passages(r.Context(), store.PassageQuery{Page: store.Page{Limit: store.MaxMembers}, Tracks: tracks})
		if err != nil {
			return nil, err
		}
		names := make(map[zone.ID]string)
		for _, c := range in.Cameras {
			for _, z := range v.zones([]string{c.CameraID}) {
				names[z.ID] = z.Name
			}
		}
		for i := range found {
			out = append(out, v.passageStep(&found[i], names))
		}
	}
	for i := range m.Alarms {
		out = append(out, v.alarmStep(&m.Alarms[i]))
	}
	slices.SortStableFunc(out, func(a, b happening) int { return a.At.Compare(b.At) })
	return out, nil
}

func (v *view) trackStep(t *track.Track) happening {
	who := capital(v.T("class." + string(t.Type)))
	out := happening{At: t.FirstSeen, Class: t.Type, What: v.T("incident.track.open", who), Note: v.Camera(t.CameraID)}
	if t.Ended {
		out.What = v.T("incident.track", who, v.Span(t.LastSeen.Sub(t.FirstSeen)))
	}
	return out
}

func (v *view) passageStep(p *zone.Passage, names map[zone.ID]string) happening {
	what, name := string(p.Action), names[p.ZoneID]
	if p.Action == zone.Crossed {
		what = string(p.Direction)
	}
	if name == "" {
		name = v.T("incident.zone_gone")
	}
	out := happening{At: p.At, Class: p.Type, What: v.T("incident.passage", capital(v.T("class."+string(p.Type))), v.T("passage."+what), name), Note: v.Camera(p.CameraID)}
	if p.Action == zone.Left || p.Action == zone.Dwelled {
		out.Note = v.Span(p.Dwell) + " · " + out.Note
	}
	return out
}

func (v *view) alarmStep(a *alarm.Alarm) happening {
	what := v.T("incident.alarm", v.alarmKind(a.Kind))
	out := happening{At: a.StartedAt, Class: event.TargetUnknown, Note: v.Camera(a.CameraID)}
	if a.EndedAt.IsZero() {
		out.What = v.T("incident.alarm.on", what)
		return out
	}
	out.What = v.T("incident.alarm.lasted", what, v.Span(a.EndedAt.Sub(a.StartedAt)))
	if key := "incident.end." + a.End; v.has(key) {
		out.Note = v.T(key) + " · " + out.Note
	}
	return out
}

// sayOfIncident handles POST /incidents/{id}/review.
func (s *Server) sayOfIncident(_ *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	in, err := s.incidentAt(r)
	if err != nil {
		return "", err
	}
	state := field(r, "state")
	if _, ok := event.ParseReviewState(state); !ok {
		return "", badRequest("state")
	}
	return "/incidents/" + in.ID.String(), s.Changes.SayOfIncident(r, in.ID, api.Said{State: &state})
}
