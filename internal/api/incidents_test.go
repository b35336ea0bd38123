package api_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

func (w *world) Incidents(_ context.Context, q store.IncidentQuery) ([]*incident.Incident, string, error) {
	w.iquery = q
	return w.in, "", w.err
}

func (w *world) Incident(_ context.Context, id incident.ID) (*incident.Incident, error) {
	if w.err != nil {
		return nil, w.err
	}
	for _, in := range w.in {
		if in.ID == id {
			return in, nil
		}
	}
	return nil, fmt.Errorf("read incident: %w", incident.ErrNotFound)
}

func (w *world) IncidentMembers(_ context.Context, id incident.ID) (store.IncidentMembers, error) {
	if id.String() != incidentID {
		return store.IncidentMembers{}, w.err
	}
	e, a := *w.events[1], w.alarms[0]
	e.Incident, a.Incident = id, id
	return store.IncidentMembers{Events: []*event.Event{&e}, Alarms: []alarm.Alarm{a}, Tracks: w.tracks[:1]}, w.err
}

func (w *world) review(_ context.Context, r store.Review) error {
	w.said = append(w.said, r)
	for _, in := range w.in {
		if slices.Contains(r.Incidents, in.ID) {
			in.Review, in.Reviewed = r.State, r.State != event.New
		}
	}
	for _, e := range w.events {
		if slices.Contains(r.Events, e.ID) {
			if !r.SameState {
				e.Review.State = r.State
			}
			if r.Note != nil {
				e.Review.Note = *r.Note
			}
			e.Review.At, e.Review.By = now, r.By
		}
	}
	return w.err
}

// incidentEntry tells of the world's first incident.
func incidentEntry(w *world, seq int64) journal.Entry {
	return journal.Entry{Seq: seq, At: now, Kind: journal.KindIncident, Incident: &incident.Change{What: incident.Closed, Incident: w.in[0]}}
}

func TestIncidentQueries(t *testing.T) {
	yes, no := true, false
	for _, tt := range []struct {
		query string
		want  store.IncidentQuery
	}{
		{"", store.IncidentQuery{}},
		{"camera=a,b&device=d", store.IncidentQuery{Cameras: []string{"a", "b"}, Devices: []string{"d"}}},
		{"type=face&target=person,car&plate=jp-116%20d", store.IncidentQuery{Types: []event.Type{"face"}, Targets: []event.TargetType{"person", "car"}, Plate: "JP116D"}},
		{"state=open&reviewed=false", store.IncidentQuery{Open: &yes, Reviewed: &no}},
		{"state=open,closed&reviewed=true", store.IncidentQuery{Reviewed: &yes}},
		{"with=alarm,track", store.IncidentQuery{With: []incident.MemberKind{incident.MemberAlarm, incident.MemberTrack}}},
		{"after=2026-11-24T08:30:00Z&limit=7&cursor=x", store.IncidentQuery{
			Page: store.Page{Limit: 7, Cursor: "x"}, After: time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC),
		}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			w := newWorld()
			if tt.want.Limit == 0 {
				tt.want.Limit = 50
			}
			if rec := call(w.server().Handler(), "GET", "/api/v1/incidents?"+tt.query); rec.Code != 200 || !reflect.DeepEqual(w.iquery, tt.want) {
				t.Errorf("got %d %+v, want %+v", rec.Code, w.iquery, tt.want)
			}
		})
	}
	for _, bad := range []string{"state=on", "reviewed=1", "with=face", "type=x", "target=dog", "after=yesterday"} {
		wantProblem(t, call(newWorld().server().Handler(), "GET", "/api/v1/incidents?"+bad), "bad_parameter")
	}
}

func TestIncidentDetails(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	in := decodeJSON(t, call(h, "GET", "/api/v1/incidents/"+incidentID))
	for name, want := range map[string]any{
		"state": "closed", "reviewed": true, "review": "seen", "closed_at": "2026-11-24T08:30:12.123456Z",
		"counts":  map[string]any{"events": 2.0, "alarms": 1.0, "tracks": 1.0},
		"targets": []any{map[string]any{"id": "716", "type": "person", "camera": cameraID}},
	} {
		if got := in[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{"events", "alarms", "tracks"} {
		if got := len(in[name].([]any)); got != 1 {
			t.Errorf("%d %s, want 1", got, name)
		}
	}
	passages := in["passages"].([]any)
	if got := in["tracks"].([]any)[0].(map[string]any)["id"]; len(w.passed.Tracks) != 1 || w.passed.Tracks[0].String() != got {
		t.Errorf("asked for the passages of %v, want %v", w.passed.Tracks, got)
	}
	if first := passages[0].(map[string]any)["at"].(string); len(passages) != len(w.passages) || first > passages[len(passages)-1].(map[string]any)["at"].(string) {
		t.Errorf("passages %v, want %d, oldest first", passages, len(w.passages))
	}
	if got := in["events"].([]any)[0].(map[string]any)["incident"]; got != incidentID {
		t.Errorf("the event is of %v", got)
	}
	if got := in["others"].([]any)[0].(map[string]any)["camera"].(map[string]any)["id"]; got != "cam_x_1" {
		t.Errorf("the other camera is %v", got)
	}
	wantProblem(t, call(h, "GET", "/api/v1/incidents/"+postID), "incident_not_found")
	wantProblem(t, call(h, "GET", "/api/v1/incidents/x"), "bad_parameter")
}

func TestReview(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	patch := func(path, text string) int {
		return call(h, "PATCH", "/api/v1/incidents"+path, body("application/json", text)).Code
	}
	if got := patch("/"+incidentID, `{"reviewed":false}`); got != 200 || w.in[0].Reviewed {
		t.Errorf("one: got %d, reviewed %v", got, w.in[0].Reviewed)
	}
	if got := patch("", `{"ids":["`+incidentID+`","`+goneID+`","`+postID+`"],"reviewed":true}`); got != 204 || !w.in[0].Reviewed || !w.in[1].Reviewed {
		t.Errorf("many: got %d", got)
	}
	if got := patch("/"+postID, `{"reviewed":true}`); got != 404 {
		t.Errorf("one that is not there: got %d, want 404", got)
	}
	many := strings.Repeat(`"`+incidentID+`",`, 501)
	for _, text := range []string{`{}`, `{"ids":[],"reviewed":true}`, `{"ids":["x"],"reviewed":true}`, `{"ids":["` + incidentID + `"]}`, `{"ids":[` + many[:len(many)-1] + `],"reviewed":true}`} {
		if got := patch("", text); got != 400 {
			t.Errorf("%.60s: got %d, want 400", text, got)
		}
	}
	for _, text := range []string{`{}`, `{"reviewed":"yes"}`, `{"reviewed":true,"state":"closed"}`} {
		if got := patch("/"+incidentID, text); got != 400 {
			t.Errorf("%s: got %d, want 400", text, got)
		}
	}
}
