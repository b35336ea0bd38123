package camera_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/camera"
	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/fault"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// server is one with everything ticked but the pictures, whose drawing takes long.
func server(id int) settings.Server {
	s := settings.NewServer(id)
	s.Enable, s.Address, s.Port, s.Path, s.Interval = true, "192.0.2.1", 5002, "/API", 90*time.Second
	s.AlarmStatus, s.Tracks, s.TracksPage, s.Events = true, true, true, true
	s.Types = []settings.AlarmType{settings.All}
	return s
}

// rig is a camera that posts to a receiver.
type rig struct {
	*camera.Camera
	config *settings.Config[settings.Camera]
	*simtest.Receiver
}

// start runs a camera in the bubble of a test, until stop.
func start(t *testing.T, model settings.Model, scenario string, view int, change func(*settings.Camera), faults ...fault.Fault) (r rig, stop func()) {
	t.Helper()
	s, err := world.Load(scenario)
	if err != nil {
		t.Fatal(err)
	}
	told := settings.NewCamera(0, model)
	told.Servers = []settings.Server{server(1)}
	change(&told)
	r.config = settings.NewConfig(told, settings.CloneCamera, settings.CheckCamera)
	r.Receiver = simtest.New(t)
	r.Camera = camera.New(camera.Options{
		Config: r.config, View: s.Views(1)[view], Clock: clock.New(1), Dial: r.Dial, Seed: 1, Faults: faults,
	})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return r, func() { cancel(); wg.Wait() }
}

func same(*settings.Camera) {}

// got are the posts of a kind that came so far, and when.
type got struct {
	*viewtron.Message
	at time.Time
}

func (r rig) got(t *testing.T, kinds ...viewtron.Kind) (out []got) {
	t.Helper()
	for _, p := range r.Posts() {
		m, err := viewtron.Parse(p.Body)
		if err != nil {
			t.Fatalf("parse: %v", err)
		}
		for _, k := range kinds {
			if m.Kind == k {
				out = append(out, got{m, p.At})
			}
		}
	}
	return out
}

// TestTimeline holds the rhythm against the one that was measured: somebody comes
// into a zone and leaves it.
func TestTimeline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Classic, "intruder", 0, func(c *settings.Camera) {
			c.Rules = settings.Rules{Zones: []settings.Zone{settings.NewZone(settings.Perimeter)}}
		})
		defer stop()
		time.Sleep(60 * time.Second)
		tracks, events, alarms := r.got(t, viewtron.KindTracking), r.got(t, viewtron.KindEvent), r.got(t, viewtron.KindAlarmStatus)
		if len(tracks) < 20 || len(events) < 2 || len(alarms) < 2 {
			t.Fatalf("got %d tracks, %d events, %d alarms, want many, some, and at least one on and off", len(tracks), len(events), len(alarms))
		}
		span := tracks[len(tracks)-1].at.Sub(tracks[0].at)
		if rate := float64(len(tracks)-1) / span.Seconds(); rate < 6 || rate > 8 {
			t.Errorf("%.1f tracks a second, want 6 to 8", rate)
		}
		if d := events[0].at.Sub(tracks[0].at); d < 400*time.Millisecond {
			t.Errorf("the first event comes %v after the first track, want about half a second or more", d)
		}
		if d := events[1].at.Sub(events[0].at); d < 100*time.Millisecond || d > 1200*time.Millisecond {
			t.Errorf("the second post of the entry comes after %v, want up to a second", d)
		}
		if a, b := events[0].Event.Rules[0], events[1].Event.Rules[0]; a.EventID != b.EventID || a.Status != "SMART_START" {
			t.Errorf("got %+v and %+v, want the same event, first SMART_START", a, b)
		}
		if d := alarms[0].at.Sub(events[0].at); !alarms[0].Alarms[0].On || d < 100*time.Millisecond || d > 300*time.Millisecond {
			t.Errorf("the alarm goes on %v after the event, want 178ms", d)
		}
		if d := alarms[1].at.Sub(alarms[0].at); alarms[1].Alarms[0].On || d < 19*time.Second || d > 25*time.Second {
			t.Errorf("the alarm goes off after %v, want the hold time of 20s or a little more", d)
		}
		if beats := r.got(t, viewtron.KindKeepalive); len(beats) != 1 || beats[0].Keepalive != viewtron.KeepaliveEmpty {
			t.Errorf("got %d heartbeats, want one empty one in a minute of 90s", len(beats))
		}
		if !r.Online(1) || r.Online(2) {
			t.Error("want the first server online and no other")
		}
	})
}

func TestSubscriptions(t *testing.T) {
	none := func(s *settings.Server) {
		s.AlarmStatus, s.Tracks, s.TracksPage, s.Events, s.Original, s.Target = false, false, false, false, false, false
	}
	for _, tt := range []struct {
		name                   string
		tick                   func(*settings.Server)
		push                   string
		tracks, alarms, events bool
		overviews, crops       bool
	}{
		{"tracks only", func(s *settings.Server) { none(s); s.Tracks, s.TracksPage = true, true }, "V1", true, false, false, false, false},
		{"tracks by the API alone", func(s *settings.Server) { none(s); s.Tracks = true }, "V1", false, false, false, false, false},
		{"alarms only", func(s *settings.Server) { none(s); s.AlarmStatus = true }, "V1", false, true, false, false, false},
		{"events without pictures", func(s *settings.Server) { none(s); s.Events = true }, "V1", false, false, true, false, false},
		{"original only", func(s *settings.Server) { none(s); s.Events, s.Original = true, true }, "V1", false, false, true, true, false},
		{"target only", func(s *settings.Server) { none(s); s.Events, s.Target = true, true }, "V1", false, false, true, false, true},
		{"pictures without events", func(s *settings.Server) { none(s); s.Original, s.Target = true, true }, "V1", false, false, false, false, false},
		{"everything", func(s *settings.Server) { s.Original, s.Target = true, true }, "V1", true, true, true, true, true},
		{"push protocol V2", func(s *settings.Server) { s.Original, s.Target = true, true }, "V2", true, true, true, false, false},
		{"no types", func(s *settings.Server) { s.Types = nil }, "V1", false, false, false, false, false},
		{"another type", func(s *settings.Server) { s.Types = []settings.AlarmType{settings.Parking} }, "V1", true, false, false, false, false},
		{"off", func(s *settings.Server) { s.Enable = false }, "V1", false, false, false, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, settings.Modern, "intruder", 0, func(c *settings.Camera) {
					c.Push = tt.push
					tt.tick(&c.Servers[0])
				})
				defer stop()
				time.Sleep(8 * time.Second)
				events := r.got(t, viewtron.KindEvent)
				var overviews, crops bool
				for _, e := range events {
					overviews = overviews || e.Event.Overview != nil
					for _, target := range e.Event.Targets {
						crops = crops || target.Image != nil
					}
				}
				check := func(what string, got, want bool) {
					if got != want {
						t.Errorf("%s: %v, want %v", what, got, want)
					}
				}
				check("tracks", len(r.got(t, viewtron.KindTracking)) > 0, tt.tracks)
				check("alarms", len(r.got(t, viewtron.KindAlarmStatus)) > 0, tt.alarms)
				check("events", len(events) > 0, tt.events)
				check("overviews", overviews, tt.overviews)
				check("crops", crops, tt.crops)
			})
		})
	}
}

func TestSettingsAreObeyedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Classic, "everything", 0, func(c *settings.Camera) { c.Servers = nil })
		defer stop()
		save := func(change func(*settings.Camera)) {
			if err := r.config.Save(func(c *settings.Camera) error { change(c); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(30 * time.Second)
		if n := len(r.Posts()); n > 0 {
			t.Errorf("%d posts without a server", n)
		}
		save(func(c *settings.Camera) { c.Servers = []settings.Server{server(1)} })
		time.Sleep(time.Second)
		if !r.Online(1) {
			t.Fatalf("not online a second after Save: %+v", r.Stats(1))
		}
		// Another choice of data keeps the connection, another path does not.
		save(func(c *settings.Camera) { c.Servers[0].Tracks = false })
		time.Sleep(35 * time.Second)
		if posts := r.Posts(); posts[len(posts)-1].Connection != 1 || len(r.got(t, viewtron.KindEvent)) == 0 {
			t.Errorf("got %d posts, the last on connection %d", len(posts), posts[len(posts)-1].Connection)
		}
		save(func(c *settings.Camera) { c.Servers[0].Path = "/other" })
		time.Sleep(time.Second)
		if posts := r.Posts(); posts[len(posts)-1].Connection != 2 || posts[len(posts)-1].Target != "/other" {
			t.Errorf("the last post went to %s on connection %d", posts[len(posts)-1].Target, posts[len(posts)-1].Connection)
		}
		save(func(c *settings.Camera) { c.Servers[0].Enable = false })
		time.Sleep(time.Second)
		n := len(r.Posts())
		time.Sleep(time.Minute)
		if got := len(r.Posts()); got != n || r.Online(1) {
			t.Errorf("%d posts after the server was switched off", got-n)
		}
	})
}

func TestRebootPutsSettingsInForce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.LPR, "busy-gate", 0, func(c *settings.Camera) { c.Servers = nil })
		defer stop()
		r.config.Reboot = true
		time.Sleep(time.Second)
		if err := r.config.Save(func(c *settings.Camera) error { c.Servers = []settings.Server{server(1)}; return nil }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if len(r.Posts()) > 0 || !r.config.Pending() {
			t.Error("what was saved is in force before the reboot")
		}
		r.Reboot()
		r.Reboot() // of no effect
		time.Sleep(5 * time.Second)
		if _, err := r.Snapshot(); !r.Rebooting() || err == nil {
			t.Errorf("rebooting %v, a snapshot with %v, want an error while it reboots", r.Rebooting(), err)
		}
		time.Sleep(6 * time.Second)
		if r.Rebooting() || r.config.Pending() || !r.Online(1) {
			t.Errorf("rebooting %v, pending %v, online %v; want it back and online", r.Rebooting(), r.config.Pending(), r.Online(1))
		}
		if jpeg, err := r.Snapshot(); err != nil || !viewtron.IsJPEG(jpeg) {
			t.Errorf("a snapshot: %v", err)
		}
		time.Sleep(40 * time.Second)
		plates := 0
		for _, e := range r.got(t, viewtron.KindEvent) {
			if e.Event.Detection == viewtron.LicensePlate {
				plates++
				if p := e.Event.Targets[0].Plate; p.Text == "" || p.Confidence == nil || e.Event.PlateLayout != viewtron.Plate531 {
					t.Errorf("got %+v, want a plate with its confidence", p)
				}
			}
		}
		if plates == 0 {
			t.Error("no plate was read at a busy gate")
		}
	})
}

func TestRebootLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Classic, "quiet-night", 2, same, fault.RebootLoop())
		defer stop()
		time.Sleep(10 * time.Minute)
		posts := r.Posts()
		if last := posts[len(posts)-1].Connection; last != 4 {
			t.Errorf("the last post of ten minutes is on connection %d, want the fourth", last)
		}
	})
}

func TestListedPlates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Gate, "everything", 1, func(c *settings.Camera) {
			for _, text := range []string{"KLM4821", "WLD7204", "QRS390", "TX88ZB", "NB51KFE"} {
				c.Plates = append(c.Plates, settings.PlateEntry{Number: text, Group: settings.WhiteList})
			}
		})
		defer stop()
		time.Sleep(50 * time.Second)
		listed := 0
		for _, e := range r.got(t, viewtron.KindEvent) {
			for _, target := range e.Event.Targets {
				if target.Plate != nil && target.Plate.Group == settings.WhiteList {
					listed++
				}
			}
		}
		if listed == 0 {
			t.Error("no plate was found on the list")
		}
	})
}

func TestCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Classic, "everything", 0, same)
		defer stop()
		time.Sleep(2 * time.Minute)
		counted := 0
		for _, e := range r.got(t, viewtron.KindEvent) {
			if e.Event.Detection == viewtron.LineCounting {
				counted++
			}
		}
		in, out := r.Counts()
		if sum := in.Person + in.Car + in.Motor + out.Person + out.Car + out.Motor; sum != counted || sum == 0 {
			t.Errorf("counted %+v and %+v, posted %d", in, out, counted)
		}
	})
}

func TestBasicPost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Classic, "intruder", 0, func(c *settings.Camera) {
			c.Servers = nil
			c.Basic = settings.BasicPost{Enable: true, Address: "192.0.2.1", Port: 80, Path: "/API", Keepalive: 30 * time.Second}
		})
		defer stop()
		time.Sleep(8 * time.Second)
		beats := r.got(t, viewtron.KindKeepalive)
		if len(beats) != 1 || beats[0].Keepalive != viewtron.KeepaliveDeviceInfo || !r.Online(0) {
			t.Errorf("got %d heartbeats, want one that is a DeviceInfo", len(beats))
		}
		if len(r.got(t, viewtron.KindEvent)) == 0 || len(r.got(t, viewtron.KindTracking, viewtron.KindAlarmStatus)) > 0 {
			t.Error("want events and nothing else")
		}
	})
}
