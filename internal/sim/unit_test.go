package sim_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// call posts a body to a device's API.
func call(t *testing.T, url, password, body string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("admin", password)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// TestPicturesOfThePast asks devices for what they recorded a moment ago.
func TestPicturesOfThePast(t *testing.T) {
	scenario, err := world.Load("everything")
	if err != nil {
		t.Fatal(err)
	}
	views := sim.Spread(scenario, 1, 4)
	nvr, err := sim.NewNVR(t.Context(), sim.NewRecorder(0, views), views, sim.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	live(t, nvr.Run)
	camera := newCamera(t, sim.Options{})
	live(t, camera.Run)
	now := time.Now().UTC().Format(time.DateTime)
	body := "<config><search><time>" + now + "</time><length>600</length></search></config>"
	for what, address := range map[string]string{"\xff\xd8": camera.Addr(), "<sourceBase64Data>": nvr.Addr()} {
		for { // what was recorded is told in whole seconds
			status, answer := call(t, "http://"+address+"/GetSnapshotByTime", "watchpost", body)
			if strings.Contains(answer, `errorCode="`) {
				continue
			}
			if status != http.StatusOK || !strings.Contains(answer, what) || len(answer) < 100_000 {
				t.Errorf("the picture: %d %.200q", status, answer)
			}
			break
		}
	}
}

// TestLoginsAreCountedTogether locks somebody out of the page who guessed at the API.
func TestLoginsAreCountedTogether(t *testing.T) {
	c := newCamera(t, sim.Options{})
	live(t, c.Run)
	for range 5 {
		call(t, "http://"+c.Addr()+"/GetDeviceInfo", "guess", "")
	}
	resp, err := http.PostForm("http://"+c.Addr()+"/login", url.Values{"user": {"admin"}, "password": {"watchpost"}})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the page lets in who was wrong at the API five times: %d", resp.StatusCode)
	}
}
