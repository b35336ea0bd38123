package page_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

const edit = "/network/http-post/edit"

// entry is what the dialog's form has of one server.
func entry(id, address string, more ...string) []string {
	return append([]string{
		"entry", id, id + ".Enable", "on", id + ".Protocol", "http", id + ".Address", address, id + ".Port", "5002", id + ".Path", "/API",
		id + ".Connection", "persistent", id + ".Heartbeat", "on", id + ".Interval", "90",
	}, more...)
}

func TestAddIsRefusedAtThree(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	a := s.post(edit, "do", "add")
	a.has(t, `name="entry" value="1"`, `name="1.Port" value="80"`, `name="1.Interval" value="90"`)
	a = s.post(edit, "entry", "1", "entry", "3", "do", "add")
	a.has(t, `name="entry" value="2"`)
	s.post(edit, "entry", "1", "entry", "2", "entry", "3", "do", "add").has(t, "There is room for 3 servers")
	a = s.post(edit, "entry", "1", "entry", "2", "do", "delete 1")
	if strings.Contains(a.body, `name="entry" value="1"`) {
		t.Error("the deleted entry is there still")
	}
	if got := s.camera.Saved().Servers; len(got) != 0 {
		t.Errorf("got %d servers before Save, want none", len(got))
	}
}

func TestSaveWritesAllEntries(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	form := append(entry("1", "192.0.2.53", "1.Events", "on", "1.Original", "on", "1.Types", "PERIMETER", "1.Types", "VFD"),
		entry("3", "receiver.example.net", "3.Tracks", "on", "3.Types", "ALL", "3.Login", "on", "3.User", "camera", "3.Password", "secret")...)
	if a := s.post(edit, form...); a.path != "/network/http-post" {
		t.Fatalf("got %d at %s:\n%s", a.status, a.path, a.body)
	}
	got := s.camera.Saved().Servers
	want := []settings.Server{
		{ID: 1, Enable: true, Protocol: "http", Address: "192.0.2.53", Port: 5002, Path: "/API", Persistent: true, Heartbeat: true, Interval: 90 * time.Second,
			Events: true, Original: true, Types: []settings.AlarmType{settings.Perimeter, settings.Face}},
		{ID: 3, Enable: true, Protocol: "http", Address: "receiver.example.net", Port: 5002, Path: "/API", Persistent: true, Heartbeat: true, Interval: 90 * time.Second,
			Login: true, User: "camera", Password: "secret", Tracks: true, TracksPage: true, Types: []settings.AlarmType{settings.All}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if a := s.get(edit); strings.Contains(a.body, "secret") {
		t.Error("the page shows a stored password")
	}
	// The password stays when none is typed, and goes with its server.
	form = entry("3", "receiver.example.net", "3.Login", "on", "3.User", "camera", "3.Stored", "on")
	s.post(edit, form...)
	if got := s.camera.Saved().Servers; len(got) != 1 || got[0].Password != "secret" {
		t.Errorf("got %+v, want the password kept", got)
	}
	s.post(edit, entry("3", "other.example.net", "3.Login", "on", "3.User", "camera")...).has(t, "a password is needed")
}

func TestProblemsStandBesideTheirFields(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	tests := []struct{ name, field, value, want string }{
		{"no address", "2.Address", "", "1 to 127 characters"},
		{"an address with a scheme", "2.Address", "http://192.0.2.1", "without http://"},
		{"a port of nobody", "2.Port", "70000", "1 to 65535"},
		{"a port that is none", "2.Port", "many", "a whole number"},
		{"a path that does not begin", "2.Path", "API", "begins with /"},
		{"too quick a heartbeat", "2.Interval", "29", "30 to 120 seconds"},
		{"too slow a heartbeat", "2.Interval", "121", "30 to 120 seconds"},
		{"a type of other models", "2.Types", "VFD", "this model does not offer Face Detection"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			form := append(entry("1", "192.0.2.53"), entry("2", "192.0.2.54")...)
			for i := 0; i < len(form); i += 2 {
				if form[i] == test.field {
					form[i+1] = test.value
				}
			}
			if test.field == "2.Types" {
				form = append(form, test.field, test.value)
			}
			a := s.post(edit, append(form, "chosen", "1")...)
			if a.status != http.StatusUnprocessableEntity {
				t.Fatalf("got %d, want 422", a.status)
			}
			a.has(t, test.want, `name="chosen" value="2" aria-label="Show server 2" checked`)
			if strings.Contains(a.body, "note bad") {
				t.Error("the problem stands apart from its field")
			}
			if len(s.camera.Saved().Servers) != 0 {
				t.Error("some of it was saved")
			}
		})
	}
}

func TestTracksNeedThePage(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	err := s.camera.Save(func(c *settings.Camera) error {
		server := settings.NewServer(1)
		server.Address, server.Tracks = "192.0.2.53", true // asked for by the API alone
		c.Servers = []settings.Server{server}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	saved := func(more ...string) settings.Server {
		s.post(edit, entry("1", "192.0.2.53", more...)...)
		return s.camera.Saved().Servers[0]
	}
	if got := saved(); !got.Tracks || got.TracksPage {
		t.Errorf("box left alone: got %v, %v, want what the API asked for", got.Tracks, got.TracksPage)
	}
	if got := saved("1.Tracks", "on"); !got.SendsTracks() {
		t.Errorf("box ticked: got %v, %v, want tracks", got.Tracks, got.TracksPage)
	}
	if got := saved(); got.Tracks || got.TracksPage {
		t.Errorf("box cleared: got %v, %v, want none", got.Tracks, got.TracksPage)
	}
}

func TestServersSayHowTheyAre(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	s.post(edit, append(entry("1", "192.0.2.53"), entry("2", "192.0.2.54", "2.Events", "on", "2.Types", "ALL")...)...)
	s.engine.setOnline(2, true)
	a := s.get("/network/http-post")
	a.has(t, "Server 1: Nothing is ticked that makes a post", "Server 1: No alarm type is ticked", "Online", "Offline", "192.0.2.54")
	if strings.Contains(a.body, "Server 2:") {
		t.Error("a server that is sent events is warned of")
	}
	if a := s.get("/status"); !strings.Contains(a.body, `"online":{"1":false,"2":true}`) {
		t.Errorf("status: got %s", a.body)
	}
	s.post("/network/http-post", "Push", "V2")
	if got := s.camera.Saved().Push; got != "V2" {
		t.Errorf("got the dialect %s, want V2", got)
	}
}
