package sim_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// output is a device whose alarm output a test acts on.
type output interface {
	Addr() string
	OutputOn(n int) bool
}

// manually acts on an output by the API.
func manually(t *testing.T, d output, path string, on bool) {
	t.Helper()
	body := `<config version="1.0" xmlns="http://www.ipc.com/ver10"><action><status>` + map[bool]string{true: "true", false: "false"}[on] + `</status></action></config>`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+d.Addr()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("admin", "watchpost")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d %s: %v", path, resp.StatusCode, text, err)
	}
}

// until waits for an output to be as wanted, and says how long that took.
func until(t *testing.T, what string, d output, n int, on bool) time.Duration {
	t.Helper()
	began := time.Now()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	patience := time.NewTimer(30 * time.Second)
	defer patience.Stop()
	for d.OutputOn(n) != on {
		select {
		case <-look.C:
		case <-patience.C:
			t.Fatalf("%s: the output never is %v", what, on)
		}
	}
	return time.Since(began)
}

// guarded is a camera in whose zone somebody walks after five seconds, at 20 times the
// speed.
func guarded(t *testing.T, change func(*settings.Rules)) *sim.Camera {
	t.Helper()
	s, err := world.Parse(strings.NewReader(`
views:
  - place: yard
    actors:
      - {who: person, path: cross-right, at: 10s, repeat: 10m}
`))
	if err != nil {
		t.Fatal(err)
	}
	begin := settings.NewCamera(0, settings.Classic)
	begin.Rules.Zones, begin.Rules.Lines = []settings.Zone{settings.NewZone(settings.Perimeter)}, nil
	change(&begin.Rules)
	c, err := sim.NewCamera(t.Context(), begin, s.Views(1)[0], sim.Options{Listen: "127.0.0.1:0", Speed: 20})
	if err != nil {
		t.Fatal(err)
	}
	live(t, c.Run)
	return c
}

// TestManualOutputIsResetByTheZone holds that a camera releases its output by force
// when the alarm of a zone ends, though no rule acts on it.
func TestManualOutputIsResetByTheZone(t *testing.T) {
	c := guarded(t, func(*settings.Rules) {})
	manually(t, c, "/ManualAlarmOut", true)
	if !c.OutputOn(1) {
		t.Fatal("ManualAlarmOut has no effect")
	}
	until(t, "after the alarm", c, 1, false)
	manually(t, c, "/ManualAlarmOut", true)
	manually(t, c, "/ManualAlarmOut", false)
	if c.OutputOn(1) {
		t.Error("the output is not released")
	}
}

// TestOutputFollowsItsRule holds that a rule that is told so keeps the output active
// as long as its alarm lasts, and that releasing it by hand does not stop that.
func TestOutputFollowsItsRule(t *testing.T) {
	c := guarded(t, func(r *settings.Rules) {
		r.AlarmOut = map[settings.AlarmType]bool{settings.Perimeter: true}
	})
	until(t, "with the alarm", c, 1, true)
	manually(t, c, "/ManualAlarmOut", false)
	if !c.OutputOn(1) {
		t.Error("the rule's output was released by hand")
	}
	if held := until(t, "after the alarm", c, 1, false); held < 800*time.Millisecond {
		t.Errorf("it was active for %v, want the hold time of 20 s at 20 times the speed", held)
	}
}

// TestOutputsOfARecorder holds that a channel's rule acts on the output of its number,
// and that recorders do not reset what was activated by hand.
func TestOutputsOfARecorder(t *testing.T) {
	s, err := world.Load("everything")
	if err != nil {
		t.Fatal(err)
	}
	views := sim.Spread(s, 1, 4)
	begin := sim.NewRecorder(0, views)
	begin.Channels[1].Rules.AlarmOut = map[settings.AlarmType]bool{settings.Sensor: true} // the gate's, at 6 s for 3 s
	n, err := sim.NewNVR(t.Context(), begin, views, sim.Options{Listen: "127.0.0.1:0", Speed: 20})
	if err != nil {
		t.Fatal(err)
	}
	live(t, n.Run)
	manually(t, n, "/ManualAlarmOut/3", true)
	until(t, "with the contact", n, 2, true)
	until(t, "after the contact", n, 2, false)
	if !n.OutputOn(3) || n.OutputOn(1) {
		t.Errorf("outputs 1 and 3 are %v and %v, want the third as it was activated", n.OutputOn(1), n.OutputOn(3))
	}
}
