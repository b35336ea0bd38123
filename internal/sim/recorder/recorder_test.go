package recorder_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/recorder"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/simtest"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// rig is a recorder that posts to a receiver.
type rig struct {
	*recorder.Recorder
	config *settings.Config[settings.Recorder]
	*simtest.Receiver
}

func (r rig) post() settings.RecorderPost { return r.config.Saved().Post }

// start runs a recorder with the views of everything on its channels. Without a
// change it sends no pictures, whose drawing takes long.
func start(t *testing.T, channels int, change func(*settings.Recorder)) (r rig, stop func()) {
	t.Helper()
	return startWith(t, channels, change, func(*recorder.Options) {})
}

func startWith(t *testing.T, channels int, change func(*settings.Recorder), with func(*recorder.Options)) (r rig, stop func()) {
	t.Helper()
	s, err := world.Load("everything")
	if err != nil {
		t.Fatal(err)
	}
	var views []*world.View
	for i := uint64(0); len(views) < channels; i++ {
		views = append(views, s.Views(i)...)
	}
	told := settings.NewRecorder(0, channels)
	told.Post.Enable, told.Post.Address, told.Post.Port, told.Post.Path = true, "192.0.2.1", 5002, "/API"
	for _, e := range settings.RecorderEvents() {
		told.Post.Events = append(told.Post.Events, e.Recorder)
	}
	change(&told)
	r.config = settings.NewConfig(told, settings.CloneRecorder, settings.CheckRecorder)
	r.Receiver = simtest.New(t)
	o := recorder.Options{Config: r.config, Views: views[:channels], Clock: clock.New(1), Dial: r.Dial, Seed: 1}
	with(&o)
	r.Recorder = recorder.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return r, func() { cancel(); wg.Wait() }
}

func same(*settings.Recorder) {}

func (r rig) got(t *testing.T, kinds ...viewtron.Kind) (out []*viewtron.Message) {
	t.Helper()
	for _, p := range r.Posts() {
		m, err := viewtron.Parse(p.Body)
		if err != nil {
			t.Fatalf("parse: %v", err)
		}
		if slices.Contains(kinds, m.Kind) {
			out = append(out, m)
		}
	}
	return out
}

func TestRecorder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, 4, func(s *settings.Recorder) {
			s.Post.Snap, s.Post.Original = true, true
			s.Groups[0].Plates = []settings.PlateEntry{{Number: "KLM4821", Owner: "Unit 12"}, {Number: "WLD7204"}, {Number: "QRS390"}, {Number: "TX88ZB"}, {Number: "NB51KFE"}}
		})
		defer stop()
		time.Sleep(35 * time.Second)
		kinds, channels, listed := map[viewtron.Detection]bool{}, map[string]bool{}, 0
		for _, m := range r.got(t, viewtron.KindEvent) {
			kinds[m.Event.Detection], channels[m.Device.ChannelID] = true, true
			if m.Event.Overview == nil || m.Event.Targets[0].Image == nil {
				t.Errorf("%s lacks a picture", m.Event.Detection)
			}
			for _, target := range m.Event.Targets {
				if p := target.Plate; p != nil && p.Group != "" {
					listed++
				}
			}
		}
		for _, want := range []viewtron.Detection{viewtron.RegionIntrusion, viewtron.LineCrossing, viewtron.LineCounting, viewtron.AreaCounting, viewtron.FaceDetection, viewtron.VideoMetadata} {
			if !kinds[want] {
				t.Errorf("no %s", want)
			}
		}
		if listed == 0 {
			t.Error("no plate is in a group")
		}
		if len(channels) != 4 {
			t.Errorf("events of channels %v, want all four", channels)
		}
		if got := r.got(t, viewtron.KindTracking); len(got) > 0 {
			t.Errorf("%d tracks of a recorder", len(got))
		}
		if beats := len(r.got(t, viewtron.KindKeepalive)); beats != 4 || !r.Online() {
			t.Errorf("%d heartbeats, online %v, want 4 and online", beats, r.Online())
		}
		for _, p := range r.Posts() {
			if p.Target != "http://192.0.2.1:5002/API" || !p.Close || p.Header.Get("Content-Type") != "application/soap+xml; charset=utf-8" {
				t.Fatalf("posted to %s with %v", p.Target, p.Header)
			}
		}
	})
}

// TestFlagsAreShared holds that a flag is on as long as one of its detections is,
// and goes on before the event.
func TestFlagsAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, 1, same)
		defer stop()
		time.Sleep(3 * time.Minute)
		on := map[string]bool{}
		changes := 0
		for _, m := range r.got(t, viewtron.KindAlarmStatus, viewtron.KindEvent) {
			if m.Kind == viewtron.KindEvent {
				if m.Event.Detection == viewtron.RegionIntrusion && m.Event.Rules[0].Status == "" && changes == 0 {
					t.Error("an event comes before any alarm")
				}
				continue
			}
			f := m.Alarms[0]
			if on[f.Name] == f.On {
				t.Errorf("%s is %v twice", f.Name, f.On)
			}
			on[f.Name] = f.On
			changes++
		}
		if changes < 4 {
			t.Errorf("%d changes of flags in three minutes", changes)
		}
	})
}

func TestPictures(t *testing.T) {
	for _, tt := range []struct {
		name           string
		snap, original bool
	}{{"snap", true, false}, {"original", false, true}, {"neither", false, false}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, 1, func(s *settings.Recorder) { s.Post.Snap, s.Post.Original = tt.snap, tt.original })
				defer stop()
				time.Sleep(15 * time.Second)
				events := r.got(t, viewtron.KindEvent)
				if len(events) == 0 {
					t.Fatal("no event")
				}
				for _, m := range events {
					if (m.Event.Overview != nil) != tt.original || (m.Event.Targets[0].Image != nil) != tt.snap || m.Event.Targets[0].ID == "" {
						t.Errorf("%s: overview %v, crop %v of target %q", m.Event.Detection, m.Event.Overview != nil, m.Event.Targets[0].Image != nil, m.Event.Targets[0].ID)
					}
				}
			})
		})
	}
}

func TestChoiceAndSchedule(t *testing.T) {
	never := settings.Schedule{Custom: true}
	for _, tt := range []struct {
		name   string
		change func(*settings.Recorder)
		want   []viewtron.Detection
	}{
		{"one event type", func(s *settings.Recorder) { s.Post.Events = []string{"targetCountingByLine"} }, []viewtron.Detection{viewtron.LineCounting}},
		{"none", func(s *settings.Recorder) { s.Post.Events = nil }, nil},
		{"never", func(s *settings.Recorder) { s.Post.Schedule = never }, nil},
		{"no rules", func(s *settings.Recorder) { s.Channels[0].Rules = settings.Rules{} }, nil},
		{"camera lost", func(s *settings.Recorder) { s.Channels[0].Online = false }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, 1, tt.change)
				defer stop()
				time.Sleep(40 * time.Second)
				var kinds []viewtron.Detection
				for _, m := range r.got(t, viewtron.KindEvent) {
					if !slices.Contains(kinds, m.Event.Detection) {
						kinds = append(kinds, m.Event.Detection)
					}
				}
				if !slices.Equal(kinds, tt.want) {
					t.Errorf("got %v, want %v", kinds, tt.want)
				}
				if beats := len(r.got(t, viewtron.KindKeepalive)); beats < 3 {
					t.Errorf("%d heartbeats, want them whatever is chosen", beats)
				}
			})
		})
	}
}

func TestCameraLostAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, 2, func(s *settings.Recorder) { s.Post.Events = nil })
		defer stop()
		for _, online := range []bool{false, true} {
			time.Sleep(time.Second)
			if err := r.config.Save(func(s *settings.Recorder) error { s.Channels[1].Online = online; return nil }); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
			if _, err := r.Snapshot(2); (err == nil) != online {
				t.Errorf("online %v: a snapshot with %v", online, err)
			}
		}
		var got []string
		for _, m := range r.got(t, viewtron.KindAlarmStatus) {
			on := "off"
			if m.Alarms[0].On {
				on = "on"
			}
			got = append(got, m.Alarms[0].Name+m.Device.ChannelID+on)
		}
		if want := "chlOfflineAlarm2on chlOfflineAlarm2off"; strings.Join(got, " ") != want {
			t.Errorf("got %v, want %s", got, want)
		}
	})
}

func TestVirtualAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, 4, func(s *settings.Recorder) {
			s.Post.Events = nil
			for i := range s.Channels {
				s.Channels[i].Rules.Sensors.On = false
			}
		})
		defer stop()
		time.Sleep(time.Second)
		if err := r.VirtualAlarm(99); err == nil {
			t.Error("an input that is not there was triggered")
		}
		for range 2 {
			if err := r.VirtualAlarm(3); err != nil {
				t.Fatal(err)
			}
			time.Sleep(6 * time.Second)
		}
		if !r.VirtualAlarms()[3] {
			t.Error("the alarm is off six seconds after it was triggered again")
		}
		time.Sleep(5 * time.Second)
		alarms := r.got(t, viewtron.KindAlarmStatus)
		if len(alarms) != 2 || !alarms[0].Alarms[0].On || alarms[1].Alarms[0].On || alarms[0].Alarms[0].ID != "19" {
			t.Errorf("got %d posts, want the flag of input 16+3 on and off", len(alarms))
		}
	})
}

func TestTestButton(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		refuse bool
		want   string
	}{
		{"ok", nil, false, ""},
		{"200 with something else", func(http.ResponseWriter, *http.Request) {}, false, ""},
		{"404", http.NotFound, false, "404 Not Found"},
		{"401", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, false, "login"},
		{"unreachable", nil, true, "no connection"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, 1, func(s *settings.Recorder) { s.Post.Enable = false })
				defer stop()
				r.Answer, r.Refuse = tt.answer, func() bool { return tt.refuse }
				post := r.post()
				post.Path = "/tested"
				err := r.Test(t.Context(), post)
				if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want %q", err, tt.want)
				}
				if posts := r.Posts(); !tt.refuse && (len(posts) != 1 || !strings.HasSuffix(posts[0].Target, "/tested")) {
					t.Errorf("got %d posts, want one keepalive", len(posts))
				}
			})
		})
	}
}

func TestReboot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, 1, same)
		defer stop()
		time.Sleep(12 * time.Second)
		r.Reboot()
		time.Sleep(time.Second)
		n := len(r.Posts())
		time.Sleep(7 * time.Second)
		if got := len(r.Posts()); got != n || !r.Rebooting() || r.Online() {
			t.Errorf("%d posts while it reboots", got-n)
		}
		time.Sleep(5 * time.Second)
		if r.Rebooting() || !r.Online() {
			t.Error("not back, or not online after the reboot")
		}
	})
}

// TestManyChannels holds that a recorder of 64 channels posts for all of them.
func TestManyChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, 64, same)
		defer stop()
		time.Sleep(time.Minute)
		channels := map[string]bool{}
		for _, m := range r.got(t, viewtron.KindEvent) {
			channels[m.Device.ChannelID] = true
		}
		if len(channels) < 60 {
			t.Errorf("events of %d channels in a minute, want nearly all 64", len(channels))
		}
		if st := r.Stats(); st.Dropped > 0 || st.Lost > 0 {
			t.Errorf("%+v", st)
		}
	})
}

// TestAlarmInputs holds that contacts beside cameras are alarms of the recorder's
// inputs, of the channel, on and off with their hold time.
func TestAlarmInputs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		type told struct {
			channel int
			detect.Alarm
		}
		var alarms []told
		var mu sync.Mutex
		r, stop := startWith(t, 4, same, func(o *recorder.Options) {
			o.OnAlarm = func(channel int, a detect.Alarm) {
				mu.Lock()
				defer mu.Unlock()
				if a.What == viewtron.Sensor {
					alarms = append(alarms, told{channel, a})
				}
			}
		})
		defer stop()
		time.Sleep(65 * time.Second)
		var got []string
		for _, m := range r.got(t, viewtron.KindAlarmStatus) {
			if f := m.Alarms[0]; f.Name == "sensorAlarm" {
				got = append(got, m.Device.ChannelID+" "+f.ID+map[bool]string{true: " on", false: " off"}[f.On])
			}
		}
		// everything: the gate at 6 s, the shop's door at 12 s, the yard at 27 s.
		want := []string{"2 2 on", "3 3 on", "1 1 on", "2 2 off", "3 3 off", "1 1 off"}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		mu.Lock()
		defer mu.Unlock()
		if len(alarms) != len(want) || alarms[0] != (told{2, detect.Alarm{What: viewtron.Sensor, On: true}}) {
			t.Errorf("told of %v", alarms)
		}
	})
}
