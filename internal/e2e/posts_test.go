//go:build unix

package e2e_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

const ownPosts = "../../viewtron/testdata/posts/"

// eventTypes are the types of the events in the posts of package viewtron.
var eventTypes = map[string]string{
	"camera-entry": "region_entry", "camera-faces": "face", "camera-intrusion": "region_intrusion", "camera-line": "line_crossing",
	"camera-metadata": "video_metadata", "camera-motion": "motion", "camera-plate-531": "license_plate", "camera-plate-classic": "license_plate",
	"recorder-count-area": "area_counting", "recorder-count-line": "line_counting", "recorder-faces": "face",
	"recorder-intrusion": "region_intrusion", "recorder-line": "line_crossing", "recorder-metadata": "video_metadata", "recorder-plate": "license_plate",
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEveryKindOfPostAppears posts each kind of post that devices send, and finds
// it on the console and in the API.
func TestEveryKindOfPostAppears(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Args: []string{"--keep-raw"}})
	c := i.Client(t)
	n := 0
	for name, typ := range eventTypes {
		body := read(t, ownPosts+name+".xml")
		post(t, i, body)
		n++
		all := events(t, i)
		if len(all) != n {
			t.Fatalf("%s: %d events, want %d", name, len(all), n)
		}
		e := all[n-1]
		if e.Type != typ {
			t.Errorf("%s: got type %s, want %s", name, e.Type, typ)
		}
		if one, err := c.Event(t.Context(), e.ID); err != nil || one.EventID != e.EventID || one.Type != typ {
			t.Errorf("%s: alone it is %+v, %v", name, one, err)
		}
		raw, err := c.Raw(t.Context(), e.ID)
		if err != nil || !bytes.Contains(raw, []byte("<config")) {
			t.Errorf("%s: raw is %.80q, %v", name, raw, err)
		}
		compareImages(t, c, name, e, body)
		eventually(t, name+" stands on the console", func() bool {
			l, ok := consoleLine(i.Printed(), e.ID)
			return ok && l.Msg == "event" && l.Type == typ && l.Camera == e.Camera.ID && l.Images == len(e.Images)
		})
	}

	for _, name := range []string{"keepalive-531", "keepalive-deviceinfo", "keepalive-recorder", "alarm-camera", "alarm-legacy", "alarm-recorder", "tracking"} {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	if got := len(events(t, i)); got != n {
		t.Errorf("%d events after posts that are none, want %d", got, n)
	}
	alarms, err := c.Alarms(t.Context(), client.AlarmQuery{})
	if err != nil || len(alarms.Items) == 0 {
		t.Errorf("alarms: %+v, %v", alarms.Items, err)
	}
	eventually(t, "the tracks appear", func() bool {
		tracks, err := c.Tracks(t.Context(), client.TrackQuery{})
		return err == nil && len(tracks.Items) == 2
	})
	if page, err := c.Quarantine(t.Context(), client.Paging{}); err != nil || len(page.Items) != 0 {
		t.Errorf("quarantine: %+v, %v; want none", page.Items, err)
	}
	if plates, err := c.Plates(t.Context(), client.PlateQuery{}); err != nil || len(plates.Items) == 0 {
		t.Errorf("plates: %+v, %v", plates.Items, err)
	}
}

// TestSamplesAppear posts published captures, where they lie beside the repository.
func TestSamplesAppear(t *testing.T) {
	names, err := filepath.Glob("../../../shared/samples/*/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Skip("skipped: no samples beside the repository")
	}
	i := e2e.Start(t, e2e.Options{})
	n := 0
	for _, name := range names {
		post(t, i, read(t, name))
		if base := filepath.Base(name); !strings.HasPrefix(base, "keepalive") && !strings.HasPrefix(base, "alarm") {
			n++
		}
		if got := events(t, i); len(got) != n || n > 0 && got[n-1].Type == "unknown" {
			t.Fatalf("after %s: %d events, want %d of known types", name, len(got), n)
		}
	}
	devices, err := i.Client(t).Devices(t.Context(), client.Paging{})
	if err != nil || len(devices.Items) < 2 {
		t.Errorf("devices: %+v, %v; want those of cameras and of recorders", devices.Items, err)
	}
}

var base64Data = regexp.MustCompile(`(?s)<(?:source|target)Base64Data[^>]*>(?:<!\[CDATA\[)?([^<\]]*)`)

// compareImages compares the images of an event with those of its post, whatever
// their order. What is no JPEG is kept aside and not served.
func compareImages(t *testing.T, c *client.Client, name string, e client.Event, body []byte) {
	t.Helper()
	sent := map[string]int{}
	for _, m := range base64Data.FindAllSubmatch(body, -1) {
		b, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(m[1]), nil)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(b) > 0 {
			sent[string(b)]++
		}
	}
	for _, img := range e.Images {
		if img.Flag != "" {
			continue
		}
		b, err := c.Image(t.Context(), e.ID, img.N)
		if err != nil || sent[string(b)] == 0 {
			t.Errorf("%s: image %d is none of those that were sent (%d bytes), %v", name, img.N, len(b), err)
			continue
		}
		sent[string(b)]--
	}
	left := 0
	for _, n := range sent {
		left += n
	}
	flagged := 0
	for _, img := range e.Images {
		if img.Flag != "" {
			flagged++
		}
	}
	if left != flagged {
		t.Errorf("%s: %d images do not appear", name, left-flagged)
	}
}

// line is what a line of the console says.
type line struct {
	Msg, ID, Type, Camera, Text string
	Images                      int
}

func consoleLine(printed, id string) (line, bool) {
	for text := range strings.Lines(printed) {
		var l line
		if strings.Contains(text, id) && json.Unmarshal([]byte(text), &l) == nil && l.ID == id {
			return l, true
		}
	}
	return line{}, false
}

// TestConsoleForPeople reads the console as people have it.
func TestConsoleForPeople(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Text: true})
	post(t, i, intrusion(1, time.Now(), picture(t, 640, 480, 1), picture(t, 64, 96, 2)))
	post(t, i, []byte("<config"))
	want := regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d  Yard[^\n]*Person in zone +2 images, \d+ KB$`)
	eventually(t, "the event is told in a line", func() bool { return want.MatchString(i.Printed()) })
	eventually(t, "what was not understood is told", func() bool {
		return strings.Contains(i.Printed(), "not understood, kept aside")
	})
	if strings.ContainsRune(i.Printed(), '\x1b') {
		t.Errorf("colours in what is no terminal:\n%s", i.Printed())
	}
	for _, told := range []string{"Server Port", "Path", "/API", "Web and API", i.Web} {
		if !strings.Contains(i.Printed(), told) {
			t.Errorf("%q is missing at the start:\n%s", told, i.Printed())
		}
	}
}

// TestImages reads an event's pictures back, as they are and smaller.
func TestImages(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Args: []string{"--keep-raw"}})
	c := i.Client(t)
	overview, crop := picture(t, 1280, 720, 80), picture(t, 96, 160, 160)
	post(t, i, intrusion(1, time.Now(), overview, crop))
	all := events(t, i)
	if len(all) != 1 || len(all[0].Images) != 2 {
		t.Fatalf("got %+v, want an event with two images", all)
	}
	e := all[0]
	for n, want := range [][]byte{overview, crop} {
		if got, err := c.Image(t.Context(), e.ID, n); err != nil || !bytes.Equal(got, want) {
			t.Errorf("image %d: %d bytes, %v; want the %d that were sent", n, len(got), err, len(want))
		}
	}
	if img := e.Images[0]; img.Width != 1280 || img.Height != 720 || img.Bytes != len(overview) {
		t.Errorf("the overview is told as %+v", img)
	}
	small, err := c.Thumbnail(t.Context(), e.ID, 0, 320)
	if err != nil {
		t.Fatal(err)
	}
	conf, err := jpeg.DecodeConfig(bytes.NewReader(small))
	if err != nil || conf.Width < 320 || conf.Width >= 1280 || conf.Height*16 != conf.Width*9 {
		t.Errorf("the thumbnail is %+v, %v", conf, err)
	}
	raw, err := c.Raw(t.Context(), e.ID)
	if err != nil || !bytes.Contains(raw, []byte("regionIntrusion")) || len(raw) > 4000 {
		t.Errorf("raw: %d bytes, %v; want the XML without image data", len(raw), err)
	}
	if _, err := c.Event(t.Context(), "01KAXW3V1S8Z6Q4J7T2M9B5C0D"); !client.IsNotFound(err) {
		t.Errorf("an event that is not: %v", err)
	}
}
