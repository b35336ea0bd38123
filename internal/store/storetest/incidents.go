package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// happening is an incident that began n seconds after the beginning.
func happening(n int, set func(*incident.Incident)) *incident.Incident {
	at := t0.Add(time.Duration(n) * time.Second)
	in := &incident.Incident{
		ID: event.NewID(at), Cameras: []incident.Camera{{DeviceID: "dev_a", CameraID: camID("a", 1)}}, StartedAt: at, LastAt: at, Events: 1,
	}
	if set != nil {
		set(in)
	}
	return in
}

func opened(incidents ...*incident.Incident) store.Follow {
	var f store.Follow
	for _, in := range incidents {
		f.Incidents = append(f.Incidents, incident.Change{What: incident.Opened, Incident: in})
	}
	return f
}

// listed are the numbers, by their place in all, of the incidents that a list holds.
func (r *rig) listed(q store.IncidentQuery, all []*incident.Incident) string {
	r.t.Helper()
	var out []string
	for {
		page, next, err := r.Incidents(r.t.Context(), q)
		if err != nil {
			r.t.Fatalf("%+v: %v", q, err)
		}
		for _, in := range page {
			out = append(out, fmt.Sprint(slices.IndexFunc(all, func(o *incident.Incident) bool { return o.ID == in.ID })))
		}
		if q.Cursor = next; next == "" {
			return strings.Join(out, " ")
		}
	}
}

func incidentLists(t *testing.T, r *rig) {
	all := []*incident.Incident{
		happening(0, func(in *incident.Incident) { in.ClosedAt = in.StartedAt.Add(time.Second) }),
		happening(1, func(in *incident.Incident) {
			in.Cameras = append(in.Cameras, incident.Camera{DeviceID: "dev_b", CameraID: camID("b", 1)})
			in.Types, in.TargetTypes = []event.Type{"face", "region_intrusion"}, []event.TargetType{event.TargetPerson, event.TargetFace}
		}),
		happening(2, func(in *incident.Incident) {
			in.Cameras[0].CameraID = camID("a", 2)
			in.Types, in.TargetTypes, in.Plates = []event.Type{"license_plate"}, []event.TargetType{event.TargetPlate}, []string{"KLM 4821"}
		}),
		happening(3, func(in *incident.Incident) { in.Events, in.Alarms = 0, 1 }),
		happening(4, func(in *incident.Incident) {
			in.Events, in.Tracks, in.ClosedAt = 0, 1, in.StartedAt
			in.Types = []event.Type{"face"}
		}),
	}
	r.batch(&store.Batch{Follow: opened(all...)})
	r.batch(&store.Batch{Reviews: []store.Review{{Incidents: []incident.ID{all[3].ID, all[0].ID, event.NewID(t0)}, State: event.Seen}}})
	yes, no := true, false
	for name, tt := range map[string]struct {
		q    store.IncidentQuery
		want string
	}{
		"all":                  {store.IncidentQuery{}, "4 3 2 1 0"},
		"pages of one":         {store.IncidentQuery{Page: store.Page{Limit: 1}}, "4 3 2 1 0"},
		"camera":               {store.IncidentQuery{Cameras: []string{camID("a", 2)}}, "2"},
		"its other camera":     {store.IncidentQuery{Cameras: []string{camID("b", 1)}}, "1"},
		"several, in pages":    {store.IncidentQuery{Page: store.Page{Limit: 2}, Cameras: []string{camID("a", 1), camID("a", 2), camID("b", 1)}}, "4 3 2 1 0"},
		"device":               {store.IncidentQuery{Devices: []string{"dev_b"}}, "1"},
		"type":                 {store.IncidentQuery{Types: []event.Type{"face"}}, "4 1"},
		"types":                {store.IncidentQuery{Types: []event.Type{"face", "region_intrusion", "license_plate"}}, "4 2 1"},
		"target":               {store.IncidentQuery{Targets: []event.TargetType{event.TargetFace}}, "1"},
		"plate":                {store.IncidentQuery{Plate: "klm4821"}, "2"},
		"a plate that is none": {store.IncidentQuery{Plate: "--"}, ""},
		"camera and type":      {store.IncidentQuery{Cameras: []string{camID("a", 1)}, Types: []event.Type{"face"}}, "4 1"},
		"open":                 {store.IncidentQuery{Open: &yes}, "3 2 1"},
		"closed":               {store.IncidentQuery{Open: &no}, "4 0"},
		"open face":            {store.IncidentQuery{Open: &yes, Types: []event.Type{"face"}}, "1"},
		"reviewed":             {store.IncidentQuery{Reviewed: &yes}, "3 0"},
		"not reviewed":         {store.IncidentQuery{Reviewed: &no}, "4 2 1"},
		"seen":                 {store.IncidentQuery{States: []event.ReviewState{event.Seen}}, "3 0"},
		"new":                  {store.IncidentQuery{States: []event.ReviewState{event.New}}, "4 2 1"},
		"not handled":          {store.IncidentQuery{States: []event.ReviewState{event.New, event.Seen}}, "4 3 2 1 0"},
		"handled":              {store.IncidentQuery{States: []event.ReviewState{event.Handled}}, ""},
		"with an event":        {store.IncidentQuery{With: []incident.MemberKind{incident.MemberEvent}}, "2 1 0"},
		"with an alarm or track": {
			store.IncidentQuery{With: []incident.MemberKind{incident.MemberAlarm, incident.MemberTrack}}, "4 3",
		},
		"after":   {store.IncidentQuery{After: t0.Add(2 * time.Second)}, "4 3 2"},
		"before":  {store.IncidentQuery{Before: t0.Add(2 * time.Second)}, "1 0"},
		"between": {store.IncidentQuery{After: t0.Add(time.Microsecond), Before: t0.Add(3*time.Second + time.Microsecond)}, "3 2 1"},
		"none":    {store.IncidentQuery{Devices: []string{"dev_x"}}, ""},
	} {
		if got := r.listed(tt.q, all); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
	for _, cursor := range []string{"x", "0", strings.Repeat("Z", 26)} {
		if _, _, err := r.Incidents(t.Context(), store.IncidentQuery{Page: store.Page{Cursor: cursor}}); !errors.Is(err, store.ErrCursor) {
			t.Errorf("cursor %q: got %v, want ErrCursor", cursor, err)
		}
	}
}

func incidentMembers(t *testing.T, r *rig) {
	e1, e2, e3 := r.make(nil), r.make(nil), r.make(nil)
	r.commit(e1, e2, e3)
	r.batch(&store.Batch{
		Alarms: []alarm.Change{flag("intrusion", "1", true, 1)},
		Tracks: []track.Update{{Track: track.Track{ID: event.NewID(t0), DeviceID: "dev_a", CameraID: camID("a", 1), TargetID: "7", FirstSeen: t0, LastSeen: t0}}},
	})
	alarms, _, err := r.Alarms(t.Context(), store.AlarmQuery{})
	if err != nil || len(alarms) != 1 || !alarms[0].Incident.IsZero() {
		t.Fatalf("got %+v, %v", alarms, err)
	}
	tracks, _, err := r.Tracks(t.Context(), store.TrackQuery{})
	if err != nil || len(tracks) != 1 {
		t.Fatalf("got %+v, %v", tracks, err)
	}
	member := func(kind incident.MemberKind, id any) incident.Member {
		return incident.Member{Kind: kind, ID: fmt.Sprint(id)}
	}
	one, two := happening(0, nil), happening(1, nil)
	entries, err := r.Commit(t.Context(), &store.Batch{At: t0, Follow: store.Follow{UpTo: 5, Incidents: []incident.Change{
		{What: incident.Opened, Incident: one, Members: []incident.Member{member(incident.MemberEvent, e1.ID), member(incident.MemberAlarm, alarms[0].ID)}},
		{What: incident.Opened, Incident: two, Members: []incident.Member{member(incident.MemberEvent, e2.ID), member(incident.MemberTrack, tracks[0].ID)}},
	}}})
	if err != nil || len(entries) != 2 || entries[0].Kind != journal.KindIncident || entries[0].Incident.Incident.ID != one.ID || entries[0].Incident.What != incident.Opened {
		t.Fatalf("got %+v, %v", entries, err)
	}
	if seq, err := r.Followed(t.Context()); err != nil || seq != 5 {
		t.Errorf("followed up to %d, %v, want 5", seq, err)
	}
	if ev, err := r.Event(t.Context(), e1.ID); err != nil || ev.Incident != one.ID {
		t.Errorf("the event is of %v, %v, want %v", ev.Incident, err, one.ID)
	}
	if got, _, err := r.Tracks(t.Context(), store.TrackQuery{}); err != nil || got[0].Incident != two.ID {
		t.Errorf("the track is of %v, %v, want %v", got[0].Incident, err, two.ID)
	}
	if got, _, err := r.Alarms(t.Context(), store.AlarmQuery{}); err != nil || got[0].Incident != one.ID {
		t.Errorf("the alarm is of %v, %v, want %v", got[0].Incident, err, one.ID)
	}
	if ev, err := r.Event(t.Context(), e3.ID); err != nil || !ev.Incident.IsZero() {
		t.Errorf("another event is of %v, %v, want none", ev.Incident, err)
	}
	check := func(what string, of *incident.Incident, events, alarms, tracks int) {
		t.Helper()
		m, err := r.IncidentMembers(t.Context(), of.ID)
		if err != nil || len(m.Events) != events || len(m.Alarms) != alarms || len(m.Tracks) != tracks {
			t.Errorf("%s: got %d events, %d alarms, %d tracks, %v, want %d, %d, %d", what, len(m.Events), len(m.Alarms), len(m.Tracks), err, events, alarms, tracks)
		}
	}
	check("one", one, 1, 1, 0)
	check("two", two, 1, 0, 1)
	one.Events = 2
	r.batch(&store.Batch{Follow: store.Follow{UpTo: 4, Incidents: []incident.Change{
		{What: incident.Merged, Incident: two, Into: one.ID}, {What: incident.Updated, Incident: one, Members: []incident.Member{member(incident.MemberEvent, e3.ID)}},
	}}})
	check("both", one, 3, 1, 1)
	check("what was merged", two, 0, 0, 0)
	if _, err := r.Incident(t.Context(), two.ID); !errors.Is(err, incident.ErrNotFound) {
		t.Errorf("what was merged: %v, want ErrNotFound", err)
	}
	if in, err := r.Incident(t.Context(), one.ID); err != nil || in.Events != 2 {
		t.Errorf("got %+v, %v", in, err)
	}
	if seq, err := r.Followed(t.Context()); err != nil || seq != 5 {
		t.Errorf("followed up to %d, %v, want 5 still", seq, err)
	}
}

func incidentReview(t *testing.T, r *rig) {
	one := happening(0, nil)
	r.batch(&store.Batch{Follow: opened(one)})
	review := func(reviewed bool, want int) {
		t.Helper()
		state := map[bool]event.ReviewState{true: event.Seen}[reviewed]
		entries, err := r.Commit(t.Context(), &store.Batch{At: t0, Reviews: []store.Review{{Incidents: []incident.ID{one.ID, event.NewID(t0)}, State: state}}})
		if err != nil || len(entries) != want {
			t.Fatalf("got %d entries, %v, want %d", len(entries), err, want)
		}
		for _, e := range entries {
			if e.Incident.What != incident.Reviewed || e.Incident.Incident.Reviewed != reviewed {
				t.Errorf("told %+v", e.Incident)
			}
		}
	}
	review(false, 0) // as it is
	review(true, 1)
	review(true, 0)
	one.Events = 2 // the machine does not know of it
	entries, err := r.Commit(t.Context(), &store.Batch{At: t0, Follow: store.Follow{Incidents: []incident.Change{{What: incident.Updated, Incident: one}}}})
	if err != nil || !entries[0].Incident.Incident.Reviewed {
		t.Errorf("an update tells %+v, %v", entries, err)
	}
	if in, err := r.Incident(t.Context(), one.ID); err != nil || !in.Reviewed || in.Events != 2 {
		t.Errorf("got %+v, %v", in, err)
	}
	told, err := r.Journal(t.Context(), 0, 100)
	if err != nil || len(told) != 3 || told[1].Incident.What != incident.Reviewed || !told[2].Incident.Incident.Reviewed {
		t.Errorf("the journal has %+v, %v", told, err)
	}
	review(false, 1)
}

func unfinished(t *testing.T, r *rig) {
	closed := func(n int) func(*incident.Incident) {
		return func(in *incident.Incident) { in.ClosedAt = t0.Add(time.Duration(n) * time.Second) }
	}
	all := []*incident.Incident{happening(0, closed(10)), happening(1, nil), happening(2, closed(60)), happening(3, closed(61))}
	r.batch(&store.Batch{Follow: opened(all...)})
	got, err := r.Unfinished(t.Context(), t0.Add(time.Minute))
	var ids []incident.ID
	for _, in := range got {
		ids = append(ids, in.ID)
	}
	if want := []incident.ID{all[1].ID, all[2].ID, all[3].ID}; err != nil || !slices.Equal(ids, want) {
		t.Errorf("got %v, %v, want %v", ids, err, want)
	}
}

// incidentsGo holds that an incident stays while anything of it does.
func incidentsGo(t *testing.T, r *rig) {
	e1, e2 := r.make(nil), r.make(nil)
	r.commit(e1, e2)
	r.batch(&store.Batch{
		Alarms: []alarm.Change{flag("intrusion", "1", true, 1), flag("intrusion", "1", false, 2)},
		Tracks: []track.Update{{Track: track.Track{ID: event.NewID(t0), DeviceID: "dev_a", CameraID: camID("a", 1), TargetID: "7", FirstSeen: t0, LastSeen: t0, Ended: true}}},
	})
	alarms, _, err := r.Alarms(t.Context(), store.AlarmQuery{})
	if err != nil {
		t.Fatal(err)
	}
	tracks, _, err := r.Tracks(t.Context(), store.TrackQuery{})
	if err != nil {
		t.Fatal(err)
	}
	closed := func(in *incident.Incident) { in.ClosedAt = in.StartedAt }
	pictured := func(in *incident.Incident) { closed(in); in.Picture = &incident.Picture{Event: e2.ID} }
	all := []*incident.Incident{happening(0, closed), happening(1, pictured), happening(2, closed), happening(3, nil)}
	f := opened(all...)
	f.Incidents[0].Members = []incident.Member{{Kind: incident.MemberEvent, ID: e1.ID.String()}}
	f.Incidents[1].Members = []incident.Member{{Kind: incident.MemberEvent, ID: e2.ID.String()}, {Kind: incident.MemberAlarm, ID: fmt.Sprint(alarms[0].ID)}}
	f.Incidents[2].Members = []incident.Member{{Kind: incident.MemberTrack, ID: tracks[0].ID.String()}}
	r.batch(&store.Batch{Follow: f})
	left := func(when, want string) {
		t.Helper()
		if got := r.listed(store.IncidentQuery{}, all); got != want {
			t.Errorf("%s: left are %s, want %s", when, got, want)
		}
	}
	if err := r.Delete(t.Context(), []event.ID{e1.ID, e2.ID}); err != nil {
		t.Fatal(err)
	}
	left("without its event", "3 2 1")
	if in, err := r.Incident(t.Context(), all[1].ID); err != nil || in.Picture != nil {
		t.Errorf("the picture that is gone: %+v, %v", in, err)
	}
	if got := r.listed(store.IncidentQuery{Cameras: []string{camID("a", 1)}}, all); got != "3 2 1" {
		t.Errorf("by camera: %s", got)
	}
	if _, _, err := r.DeleteOld(t.Context(), t0.Add(time.Hour), 100); err != nil {
		t.Fatal(err)
	}
	left("when everything is old", "3")
}
