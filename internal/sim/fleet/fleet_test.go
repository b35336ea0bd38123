package fleet_test

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/conform"
	"github.com/watchpost/watchpost/internal/sim/fleet"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/viewtron"
)

// small is a fleet for tests.
func small(r *simtest.Receiver) fleet.Fleet {
	return fleet.Fleet{
		Receiver: "http://192.0.2.1:5002/API", Devices: 40, Recorders: 10, Events: 20, Tracks: 30, Heartbeat: 10 * time.Second,
		Original: true, Target: true, Duration: 30 * time.Second, Workers: 8, Dial: r.Dial,
	}
}

func TestFleet(t *testing.T) {
	checker, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		r := simtest.New(t)
		report, err := small(r).Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		names, pictures, targets := map[string]bool{}, map[string]bool{}, map[string]bool{}
		kinds := map[string]int{}
		for _, p := range r.Posts() {
			dialect := conform.Classic
			if p.Close {
				dialect = conform.Recorder
			}
			m, err := viewtron.Parse(p.Body)
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Body) < 10_000 || len(pictures) < 40 { // decoding all takes long
				found := checker.Check(p.Body, dialect)
				if kinds[found.Kind]++; len(found.Problems) > 0 && kinds[found.Kind] < 3 {
					t.Errorf("%s: %v", found.Kind, found.Problems)
				}
			}
			names[m.Device.Name] = true
			if m.Event == nil {
				continue
			}
			targets[m.Device.MAC+" "+m.Event.Rules[0].TargetID] = true
			for _, img := range m.Images() {
				pictures[string(img.Data[:60])] = true
			}
		}
		if len(names) != 40 || report.Online != 40 || len(targets) < 600 || len(pictures) != 2*len(targets) {
			t.Errorf("%d devices, %d online, %d targets, %d pictures, want 40, 40, 600, and two of each target", len(names), report.Online, len(targets), len(pictures))
		}
		for name, got := range map[string][2]float64{"events": {report.Events.Rate, 20}, "tracks": {report.Tracks.Rate, 30}, "heartbeats": {report.Heartbeats.Rate, 4}} {
			if math.Abs(got[0]-got[1]) > 0.2 {
				t.Errorf("%s: %.2f a second, want %.2f", name, got[0], got[1])
			}
		}
		if len(report.Failures) > 0 || report.Events.Bytes < 100_000_000 {
			t.Errorf("got %+v", report)
		}
		if kinds["classic tracking"] == 0 || kinds["recorder regionIntrusion"] == 0 || kinds["deviceinfo keepalive"] == 0 {
			t.Errorf("got %v", kinds)
		}
	})
}

func TestFailuresAreTold(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		{"status", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, "answered 503"},
		{"no XML", func(http.ResponseWriter, *http.Request) {}, "answered without the success XML"},
		{"silence", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "no answer: timeout"},
		{"closed", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "no answer: closed by the receiver"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := simtest.New(t)
				r.Answer = tt.answer
				f := small(r)
				f.Timeout, f.Original, f.Target = time.Second, false, false
				report, err := f.Run(t.Context())
				if err != nil || report.Failures[tt.want] == 0 || report.Online != 0 || report.Events.Sent != 0 {
					t.Errorf("got %+v, %v, want %q", report, err, tt.want)
				}
				if text := report.String(); !strings.Contains(text, tt.want) || !strings.Contains(text, "events") {
					t.Errorf("the text says nothing of it:\n%s", text)
				}
			})
		})
	}
}

// TestSlowReceiver holds that latencies count from when a post was due, and that
// the fleet does not fall behind for ever.
func TestSlowReceiver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := simtest.New(t)
		r.Answer = func(w http.ResponseWriter, req *http.Request) {
			select {
			case <-time.After(time.Second):
				_, _ = io.WriteString(w, simtest.Success)
			case <-req.Context().Done():
			}
		}
		f := small(r)
		f.Tracks, f.Heartbeat, f.Original, f.Target, f.Duration = 0, 0, false, false, time.Minute
		report, err := f.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if e := report.Events; e.Rate > 8.1 || e.P99 < 9000 || e.Max > 17_000 || report.Failures["not sent: more than 10 s late"] == 0 {
			t.Errorf("got %+v with %v", e, report.Failures)
		}
	})
}

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told atomic.Int64
		f := small(simtest.New(t))
		f.Original, f.Target = false, false
		f.Progress = func(r fleet.Report) {
			told.Add(1)
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
		}
		if _, err := f.Run(t.Context()); err != nil || told.Load() < 2 {
			t.Errorf("told %d times in half a minute, %v", told.Load(), err)
		}
	})
}

// TestAddresses posts over the loopback network, each device from its own address.
func TestAddresses(t *testing.T) {
	var mu sync.Mutex
	peers := map[string]bool{}
	enough := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if user, password, _ := r.BasicAuth(); user != "cam" || password != "s3cret" {
			t.Errorf("login %q %q", user, password)
		}
		mu.Lock()
		defer mu.Unlock()
		if peers[host] = true; len(peers) == 50 {
			select {
			case <-enough:
			default:
				close(enough)
			}
		}
		_, _ = io.WriteString(w, simtest.Success)
	}))
	defer srv.Close()
	f := fleet.Fleet{
		Receiver: srv.URL + "/API", Devices: 50, Recorders: 5, Heartbeat: 200 * time.Millisecond, Addresses: true, User: "cam", Password: "s3cret",
		Duration: 30 * time.Second,
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		report, err := f.Run(ctx)
		if err != nil {
			t.Error(err)
		}
		if len(report.Failures) > 0 {
			t.Errorf("failures: %v", report.Failures)
		}
	}()
	select {
	case <-enough:
	case <-done:
		t.Errorf("%d addresses, want 50", len(peers))
	}
	cancel()
	<-done
	mu.Lock()
	defer mu.Unlock()
	for p := range peers {
		if !strings.HasPrefix(p, "127.1.") {
			t.Errorf("posted from %s", p)
		}
	}
}

func TestWhatCannotRun(t *testing.T) {
	for name, f := range map[string]fleet.Fleet{
		"receiver":   {Receiver: "192.0.2.1", Devices: 1, Events: 1},
		"devices":    {Receiver: "http://192.0.2.1/", Events: 1},
		"recorders":  {Receiver: "http://192.0.2.1/", Devices: 1, Recorders: 2, Events: 1},
		"nothing":    {Receiver: "http://192.0.2.1/", Devices: 1},
		"tracks":     {Receiver: "http://192.0.2.1/", Devices: 1, Recorders: 1, Tracks: 1},
		"far":        {Receiver: "http://192.0.2.1/", Devices: 1, Events: 1, Addresses: true},
		"below zero": {Receiver: "http://192.0.2.1/", Devices: 1, Events: -1},
	} {
		if _, err := f.Run(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
