package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/journal"
)

// serving starts the API and returns a client of it.
func serving(t *testing.T, s *api.Server) *client.Client {
	t.Helper()
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	c, err := client.New(server.URL, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// zeros finds the needless zeros of a time: those behind a decimal, or all six.
var zeros = regexp.MustCompile(`(:\d\d)(?:\.0{6}|(\.\d*[1-9])0*)Z`)

// TestClientKnowsEveryField: the types of the client hold all that is answered.
func TestClientKnowsEveryField(t *testing.T) {
	h := newWorld().server().Handler()
	for _, tt := range []struct {
		target, list string
		into         any
	}{
		{"/api/v1/events", "events", new([]client.Event)},
		{"/api/v1/events/" + eventID + "/changes", "changes", new([]client.EventChange)},
		{"/api/v1/events/" + eventID + "/shares", "shares", new([]client.Share)},
		{"/api/v1/evidence/key", "", new(client.EvidenceKey)},
		{"/api/v1/devices", "devices", new([]client.Device)},
		{"/api/v1/cameras", "cameras", new([]client.Camera)},
		{"/api/v1/requests", "requests", new([]client.Request)},
		{"/api/v1/devices/" + deviceID + "/posts", "posts", new([]client.Post)},
		{"/api/v1/alarms", "alarms", new([]client.Alarm)},
		{"/api/v1/tracks", "tracks", new([]client.Track)},
		{"/api/v1/incidents", "incidents", new([]client.Incident)},
		{"/api/v1/incidents/" + incidentID, "", new(client.IncidentDetails)},
		{"/api/v1/cameras/" + cameraID + "/zones", "zones", new([]client.CameraZone)},
		{"/api/v1/cameras/" + cameraID + "/heatmap", "", new(client.Heatmap)},
		{"/api/v1/zones/" + zoneID + "/evaluate", "", new(client.ZoneEvaluation)},
		{"/api/v1/passages", "passages", new([]client.Passage)},
		{"/api/v1/plates", "plates", new([]client.PlateSummary)},
		{"/api/v1/counts", "counts", new([]client.Count)},
		{"/api/v1/quarantine", "quarantine", new([]client.Quarantined)},
		{"/api/v1/version", "", new(client.Version)},
		{"/api/v1/me", "", new(client.Me)},
		{"/api/v1/users", "users", new([]client.User)},
		{"/api/v1/users/" + annID + "/sessions", "sessions", new([]client.Session)},
		{"/api/v1/tokens", "tokens", new([]client.Token)},
		{"/api/v1/camera-groups", "camera_groups", new([]client.CameraGroup)},
		{"/api/v1/audit", "audit", new([]client.AuditEntry)},
	} {
		t.Run(tt.target, func(t *testing.T) {
			var list map[string]json.RawMessage
			data := call(h, "GET", tt.target).Body.Bytes()
			if err := json.Unmarshal(data, &list); err != nil {
				t.Fatal(err)
			}
			if tt.list != "" {
				data = list[tt.list]
			}
			d := json.NewDecoder(bytes.NewReader(data))
			d.DisallowUnknownFields()
			if err := d.Decode(tt.into); err != nil {
				t.Fatal(err)
			}
			// What the client encodes again says the same: nothing was lost.
			again, err := json.Marshal(tt.into)
			if err != nil {
				t.Fatal(err)
			}
			var got, want any
			short := zeros.ReplaceAll(data, []byte("${1}${2}Z")) // a time.Time ends without zeros
			if err := errors.Join(json.Unmarshal(again, &got), json.Unmarshal(short, &want)); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %s\nwant %s", again, short)
			}
		})
	}
}

// collect reads a list to its end.
func collect[T any](t *testing.T, list iter.Seq2[T, error]) []T {
	t.Helper()
	var out []T
	for v, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func TestClient(t *testing.T) {
	ctx := t.Context()
	w := newWorld()
	s := w.server()
	var problems []api.Problem
	s.Problems = func() []api.Problem { return problems }
	c := serving(t, s)

	events := collect(t, c.AllEvents(ctx, client.Query{Paging: client.Paging{Limit: 1}}))
	if len(events) != 2 || events[0].ID != plateID || events[1].ID != eventID {
		t.Errorf("AllEvents: got %+v", events)
	}
	e, err := c.Event(ctx, eventID)
	if err != nil || !e.ReceivedAt.Equal(now) || *e.Targets[0].Rect != (client.Rect{3096, 3715, 4005, 9861}) || !reflect.DeepEqual(e, events[1]) {
		t.Errorf("Event: got %+v, %v", e, err)
	}
	if e, err := c.PinEvent(ctx, eventID, true); err != nil || !e.Pinned {
		t.Errorf("PinEvent: got %v, %v", e.Pinned, err)
	}
	if b, err := c.Image(ctx, eventID, 1); err != nil || len(b) != 200 {
		t.Errorf("Image: got %d bytes, %v", len(b), err)
	}
	if b, err := c.Thumbnail(ctx, eventID, 1, 320); err != nil || len(b) != 64 {
		t.Errorf("Thumbnail: got %d bytes, %v", len(b), err)
	}
	if b, err := c.Raw(ctx, eventID); err != nil || !strings.HasPrefix(string(b), "<?xml") {
		t.Errorf("Raw: got %q, %v", b, err)
	}
	if got := collect(t, c.AllDevices(ctx)); len(got) != 2 || got[1].HeartbeatSeconds != 30 {
		t.Errorf("AllDevices: got %+v", got)
	}
	if d, err := c.Device(ctx, deviceID); err != nil || d.Name != "Yard NVR" {
		t.Errorf("Device: got %+v, %v", d, err)
	}
	if got := collect(t, c.AllCameras(ctx, client.CameraQuery{Devices: []string{deviceID}, Paging: client.Paging{Limit: 1}})); len(got) != 2 {
		t.Errorf("AllCameras: got %+v", got)
	}
	if cam, err := c.Camera(ctx, cameraID); err != nil || cam.Device.ID != deviceID {
		t.Errorf("Camera: got %+v, %v", cam, err)
	}
	if p, err := c.Requests(ctx, client.Paging{Limit: 2}); err != nil || len(p.Items) != 2 || p.Next == "" {
		t.Errorf("Requests: got %+v, %v", p, err)
	}
	if p, err := c.DeviceRequests(ctx, deviceID, client.Paging{}); err != nil || len(p.Items) != 2 || p.Next != "" {
		t.Errorf("DeviceRequests: got %+v, %v", p, err)
	}
	if p, err := c.Posts(ctx, deviceID); err != nil || len(p) != 1 {
		t.Errorf("Posts: got %+v, %v", p, err)
	}
	var download bytes.Buffer
	if err := c.DownloadPosts(ctx, deviceID, &download); err != nil || !strings.HasPrefix(download.String(), "POST /API") {
		t.Errorf("DownloadPosts: got %q, %v", download.String(), err)
	}
	if got := collect(t, c.AllAlarms(ctx, client.AlarmQuery{State: "on"})); len(got) != 2 || got[0].State != "on" {
		t.Errorf("AllAlarms: got %+v", got)
	}
	if p, err := c.Tracks(ctx, client.TrackQuery{Target: "716"}); err != nil || len(p.Items) != 2 || *p.Items[0].Heading != 90 {
		t.Errorf("Tracks: got %+v, %v", p, err)
	}
	if got, err := c.Track(ctx, eventID); err != nil || len(got.Path) != 3 || got.Path[1] != (client.PathPoint{After: time.Second, Rect: client.Rect{500, 600, 700, 800}}) ||
		len(got.Events) != 1 || got.Picture == nil || got.Types[1] != (client.TypeChange{Ms: 280, Type: "person"}) {
		t.Errorf("Track: got %+v, %v", got, err)
	}
	if got, err := c.CameraLive(ctx, cameraID); err != nil || len(got.Targets) != 1 || got.Targets[0].Track != plateID || got.Picture == nil || got.Picture.URL == "" || got.Picture.At.IsZero() {
		t.Errorf("CameraLive: got %+v, %v", got, err)
	}
	if got := collect(t, c.AllIncidents(ctx, client.IncidentQuery{State: "closed", Reviewed: ptr(true), With: []string{"event"}})); len(got) != 2 || got[0].Counts.Events != 2 ||
		w.iquery.Open == nil || *w.iquery.Open || w.iquery.Reviewed == nil || len(w.iquery.With) != 1 {
		t.Errorf("AllIncidents: got %+v, asked for %+v", got, w.iquery)
	}
	if in, err := c.Incident(ctx, incidentID); err != nil || len(in.Events) != 1 || in.Events[0].Incident != incidentID || in.Picture.N != 1 {
		t.Errorf("Incident: got %+v, %v", in, err)
	}
	if in, err := c.ReviewIncident(ctx, incidentID, false); err != nil || in.Reviewed {
		t.Errorf("ReviewIncident: got %+v, %v", in, err)
	}
	if err := c.ReviewIncidents(ctx, []string{incidentID}, true); err != nil || !w.in[0].Reviewed {
		t.Errorf("ReviewIncidents: %v", err)
	}
	if got := collect(t, c.AllPlates(ctx, client.PlateQuery{Fuzzy: "JP1I6D"})); len(got) != 1 || got[0].LastCamera.Name != "Front door" {
		t.Errorf("AllPlates: got %+v", got)
	}
	if p, err := c.Plate(ctx, "jp-116 d"); err != nil || p.Reads != 3 {
		t.Errorf("Plate: got %+v, %v", p, err)
	}
	if got := collect(t, c.Counts(ctx, client.CountQuery{Bucket: "day", After: now.Add(-48 * time.Hour)})); len(got) != 2 || got[1].Targets != 5 {
		t.Errorf("Counts: got %+v", got)
	}
	if got := collect(t, c.AllQuarantine(ctx)); len(got) != 2 {
		t.Errorf("AllQuarantine: got %+v", got)
	}
	if q, err := c.Quarantined(ctx, postID); err != nil || q.KeptBytes != 31 {
		t.Errorf("Quarantined: got %+v, %v", q, err)
	}
	if b, err := c.QuarantinedBody(ctx, postID); err != nil || len(b) != 31 {
		t.Errorf("QuarantinedBody: got %q, %v", b, err)
	}
	if v, err := c.Version(ctx); err != nil || v.Version != "1.2.3" {
		t.Errorf("Version: got %+v, %v", v, err)
	}
	if b, err := c.OpenAPI(ctx); err != nil || !bytes.Equal(b, api.OpenAPI()) {
		t.Errorf("OpenAPI: got %d bytes, %v", len(b), err)
	}
	if b, err := c.Metrics(ctx); err != nil || !bytes.Contains(b, []byte("watchpost_sse_clients")) {
		t.Errorf("Metrics: got %d bytes, %v", len(b), err)
	}
	if err := errors.Join(c.Ready(ctx), c.Healthy(ctx)); err != nil {
		t.Errorf("Ready, Healthy: %v", err)
	}
	problems = []api.Problem{{Code: "storage_full", Text: "No room."}}
	var ce *client.Error
	if err := c.Ready(ctx); !errors.As(err, &ce) || ce.Status != 503 || ce.Detail != "storage_full: No room." {
		t.Errorf("Ready: got %v", err)
	}
	if _, err := c.Event(ctx, goneID); !errors.As(err, &ce) || ce.Code != "event_not_found" || !client.IsNotFound(err) {
		t.Errorf("no such event: got %v", err)
	}
	if _, err := c.Events(ctx, client.Query{Filter: client.Filter{Types: []string{"x"}}}); !errors.As(err, &ce) || ce.Parameter != "type" || client.IsNotFound(err) {
		t.Errorf("bad type: got %v", err)
	}
}

// TestClientQuery: what a Query sets arrives as it was meant.
// TestClientAccess: a program with an administrator's token lets others in.
func TestClientAccess(t *testing.T) {
	s, _ := closed()
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	as := func(token string) *client.Client {
		c, err := client.New(server.URL, client.Options{Token: token})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	ctx, admin := t.Context(), as(adminToken)
	if _, err := as("").Events(ctx, client.Query{}); err == nil || !strings.Contains(err.Error(), "login_required") {
		t.Errorf("without a token: %v", err)
	}
	g, err := admin.AddCameraGroup(ctx, "Yard", "cam_none_2")
	if err == nil {
		g, err = admin.ChangeCameraGroup(ctx, g.ID, "Yard", cameraID)
	}
	if err != nil || !reflect.DeepEqual(g.Cameras, []string{cameraID}) {
		t.Fatalf("group: got %+v, %v", g, err)
	}
	token, err := admin.AddToken(ctx, client.NewToken{Name: "Home", Role: client.Viewer, Limits: &client.Limits{Groups: []string{g.ID}}})
	if err != nil || token.Secret == "" {
		t.Fatalf("token: got %+v, %v", token, err)
	}
	if me, err := as(token.Secret).Me(ctx); err != nil || me.Name != "Home" || me.Login != "token" || !reflect.DeepEqual(me.Cameras, g.Cameras) {
		t.Errorf("me: got %+v, %v", me, err)
	}
	if err := admin.RemoveCameraGroup(ctx, g.ID); err == nil || !strings.Contains(err.Error(), "camera_group_in_use") {
		t.Errorf("a group in use: %v", err)
	}
	u, err := admin.AddUser(ctx, client.NewUser{Name: "Bob", Password: "another good one", Role: client.Viewer, Limits: &client.Limits{Groups: []string{g.ID}}})
	if err != nil || u.Limits == nil {
		t.Fatalf("user: got %+v, %v", u, err)
	}
	name, role, off := "Bo", client.Operator, true
	if u, err = admin.ChangeUser(ctx, u.ID, client.UserChange{Name: &name, Role: &role, Disabled: &off, AllCameras: true}); err != nil || u.Name != "Bo" || u.Role != role || !u.Disabled || u.Limits != nil {
		t.Errorf("changed: got %+v, %v", u, err)
	}
	if got, err := admin.UserSessions(ctx, annID); err != nil || len(got) != 1 {
		t.Errorf("sessions: got %+v, %v", got, err)
	}
	for what, err := range map[string]error{
		"end sessions": admin.EndUserSessions(ctx, annID), "remove user": admin.RemoveUser(ctx, u.ID), "remove token": admin.RemoveToken(ctx, token.ID),
	} {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := admin.User(ctx, u.ID); !client.IsNotFound(err) {
		t.Errorf("removed: %v", err)
	}
	if _, err := as(token.Secret).Me(ctx); err == nil {
		t.Error("a removed token is good")
	}
	if users, tokens := collect(t, admin.AllUsers(ctx)), collect(t, admin.AllTokens(ctx)); len(users) != 4 || len(tokens) != 2 {
		t.Errorf("got %+v and %+v", users, tokens)
	}
	if log := collect(t, admin.AllAudit(ctx)); len(log) < 8 || log[0].Who != "Backup" {
		t.Errorf("audit log: got %+v", log)
	}
}

func TestClientQuery(t *testing.T) {
	w := newWorld()
	c := serving(t, w.server())
	if _, err := c.Events(t.Context(), client.Query{
		Filter: client.Filter{Cameras: []string{"a", "b"}, Devices: []string{"d"}, Types: []string{"face"}, Categories: []string{"face"}, Targets: []string{"face"}, Plate: "a b", Groups: []string{"g"}, Has: []string{"face", "image"}},
		After:  now.Add(-time.Hour), Before: now, Paging: client.Paging{Limit: 7},
	}); err != nil {
		t.Fatal(err)
	}
	q := w.query
	if got, want := fmt.Sprint(q.Cameras, q.Devices, q.Types, q.Categories, q.Targets, q.Plate, q.Groups, q.HasFace, q.HasImage, q.HasPlate, q.After.Equal(now.Add(-time.Hour)), q.Before.Equal(now), q.Limit),
		"[a b] [d] [face] [face] [face]AB[g] true true false true true 7"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestClientStream(t *testing.T) {
	w := newWorld()
	s := w.server()
	c := serving(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var topics []string
	var err error
	for f, e := range c.Stream(ctx, client.StreamOptions{After: ptr(int64(1))}) {
		if err = e; err != nil {
			break
		}
		topics = append(topics, f.Topic)
		switch f.ID {
		case 48213:
			if f.Event.ID != eventID {
				t.Errorf("event: got %+v", f.Event)
			}
		case 48216:
			if f.Device.Change != "offline" || f.Device.Device.MAC == "" {
				t.Errorf("device: got %+v", f.Device)
			}
			e := journal.Entry{Seq: 48217, At: now, Kind: journal.KindAlarm, Alarm: &w.alarms[1]}
			w.append(e)
			in := incidentEntry(w, 48218)
			w.append(in)
			s.Live.Publish(e, in)
		case 48218:
			if f.Incident.Change != "closed" || f.Incident.ID != incidentID {
				t.Errorf("incident: got %+v", f.Incident)
			}
			cancel()
		}
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended by %v", err)
	}
	if got, want := strings.Join(topics, " "), "gap event event alarm device alarm incident"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestClientSavesFilters(t *testing.T) {
	ctx := t.Context()
	c := serving(t, newWorld().server())
	f, err := c.SaveFilter(ctx, "Night", "time_from=22:00")
	if err != nil || f.ID == "" || f.Name != "Night" || f.Query != "time_from=22%3A00" || !f.Shared {
		t.Fatalf("SaveFilter: got %+v, %v", f, err)
	}
	if f, err = c.ChangeFilter(ctx, f.ID, "Late", ""); err != nil || f.Name != "Late" || f.Query != "time_from=22%3A00" {
		t.Errorf("ChangeFilter: got %+v, %v", f, err)
	}
	if all, err := c.SavedFilters(ctx); err != nil || len(all) != 2 || all[1] != f {
		t.Errorf("SavedFilters: got %+v, %v", all, err)
	}
	if err := c.RemoveFilter(ctx, f.ID); err != nil {
		t.Errorf("RemoveFilter: %v", err)
	}
	if all, err := c.SavedFilters(ctx); err != nil || len(all) != 1 {
		t.Errorf("after the removal: got %+v, %v", all, err)
	}
}

func TestClientFaces(t *testing.T) {
	w := newWorld()
	w.events[1].Targets[1].Image = ptr(1)
	c := serving(t, w.server())
	got := collect(t, c.AllFaces(t.Context(), client.FaceQuery{
		Cameras: []string{cameraID}, Ages: []string{"middle"}, Sexes: []string{"male", "female"}, After: now.Add(-time.Hour), Paging: client.Paging{Limit: 1},
	}))
	if len(got) != 1 || got[0].Event != eventID || got[0].Camera.Name != "Front door" || got[0].Target.Face.Age != "middleAged" || got[0].Image == nil || got[0].Image.N != 1 {
		t.Errorf("AllFaces: got %+v", got)
	}
	if q := w.query; !q.HasFace || len(q.Cameras) != 1 || q.After.IsZero() {
		t.Errorf("asked %+v", q)
	}
	if got := collect(t, c.AllFaces(t.Context(), client.FaceQuery{Glasses: []string{"yes"}})); len(got) != 0 {
		t.Errorf("with glasses: got %+v", got)
	}
}

func TestClientKnowsPlates(t *testing.T) {
	ctx := t.Context()
	w := newWorld()
	c := serving(t, w.server())
	groups, err := c.PlateGroups(ctx, client.Paging{})
	if err != nil || len(groups.Items) != 1 || groups.Items[0] != (client.PlateGroup{ID: plateGroupID, Name: "Residents", Color: "green", Plates: 1}) {
		t.Errorf("PlateGroups: got %+v, %v", groups, err)
	}
	g, err := c.AddPlateGroup(ctx, "Staff", "blue")
	if err != nil || g.ID == "" {
		t.Fatalf("AddPlateGroup: got %+v, %v", g, err)
	}
	if g, err = c.ChangePlateGroup(ctx, g.ID, "", "red"); err != nil || g.Name != "Staff" || g.Color != "red" {
		t.Errorf("ChangePlateGroup: got %+v, %v", g, err)
	}
	owner := "Ann"
	p, err := c.ChangePlate(ctx, "jp-116 d", client.PlateChange{Group: &g.ID, Owner: &owner})
	if err != nil || p.Reads != 3 || p.Known == nil || p.Known.Group.Name != "Staff" || p.Known.Owner != "Ann" || p.Known.Note != "blue\nvan" || p.Owner != "A. Person" {
		t.Errorf("ChangePlate: got %+v, %v", p, err)
	}
	if list, err := c.Plates(ctx, client.PlateQuery{Known: g.ID}); err != nil || w.pquery.Known != g.ID || list.Items[0].Known == nil {
		t.Errorf("Plates: asked %+v, got %+v, %v", w.pquery, list, err)
	}
	if err := c.RemovePlateGroup(ctx, plateGroupID); err != nil {
		t.Errorf("RemovePlateGroup: %v", err)
	}
	known := collect(t, c.AllKnownPlates(ctx, client.KnownPlateQuery{Search: "x", Group: g.ID}))
	if len(known) != 2 || w.kquery.Search != "x" || w.kquery.Group != g.ID {
		t.Errorf("AllKnownPlates: asked %+v, got %+v", w.kquery, known)
	}
	file, err := c.ExportPlates(ctx, "")
	if err != nil || !strings.Contains(string(file), "ZZ1,,'=1+1,\r\n") {
		t.Errorf("ExportPlates: got %q, %v", file, err)
	}
	plan, err := c.ImportPlates(ctx, []byte("plate,owner\nQ1,Eve\nZZ1,=1+1\n"), true, "")
	if err != nil || !plan.DryRun || plan.Created != 1 || plan.Same != 1 || len(w.known) != 2 {
		t.Fatalf("ImportPlates, dry: got %+v, %v", plan, err)
	}
	if done, err := c.ImportPlates(ctx, []byte("plate,owner\nQ1,Eve\nZZ1,=1+1\n"), false, plan.Digest); err != nil || done.DryRun || len(w.known) != 3 {
		t.Errorf("ImportPlates: got %+v, %v", done, err)
	}
}
