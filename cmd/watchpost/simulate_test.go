package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

func TestSimulatedDevicesSayWhatToDo(t *testing.T) {
	var out bytes.Buffer
	camera := newCameraSimulation()
	if _, err := camera.flags().parse([]string{"--listen=127.0.0.1:0", "--model", "lpr", "--needs-reboot"}); err != nil {
		t.Fatal(err)
	}
	d, b, err := camera.start(camera, &out)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	nvr := newNVRSimulation()
	if _, err := nvr.flags().parse([]string{"--listen", "0.0.0.0:0", "--to", "https://gate:s3cret@192.0.2.5/API", "--quiet", "--name", "Cellar", "--number=3"}); err != nil {
		t.Fatal(err)
	}
	n, nb, err := nvr.start(nvr, &out)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	for _, tt := range []struct {
		banner
		want []string
	}{
		{b, []string{`camera "North Gate", model lpr`, "http://" + d.Addr(), "admin", "watchpost", "nobody yet", "Network > Advanced > HTTP Notification > Edit > Add", "needs a reboot", "A line is printed"}},
		{nb, []string{`recorder "Cellar", 4 channels`, "http://127.0.0.1:", "Posts to    https://192.0.2.5/API, everything"}},
	} {
		var text strings.Builder
		if err := tt.print(&text); err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.want {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%q is missing in\n%s", want, text.String())
			}
		}
		if strings.Contains(text.String(), "s3cret") {
			t.Errorf("the receiver's password is in\n%s", text.String())
		}
	}
	if mac := n.(*sim.NVR).Config.Saved().Identity.MAC; !strings.HasSuffix(mac, ":02") {
		t.Errorf("the third recorder has the MAC %s", mac)
	}
}

func TestAddressesInUseAreTold(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := watchpost("simulate", "camera", "--listen", l.Addr().String())
	if got.code == exitOK || !strings.Contains(got.err, "choose one with --listen") {
		t.Errorf("got %+v", got)
	}
}

func TestPostLines(t *testing.T) {
	at := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	camera, recorder := viewtrontest.NewCamera(1), viewtrontest.NewRecorder(1)
	car := viewtrontest.Target{ID: 7, Type: viewtron.TargetCar, Plate: &viewtrontest.Plate{Text: "KLM4821"}}
	for _, tt := range []struct {
		message *viewtron.Message
		err     error
		tracks  bool
		want    string // "" is no line
	}{
		{camera.Keepalive(), nil, false, "08:30:00  taken   123 KB              heartbeat                                             http://192.0.2.5:5002/API\n"},
		{camera.Tracking(at, car), nil, false, ""},
		{camera.Tracking(at, car), nil, true, "08:30:00  taken   123 KB              1 position  "},
		{camera.Tracking(at, car), errors.New("no \x1banswer\nat all"), false, "08:30:00  LOST    123 KB              1 position                                            http://192.0.2.5:5002/API  no"},
		{camera.Plate(at, viewtrontest.Hit{Targets: []viewtrontest.Target{car}}), nil, false, `  License Plate Detection "KLM4821"  `},
		{recorder.Channel(2).AlarmStatus("perimeterAlarm", true, at), nil, false, "  channel 2   alarm on: perimeterAlarm  "},
		{recorder.Channel(64).AlarmStatus("perimeterAlarm", false, at), nil, false, "  channel 64  alarm off: perimeterAlarm  "},
		{recorder.Channel(2).Intrusion(at, viewtrontest.Hit{}), nil, false, "  channel 2   Region Intrusion  "},
		{recorder.Channel(64).AlarmStatus(strings.Repeat("long", 30), true, at), nil, false, "…  http://192.0.2.5:5002/API\n"},
	} {
		var out strings.Builder
		p := &postLines{out: &out, tracks: tt.tracks, now: func() time.Time { return at }}
		p.print(send.Outcome{To: send.Destination{Address: "192.0.2.5", Port: 5002, Path: "/API"}, Message: tt.message, Bytes: 123456, Err: tt.err})
		got := out.String()
		if !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("got %q, want %q in it", got, tt.want)
		}
		if at := len([]rune(got[:max(0, strings.Index(got, "http://"))])); got != "" && at != 92 {
			t.Errorf("the receiver stands at %d, want 92, in %q", at, got)
		}
		if strings.Contains(got, "\x1b") || strings.Count(got, "\n") > 1 {
			t.Errorf("control characters are in %q", got)
		}
	}
}

func TestFleetReports(t *testing.T) {
	var posts atomic.Int64
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if user, password, _ := r.BasicAuth(); user == "gate" && password == "s3cret" {
			posts.Add(1)
		}
		_, _ = io.WriteString(w, simtest.Success)
	}))
	defer receiver.Close()
	to := strings.Replace(receiver.URL, "http://", "http://gate:s3cret@", 1) + "/API"
	got := watchpost("simulate", "fleet", "--to", to, "--cameras", "5", "--recorders", "2", "--events", "3000/m", "--heartbeat", "0s", "--duration", "500ms", "--json")
	var r struct {
		Devices int
		Events  struct{ Sent int64 }
	}
	if err := json.Unmarshal([]byte(got.out), &r); err != nil || got.code != exitOK || r.Devices != 7 || r.Events.Sent == 0 || r.Events.Sent > posts.Load() {
		t.Errorf("%+v reads as %+v, %v; %d posts with the login came", got, r, err, posts.Load())
	}
}
