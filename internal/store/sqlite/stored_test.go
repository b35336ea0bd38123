//go:build unix

package sqlite_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// What the stored database of version 6 holds besides its events.
var (
	storedZone  = zone.Zone{ID: event.ID{1, 6}, CameraID: "cam_a_1", Name: "Drive", Kind: zone.Area, Points: []geo.Point{{0, 0}, {9000, 0}, {9000, 9000}}, Version: 1, Since: t0, CreatedAt: t0}
	storedTrack = track.Track{
		ID: event.ID{2, 6}, DeviceID: "dev_a", CameraID: "cam_a_1", TargetID: "7", Type: event.TargetPerson,
		FirstSeen: t0, LastSeen: t0.Add(time.Minute), Ended: true, Posts: 9, FirstRect: geo.Rect{1, 2, 3, 4}, LastRect: geo.Rect{2, 3, 4, 5}, Heading: -1,
	}
	storedIncident = incident.Incident{
		ID: event.ID{3, 6}, Cameras: []incident.Camera{{DeviceID: "dev_a", CameraID: "cam_a_1"}}, StartedAt: t0, LastAt: t0.Add(time.Minute),
		ClosedAt: t0.Add(2 * time.Minute), Types: []event.Type{"region_intrusion"}, TargetTypes: []event.TargetType{event.TargetPerson}, Events: 2, Tracks: 1,
	}
	storedUser  = access.User{ID: "01KAXW3V1S8Z6Q4J7T2M9B5C0D", Name: "Ann", Role: access.Administrator, CreatedAt: t0}
	storedPlate = event.Plate{Text: "KLM 4821", Group: "Residents", Owner: "Unit 12"}
)

// addTheRest stores one of each of the other things, in a database with events.
func addTheRest(t *testing.T, path string) {
	t.Helper()
	db := open(t, path)
	defer db.Close()
	page, err := db.Events(t.Context(), store.EventQuery{Cameras: []string{"cam_a_1"}, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	change := incident.Change{What: incident.Opened, Incident: &storedIncident, Members: []incident.Member{{Kind: incident.MemberTrack, ID: storedTrack.ID.String()}}}
	for _, ev := range page.Events {
		change.Members = append(change.Members, incident.Member{Kind: incident.MemberEvent, ID: ev.ID.String()})
	}
	read := newEvent(storedEvents+1, 4) // of another camera
	read.Type, read.Plate, read.Group = "license_plate", storedPlate.Text, storedPlate.Group
	read.Targets = []event.Target{{ID: "9", Type: event.TargetPlate, Plate: &storedPlate}}
	for _, b := range []*store.Batch{
		{At: t0, Zones: []zone.Zone{storedZone}, Tracks: []track.Update{{Track: storedTrack, Change: track.Ended}}},
		{At: t0, Passages: []zone.Passage{{ZoneID: storedZone.ID, Version: 1, TrackID: storedTrack.ID, CameraID: "cam_a_1", Type: event.TargetPerson, Action: zone.Entered, At: t0}}},
		{At: t0, Follow: store.Follow{Incidents: []incident.Change{change}, UpTo: storedEvents}},
		{At: t0, Events: []*store.NewEvent{read}},
		{At: t0, Reviews: []store.Review{{Incidents: []incident.ID{storedIncident.ID}, State: event.Seen}}},
	} {
		if _, err := db.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	err = db.KeepPeople(t.Context(), access.Changes{
		Accounts: []access.Account{{User: storedUser, Hash: "hash"}},
		Sessions: []access.Session{{ID: "s", UserID: storedUser.ID, CreatedAt: t0, LastSeen: t0}},
		Tokens:   []access.KeptToken{{Token: access.Token{ID: "t", Name: "Dashboard", Role: access.Viewer, CreatedAt: t0}, Digest: "d"}},
		Groups:   []access.Group{{ID: "g", Name: "Yard", Cameras: []string{"cam_a_1"}}},
		Log:      []access.Entry{{At: t0, Who: "Ann", Action: access.ActionSetUp}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// theRestStands looks at what addTheRest has stored, and returns how many entries
// the journal has.
func theRestStands(t *testing.T, db *sqlite.DB) int64 {
	t.Helper()
	ctx := t.Context()
	if in, err := db.Incident(ctx, storedIncident.ID); err != nil || !in.Reviewed || in.Events != 2 || !in.ClosedAt.Equal(storedIncident.ClosedAt) {
		t.Errorf("incident: got %+v, %v", in, err)
	}
	if m, err := db.IncidentMembers(ctx, storedIncident.ID); err != nil || len(m.Events) != 2 || len(m.Tracks) != 1 {
		t.Errorf("what belongs to the incident: got %+v, %v", m, err)
	}
	if tr, err := db.Track(ctx, storedTrack.ID); err != nil || tr.TargetID != "7" || tr.Incident != storedIncident.ID {
		t.Errorf("track: got %+v, %v", tr, err)
	}
	if z, err := db.Zones(ctx); err != nil || len(z) != 1 || z[0].Name != "Drive" || !reflect.DeepEqual(z[0].Points, storedZone.Points) {
		t.Errorf("zones: got %+v, %v", z, err)
	}
	if p, _, err := db.Passages(ctx, store.PassageQuery{}); err != nil || len(p) != 1 || p[0].TrackID != storedTrack.ID {
		t.Errorf("passages: got %+v, %v", p, err)
	}
	if p, err := db.Plate(ctx, "KLM4821"); err != nil || p.Reads != 1 || p.Owner != "Unit 12" {
		t.Errorf("plate: got %+v, %v", p, err)
	}
	kept, err := db.People(ctx)
	if err != nil || len(kept.Accounts) != 1 || !reflect.DeepEqual(kept.Accounts[0].User, storedUser) || len(kept.Sessions)+len(kept.Tokens)+len(kept.Groups) != 3 {
		t.Errorf("people: got %+v, %v", kept, err)
	}
	if log, _, err := db.Audit(ctx, store.Page{}); err != nil || len(log) != 1 || log[0].Who != "Ann" {
		t.Errorf("audit log: got %+v, %v", log, err)
	}
	return storedEvents + 4 // a track that ended, an incident twice, a plate
}
