//go:build unix

package e2e_test

import (
	"bufio"
	"flag"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim/browsertest"
	"github.com/watchpost/watchpost/viewtron"
)

// pictures is a folder for pictures of the pages, to look at.
var pictures = flag.String("pictures", "", "write pictures of simulated devices' pages into this folder")

// simulated starts watchpost simulate and returns the address of the page that it
// prints. It ends with the test.
func simulated(t *testing.T, args ...string) (page string) {
	t.Helper()
	cmd := e2e.Command(t, append(append([]string{"simulate"}, args...), "--listen", "127.0.0.1:0", "--quiet")...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // it is killed at the end of the test
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "Page "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }() // until the process ends
			return strings.TrimSpace(url)
		}
	}
	t.Fatal("the simulator prints no address of its page")
	return ""
}

// loggedIn is a browser on a device's page, logged in.
func loggedIn(t *testing.T, page string) *browsertest.Browser {
	t.Helper()
	b := browsertest.New(t)
	complaints := b.Complaints()
	t.Cleanup(func() {
		if all := complaints.All(); len(all) > 0 {
			t.Errorf("the browser complains: %q", all)
		}
	})
	b.Open(page)
	b.Fill("User Name", "admin")
	b.Fill("Password", "watchpost")
	b.Click("Log in")
	b.Sees("Log out")
	return b
}

// keep keeps a picture of the page, where pictures are wanted.
func keep(b *browsertest.Browser, name string) {
	if *pictures != "" {
		b.Picture(filepath.Join(*pictures, name+".png"))
	}
}

// arrives waits until an event of each type has arrived, with so many pictures that
// can be read.
func arrives(t *testing.T, i *e2e.Instance, images int, types ...string) {
	t.Helper()
	for _, kind := range types {
		var e client.Event
		eventually(t, kind+" at the receiver", func() bool {
			page, err := i.Client(t).Events(t.Context(), client.Query{Filter: client.Filter{Types: []string{kind}, Has: []string{"image"}}})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Items) > 0 {
				e = page.Items[0]
			}
			return len(page.Items) > 0
		})
		if len(e.Images) != images || len(e.Flags) > 0 {
			t.Errorf("%s has %d images, want %d, and flags %q", kind, len(e.Images), images, e.Flags)
		}
		for n := range e.Images {
			if data, err := i.Client(t).Image(t.Context(), e.ID, n); err != nil || !viewtron.IsJPEG(data) {
				t.Errorf("image %d of %s is no JPEG: %v", n, kind, err)
			}
		}
	}
}

// TestCameraIsSetUpByItsPage follows the setup guide of cameras, click by click, and
// sees events arrive.
func TestCameraIsSetUpByItsPage(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	host, port, err := net.SplitHostPort(i.Devices)
	if err != nil {
		t.Fatal(err)
	}
	page := simulated(t, "camera", "--speed", "2")
	b := loggedIn(t, page)
	b.Click("Network")
	b.Click("HTTP POST")
	b.Sees("No server yet. Press Edit, then Add.")
	b.Click("Edit")
	b.Sees("Edit HTTP POST")
	b.Click("Add")
	b.Tick("Enable", true)
	b.Choose("Protocol Type", "http")
	b.Fill("Domain/IP", host)
	b.Fill("Server Port", port)
	b.Fill("Path", "/API")
	b.Tick("Send heartbeat", true)
	for _, label := range []string{
		"Alarm status data", "Smart event data", "Original picture", "Target picture", "Region Intrusion", "Line Crossing",
	} {
		b.Tick(label, true)
	}
	keep(b, "camera-edit")
	b.Click("Save")
	b.Sees("The new settings are in force.")
	b.Sees("Online")
	keep(b, "camera-servers")
	arrives(t, i, 2, "region_intrusion", "line_crossing")
	for _, e := range events(t, i) {
		if e.Type != "region_intrusion" && e.Type != "line_crossing" {
			t.Errorf("%s arrived, which was not ticked", e.Type)
		}
		if e.Device.Name != "Front Yard" || e.Source != "camera" {
			t.Errorf("%s is of %+v, %s", e.Type, e.Device, e.Source)
		}
	}
	if answer := ask(t, page+"/GetHttpPostConfig"); !strings.Contains(answer, port) {
		t.Errorf("the API does not tell what the page was told: %.300q", answer)
	}
	b.Click("Live")
	b.Until(`document.querySelector("[data-refresh]")?.naturalWidth === 1280`)
	keep(b, "camera-live")
	b.Click("Event")
	b.Sees("Add Area")
	b.Until(`[...document.images].every((image) => image.complete)`)
	keep(b, "camera-event")
}

// ask asks a device's API.
func ask(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("admin", "watchpost")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestCameraNeedsAReboot sets up a plate camera whose firmware needs a reboot before
// anything is posted.
func TestCameraNeedsAReboot(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	host, port, err := net.SplitHostPort(i.Devices)
	if err != nil {
		t.Fatal(err)
	}
	b := loggedIn(t, simulated(t, "camera", "--model", "lpr", "--needs-reboot", "--speed", "3"))
	b.Click("Network")
	b.Click("Advanced")
	b.Sees("Push Protocol Version")
	b.Click("Edit")
	b.Click("Add")
	b.Tick("Enable", true)
	b.Fill("Domain/IP", host)
	b.Fill("Server Port", port)
	b.Fill("Path", "/API")
	b.Tick("Send heartbeat", true)
	for _, label := range []string{"Smart event data", "Original picture", "Target picture", "License Plate Detection"} {
		b.Tick(label, true)
	}
	b.Click("Save")
	b.Sees("A reboot is needed.")
	keep(b, "camera-reboot")
	devices, err := i.Client(t).Devices(t.Context(), client.Paging{})
	if err != nil || len(devices.Items) > 0 {
		t.Errorf("before the reboot %d devices have posted, %v", len(devices.Items), err)
	}
	b.Click("Reboot")
	b.Sees("Rebooting")
	b.Sees("Online")
	b.SeesNot("A reboot is needed.")
	arrives(t, i, 2, "license_plate")
}

// TestRecorderIsSetUpByItsPage follows the setup guide of recorders, click by click:
// the Test button fails, then succeeds, and events arrive.
func TestRecorderIsSetUpByItsPage(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	host, port, err := net.SplitHostPort(i.Devices)
	if err != nil {
		t.Fatal(err)
	}
	b := loggedIn(t, simulated(t, "nvr", "--speed", "2"))
	b.Click("Network")
	b.Click("HTTP POST")
	b.Tick("Enable", true)
	b.Fill("Server Address", host)
	b.Fill("Port", "1")
	b.Fill("Path", "/API")
	b.Choose("Protocol", "HTTP")
	b.Tick("Anonymous Login", true)
	b.Choose("Schedule", "24x7")
	b.Tick("Snap", true)
	b.Tick("Original", true)
	b.Click("Configure")
	b.Sees("Send Event")
	b.Choose("Event", "Line Crossing", "Region Intrusion", "Face Detection", "Plate Recognition")
	b.Click("Send the selected events") // >>
	b.Until(`document.querySelector("#right").length === 4`)
	b.Click("OK")
	b.Click("Test")
	b.Sees("Test failed.")
	b.Fill("Port", port)
	b.Click("Test")
	b.Sees("Test succeeded.")
	keep(b, "recorder-test")
	b.Click("Apply")
	b.Sees("The new settings are in force.")
	arrives(t, i, 2, "region_intrusion", "face", "license_plate")
	for _, e := range events(t, i) {
		if e.Source != "nvr" || e.Type == "line_counting" {
			t.Errorf("%s arrived, of %s", e.Type, e.Source)
		}
	}
}
