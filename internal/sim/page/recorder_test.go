package page_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// filled is what the recorder's form has when it is filled in.
func filled(more ...string) []string {
	return append([]string{
		"Enable", "on", "Address", "192.0.2.53", "Port", "5002", "Path", "/API", "Protocol", "HTTP", "Connection", "non-persistent",
		"Anonymous", "on", "Interval", "10", "Schedule", "24x7", "Snap", "on", "Original", "on",
	}, more...)
}

func TestRecorderPages(t *testing.T) {
	s := newRecorder(t).login()
	s.get("/").has(t, "Channel", "Front Yard")
	s.get("/network/http-post").has(t, "Integration", "Non-Persistent Connection", "No event is sent.")
	for _, path := range []string{"/network/tcp-ip", "/system/device", "/system/date-time", "/system/reboot"} {
		s.get(path).has(t, "Recorder 1")
	}
	if a := s.get("/live"); a.status != http.StatusNotFound {
		t.Errorf("a page of cameras: got %d, want 404", a.status)
	}
}

func TestApply(t *testing.T) {
	s := newRecorder(t).login()
	before := s.recorder.Saved().Post
	s.post("/network/http-post", filled("event", "vehicle", "do", "test")...)
	if got := s.recorder.Saved().Post; got.Enable != before.Enable || got.Address != before.Address {
		t.Errorf("Test saved %+v", got)
	}
	a := s.post("/network/http-post", filled("event", "lineCrossing", "event", "vehicle", "event", "nonsense", "do", "save")...)
	if a.status != http.StatusOK {
		t.Fatalf("got %d:\n%s", a.status, a.body)
	}
	got := s.recorder.Saved().Post
	if !got.Enable || got.Address != "192.0.2.53" || got.Port != 5002 || got.Path != "/API" || got.HTTPS || got.Persistent || !got.Anonymous ||
		got.Interval != 10*time.Second || !got.Snap || !got.Original || got.Schedule.Custom || !slices.Equal(got.Events, []string{"lineCrossing", "vehicle"}) {
		t.Errorf("got %+v", got)
	}
}

func TestEventTypeDialog(t *testing.T) {
	s := newRecorder(t).login()
	post := func(more ...string) answer { return s.post("/network/http-post", filled(more...)...) }
	post("event", "vehicle", "do", "configure").has(t, "Send Event", `name="pick" value="vehicle"`)
	post("event", "vehicle", "pick", "vehicle", "picking", "on", "left", "lineCrossing", "left", "regionIntrusion", "do", "right").
		has(t, `name="pick" value="lineCrossing"`, `name="pick" value="regionIntrusion"`, `name="pick" value="vehicle"`)
	a := post("pick", "vehicle", "pick", "lineCrossing", "picking", "on", "right", "vehicle", "do", "left")
	if strings.Contains(a.body, `name="pick" value="vehicle"`) || !strings.Contains(a.body, `name="pick" value="lineCrossing"`) {
		t.Error("<< took the wrong one, or none")
	}
	a = post("event", "vehicle", "pick", "lineCrossing", "picking", "on", "do", "cancel")
	if !strings.Contains(a.body, `name="event" value="vehicle"`) || strings.Contains(a.body, "lineCrossing\"") || strings.Contains(a.body, "dialog-title") {
		t.Error("Cancel did not leave everything as it was")
	}
	a = post("event", "vehicle", "pick", "lineCrossing", "picking", "on", "do", "ok")
	a.has(t, "Sent: Line Crossing.", `value="192.0.2.53"`)
	if got := s.recorder.Saved().Post.Events; len(got) != 0 {
		t.Errorf("got %v before Apply, want nothing", got)
	}
}

func TestTestButton(t *testing.T) {
	s := newRecorder(t).login()
	s.post("/network/http-post", filled("do", "test")...).has(t, "Test succeeded.", "http://192.0.2.53:5002/API")
	s.engine.refuse = errors.New("connection refused")
	s.post("/network/http-post", filled("do", "test")...).has(t, "Test failed.", "connection refused")
	a := s.post("/network/http-post", "Address", "", "Port", "5002", "Path", "/", "Interval", "10", "Anonymous", "on", "do", "test")
	a.has(t, "1 to 127 characters")
	if len(s.engine.tested) != 2 {
		t.Errorf("got %d tests, want 2: not with settings that are wrong", len(s.engine.tested))
	}
}

func TestSchedule(t *testing.T) {
	s := newRecorder(t).login()
	s.post("/network/http-post", filled("Schedule", "24x7")...)
	form := filled("hour", "1-8", "hour", "1-9", "hour", "6-23")
	form[slices.Index(form, "24x7")] = "custom"
	s.post("/network/http-post", form...)
	got := s.recorder.Saved().Post.Schedule
	if !got.Custom || got.Hours != [7]uint32{1: 1<<8 | 1<<9, 6: 1 << 23} {
		t.Errorf("got %+v", got)
	}
	s.get("/network/http-post").has(t, `value="1-8" aria-label="Monday 08:00" checked`)
}

func TestRecorderCredentials(t *testing.T) {
	s := newRecorder(t).login()
	form := filled("User", "nvr", "Password", "secret")
	i := slices.Index(form, "Anonymous")
	form = slices.Delete(form, i, i+2)
	s.post("/network/http-post", form...)
	if got := s.recorder.Saved().Post; got.User != "nvr" || got.Password != "secret" || got.Anonymous {
		t.Errorf("got %+v", got)
	}
	if a := s.get("/network/http-post"); strings.Contains(a.body, "secret") {
		t.Error("the page shows a stored password")
	}
	form[slices.Index(form, "secret")] = ""
	s.post("/network/http-post", form...)
	if got := s.recorder.Saved().Post.Password; got != "secret" {
		t.Errorf("got %q, want the password kept", got)
	}
}
