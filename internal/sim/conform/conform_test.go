package conform_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/camera"
	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/conform"
	"github.com/watchpost/watchpost/internal/sim/recorder"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/internal/sim/world"
)

// span is how long devices are watched in a scenario: in the richest one until
// everything has come.
func span(scenario string) time.Duration {
	switch scenario {
	case "quiet-night":
		return 5 * time.Minute
	case "everything":
		return 80 * time.Second
	}
	return 40 * time.Second
}

// engine is a device at work.
type engine interface{ Run(context.Context) error }

// posts are what an engine posts in a span.
func posts(t *testing.T, d time.Duration, make func(*simtest.Receiver) engine) (out []simtest.Post) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := simtest.New(t)
		e := make(r)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = e.Run(ctx) })
		time.Sleep(d)
		cancel()
		wg.Wait()
		out = r.Posts()
	})
	return out
}

// choice is one of the ways to choose data.
type choice struct{ original, target bool }

func cameraOf(m settings.Model, push string, v *world.View, seed int, data choice) func(*simtest.Receiver) engine {
	return func(r *simtest.Receiver) engine {
		told := settings.NewCamera(seed, m)
		told.Push = push
		told.Rules.Match.List = []settings.KnownFace{{Name: "Anna", Look: 7}}
		s := settings.NewServer(1)
		s.Enable, s.Address, s.Port, s.Path, s.Interval = true, "192.0.2.1", 5002, "/API", 30*time.Second
		s.AlarmStatus, s.Tracks, s.TracksPage, s.Events = true, true, true, true
		s.Original, s.Target = data.original, data.target
		s.Types = []settings.AlarmType{settings.All}
		told.Servers = []settings.Server{s}
		for i, plate := range []string{"KLM4821", "TX88ZB"} {
			told.Plates = append(told.Plates, settings.PlateEntry{Number: plate, Group: settings.PlateLists()[1+i]})
		}
		return camera.New(camera.Options{
			Config: settings.NewConfig(told, settings.CloneCamera, settings.CheckCamera),
			View:   v, Clock: clock.New(1), Dial: r.Dial, Seed: uint64(seed),
		})
	}
}

func recorderOf(views []*world.View, seed int, data choice) func(*simtest.Receiver) engine {
	return func(r *simtest.Receiver) engine {
		told := settings.NewRecorder(seed, 4)
		told.Post.Enable, told.Post.Address, told.Post.Port, told.Post.Path = true, "192.0.2.1", 5002, "/API"
		told.Post.Original, told.Post.Snap = data.original, data.target
		for _, e := range settings.RecorderEvents() {
			told.Post.Events = append(told.Post.Events, e.Recorder)
		}
		told.Groups[0].Plates = []settings.PlateEntry{{Number: "KLM4821", Owner: "Unit 12"}}
		return recorder.New(recorder.Options{
			Config: settings.NewConfig(told, settings.CloneRecorder, settings.CheckRecorder),
			Views:  views, Clock: clock.New(1), Dial: r.Dial, Seed: uint64(seed),
		})
	}
}

// TestEveryPostConforms runs both generations of cameras and a recorder through
// all scenarios.
func TestEveryPostConforms(t *testing.T) {
	c, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	check := func(t *testing.T, d conform.Dialect, got []simtest.Post) {
		t.Helper()
		said := map[string]bool{}
		for _, p := range got {
			r := c.Check(p.Body, d)
			seen[r.Kind]++
			r.Problems = append(r.Problems, request(p, d)...)
			for _, problem := range r.Problems {
				if line := r.Kind + ": " + problem; !said[line] && len(said) < 10 {
					said[line] = true
					t.Error(line)
				}
			}
		}
		if len(got) == 0 {
			t.Error("nothing was posted")
		}
	}
	n := 0
	for _, name := range world.Builtin() {
		s, err := world.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		views := s.Views(3)
		for i, v := range views {
			models := []settings.Model{settings.Classic, settings.Modern}
			switch {
			case strings.Contains(v.Title, "Gate"):
				models = []settings.Model{settings.Gate, settings.Modern, settings.LPR}
			case strings.Contains(v.Title, "Door"):
				models = []settings.Model{settings.Faces, settings.Modern}
			}
			for _, m := range models {
				n++
				t.Run(fmt.Sprintf("%s/%d/%s", name, i, m), func(t *testing.T) {
					dialect := conform.Classic
					if m.Notification() {
						dialect = conform.Modern
					}
					pictures := data(name, n)
					if m == settings.Gate || m == settings.LPR { // with pictures and without
						pictures = choice{name == "everything", name == "everything"}
					}
					check(t, dialect, posts(t, span(name), cameraOf(m, "V1", v, n, pictures)))
				})
			}
		}
		for i, v := range views {
			if name != "everything" {
				break
			}
			t.Run(fmt.Sprintf("%s/%d/v2", name, i), func(t *testing.T) {
				check(t, conform.Version2, posts(t, span(name), cameraOf(settings.Modern, "V2", v, n, choice{true, true})))
			})
		}
		n++
		t.Run(name+"/recorder", func(t *testing.T) {
			check(t, conform.Recorder, posts(t, span(name), recorderOf(views, n, data(name, n))))
		})
	}
	t.Run("deviceinfo", func(t *testing.T) {
		told := settings.NewCamera(1, settings.Classic)
		told.Basic = settings.BasicPost{Enable: true, Address: "192.0.2.1", Port: 80, Path: "/", Keepalive: 30 * time.Second}
		s, err := world.Load("quiet-night")
		if err != nil {
			t.Fatal(err)
		}
		check(t, conform.Classic, posts(t, time.Second, func(r *simtest.Receiver) engine {
			return camera.New(camera.Options{
				Config: settings.NewConfig(told, settings.CloneCamera, settings.CheckCamera), View: s.Views(1)[0], Dial: r.Dial,
			})
		}))
	})
	for _, kind := range c.Kinds() {
		if seen[kind] == 0 {
			t.Errorf("no %s was posted", kind)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(seen)) {
		t.Logf("%4d %s", seen[kind], kind)
	}
}

// data are all pictures in the richest scenario, and now and then another choice
// elsewhere, because drawing takes long.
func data(scenario string, n int) choice {
	switch {
	case raceEnabled && (scenario != "everything" || n%2 > 0):
		return choice{}
	case scenario == "everything":
		return choice{true, true}
	case n%3 > 0:
		return choice{}
	case n%2 > 0:
		return choice{original: true}
	}
	return choice{target: true}
}

// request checks what surrounds a body: posts.md, section 3.1.
func request(p simtest.Post, d conform.Dialect) (problems []string) {
	want := map[string]string{"Content-Type": "application/xml; charset=utf-8", "Accept-Encoding": "gzip, deflate"}
	target, last := "/API", false
	if d == conform.Recorder {
		want = map[string]string{"Content-Type": "application/soap+xml; charset=utf-8", "Accept-Encoding": ""}
		target, last = "http://192.0.2.1:5002/API", true
	}
	for name, value := range want {
		if got := p.Header.Get(name); got != value {
			problems = append(problems, fmt.Sprintf("%s is %q, want %q", name, got, value))
		}
	}
	if p.Target != target && p.Target != "/" || p.Close != last {
		problems = append(problems, fmt.Sprintf("posted to %s, the last on its connection: %v", p.Target, p.Close))
	}
	return problems
}
