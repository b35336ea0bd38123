package page_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func TestExceptionsAreSaved(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	for _, tt := range []struct {
		page string
		form []string
		good func(settings.Rules) bool
	}{
		{"alarm-input", []string{"Sensors.On", "on", "Sensors.Hold", "7"}, func(r settings.Rules) bool {
			return r.Sensors.On && r.Sensors.Hold == 7*time.Second
		}},
		{"video-exception", []string{"Abnormal.On", "on", "Abnormal.Hold", "8", "Abnormal.Blur", "on"}, func(r settings.Rules) bool {
			return r.Abnormal == settings.VideoException{Switch: settings.Switch{On: true, Hold: 8 * time.Second}, Blur: true}
		}},
		{"abnormal-sound", []string{"Sound.Hold", "9", "Sound.Sensitivity", "70"}, func(r settings.Rules) bool {
			return r.Sound == settings.SoundException{Switch: settings.Switch{Hold: 9 * time.Second}, Sensitivity: 70}
		}},
		{"face-match", []string{
			"Match.On", "on", "Match.Hold", "5", "Faces", "4", "Match.List[0].Name", "Anna", "Match.List[0].Look", "7",
			"Match.List[3].Name", "Ben", "Match.List[3].Look", "4",
		}, func(r settings.Rules) bool {
			return r.Match.On && slices.Equal(r.Match.List, []settings.KnownFace{{Name: "Anna", Look: 7}, {Name: "Ben", Look: 4}})
		}},
		{"object-left-or-missing", drawn("0", "1000,2000 3000,2000 3000,4000", "0.Dwell", "6"), func(r settings.Rules) bool {
			return slices.ContainsFunc(r.Zones, func(z settings.Zone) bool { return z.Type == settings.Object && z.Dwell == 6*time.Second })
		}},
	} {
		a := s.post("/event/"+tt.page, tt.form...)
		if r := s.camera.Saved().Rules; a.status != http.StatusOK || !tt.good(r) {
			t.Errorf("%s: %d, and the rules are %+v", tt.page, a.status, r)
		}
	}
	s.get("/event/face-match").has(t, `value="Anna"`, `value="7"`)
}

func TestBadExceptionsAreRefused(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	for _, tt := range []struct {
		page, want string
		form       []string
	}{
		{"video-exception", "choose what to look for", []string{"Abnormal.On", "on", "Abnormal.Hold", "8"}},
		{"abnormal-sound", "1 to 100", []string{"Sound.On", "on", "Sound.Hold", "8", "Sound.Sensitivity", "0"}},
		{"face-match", "a number", []string{"Match.Hold", "8", "Faces", "1", "Match.List[0].Name", "Anna"}},
		{"face-match", "1 to 31 characters", []string{"Match.Hold", "8", "Faces", "1", "Match.List[0].Look", "7"}},
	} {
		if a := s.post("/event/"+tt.page, tt.form...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d", tt.page, a.status)
		} else {
			a.has(t, tt.want)
		}
	}
}

// TestContact holds that the button of the alarm input closes its contact.
func TestContact(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	s.get("/event/alarm-input").has(t, "Close Contact")
	a := s.post("/event/alarm-input/press")
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	a.has(t, "The contact was closed.")
	if a.path != "/event/alarm-input" || s.engine.pressed != 1 {
		t.Errorf("got %d at %s, pressed %d times", a.status, a.path, s.engine.pressed)
	}
}

func TestSchedulesAreSaved(t *testing.T) {
	s := newCamera(t, settings.LPR).login()
	s.get("/event/schedule").has(t, "Schedule of Motion Detection", "License Plate Detection")
	a := s.post("/event/schedule?type=VEHICLE", "Schedule", "custom", "hour", "1-7", "hour", "1-8", "AlarmOut", "on")
	r := s.camera.Saved().Rules
	if a.status != http.StatusOK || r.Schedules[settings.LicensePlate] != (settings.Schedule{Custom: true, Hours: [7]uint32{1: 3 << 7}}) || !r.AlarmOut[settings.LicensePlate] {
		t.Errorf("got %d, and %+v, %v", a.status, r.Schedules, r.AlarmOut)
	}
	if len(r.Schedules) != 1 {
		t.Errorf("other detections have schedules: %+v", r.Schedules)
	}
	a.has(t, "Schedule of License Plate Detection", `value="1-7" aria-label="Monday 07:00" checked`)
	s.post("/event/schedule?type=VEHICLE", "Schedule", "24x7")
	if r := s.camera.Saved().Rules; r.Schedules[settings.LicensePlate].Custom || r.AlarmOut[settings.LicensePlate] {
		t.Errorf("24x7: got %+v, %v", r.Schedules, r.AlarmOut)
	}
	if a := s.get("/event/schedule?type=PERIMETER"); a.status != http.StatusNotFound {
		t.Errorf("a type that the model does not offer: got %d", a.status)
	}
}

func TestPlateSizes(t *testing.T) {
	s := newCamera(t, settings.LPR).login()
	form := []string{"On", "on", "Sensitivity", "50", "Repeat", "5", "Direction", "noLimit", "0.Points", "300,1000 9700,9800"}
	s.post("/config/license-plate", append(form, "MinWidth", "800", "MaxWidth", "1500")...)
	if p := s.camera.Saved().Rules.Plates; p.MinWidth != 800 || p.MaxWidth != 1500 {
		t.Errorf("got %+v", p)
	}
	if a := s.post("/config/license-plate", append(form, "MinWidth", "800", "MaxWidth", "700")...); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a maximum below the minimum: got %d", a.status)
	}
}
