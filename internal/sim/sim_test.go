package sim_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// receiver hands out what it is posted, and takes it.
func receiver(t *testing.T) (url string, posts <-chan *viewtron.Message) {
	t.Helper()
	seen := make(chan *viewtron.Message, 4096)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the device has gone
		}
		if m, err := viewtron.Parse(body); err != nil {
			t.Errorf("parse: %v", err)
		} else {
			seen <- m
		}
		_, _ = io.WriteString(w, simtest.Success)
	}))
	t.Cleanup(srv.Close)
	return srv.URL, seen
}

// live runs a device until the end of the test.
func live(t *testing.T, run func(context.Context) error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

// await reads posts until one is as wanted.
func await(t *testing.T, posts <-chan *viewtron.Message, what string, wanted func(*viewtron.Message) bool) {
	t.Helper()
	patience := time.NewTimer(time.Minute)
	defer patience.Stop()
	for {
		select {
		case m := <-posts:
			if wanted(m) {
				return
			}
		case <-patience.C:
			t.Fatalf("never came: %s", what)
		}
	}
}

// TestDemo runs the demo until plates, intrusions, faces and counts have come, of
// both devices, with pictures.
func TestDemo(t *testing.T) {
	url, posts := receiver(t)
	demo, err := sim.NewDemo(t.Context(), url, sim.Options{Speed: 10})
	if err != nil {
		t.Fatal(err)
	}
	live(t, demo.Run)
	want := map[viewtron.Detection]bool{
		viewtron.LicensePlate: true, viewtron.RegionIntrusion: true, viewtron.FaceDetection: true, viewtron.LineCounting: true,
		viewtron.Sensor: true, viewtron.VideoAbnormal: true, // without pictures
	}
	await(t, posts, "all kinds", func(m *viewtron.Message) bool {
		if m.Event == nil {
			return false
		}
		for _, img := range m.Images() {
			if data, err := img.Decode(nil); err != nil || !viewtron.IsJPEG(data) {
				t.Errorf("%s: an image that is no JPEG: %v", m.Event.Detection, err)
			}
		}
		pictured := m.Event.Detection != viewtron.Sensor && m.Event.Detection != viewtron.VideoAbnormal
		if len(m.Images()) > 1 || !pictured && len(m.Images()) == 0 {
			delete(want, m.Event.Detection)
		}
		return len(want) == 0
	})
}

// newCamera is a camera on a free port, which has been told nothing.
func newCamera(t *testing.T, o sim.Options) *sim.Camera {
	t.Helper()
	scenario, err := world.Load("everything")
	if err != nil {
		t.Fatal(err)
	}
	begin := settings.NewCamera(0, settings.Classic)
	view, err := sim.ViewFor(scenario.Views(1), begin.Model, "")
	if err != nil {
		t.Fatal(err)
	}
	o.Listen = "127.0.0.1:0"
	c, err := sim.NewCamera(t.Context(), begin, view, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func get(t *testing.T, url string, login bool) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if login {
		req.SetBasicAuth("admin", "watchpost")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// TestPageAndAPIShareAListener asks two cameras of one process for both.
func TestPageAndAPIShareAListener(t *testing.T) {
	for range 2 {
		c := newCamera(t, sim.Options{})
		live(t, c.Run)
		base := "http://" + c.Addr()
		if status, body := get(t, base+"/login", false); status != http.StatusOK || !strings.Contains(body, "Watchpost simulator") {
			t.Errorf("the page answers %d %.80q", status, body)
		}
		if status, _ := get(t, base+"/GetDeviceInfo", false); status != http.StatusUnauthorized {
			t.Errorf("the API answers %d without a login, want 401", status)
		}
		if status, body := get(t, base+"/GetDeviceInfo", true); status != http.StatusOK || !strings.Contains(body, "SIM-IPC-4M") {
			t.Errorf("the API answers %d %.80q", status, body)
		}
		if status, body := get(t, base+"/GetSnapshot", true); status != http.StatusOK || !viewtron.IsJPEG([]byte(body)) {
			t.Errorf("the snapshot is %d and %d bytes", status, len(body))
		}
	}
}

// TestReboot saves settings that need a reboot, and reboots.
func TestReboot(t *testing.T) {
	url, posts := receiver(t)
	c := newCamera(t, sim.Options{Reboot: true, Speed: 20, Boot: 40 * time.Second})
	live(t, c.Run)
	if err := c.Config.Save(func(s *settings.Camera) error { return sim.PresetCamera(s, url) }); err != nil {
		t.Fatal(err)
	}
	if !c.Config.Pending() || len(posts) > 0 {
		t.Error("what was saved is in force without a reboot")
	}
	if _, body := get(t, "http://"+c.Addr()+"/GetHttpPostConfig", true); !strings.Contains(body, "127.0.0.1") {
		t.Errorf("the API does not tell what was saved: %.200q", body)
	}
	c.Reboot()
	if status, body := get(t, "http://"+c.Addr()+"/GetDeviceInfo", true); status != 0 {
		t.Errorf("the API answers %d %.80q during a reboot", status, body)
	}
	if status, _ := get(t, "http://"+c.Addr()+"/login", false); status != http.StatusServiceUnavailable {
		t.Errorf("the page answers %d during a reboot", status)
	}
	await(t, posts, "an event after the reboot", func(m *viewtron.Message) bool { return m.Event != nil })
}

func TestPresets(t *testing.T) {
	c := settings.NewCamera(0, settings.LPR)
	if err := sim.PresetCamera(&c, "https://gate:s%3Acret@192.0.2.5:5443/API/token"); err != nil {
		t.Fatal(err)
	}
	if s := c.Servers[0]; s.Protocol != "https" || s.Address != "192.0.2.5" || s.Port != 5443 || s.Path != "/API/token" || !s.Login || s.User != "gate" || s.Password != "s:cret" {
		t.Errorf("the server is %+v", s)
	}
	r := settings.NewRecorder(0, 4)
	if err := sim.PresetRecorder(&r, "http://192.0.2.5"); err != nil {
		t.Fatal(err)
	}
	if p := r.Post; p.Port != 80 || p.Path != "/API" || !p.Anonymous || len(p.Events) != 7 {
		t.Errorf("the receiver is %+v", p)
	}
	for _, bad := range []string{"", "192.0.2.5:5002", "ftp://192.0.2.5", "http://", "http://192.0.2.5:port"} {
		if err := sim.PresetCamera(&c, bad); err == nil {
			t.Errorf("%q is taken for a receiver", bad)
		}
	}
}

func TestViewFor(t *testing.T) {
	scenario, err := world.Load("everything")
	if err != nil {
		t.Fatal(err)
	}
	views := sim.Spread(scenario, 1, 6)
	for _, tt := range []struct {
		model      settings.Model
		name, want string
	}{
		{settings.LPR, "", "North Gate"}, {settings.Faces, "", "Shop Door"}, {settings.Classic, "", "Front Yard"},
		{settings.Classic, "4", "Corridor"}, {settings.Classic, "shop door", "Shop Door"}, {settings.Classic, "7", ""}, {settings.Classic, "attic", ""},
	} {
		v, err := sim.ViewFor(views, tt.model, tt.name)
		if err != nil {
			v = &world.View{}
		}
		if v.Title != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("view %q of %s is %q, %v; want %q", tt.name, tt.model, v.Title, err, tt.want)
		}
	}
	if r := sim.NewRecorder(0, views); len(r.Channels) != 6 || r.Channels[4].Name != "Front Yard 2" {
		t.Errorf("the channels are %+v", r.Channels)
	}
}
