package page_test

import (
	"net/http"
	"testing"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func TestAccount(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	other := newClient(t, s)
	for _, test := range []struct {
		fields []string
		want   string
	}{
		{[]string{"User", "guard", "Current", "guess", "New", "new-pass", "Repeat", "new-pass", "Scheme", "basic"}, "this is not the password"},
		{[]string{"User", "guard", "Current", "watchpost", "New", "new-pass", "Repeat", "new-past", "Scheme", "basic"}, "the two are not the same"},
		{[]string{"User", " ", "Current", "watchpost", "Scheme", "basic"}, "1 to 63 characters, and no colon"},
	} {
		s.post("/system/account", test.fields...).has(t, test.want)
	}
	if a := s.camera.Saved().Account; a != (settings.Account{User: "admin", Password: "watchpost"}) {
		t.Fatalf("a refused change left %+v", a)
	}
	s.post("/system/account", "User", "guard", "Current", "watchpost", "New", "new-pass", "Repeat", "new-pass", "Scheme", "digest").has(t, "Saved.", "Account")
	if a := s.camera.Saved().Account; a != (settings.Account{User: "guard", Password: "new-pass", Digest: true}) {
		t.Errorf("got %+v", a)
	}
	if a := other.get("/live"); a.path != "/login" {
		t.Errorf("whoever knew the old password is still in: %s", a.path)
	}
	if a := other.post("/login", "user", "admin", "password", "watchpost"); a.status != http.StatusForbidden {
		t.Errorf("the old account: got %d", a.status)
	}
	other.post("/login", "user", "guard", "password", "new-pass").has(t, "Log out")
	s.post("/system/account", "User", "guard", "Current", "new-pass", "Scheme", "basic").has(t, "Saved.")
	if a := other.get("/live"); a.path != "/live" {
		t.Errorf("a change of the API's login alone ends sessions: %s", a.path)
	}
}

// newClient is another browser that is logged in.
func newClient(t *testing.T, s *site) *site {
	other := &site{T: t, Server: s.Server, engine: s.engine, camera: s.camera, recorder: s.recorder}
	other.browse()
	return other.login()
}

func TestOutputs(t *testing.T) {
	s := newRecorder(t).login()
	s.get("/event/alarm-output").has(t, "Output 4", "Released")
	s.post("/event/alarm-output", "do", "activate 3").has(t, "Release output 3")
	if !s.engine.On(3) || s.engine.On(1) {
		t.Error("the wrong output is active")
	}
	s.post("/event/alarm-output", "do", "release 3")
	if s.engine.On(3) {
		t.Error("the output is active")
	}
	if a := s.post("/event/alarm-output", "do", "activate 5"); a.status != http.StatusNotFound {
		t.Errorf("an output that there is not: got %d", a.status)
	}
	s.post("/event/alarm-output", "do", "save", "Outputs[0].Name", "Horn", "Outputs[1].Name", "", "Outputs[2].Name", "twelve chars", "Outputs[3].Name", "Siren").
		has(t, "1 to 11 characters", `value="Siren"`)
	s.post("/event/alarm-output", "do", "save", "Outputs[0].Name", "Horn", "Outputs[1].Name", "B", "Outputs[2].Name", "C", "Outputs[3].Name", "Siren").has(t, "Saved.")
	if got := s.recorder.Saved().Outputs; got[3].Name != "Siren" || got[0].Name != "Horn" {
		t.Errorf("got %+v", got)
	}
}
