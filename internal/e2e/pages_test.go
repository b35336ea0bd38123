//go:build unix

package e2e_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim/browsertest"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// looks are the windows that pages are looked at in.
var looks = []struct {
	name          string
	width, height int64
	dark          bool
}{
	{"desktop-light", 1280, 860, false}, {"desktop-dark", 1280, 860, true},
	{"phone-light", 390, 844, false}, {"phone-dark", 390, 844, true}, {"narrow", 320, 640, false},
}

// visitor is a browser whose complaints fail the test.
func visitor(t *testing.T) *browsertest.Browser {
	t.Helper()
	b := browsertest.New(t)
	complaints := b.Complaints()
	t.Cleanup(func() {
		if all := complaints.All(); len(all) > 0 {
			t.Errorf("the browser complains: %q", all)
		}
	})
	return b
}

// TestPagesAtEverySize opens each page in windows of all sizes, light and dark:
// nothing is wider than the window, and the browser has nothing to complain of.
func TestPagesAtEverySize(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	for name := range eventTypes {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	plated, err := i.Client(t).Events(t.Context(), client.Query{Filter: client.Filter{Types: []string{"license_plate"}}})
	if err != nil || len(plated.Items) == 0 {
		t.Fatalf("events with plates: %+v, %v", plated.Items, err)
	}
	followed(t, i)
	plated, err = i.Client(t).Events(t.Context(), client.Query{Filter: client.Filter{Types: []string{"license_plate"}}})
	if err != nil || plated.Items[0].Incident == "" {
		t.Fatalf("incidents of events with plates: %+v, %v", plated.Items, err)
	}
	b := visitor(t)
	for name, page := range map[string]struct{ path, reads string }{
		"live":     {"/", "Live"},
		"large":    {"/?camera=" + plated.Items[0].Camera.ID, "Last events"},
		"timeline": {"/timeline", "Today"},
		"event":    {"/events/" + plated.Items[0].ID, "In the device's words"},
		"incident": {"/incidents/" + plated.Items[0].Incident, "Its events"},
		"together": {"/timeline?view=incidents", "An incident is what belongs together"},
		"plates":   {"/plates?q=KLM4B21", "KLM4821"},
		"plate":    {"/plates/KLM4821", "When it comes"},
		"devices":  {"/devices", "Recorder One"},
		"counts":   {"/counts?vs=week", "By camera and type"},
		"report":   {"/report?range=7d&vs=before", "To look at"},
		"camera":   {"/cameras/" + plated.Items[0].Camera.ID + "?target=plate", "Where they were"},
		"device":   {"/devices/" + plated.Items[0].Device.ID, "What it sends"},
		"requests": {"/requests", "Every request"},
		"guide":    {"/devices/add", "Heard from"},
		"error":    {"/events/nothing", "It is not there"},
	} {
		for n, l := range looks {
			if e2e.Race && n%2 != 0 {
				continue // the shorter form
			}
			b.Look(l.width, l.height, l.dark)
			b.Open(i.Web + page.path)
			b.Sees(page.reads)
			if b.Overflows() {
				t.Errorf("%s, %s: wider than the window", name, l.name)
			}
			if *pictures != "" {
				b.Picture(filepath.Join(*pictures, fmt.Sprintf("%s-%s.png", name, l.name)))
			}
		}
	}
}

// TestFirstPostOnThePage waits on the page for a device, which then posts.
func TestFirstPostOnThePage(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	b := visitor(t)
	b.Open(i.Web + "/")
	b.Sees("Waiting for the first post")
	b.Click("Point your devices here")
	b.Sees("Waiting for the first post …")
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))
	b.Sees("Heard from")
	b.Sees("Front yard")
	b.Click("Live")
	b.Sees("Person in zone")
	// The wall follows by itself.
	post(t, i, read(t, ownPosts+"recorder-line.xml"))
	b.Sees("crossed the line")
}

// TestBoxesMoveOnTheWall: where a camera tells that a target is, its box is; and it
// is gone when the target is.
func TestBoxesMoveOnTheWall(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	cam := viewtrontest.NewCamera(1)
	var x atomic.Int32
	see := func() {
		at := x.Load()
		m := cam.Tracking(time.Now(), viewtrontest.Target{ID: 7, Type: viewtron.TargetPerson, Box: viewtron.Box{X1: at, Y1: 3000, X2: at + 800, Y2: 7000}})
		body, err := viewtron.Encode(m)
		if err == nil {
			_, _, err = i.Post("/API", "application/xml", body)
		}
		if err != nil {
			t.Error(err)
		}
	}
	x.Store(1000)
	see()
	stop := make(chan struct{})
	var camera sync.WaitGroup
	camera.Go(func() {
		tick := time.NewTicker(time.Second / 7)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				see()
			case <-stop:
				return
			}
		}
	})
	end := sync.OnceFunc(func() { close(stop); camera.Wait() })
	defer end()
	b := visitor(t)
	b.Open(i.Web + "/")
	for _, at := range []int32{1000, 2000, 3000} {
		x.Store(at)
		b.Until(fmt.Sprintf(`document.querySelector(".moving .box")?.getAttribute("x") === "%d%%"`, at/100))
	}
	b.Sees("1 in view")
	end()
	b.Until(`document.querySelector(".moving") === null`)
	b.SeesNot("1 in view")
}

// TestTimelineFlow narrows the timeline, opens an event with the keyboard, pins it,
// and finds a plate by a misread text.
func TestTimelineFlow(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	for _, name := range []string{"camera-intrusion", "recorder-plate", "camera-faces"} {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	b := visitor(t)
	b.Open(i.Web + "/timeline")
	b.Until(`document.querySelectorAll(".card").length === 3`)
	b.Open(i.Web + "/timeline?target=plate")
	b.Until(`document.querySelectorAll(".card").length === 1`)
	b.Sees("KLM4821")
	b.Until(`(document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true})), document.activeElement.matches(".card"))`)
	b.Until(`document.activeElement.click() === undefined`)
	b.Sees("Residents")
	b.Click("Pin")
	b.Sees("Unpin")
	eventually(t, "the event is pinned", func() bool {
		all := events(t, i)
		for _, e := range all {
			if e.Plate == "KLM4821" {
				return e.Pinned
			}
		}
		return false
	})
	b.Open(i.Web + "/plates")
	b.Fill("Search a plate, also misread: O or 0, B or 8, * for any", "KLMA8Z1")
	b.Click("Search")
	b.Sees("KLM4821")
}

// TestNewEventsArriveOnTop: a page that is open shows what comes, in its order.
func TestNewEventsArriveOnTop(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))
	b := visitor(t)
	b.Open(i.Web + "/timeline")
	b.Until(`document.querySelectorAll(".card").length === 1`)
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	b.Until(`document.querySelectorAll(".card").length === 2`)
	post(t, i, read(t, ownPosts+"recorder-line.xml"))
	b.Until(`document.querySelectorAll(".card").length === 3`)
	b.Until(`[...document.querySelectorAll(".card time")].map((t) => t.dateTime).every((t, i, all) => i === 0 || t <= all[i - 1])`)
	b.Until(`document.querySelectorAll(".day").length === 1 && document.querySelector("event-list > .day") !== null`)
}

// TestLoginOnThePage makes the first administrator, logs out, and comes back to the
// page that was asked for.
func TestLoginOnThePage(t *testing.T) {
	const password = "correct horse battery"
	i := e2e.Start(t, e2e.Options{Plain: true})
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))
	b := browsertest.New(t) // what is refused is an error to its console
	b.Open(i.Web + "/timeline")
	b.Click("Nobody has to log in here. Change that")
	b.Fill("Name", "Ann")
	b.Fill("Password", password)
	b.Click("Make and log in")
	b.Sees("Log out")
	b.Click("Log out")
	b.Sees("Password")
	if *pictures != "" {
		b.Picture(filepath.Join(*pictures, "login.png"))
	}
	b.Open(i.Web + "/plates?q=KLM")
	b.Fill("Name", "Ann")
	b.Fill("Password", "wrong horse battery")
	b.Click("Log in")
	b.Sees("The name or the password is wrong")
	b.Fill("Password", password)
	b.Click("Log in")
	b.Sees("No plate is like")
	if got := b.Path(); got != "/plates?q=KLM" {
		t.Errorf("after the login it is %s", got)
	}
	b.Open(i.Web + "/login?next=//evil.example/")
	b.Until(`document.querySelector("#sign [name=next]").value === "/"`)
}

// TestPagesBelowABase: behind a proxy that has the pages under a path, everything
// leads below it.
func TestPagesBelowABase(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true, Args: []string{"--web-base-path", "/watch"}})
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	b := visitor(t)
	b.Open(i.Web + "/watch/")
	b.Sees("KLM4821")
	b.Click("Timeline")
	b.Until(`document.querySelectorAll(".card").length === 1 && document.documentElement.classList.contains("ready")`)
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))
	b.Until(`document.querySelectorAll(".card").length === 2`)
	b.Until(`[...document.querySelectorAll("a, img, link, script")].every((e) => new URL(e.href ?? e.src).pathname.startsWith("/watch/"))`)
}
