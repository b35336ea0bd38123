package settings_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

func TestDefaultsAreRight(t *testing.T) {
	for _, m := range settings.Models() {
		c := settings.NewCamera(3, m)
		if err := settings.CheckCamera(&c); err != nil {
			t.Errorf("%s: %v", m, err)
		}
		for _, z := range c.Rules.Zones {
			if !m.Has(z.Type) {
				t.Errorf("%s has a zone for %s, which it does not offer", m, z.Type)
			}
		}
		if got := c.Rules.Plates.On; got != m.Has(settings.LicensePlate) {
			t.Errorf("%s: plates are on: %v", m, got)
		}
		if copied := settings.CloneCamera(c); !reflect.DeepEqual(copied, c) {
			t.Errorf("%s: the copy differs", m)
		}
	}
	for _, n := range []int{4, 8, 16, 64} {
		r := settings.NewRecorder(0, n)
		if err := settings.CheckRecorder(&r); err != nil {
			t.Errorf("%d channels: %v", n, err)
		}
		if copied := settings.CloneRecorder(r); !reflect.DeepEqual(copied, r) {
			t.Errorf("%d channels: the copy differs", n)
		}
	}
}

func TestDevicesTellApart(t *testing.T) {
	seen := map[string]int{}
	for n := range 20000 {
		id := settings.NewCamera(n, settings.LPR).Identity
		for _, s := range []string{id.Name, id.MAC, id.Serial, id.IP} {
			if before, ok := seen[s]; ok {
				t.Fatalf("cameras %d and %d share %s", before, n, s)
			}
			seen[s] = n
		}
	}
}

func TestClonesAreDeep(t *testing.T) {
	c := settings.NewCamera(0, settings.Modern)
	c.Servers = []settings.Server{settings.NewServer(1)}
	c.Servers[0].Types = []settings.AlarmType{settings.All}
	c.Rules.Match.List = []settings.KnownFace{{Name: "Anna", Look: 7}}
	c.Rules.Schedules = map[settings.AlarmType]settings.Schedule{settings.Motion: {}}
	c.Rules.AlarmOut = map[settings.AlarmType]bool{settings.Motion: true}
	copied := settings.CloneCamera(c)
	copied.Rules.Match.List[0].Name = "Ben"
	copied.Rules.Schedules[settings.Sensor] = settings.Schedule{Custom: true}
	copied.Rules.AlarmOut[settings.Motion] = false
	if c.Rules.Match.List[0].Name != "Anna" || len(c.Rules.Schedules) != 1 || !c.Rules.AlarmOut[settings.Motion] {
		t.Error("the copy shares lists of faces, schedules or outputs")
	}
	copied.Servers[0].Types[0] = settings.Motion
	copied.Rules.Zones[0].Points[0] = viewtron.Point{X: 1}
	copied.Rules.Lines[0].Name = "other"
	if c.Servers[0].Types[0] != settings.All || c.Rules.Zones[0].Points[0].X == 1 || c.Rules.Lines[0].Name == "other" {
		t.Error("the copy shares memory")
	}
	r := settings.NewRecorder(0, 4)
	r.Groups[0].Plates = []settings.PlateEntry{{Number: "A"}}
	other := settings.CloneRecorder(r)
	other.Groups[0].Plates[0].Number = "B"
	other.Channels[0].Rules.Zones[0].Points[0].X = 1
	if r.Groups[0].Plates[0].Number != "A" || r.Channels[0].Rules.Zones[0].Points[0].X == 1 {
		t.Error("the copy shares memory")
	}
}

func TestProblemsOfCameras(t *testing.T) {
	for _, test := range []struct {
		name, field string
		spoil       func(*settings.Camera)
	}{
		{"four servers", "Servers", func(c *settings.Camera) { c.Servers = append(c.Servers, c.Servers[0], c.Servers[0], c.Servers[0]) }},
		{"the same number twice", "Servers[1].ID", func(c *settings.Camera) { c.Servers = append(c.Servers, c.Servers[0]) }},
		{"heartbeat too fast", "Servers[0].Interval", func(c *settings.Camera) { c.Servers[0].Interval = 29 * time.Second }},
		{"heartbeat too slow", "Servers[0].Interval", func(c *settings.Camera) { c.Servers[0].Interval = 121 * time.Second }},
		{"no address", "Servers[0].Address", func(c *settings.Camera) { c.Servers[0].Address = "" }},
		{"address with a scheme", "Servers[0].Address", func(c *settings.Camera) { c.Servers[0].Address = "http://192.0.2.1" }},
		{"port", "Servers[0].Port", func(c *settings.Camera) { c.Servers[0].Port = 65536 }},
		{"path", "Servers[0].Path", func(c *settings.Camera) { c.Servers[0].Path = "API" }},
		{"path with a line break", "Servers[0].Path", func(c *settings.Camera) { c.Servers[0].Path = "/a\r\nX: y" }},
		{"login without a user", "Servers[0].User", func(c *settings.Camera) { c.Servers[0].Login = true }},
		{"protocol", "Servers[0].Protocol", func(c *settings.Camera) { c.Servers[0].Protocol = "ftp" }},
		{"a type of other models", "Servers[0].Types", func(c *settings.Camera) { c.Servers[0].Types = []settings.AlarmType{settings.Face} }},
		{"push", "Push", func(c *settings.Camera) { c.Push = "V3" }},
		{"nine corners", "Rules.Zones[0].Points", func(c *settings.Camera) { c.Rules.Zones[0].Points = make([]viewtron.Point, 9) }},
		{"two corners", "Rules.Zones[0].Points", func(c *settings.Camera) { c.Rules.Zones[0].Points = make([]viewtron.Point, 2) }},
		{"a corner outside", "Rules.Zones[0].Points", func(c *settings.Camera) { c.Rules.Zones[0].Points[1].X = 10001 }},
		{"a line that is a point", "Rules.Lines[0].End", func(c *settings.Camera) { c.Rules.Lines[0].End = c.Rules.Lines[0].Start }},
		{"five zones", "Rules.Zones[9]", func(c *settings.Camera) {
			for range 4 {
				c.Rules.Zones = append(c.Rules.Zones, settings.NewZone(settings.Perimeter))
			}
		}},
		{"sensitivity", "Rules.Zones[0].Filter.CarSensitivity", func(c *settings.Camera) { c.Rules.Zones[0].Filter.CarSensitivity = 0 }},
		{"sensitivity to sounds", "Rules.Sound.Sensitivity", func(c *settings.Camera) { c.Rules.Sound = settings.SoundException{Switch: settings.Switch{On: true}} }},
		{"nothing to look for", "Rules.Abnormal.On", func(c *settings.Camera) {
			c.Rules.Abnormal = settings.VideoException{Switch: settings.Switch{On: true}}
		}},
		{"a face without a name", "Rules.Match.List[0].Name", func(c *settings.Camera) { c.Rules.Match.List = []settings.KnownFace{{Look: 7}} }},
		{"largest plate", "Rules.Plates.MaxWidth", func(c *settings.Camera) { c.Rules.Plates.MinWidth, c.Rules.Plates.MaxWidth = 900, 800 }},
		{"smallest plate", "Rules.Plates.MinWidth", func(c *settings.Camera) { c.Rules.Plates.MinWidth = -1 }},
		{"grid", "Rules.Cells.Rows", func(c *settings.Camera) { c.Rules.Cells.Rows[3] = "012" }},
		{"brightness", "Image.Bright", func(c *settings.Camera) { c.Image.Bright = 101 }},
		{"zone of the clock", "Clock.Zone", func(c *settings.Camera) { c.Clock.Zone = "Moon/Base" }},
		{"list of a plate", "Plates[0].Group", func(c *settings.Camera) {
			c.Plates = []settings.PlateEntry{{Number: "A1", Group: "strangerList"}}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := settings.NewCamera(0, settings.Classic)
			s := settings.NewServer(1)
			s.Address = "192.0.2.53"
			c.Servers = []settings.Server{s}
			if err := settings.CheckCamera(&c); err != nil {
				t.Fatal(err)
			}
			test.spoil(&c)
			var p settings.Problems
			if err := settings.CheckCamera(&c); !errors.As(err, &p) || p.Of(test.field) == "" {
				t.Errorf("got %v, want a problem of %s", err, test.field)
			}
		})
	}
}

func TestProblemsOfRecorders(t *testing.T) {
	r := settings.NewRecorder(0, 8)
	r.Post.Enable, r.Post.Port, r.Post.Anonymous = true, 0, false
	r.Post.Events = []string{"regionIntrusion", "nothing"}
	var p settings.Problems
	if !errors.As(settings.CheckRecorder(&r), &p) {
		t.Fatal("nothing is wrong")
	}
	for _, field := range []string{"Post.Address", "Post.Port", "Post.User", "Post.Password", "Post.Events"} {
		if p.Of(field) == "" {
			t.Errorf("no problem of %s in %v", field, p)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, l := range settings.TypeLabels() {
		if l.Recorder != "" && l.Recorder != viewtron.SmartType(l.Detection, viewtron.LayoutRecorder) {
			t.Errorf("%s: a recorder says %q", l.Type, l.Recorder)
		}
		if l.Type == settings.All {
			continue
		}
		if got, ok := settings.TypeOf(l.Detection); !ok || got != l.Type {
			t.Errorf("TypeOf(%s) = %s", l.Detection, got)
		}
	}
	if n := len(settings.RecorderEvents()); n != 7 {
		t.Errorf("%d events of recorders, want 7", n)
	}
}

func TestPlatesExpire(t *testing.T) {
	day := time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)
	list := []settings.PlateEntry{{Number: "KLM4821", Group: settings.WhiteList, Begin: day, End: day.Add(24 * time.Hour)}}
	for _, test := range []struct {
		at   time.Time
		want bool
	}{{day.Add(-1), false}, {day, true}, {day.Add(24 * time.Hour), true}, {day.Add(25 * time.Hour), false}} {
		if _, got := settings.Match(list, "klm4821", test.at); got != test.want {
			t.Errorf("at %v: %v, want %v", test.at, got, test.want)
		}
	}
}

func TestConfigAfterAReboot(t *testing.T) {
	c := settings.NewConfig(settings.NewCamera(0, settings.LPR), settings.CloneCamera, settings.CheckCamera)
	c.Reboot = true
	_, changed := c.InForce()
	if err := c.Save(func(c *settings.Camera) error { c.Identity.Name = "New"; return nil }); err != nil {
		t.Fatal(err)
	}
	if now, _ := c.InForce(); now.Identity.Name == "New" || c.Saved().Identity.Name != "New" || !c.Pending() {
		t.Error("what was saved is in force before the reboot")
	}
	c.Restart()
	<-changed
	if now, _ := c.InForce(); now.Identity.Name != "New" || c.Pending() {
		t.Error("what was saved is not in force after the reboot")
	}
	err := c.Save(func(c *settings.Camera) error { c.Identity.Name = ""; return nil })
	if err == nil || !strings.Contains(err.Error(), "Identity.Name") {
		t.Errorf("got %v, want a problem of the name", err)
	}
	if got := c.Saved().Identity.Name; got != "New" {
		t.Errorf("the name is %q after a refused change", got)
	}
}
