//go:build unix

package e2e_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim/browsertest"
)

// gate stands before a server as a proxy does. While it is shut, whoever comes is
// told that there is nothing behind it.
type gate struct {
	*httptest.Server
	shut atomic.Bool
}

func newGate(t *testing.T, to string) *gate {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
	}}
	g := &gate{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if g.shut.Load() {
			http.Error(w, "nothing is behind this", http.StatusBadGateway)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		g.CloseClientConnections()
		g.Close()
	})
	return g
}

// TestLivePage makes a camera large and the wall whole again, by mouse and keyboard,
// and keeps what alerts are wished.
func TestLivePage(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	for _, name := range []string{"camera-intrusion", "recorder-plate"} {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	camera := ""
	for _, e := range events(t, i) {
		if e.Plate == "" {
			camera = e.Camera.ID
		}
	}
	if camera == "" {
		t.Fatal("no camera without plates")
	}
	b := visitor(t)
	b.Open(i.Web + "/")
	b.Click("Front yard, large")
	b.Sees("Last events")
	b.Until(`document.querySelector(".stage .tile.big img").complete && document.activeElement.textContent === "Front yard"`)
	if got := b.Path(); got != "/?camera="+camera {
		t.Errorf("a camera that is large is at %s", got)
	}
	// It follows.
	b.Until(`document.querySelectorAll(".last-events li").length === 1`)
	post(t, i, read(t, ownPosts+"camera-line.xml"))
	b.Until(`document.querySelectorAll(".last-events li").length === 2`)
	// Once: another one would leave the page.
	b.Until(`(window.left ??= dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))) && document.querySelector(".large-camera") === null`)
	b.Until(`location.search === "" && document.activeElement.matches(".wall .view")`)

	// The address alone leads there, and from there everywhere.
	b.Open(i.Web + "/?camera=" + camera)
	b.Sees("Last events")
	b.Click("All cameras")
	b.Until(`document.querySelector(".large-camera") === null && location.search === ""`)
	b.Click("Front yard, large")
	b.Click("Camera page")
	b.Until(`location.pathname === "/cameras/` + camera + `"`)

	b.Open(i.Web + "/")
	b.Until(`[...document.querySelectorAll(".tile .label a")].every((a) => a.getBoundingClientRect().height >= 24)`)
	// Hidden it has no connection; seen again it shows what came, and the keyboard is where it was.
	turn := func(hidden bool) {
		b.Until(fmt.Sprintf(`(Object.defineProperty(document, "hidden", {value: %t, configurable: true}), document.dispatchEvent(new Event("visibilitychange")))`, hidden))
	}
	b.Until(`(document.querySelector(".wall .view").focus(), document.activeElement.matches(".wall .view"))`)
	turn(true)
	b.Until(`document.querySelector("live-wall").end === null`)
	post(t, i, read(t, ownPosts+"recorder-line.xml"))
	turn(false)
	b.Sees("crossed the line")
	b.Until(`document.activeElement.matches(".wall .view")`)

	b.Click("Alerts")
	b.Tick("Sound", true)
	b.Tick("People", true)
	b.Open(i.Web + "/timeline")
	b.Open(i.Web + "/")
	b.Click("Alerts on")
	b.Until(`document.querySelector(".alerts [name=sound]").checked && document.querySelectorAll(".alerts [name=what]:checked").length === 2`)
}

// TestLiveResumes: a page whose connection is lost says so, and what happened
// meanwhile is on it as soon as there is a connection again.
func TestLiveResumes(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	post(t, i, read(t, ownPosts+"camera-intrusion.xml"))
	g := newGate(t, i.Web)
	b := browsertest.New(t) // what the gate refuses is an error to its console
	b.Open(g.URL + "/")
	b.Until(`document.querySelectorAll(".tile").length === 1 && document.querySelector(".lost").hidden`)
	b.Until(`performance.getEntriesByType("resource").length > 0 && document.documentElement.classList.contains("ready")`)
	g.shut.Store(true)
	g.CloseClientConnections()
	post(t, i, read(t, ownPosts+"recorder-line.xml"))
	b.Sees("Connection lost")
	b.Until(`document.querySelectorAll(".tile").length === 1`)
	g.shut.Store(false)
	b.Sees("crossed the line")
	b.Until(`document.querySelectorAll(".tile").length === 2 && document.querySelector(".lost").hidden`)
	// And it follows again.
	post(t, i, read(t, ownPosts+"recorder-plate.xml"))
	b.Sees("KLM4821")
}
