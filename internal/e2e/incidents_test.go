//go:build unix && !race

// What is held against the clock here is drawn ten times as slowly under the race
// detector, and would be late for that alone: make truth runs it without.

package e2e_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// play is a simulated camera that looks at a view for a while.
type play struct {
	*sim.Camera
	view  *world.View
	speed float64
	began time.Time     // of the world
	doubt time.Duration // how much later it may have begun
	stop  func()        // and wait
}

// watching lets a camera look at a view of a scenario, and post to an instance all that
// it can.
func watching(t *testing.T, i *e2e.Instance, scenario string, speed float64, pictures bool) *play {
	t.Helper()
	s, err := world.Load(scenario)
	if err != nil {
		t.Fatal(err)
	}
	p := &play{view: s.Views(7)[0], speed: speed}
	begin := settings.NewCamera(0, settings.Modern)
	if err := sim.PresetCamera(&begin, "http://"+i.Devices+"/API"); err != nil {
		t.Fatal(err)
	}
	server := &begin.Servers[0]
	server.Persistent = false // what is lost with a server is only what it was sent while it was not there
	server.Original, server.Target = pictures, true
	// What happens by itself, such as a sound or a thing that is left, is no visit.
	server.Types = []settings.AlarmType{
		settings.Perimeter, settings.Tripwire, settings.Entry, settings.Exit, settings.LineCount, settings.AreaCount, settings.Motion,
		settings.Metadata, settings.Loitering, settings.Parking, settings.LicensePlate, settings.Face,
	}
	before := time.Now()
	if p.Camera, err = sim.NewCamera(t.Context(), begin, p.view, sim.Options{Speed: speed}); err != nil {
		t.Fatal(err)
	}
	p.began, p.doubt = before, time.Since(before)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := p.Run(ctx); err != nil {
			t.Errorf("camera: %v", err)
		}
	})
	p.stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	t.Cleanup(p.stop)
	return p
}

// real is when something of the world truly happens.
func (p *play) real(d time.Duration) time.Time {
	return p.began.Add(time.Duration(float64(d) / p.speed))
}

// matches holds incidents against who truly was in view until a moment: one for each
// who came, begun when they did, with all that is theirs.
func (p *play) matches(t *testing.T, incidents []client.IncidentDetails, until, stopped time.Time) {
	t.Helper()
	const interval = time.Second / 7
	whose := map[string]string{} // incidents by the target
	for _, in := range incidents {
		if len(in.Targets) != 1 {
			t.Errorf("incident %s has the targets %v, want one", in.ID, in.Targets)
		}
		for _, target := range in.Targets {
			if of := whose[target.ID]; of != "" {
				t.Errorf("target %s has the incidents %s and %s", target.ID, of, in.ID)
			}
			whose[target.ID] = in.ID
		}
		if in.Counts.Events != len(in.Events) || in.Counts.Alarms != len(in.Alarms) || in.Counts.Tracks != len(in.Tracks) {
			t.Errorf("incident %s counts %+v, and has %d, %d and %d", in.ID, in.Counts, len(in.Events), len(in.Alarms), len(in.Tracks))
		}
		for _, a := range in.Alarms {
			if !raisedIn(&in, &a) {
				t.Errorf("alarm %s at %v is of incident %s, where nothing raised it", a.Kind, a.StartedAt, in.ID)
			}
		}
	}
	truth, late := 0, time.Duration(0)
	elapsed := time.Duration(float64(until.Sub(p.began)) * p.speed)
	// Who came while the camera was being stopped may have been told of.
	for _, s := range p.view.Stays(0, time.Duration(float64(stopped.Sub(p.began))*p.speed)) {
		id := strconv.Itoa(s.ID)
		in := whose[id]
		delete(whose, id)
		if s.From > elapsed-2*time.Second || s.To-s.From < 2*interval {
			continue // just come, or hardly noticed
		}
		truth++
		if in == "" {
			t.Errorf("%d came at %v, and there is no incident", s.ID, s.From)
			continue
		}
		k := slices.IndexFunc(incidents, func(i client.IncidentDetails) bool { return i.ID == in })
		after := incidents[k].StartedAt.Sub(p.real(s.From))
		late = max(late, after)
		// Posts take their time on a busy machine.
		if after < -time.Millisecond || after > p.doubt+time.Duration(float64(interval)/p.speed)+200*time.Millisecond {
			t.Errorf("%d came at %v: the incident began %v later", s.ID, s.From, after)
		}
	}
	for id, in := range whose {
		t.Errorf("incident %s is of target %s, who never came", in, id)
	}
	t.Logf("%d incidents, %d true visits; they began at most %v after the visit", len(incidents), truth, late)
	if truth < 3 {
		t.Errorf("only %d visits: the scene does not test this", truth)
	}
}

// raisedIn says whether an event of an incident may have raised an alarm.
func raisedIn(in *client.IncidentDetails, a *client.Alarm) bool {
	word := map[string]string{"intrusion": "region_intrusion", "plate": "license_plate"}[a.Kind]
	if word == "" {
		word = a.Kind
	}
	return slices.ContainsFunc(in.Events, func(e client.Event) bool {
		return e.Type == word && e.ReceivedAt.Sub(a.StartedAt).Abs() <= 3*time.Second
	})
}

// TestIncidentsMatchTruth lets a camera look at scenes whose truth is known, at true
// speed and at ten times that, and holds the incidents against it: live, and after
// the server was killed, or stopped, in the middle.
func TestIncidentsMatchTruth(t *testing.T) {
	for _, tt := range []struct {
		name, scenario string
		speed          float64
		pictures       bool
		lasts          time.Duration
		end            func(*e2e.Instance) error // in the middle, if any
	}{
		{"live", "everything", 1, true, 45 * time.Second, nil},
		{"live, ten times", "everything", 10, false, 20 * time.Second, nil},
		{"killed", "shop-hours", 1, false, 40 * time.Second, func(i *e2e.Instance) error { i.Kill(); return nil }},
		{"killed, ten times", "shop-hours", 10, false, 20 * time.Second, func(i *e2e.Instance) error { i.Kill(); return nil }},
		{"stopped, ten times", "parking-lot", 10, false, 20 * time.Second, (*e2e.Instance).Stop},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			i := e2e.Start(t, e2e.Options{})
			p := watching(t, i, tt.scenario, tt.speed, tt.pictures)
			timer := time.NewTimer(tt.lasts / 2)
			defer timer.Stop()
			<-timer.C
			if tt.end != nil {
				i = again(t, i, tt.end)
			}
			timer.Reset(tt.lasts / 2)
			<-timer.C
			until := time.Now()
			p.stop()
			stopped := time.Now()
			p.matches(t, followed(t, i), until, stopped)
		})
	}
}

// again ends an instance and starts it again where it was.
func again(t *testing.T, i *e2e.Instance, end func(*e2e.Instance) error) *e2e.Instance {
	t.Helper()
	web, err := url.Parse(i.Web)
	if err != nil {
		t.Fatal(err)
	}
	if err := end(i); err != nil {
		t.Fatalf("end: %v\n%s", err, i.Output())
	}
	return e2e.Start(t, e2e.Options{Data: i.Data, Args: []string{"--devices", i.Devices, "--web", web.Host}})
}

// TestCameraAndRecorderTellOneIncident lets a recorder tell what a camera tells too.
func TestCameraAndRecorderTellOneIncident(t *testing.T) {
	t.Parallel()
	i := e2e.Start(t, e2e.Options{})
	p := watching(t, i, "shop-hours", 4, false)
	begin := sim.NewRecorder(0, []*world.View{p.view})
	if err := sim.PresetRecorder(&begin, "http://"+i.Devices+"/API"); err != nil {
		t.Fatal(err)
	}
	begin.Post.Original = false
	n, err := sim.NewNVR(t.Context(), begin, []*world.View{p.view}, sim.Options{Speed: p.speed})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx) }()
	timer := time.NewTimer(30 * time.Second)
	defer timer.Stop()
	<-timer.C
	p.stop()
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	whose := map[string]string{}
	both := 0
	for _, in := range followed(t, i) {
		cameras := map[string]bool{}
		for _, e := range in.Events {
			cameras[e.Source] = true
		}
		if len(cameras) == 2 {
			both++
			if len(in.Others) != 1 {
				t.Errorf("incident %s names %d other cameras, want one", in.ID, len(in.Others))
			}
		}
		ids := map[string]bool{}
		for _, target := range in.Targets {
			ids[target.ID] = true
		}
		if len(ids) != 1 {
			t.Errorf("incident %s has the targets %v, want one, seen twice", in.ID, in.Targets)
		}
		for id := range ids {
			if of := whose[id]; of != "" {
				t.Errorf("target %s has the incidents %s and %s", id, of, in.ID)
			}
			whose[id] = in.ID
		}
	}
	t.Logf("%d incidents, %d of them told by both", len(whose), both)
	if both < 3 {
		t.Errorf("%d incidents are told by both: the scene does not test this", both)
	}
}

// TestIncidentsOpenAtOnce measures how long it takes from the first sign until the
// stream tells of an incident.
func TestIncidentsOpenAtOnce(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	overview := viewtrontest.NewPicture(picture(t, 1280, 720, 1), 1280, 720)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	type told struct {
		target string
		at     time.Time
	}
	opened := make(chan told, 100)
	start := int64(0)
	go func() {
		defer close(opened)
		for f, err := range i.Client(t).Stream(ctx, client.StreamOptions{Topics: []string{"incident"}, After: &start}) {
			if err != nil {
				return
			}
			if in := f.Incident; in.Change == "opened" {
				opened <- told{in.Targets[0].ID, time.Now()}
			}
		}
	}()
	yard := viewtrontest.Camera{Name: "Yard", MAC: "02:00:5e:10:a1:07", Zone: time.UTC}
	box := viewtron.Box{X1: 1000, Y1: 2000, X2: 2000, Y2: 6000}
	for what, body := range map[string]func(n int) *viewtron.Message{
		"event": func(n int) *viewtron.Message {
			return yard.Event(time.Now(), viewtron.RegionIntrusion, viewtrontest.Hit{
				Overview: overview, Targets: []viewtrontest.Target{{ID: n, Type: viewtron.TargetPerson, Box: box}},
			})
		},
		"tracking post": func(n int) *viewtron.Message {
			return yard.Tracking(time.Now(), viewtrontest.Target{ID: n + 1000, Type: viewtron.TargetPerson, Box: box})
		},
	} {
		var took []time.Duration
		for n := range 21 {
			post, err := viewtron.Encode(body(n + 1))
			if err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			if status, answer, err := i.Post("/API", "application/xml", post); err != nil || status != http.StatusOK {
				t.Fatalf("post: %d %q %v", status, answer, err)
			}
			in, ok := <-opened
			if !ok {
				t.Fatalf("%s %d opened nothing", what, n)
			}
			took = append(took, in.at.Sub(begin))
		}
		slices.Sort(took)
		t.Logf("%s: half of the incidents open within %v, all within %v", what, took[len(took)/2], took[len(took)-1])
		if took[len(took)/2] > 100*time.Millisecond {
			t.Errorf("%s: incidents open %v after the first sign, want 100 ms", what, took[len(took)/2])
		}
	}
}
