package page_test

import (
	"flag"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/browsertest"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// pictures is a folder for pictures of the pages, to look at.
var pictures = flag.String("pictures", "", "write pictures of the pages into this folder")

// open logs in with a browser, as a person does.
func (s *site) open() *browsertest.Browser {
	b := browsertest.New(s.T)
	complaints := b.Complaints()
	s.Cleanup(func() {
		if all := complaints.All(); len(all) > 0 {
			s.Errorf("the browser complains: %q", all)
		}
	})
	b.Open(s.URL)
	b.Fill("User Name", "admin")
	b.Fill("Password", "watchpost")
	b.Click("Log in")
	b.Sees("Log out")
	return b
}

// The setup guide of cameras, click by click.
func TestCameraGuide(t *testing.T) {
	s := newCamera(t, settings.Classic)
	b := s.open()
	b.Click("Network")
	b.Click("HTTP POST")
	b.Sees("No server yet. Press Edit, then Add.")
	b.Click("Edit")
	b.Sees("Edit HTTP POST")
	b.Click("Add")
	b.Sees("Nothing is ticked: no detection will be posted.")
	b.Tick("Enable", true)
	b.Choose("Protocol Type", "http")
	b.Fill("Domain/IP", "192.0.2.53")
	b.Fill("Server Port", "5002")
	b.Fill("Path", "/API")
	b.Tick("Send heartbeat", true)
	b.Fill("Heartbeat Interval", "10")
	for _, label := range []string{"Smart event data", "Original picture", "Target picture", "Region Intrusion", "Line Crossing"} {
		b.Tick(label, true)
	}
	b.SeesNot("Nothing is ticked")
	b.Click("Save")
	b.Until(`document.querySelector(".problem")?.innerText === "30 to 120 seconds"`) // it was a hint before
	b.Fill("Heartbeat Interval", "90")
	b.Click("Save")
	b.Sees("The new settings are in force.")
	want := []settings.Server{{
		ID: 1, Enable: true, Protocol: "http", Address: "192.0.2.53", Port: 5002, Path: "/API", Persistent: true, Heartbeat: true,
		Interval: 90 * time.Second, Events: true, Original: true, Target: true, Types: []settings.AlarmType{settings.Perimeter, settings.Tripwire},
	}}
	if got := s.camera.Saved().Servers; !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	b.Sees("Offline")
	s.engine.setOnline(1, true)
	b.Sees("Online")

	// Two more, then no more; and Cancel leaves all as it was.
	b.Click("Edit")
	b.Sees("Edit HTTP POST")
	b.Click("Add")
	b.Until(`document.querySelectorAll("[data-entry]").length === 2`)
	b.Click("Add")
	b.Until(`document.querySelectorAll("[data-entry]").length === 3`)
	b.Click("Add")
	b.Sees("There is room for 3 servers. Delete one first.")
	b.Click("Delete server 1")
	b.Until(`document.querySelectorAll("[data-entry]").length === 2`)
	b.Click("Cancel")
	b.SeesNot("Edit HTTP POST")
	if got := s.camera.Saved().Servers; !reflect.DeepEqual(got, want) {
		t.Errorf("after Cancel: got\n%+v\nwant\n%+v", got, want)
	}
}

// The setup guide of licence plate cameras: the newer page, and the reboot.
func TestPlateCameraGuide(t *testing.T) {
	s := newCamera(t, settings.LPR)
	s.camera.Reboot = true
	b := s.open()
	b.Click("Network")
	b.Click("Advanced")
	b.Sees("Push Protocol Version")
	if got := b.Value("Push Protocol Version"); got != "V1" {
		t.Errorf("got the dialect %q, want V1", got)
	}
	b.Click("Edit")
	b.Sees("Edit HTTP Notification")
	b.Click("Add")
	b.Tick("Enable", true)
	b.Fill("Domain/IP", "192.0.2.53")
	b.Fill("Server Port", "5002")
	b.Fill("Path", "/API")
	b.Choose("Connection Type", "Persistent connection")
	b.Fill("Heartbeat Interval", "30")
	for _, label := range []string{"Smart event data", "Original picture", "Target picture", "License Plate Detection"} {
		b.Tick(label, true)
	}
	b.Click("Save")
	b.Sees("A reboot is needed.")
	b.Click("Reboot")
	b.Sees("Rebooting")
	if _, changed := s.camera.InForce(); !s.camera.Pending() || changed == nil {
		t.Error("what was saved is in force before the reboot is over")
	}
	s.camera.Restart()
	s.engine.setRebooting(false)
	b.Sees("HTTP Notification")
	b.SeesNot("A reboot is needed.")
	got, _ := s.camera.InForce()
	if len(got.Servers) != 1 || !slices.Equal(got.Servers[0].Types, []settings.AlarmType{settings.LicensePlate}) {
		t.Errorf("in force are %+v", got.Servers)
	}

	b.Click("Config")
	b.Click("Plate List")
	b.Click("Add")
	b.Fill("Plate Number", "klm4821")
	b.Choose("List Type", "Allow list")
	b.Click("Save")
	b.Sees("KLM4821 was added.")
	b.Click("Delete KLM4821")
	b.Sees("KLM4821 was deleted.")
}

// The setup guide of recorders, click by click.
func TestRecorderGuide(t *testing.T) {
	s := newRecorder(t)
	b := s.open()
	b.Click("Network")
	b.Click("HTTP POST")
	b.Tick("Enable", true)
	b.Fill("Server Address", "192.0.2.53")
	b.Fill("Port", "5002")
	b.Fill("Path", "/API")
	b.Choose("Protocol", "HTTP")
	b.Choose("Connection", "Non-Persistent Connection")
	b.Tick("Anonymous Login", true)
	b.Fill("Interval Time(s)", "10")
	b.Choose("Schedule", "24x7")
	b.Tick("Snap", true)
	b.Tick("Original", true)
	b.Click("Configure")
	b.Sees("Send Event")
	b.Choose("Event", "Line Crossing", "Region Intrusion", "Plate Recognition")
	b.Click("Send the selected events") // >>
	b.Until(`document.querySelector("#right").length === 3`)
	b.Choose("Send Event", "Line Crossing")
	b.Click("Do not send the selected events") // <<
	b.Until(`document.querySelector("#right").length === 2`)
	b.Click("OK")
	b.Sees("Sent: Region Intrusion, Plate Recognition.")
	if got := s.recorder.Saved().Post.Events; len(got) != 0 {
		t.Errorf("got %v before Apply, want nothing", got)
	}
	b.Click("Test")
	b.Sees("Test succeeded. http://192.0.2.53:5002/API answered the heartbeat.")
	b.Click("Apply")
	b.Sees("The new settings are in force.")
	got := s.recorder.Saved().Post
	want := settings.RecorderPost{
		Enable: true, Address: "192.0.2.53", Port: 5002, Path: "/API", Anonymous: true, Interval: 10 * time.Second, Snap: true, Original: true,
		Events: []string{"regionIntrusion", "vehicle"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}

	b.Click("HTTP POST")
	b.SeesNot("The new settings are in force.")
	b.Choose("Schedule", "Custom")
	b.Click("Clear all")
	b.Drag(`[name=hour][value="1-8"]`, `[name=hour][value="2-9"]`, .5, .5)
	b.Click("Apply")
	b.Sees("The new settings are in force.")
	hours := s.recorder.Saved().Post.Schedule.Hours
	if hours[1]&(1<<8) == 0 || hours[2]&(1<<9) == 0 || hours[3] != 0 {
		t.Errorf("painted are %b", hours)
	}
}

func TestZonesAreDrawn(t *testing.T) {
	s := newCamera(t, settings.Classic)
	b := s.open()
	zones := func() (mine []settings.Zone) {
		return slices.DeleteFunc(s.camera.Saved().Rules.Zones, func(z settings.Zone) bool { return z.Type != settings.Perimeter })
	}
	b.Click("Event")
	b.Sees("Add Area")
	b.Click("Add Area")
	b.Sees("Area 2")
	b.Drag(`[data-handle="1 0"]`, "svg.drawing", .1, .2)
	b.Drag(`[data-handle="1 0 new"]`, "svg.drawing", .5, .1)
	b.Fill("Name", "Drive")
	b.Tick("Motorcycle", false)
	b.Click("Save")
	b.Sees("The new settings are in force.")
	got := zones()
	if len(got) != 2 || got[1].Name != "Drive" || got[1].Filter.Motor || len(got[1].Points) != 5 ||
		!near(got[1].Points[0], 1000, 2000) || !near(got[1].Points[1], 5000, 1000) {
		t.Fatalf("got %+v", got)
	}
	b.Click("Area 2")
	b.Click("Delete Area 2")
	b.SeesNot("Area 2")
	b.Click("Save")
	b.Sees("The new settings are in force.")
	if got := zones(); len(got) != 1 {
		t.Errorf("got %d zones after Delete, want 1", len(got))
	}

	b.Click("Line Crossing")
	b.Sees("Add Line")
	b.Drag(`[data-handle="0 1"]`, "svg.drawing", .8, .9)
	b.Choose("Direction", "To the right, or upwards")
	b.Click("Save")
	b.Sees("The new settings are in force.")
	for _, l := range s.camera.Saved().Rules.Lines {
		if l.Type == settings.Tripwire && (!near(l.End, 8000, 9000) || l.Direction != "rightortop") {
			t.Errorf("got %+v", l)
		}
	}
}

// near says whether a point is where the pointer was, but for the pixel.
func near(p viewtron.Point, x, y int32) bool {
	return max(p.X-x, x-p.X) <= 40 && max(p.Y-y, y-p.Y) <= 40
}

// No page is wider than a phone. With -pictures they can be looked at.
func TestPagesFit(t *testing.T) {
	camera, recorder := newCamera(t, settings.Modern), newRecorder(t)
	camera.login().post(edit, append(
		entry("1", "receiver.example.net", "1.Events", "on", "1.Original", "on", "1.Target", "on", "1.Types", "PERIMETER", "1.Types", "VEHICLE"),
		entry("2", "192.0.2.54", "2.AlarmStatus", "on")...)...)
	camera.engine.setOnline(1, true)
	camera.post("/config/plates/add", "Number", "KLM4821", "Group", "whiteList", "Forever", "on", "Owner", "Ann Lee")
	camera.post("/config/plates/add", "Number", "TX88ZB", "Group", "temporaryList", "Begin", "2026-01-01T00:00", "End", "2026-01-31T23:59")
	recorder.login().post("/network/http-post", filled("event", "lineCrossing", "event", "vehicle")...)
	b := camera.open()
	look := func(name string) {
		for _, size := range []struct {
			name          string
			width, height int64
		}{{"desktop", 1280, 900}, {"phone", 390, 844}} {
			for _, scheme := range []string{"light", "dark"} {
				b.Look(size.width, size.height, scheme == "dark")
				if b.Overflows() {
					t.Errorf("%s is wider than a %s", name, size.name)
				}
				if *pictures != "" {
					b.Picture(filepath.Join(*pictures, name+"-"+size.name+"-"+scheme+".png"))
				}
			}
		}
		b.Look(1280, 900, false)
	}
	for name, path := range map[string]string{
		"live": "/live", "servers": "/network/http-post", "edit": "/network/http-post/edit", "zones": "/event/loitering-detection",
		"lines": "/event/line-crossing", "motion": "/event/motion-detection", "plate-rule": "/config/license-plate", "plates": "/config/plates",
		"add-plate": "/config/plates/add", "clock": "/config/date-time", "schedule": "/event/schedule?type=MOTION",
		"face-match": "/event/face-match", "alarm-input": "/event/alarm-input", "video-exception": "/event/video-exception", "device": "/system/device", "tcp-ip": "/network/tcp-ip",
	} {
		b.Open(camera.URL + path)
		b.Until(`[...document.images].every((image) => image.complete)`)
		look(name)
	}
	b.Click("Log out")
	b.Sees("The simulator says both when it starts.")
	look("login")
	b.Open(recorder.URL)
	b.Fill("User Name", "admin")
	b.Fill("Password", "watchpost")
	b.Click("Log in")
	b.Sees("Channel")
	look("recorder-cameras")
	b.Open(recorder.URL + "/network/http-post")
	b.Choose("Schedule", "Custom")
	b.Click("Test")
	b.Sees("Test succeeded.")
	look("recorder-post")
	b.Click("Configure")
	b.Sees("Send Event")
	look("recorder-events")
	b.Click("Cancel")
	b.SeesNot("Send Event")
	recorder.engine.setRebooting(true)
	b.Open(recorder.URL)
	b.Sees("Rebooting")
	look("rebooting")
}
