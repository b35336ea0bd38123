package page_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// drawn is what a page's form has of one shape.
func drawn(key, points string, more ...string) []string {
	form := []string{"shape", key, key + ".On", "on", key + ".Name", "Drive", key + ".Points", points, key + ".Hold", "15", key + ".Filter.Person", "on"}
	for _, target := range []string{"Person", "Car", "Motor"} {
		form = append(form, key+".Filter."+target+"Sensitivity", "60")
	}
	return append(form, more...)
}

func TestZonesAreSaved(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	before := len(s.camera.Saved().Rules.Zones)
	a := s.post("/event/loitering-detection", append(drawn("0", "1000,2000 3000,2000 3000,4000", "0.Dwell", "30"),
		drawn("2", "5000,5000 9000,5000 9000,9000 5000,9000", "2.Dwell", "40")...)...)
	if a.status != http.StatusOK {
		t.Fatalf("got %d:\n%s", a.status, a.body)
	}
	zones := s.camera.Saved().Rules.Zones
	if len(zones) != before+1 {
		t.Errorf("got %d zones, want %d: those of other detections stay", len(zones), before+1)
	}
	mine := slices.DeleteFunc(zones, func(z settings.Zone) bool { return z.Type != settings.Loitering })
	if len(mine) != 2 || mine[0].Dwell != 30*time.Second || mine[0].Hold != 15*time.Second || mine[0].Name != "Drive" ||
		!slices.Equal(mine[0].Points, []viewtron.Point{{X: 1000, Y: 2000}, {X: 3000, Y: 2000}, {X: 3000, Y: 4000}}) ||
		!mine[0].Filter.Person || mine[0].Filter.Car || mine[0].Filter.CarSensitivity != 60 {
		t.Errorf("got %+v", mine)
	}
}

func TestLinesAreSaved(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	s.post("/event/line-crossing", drawn("0", "100,200 300,400", "0.Direction", "leftorbotton")...)
	lines := s.camera.Saved().Rules.Lines
	i := slices.IndexFunc(lines, func(l settings.Line) bool { return l.Type == settings.Tripwire })
	if len(lines) != 2 || i < 0 || lines[i].Start != (viewtron.Point{X: 100, Y: 200}) || lines[i].End != (viewtron.Point{X: 300, Y: 400}) || lines[i].Direction != "leftorbotton" {
		t.Errorf("got %+v", lines)
	}
}

func TestBadShapesAreRefused(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	tests := []struct{ name, page, points, want string }{
		{"two corners", "region-intrusion", "1000,2000 3000,2000", "3 to 8 corners"},
		{"nine corners", "region-intrusion", strings.Repeat("1000,2000 ", 9), "3 to 8 corners"},
		{"outside", "region-intrusion", "1000,2000 3000,2000 3000,10001", "outside the picture"},
		{"no points", "region-intrusion", "here and there", "points are written as"},
		{"one end", "line-crossing", "1000,2000", "two ends"},
		{"no length", "line-crossing", "1000,2000 1000,2000", "where the line begins"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := s.camera.Saved()
			a := s.post("/event/"+test.page, drawn("1", test.points, "1.Direction", "none")...)
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("got %d, want 422", a.status)
			}
			a.has(t, test.want)
			if got := s.camera.Saved(); len(got.Rules.Zones) != len(before.Rules.Zones) || len(got.Rules.Lines) != len(before.Rules.Lines) {
				t.Error("it was saved")
			}
		})
	}
}

func TestShapesAreAddedUpToFour(t *testing.T) {
	s := newCamera(t, settings.Classic).login()
	s.post("/event/region-intrusion", append(drawn("0", "1,1 2,2 3,1"), "do", "add")...).has(t, `name="1.Points"`, "Area 2")
	full := []string{"shape", "0", "shape", "1", "shape", "2", "shape", "3", "do", "add"}
	s.post("/event/region-intrusion", full...).has(t, "There is room for 4")
	a := s.post("/event/region-intrusion", "shape", "0", "shape", "1", "do", "delete 0")
	if strings.Contains(a.body, "Area 2") || !strings.Contains(a.body, `name="1.Points"`) {
		t.Error("the wrong area was deleted, or none")
	}
}

func TestSwitches(t *testing.T) {
	s := newCamera(t, settings.Modern).login()
	s.post("/event/video-metadata", "VSD.Hold", "7")
	s.post("/event/face-detection", "Faces.On", "on", "Faces.Hold", "8")
	s.post("/event/alarm-input", "Sensors.Hold", "9")
	s.post("/event/motion-detection", "Motion.On", "on", "Motion.Hold", "10", "Cells.Sensitivity", "3", "cell", "0-0", "cell", "17-21")
	r := s.camera.Saved().Rules
	if r.VSD != (settings.Switch{Hold: 7 * time.Second}) || r.Faces != (settings.Switch{On: true, Hold: 8 * time.Second}) ||
		r.Sensors != (settings.Switch{Hold: 9 * time.Second}) || r.Motion != (settings.Switch{On: true, Hold: 10 * time.Second}) {
		t.Errorf("got %+v, %+v, %+v, %+v", r.VSD, r.Faces, r.Sensors, r.Motion)
	}
	if r.Cells.Sensitivity != 3 || r.Cells.Rows[0] != "1"+strings.Repeat("0", 21) || r.Cells.Rows[17] != strings.Repeat("0", 21)+"1" {
		t.Errorf("got %+v", r.Cells)
	}
	s.post("/event/face-detection", "Faces.On", "on", "Faces.Hold", "601").has(t, "at most 600 seconds")
}

func TestPlateRule(t *testing.T) {
	s := newCamera(t, settings.Gate).login()
	s.post("/config/license-plate", "On", "on", "Sensitivity", "70", "Repeat", "12", "Direction", "approach", "0.Points", "9000,8000 1000,2000")
	got := s.camera.Saved().Rules.Plates
	want := settings.PlateRule{On: true, Sensitivity: 70, Repeat: 12 * time.Second, Direction: "approach",
		Region: viewtron.Box{X1: 1000, Y1: 2000, X2: 9000, Y2: 8000, Unit: viewtron.UnitFrame}}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	s.post("/config/license-plate", "Sensitivity", "70", "Repeat", "12", "Direction", "approach", "0.Points", "1000,2000 1000,9000").has(t, "a rectangle in the picture")
}
