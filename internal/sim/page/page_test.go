package page_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func TestNobodySeesAnythingWithoutLogin(t *testing.T) {
	s := newCamera(t, settings.Modern)
	for _, path := range []string{"/", "/live", "/network/http-post/edit", "/system/reboot", "/nothing"} {
		if a := s.get(path); a.path != "/login" || strings.Contains(a.body, "Log out") {
			t.Errorf("GET %s: got the page %s, want /login", path, a.path)
		}
	}
	for _, path := range []string{"/snapshot.jpg", "/status"} {
		if a := s.get(path); a.status != http.StatusUnauthorized {
			t.Errorf("GET %s: got %d, want 401", path, a.status)
		}
	}
	if a := s.post("/system/reboot"); a.path != "/login" || s.engine.Rebooting() {
		t.Errorf("POST /system/reboot: got %s, rebooting %v", a.path, s.engine.Rebooting())
	}
}

func TestLogin(t *testing.T) {
	s := newCamera(t, settings.Classic)
	for _, wrong := range [][2]string{{"admin", "wrong"}, {"root", "watchpost"}, {"", ""}} { // each by another, who does not wait
		a := s.post("/login", "user", wrong[0], "password", wrong[1])
		if a.status != http.StatusForbidden {
			t.Errorf("login as %q: got %d, want 403", wrong, a.status)
		}
	}
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a := s.post("/login", "user", "admin", "password", "watchpost", "next", "/system/device")
	if cookie := a.header.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("got the cookie %q, want HttpOnly and SameSite", cookie)
	}
	if got := a.header.Get("Location"); got != "/system/device" {
		t.Errorf("got %q after the login, want where one wanted to go", got)
	}
	for _, outside := range []string{"https://example.com", "//example.com", `/\example.com`, "/\t/example.com"} {
		if a := s.post("/login", "user", "admin", "password", "watchpost", "next", outside); a.header.Get("Location") != "/" {
			t.Errorf("next=%q leads to %q, want /", outside, a.header.Get("Location"))
		}
	}
	s.post("/logout")
	if a := s.get("/live"); a.header.Get("Location") != "/login?next=%2Flive" {
		t.Errorf("after the logout /live leads to %q", a.header.Get("Location"))
	}
}

func TestSessionsOfPortsAreTheirOwn(t *testing.T) {
	a, b := newCamera(t, settings.Classic), newCamera(t, settings.Classic)
	a.login()
	b.client.Jar = a.client.Jar
	b.login()
	if got := a.get("/live").path; got != "/live" {
		t.Errorf("the login to one device ended that to another: got %s", got)
	}
}

func TestPagesAreProtected(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	a := s.get("/live")
	for name, want := range map[string]string{
		"Content-Security-Policy": "script-src 'self'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
	} {
		if got := a.header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if strings.Contains(a.header.Get("Content-Security-Policy"), "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/system/reboot", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := s.read(s.client.Do(r)); a.status != http.StatusForbidden || s.engine.Rebooting() {
		t.Errorf("a form of another site: got %d, rebooting %v", a.status, s.engine.Rebooting())
	}
}

func TestTextOfPeopleIsEscaped(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	const hostile = `"><script>alert(1)</script>`
	err := s.camera.Save(func(c *settings.Camera) error {
		c.Identity.Name = hostile
		c.Plates = []settings.PlateEntry{{Number: hostile, Group: settings.WhiteList, Owner: hostile}}
		c.Rules.Zones[0].Name = hostile
		server := settings.NewServer(1)
		server.Address, server.Path = "192.0.2.53", "/"+strings.ReplaceAll(hostile, " ", "")
		c.Servers = []settings.Server{server}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range cameraPaths(settings.Modern) {
		if a := s.get(path); strings.Contains(a.body, "<script>alert") || a.status != http.StatusOK {
			t.Errorf("%s: got %d, and the script: %v", path, a.status, strings.Contains(a.body, "<script>alert"))
		}
	}
	if a := s.get("/config/plates?q=" + "%22%3E%3Cscript%3Ealert(1)"); strings.Contains(a.body, "<script>alert") {
		t.Error("what was searched for is not escaped")
	}
}

// cameraPaths are the pages of a model.
func cameraPaths(m settings.Model) []string {
	paths := []string{
		"/live", "/network/tcp-ip", "/network/http-post", "/network/http-post/edit", "/config/date-time", "/system/device", "/system/reboot",
		"/event/motion-detection", "/event/alarm-input", "/event/alarm-output", "/system/account",
	}
	if m.Has(settings.Perimeter) {
		paths = append(paths, "/event/region-intrusion", "/event/line-crossing", "/event/region-entrance", "/event/region-exiting",
			"/event/target-counting-by-line", "/event/target-counting-by-area", "/event/video-metadata", "/event/loitering-detection",
			"/event/illegal-parking-detection")
	}
	if m.Has(settings.LicensePlate) {
		paths = append(paths, "/config/license-plate", "/config/plates", "/config/plates/add", "/config/plates/import")
	}
	if m.Has(settings.Face) {
		paths = append(paths, "/event/face-detection")
	}
	return paths
}

func TestEveryModelHasItsPages(t *testing.T) {
	for _, m := range settings.Models() {
		t.Run(string(m), func(t *testing.T) {
			s := newCamera(t, m).login()
			for _, path := range cameraPaths(m) {
				a := s.get(path)
				if a.status != http.StatusOK {
					t.Errorf("%s: got %d", path, a.status)
				}
				a.has(t, "Watchpost simulator", "North Gate")
			}
			menu := "HTTP POST"
			if m.Notification() {
				menu = "HTTP Notification"
			}
			s.get("/network/http-post").has(t, menu)
			if a := s.get("/event/nothing"); a.status != http.StatusNotFound {
				t.Errorf("an event that there is not: got %d, want 404", a.status)
			}
			if a := s.get("/config/plates"); a.status == http.StatusOK != m.Has(settings.LicensePlate) {
				t.Errorf("the plate list: got %d", a.status)
			}
		})
	}
}

func TestReboot(t *testing.T) {
	s := newCamera(t, settings.LPR).login()
	s.camera.Reboot = true
	a := s.post("/system/device", "Identity.Name", "West Gate")
	a.has(t, "A reboot is needed", "Saved.")
	if strings.Contains(a.body, "are in force.") {
		t.Error("the page says that what needs a reboot is in force")
	}
	a = s.post("/system/reboot", "next", "/system/device")
	if a.status != http.StatusServiceUnavailable || !s.engine.Rebooting() {
		t.Fatalf("got %d, rebooting %v", a.status, s.engine.Rebooting())
	}
	a.has(t, "Rebooting", `content="1; url=/system/device"`)
	if a := s.get("/status"); !strings.Contains(a.body, `"rebooting":true,"pending":true`) {
		t.Errorf("status: got %s", a.body)
	}
	s.camera.Restart()
	s.engine.setRebooting(false)
	a = s.get("/system/device")
	a.has(t, "West Gate", `id="pending" method="post" action="/system/reboot" hidden`)
}

func TestSnapshot(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	if a := s.get("/snapshot.jpg"); a.status != http.StatusOK || a.header.Get("Content-Type") != "image/jpeg" || len(a.body) != len(s.engine.picture) {
		t.Errorf("got %d, %s, %d bytes", a.status, a.header.Get("Content-Type"), len(a.body))
	}
	s.engine.picture = nil
	if a := s.get("/snapshot.jpg"); a.status != http.StatusServiceUnavailable {
		t.Errorf("without a picture: got %d, want 503", a.status)
	}
}

func TestClock(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	s.post("/config/date-time", "Clock.Zone", "Europe/Berlin", "sync", "manual", "Clock.Time", "2026-03-09T14:00:05", "format", "12")
	c := s.camera.Saved().Clock
	if c.Zone != "Europe/Berlin" || c.NTP || c.Offset != time.Hour+5*time.Second || !c.TwelveHours {
		t.Errorf("set by hand: got %+v", c)
	}
	s.get("/config/date-time").has(t, "14:00:05", "1h0m5s ahead")
	a := s.post("/config/date-time", "Clock.Zone", "Nowhere/Land", "sync", "ntp", "Clock.NTPServer", "ntp.example.org", "Clock.NTPInterval", "5", "format", "24")
	a.has(t, "no such time zone", "30 to 10080 minutes", `value="Nowhere/Land"`)
	s.post("/config/date-time", "Clock.Zone", "UTC", "sync", "ntp", "Clock.NTPServer", "ntp.example.org", "Clock.NTPInterval", "60", "format", "24")
	if c := s.camera.Saved().Clock; !c.NTP || c.Offset != 0 || c.NTPServer != "ntp.example.org" || c.NTPInterval != time.Hour || c.TwelveHours {
		t.Errorf("synchronised: got %+v", c)
	}
}

func TestPlates(t *testing.T) {
	s := newCamera(t, settings.LPR).login()
	s.get("/config/plates").has(t, "No plates yet")
	a := s.post("/config/plates/add", "Number", "klm4821", "Group", "whiteList", "Forever", "on", "Owner", "Ann Lee")
	a.has(t, "KLM4821", "Allow list", "Forever", "Ann Lee", "was added")
	s.post("/config/plates/add", "Number", "KLM4821", "Group", "blackList", "Forever", "on").has(t, "this plate is in the list already")
	s.post("/config/plates/add", "Number", " ", "Group", "none", "Forever", "on").has(t, "1 to 31 characters")
	s.post("/config/plates/add", "Number", "OLD1", "Group", "temporaryList", "Begin", "2026-01-01T00:00", "End", "2026-01-31T23:59").
		has(t, "2026-01-01 00:00 to 2026-01-31 23:59", "not valid now")
	s.post("/config/plates/add", "Number", "BAD1", "Group", "blackList", "Begin", "2026-02-01T00:00", "End", "2026-01-31T23:59").has(t, "before its beginning")
	s.get("/config/plates?q=ann").has(t, "KLM4821", "1 of 2 plates")
	s.post("/config/plates", "delete", "KLM4821", "list", "whiteList").has(t, "was deleted")
	if got := s.camera.Saved().Plates; len(got) != 1 || got[0].Number != "OLD1" || got[0].End.Format("2006-01-02 15:04") != "2026-01-31 23:59" {
		t.Errorf("got %+v, want OLD1 alone", got)
	}
}
