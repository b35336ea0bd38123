package camera_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// events counts what came of each detection.
func (r rig) events(t *testing.T) map[viewtron.Detection]int {
	t.Helper()
	out := map[viewtron.Detection]int{}
	for _, m := range r.got(t, viewtron.KindEvent) {
		out[m.Event.Detection]++
	}
	return out
}

// TestRhythm holds how often positions come: 6 to 8 times a second from a camera on
// its own, and 9 to 12 times from one behind the PoE port of a recorder.
func TestRhythm(t *testing.T) {
	for _, tt := range []struct {
		name      string
		poe       bool
		low, high float64
	}{{"on its own", false, 6, 8}, {"behind a recorder", true, 9, 12}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, settings.Classic, "intruder", 0, func(c *settings.Camera) { c.PoE = tt.poe })
				defer stop()
				time.Sleep(20 * time.Second)
				tracks := r.got(t, viewtron.KindTracking)
				if len(tracks) < 50 {
					t.Fatalf("only %d positions", len(tracks))
				}
				span := tracks[len(tracks)-1].at.Sub(tracks[0].at)
				if rate := float64(len(tracks)-1) / span.Seconds(); rate < tt.low || rate > tt.high {
					t.Errorf("%.1f positions a second, want %v to %v", rate, tt.low, tt.high)
				}
			})
		})
	}
}

// TestPushV2 holds the layout of Push Protocol Version V2: an envelope of the version
// of the API, plates that are spelled right, and no pictures.
func TestPushV2(t *testing.T) {
	for _, tt := range []struct {
		model   settings.Model
		version string
	}{{settings.Modern, "2.0.0"}, {settings.LPR, "2.1.0"}} {
		t.Run(string(tt.model), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, tt.model, "everything", 1, func(c *settings.Camera) {
					c.Push = "V2"
					c.Servers[0].Original, c.Servers[0].Target = true, true
				})
				defer stop()
				time.Sleep(20 * time.Second)
				plates := 0
				for _, m := range r.got(t, viewtron.KindEvent, viewtron.KindAlarmStatus, viewtron.KindKeepalive, viewtron.KindTracking) {
					if m.Version != tt.version || m.Kind == viewtron.KindEvent && m.Layout != viewtron.LayoutCamera {
						t.Fatalf("a post of kind %v has version %s and layout %d, want %s", m.Kind, m.Version, m.Layout, tt.version)
					}
					if m.Event == nil {
						continue
					}
					if len(m.Images()) > 0 {
						t.Errorf("%s has pictures", m.Event.SmartType)
					}
					if m.Event.Detection == viewtron.LicensePlate {
						plates++
						if p := m.Event.Targets[0].Plate; m.Event.SmartType != "VEHICLE" || p.Text == "" || p.Direction == viewtron.DirectionNone {
							t.Errorf("got %s with %+v", m.Event.SmartType, p)
						}
					}
				}
				if plates == 0 {
					t.Error("no plate was read")
				}
			})
		})
	}
}

// TestPlatesTellAll holds what classic firmware tells of a plate.
func TestPlatesTellAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Gate, "everything", 1, same)
		defer stop()
		time.Sleep(30 * time.Second)
		words := map[string]bool{}
		for _, m := range r.got(t, viewtron.KindEvent) {
			if m.Event.Detection != viewtron.LicensePlate {
				continue
			}
			p := m.Event.Targets[0].Plate
			words[p.RawDirection] = true
			if p.Color != "white" || p.Confidence == nil || p.Direction == viewtron.DirectionNone {
				t.Errorf("got %+v, want its colour, direction and confidence", p)
			}
		}
		if !words["approach"] || !words["leave"] {
			t.Errorf("directions are %v, want approach and leave", words)
		}
	})
}

// TestSchedules holds that a detection is silent outside of its hours, in the
// camera's own time, and that others are not.
func TestSchedules(t *testing.T) {
	never := settings.Schedule{Custom: true}
	always := settings.Schedule{Custom: true}
	// The time of a bubble begins at midnight UTC on a Saturday: 13 hours later on the
	// camera's clock.
	for day := range always.Hours {
		always.Hours[day] = 1 << 13
	}
	for _, tt := range []struct {
		name     string
		schedule settings.Schedule
		want     bool
	}{{"24x7", settings.Schedule{}, true}, {"never", never, false}, {"at this hour", always, true}} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, settings.Classic, "everything", 0, func(c *settings.Camera) {
					c.Clock.Zone = "Pacific/Auckland"
					c.Rules.Schedules = map[settings.AlarmType]settings.Schedule{settings.Perimeter: tt.schedule, settings.Sensor: tt.schedule}
				})
				defer stop()
				time.Sleep(30 * time.Second)
				n := r.events(t)
				if (n[viewtron.RegionIntrusion] > 0) != tt.want || (n[viewtron.Sensor] > 0) != tt.want || n[viewtron.LineCrossing] == 0 {
					t.Errorf("got %v, intrusions and sensor %v", n, tt.want)
				}
			})
		})
	}
}

// TestPressedInput holds that a contact that is closed by hand is an alarm, once while
// it is closed, and that the flag goes off with the hold time.
func TestPressedInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Classic, "quiet-night", 2, same)
		time.Sleep(10 * time.Second)
		for range 3 {
			if err := r.PressInput(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if alarms := r.Alarms(); !slices.Equal(alarms, []viewtron.Detection{viewtron.Sensor}) {
			t.Errorf("alarms %v, want that of the input", alarms)
		}
		time.Sleep(30 * time.Second)
		var flags []string
		for _, m := range r.got(t, viewtron.KindAlarmStatus) {
			flags = append(flags, m.Alarms[0].Name+map[bool]string{true: " on", false: " off"}[m.Alarms[0].On])
		}
		if n := r.events(t); n[viewtron.Sensor] != 1 || !slices.Equal(flags, []string{"sensorAlarm on", "sensorAlarm off"}) {
			t.Errorf("got events %v and flags %v", n, flags)
		}
		stop()
		if err := r.PressInput(); err == nil {
			t.Error("the input of a camera that is off was closed")
		}
	})
}

// TestKnownFaces holds that faces of the list are told, and that they share a flag
// with all faces.
func TestKnownFaces(t *testing.T) {
	for _, tt := range []struct {
		name         string
		change       func(*settings.Rules)
		match, faces bool
	}{
		{"both", func(*settings.Rules) {}, true, true},
		{"known only", func(r *settings.Rules) { r.Faces.On = false }, true, false},
		{"nobody is known", func(r *settings.Rules) { r.Match.List = nil }, false, true},
		{"off", func(r *settings.Rules) { r.Match.On = false }, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, stop := start(t, settings.Faces, "everything", 2, func(c *settings.Camera) {
					c.Rules.Match.List = []settings.KnownFace{{Name: "Anna", Look: 7}}
					c.Rules.Motion.On = false
					tt.change(&c.Rules)
				})
				defer stop()
				time.Sleep(70 * time.Second)
				n := r.events(t)
				if (n[viewtron.FaceMatch] > 0) != tt.match || (n[viewtron.FaceDetection] > 0) != tt.faces {
					t.Errorf("got %v", n)
				}
				on := false
				for _, m := range r.got(t, viewtron.KindAlarmStatus) {
					if f := m.Alarms[0]; f.Name == "VFDAlarm" {
						if f.On == on {
							t.Errorf("the flag is told to be %v twice", on)
						}
						on = f.On
					}
				}
			})
		})
	}
}

// TestVideoExceptions holds that each kind of tampering raises its own flag, that the
// posts have no pictures, and that a camera that is turned away recognises nobody.
func TestVideoExceptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := start(t, settings.Modern, "everything", 3, func(c *settings.Camera) { c.Servers[0].Target = true })
		defer stop()
		time.Sleep(90 * time.Second)
		var on, off time.Time
		for _, m := range r.got(t, viewtron.KindAlarmStatus) {
			if f := m.Alarms[0]; f.Name == "sceneChange" && f.On {
				on = m.at
			} else if f.Name == "sceneChange" {
				off = m.at
			}
		}
		if held := off.Sub(on); on.IsZero() || held < 27*time.Second || held > 29*time.Second {
			t.Errorf("the flag is on from %v to %v, want the 8 s that it lasts and the hold time", on, off)
		}
		tracks := r.got(t, viewtron.KindTracking)
		before := 0
		for _, m := range tracks {
			if since := m.at.Sub(on); since > 0 && since < 7*time.Second {
				t.Fatalf("a position %v after the camera was turned away", since)
			} else if since < 0 {
				before++
			}
		}
		if before == 0 {
			t.Error("nobody was there before")
		}
		for _, m := range r.got(t, viewtron.KindEvent) {
			switch m.Event.Detection {
			case viewtron.VideoAbnormal:
				if len(m.Images()) > 0 || len(m.Event.Targets) > 0 {
					t.Error("a video exception has a picture")
				}
			case viewtron.ObjectRemoved:
				if len(m.Event.Rules) != 1 || len(m.Event.Targets) != 1 || m.Event.Targets[0].Image == nil || m.Event.Targets[0].ID != m.Event.Rules[0].TargetID {
					t.Errorf("an item with %+v and %+v", m.Event.Rules, m.Event.Targets)
				}
			}
		}
		if n := r.events(t); n[viewtron.VideoAbnormal] != 1 || n[viewtron.ObjectRemoved] != 1 {
			t.Errorf("got %v, want one of each", n)
		}
	})
}
