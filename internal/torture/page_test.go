//go:build unix

package torture

import (
	"fmt"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/internal/sim/browsertest"
)

// TestPageMemory leaves the wall and the timeline open while events arrive, 1,000 a
// minute for half an hour in full length: what the pages hold does not grow with
// what has come.
func TestPageMemory(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	rate := pick(100., 1000./60)
	// What a page shows at most must have come before there is something to compare.
	first, rest := pick(8*time.Second, 6*time.Minute), pick(16*time.Second, 24*time.Minute)
	l := newLedger()
	send := func(d time.Duration) load.Result {
		r := mixed(i.Devices, 8, l, 30_000)
		r.Rate, r.Duration = rate, d
		res, err := r.Run(t.Context())
		if err != nil || res.OK == 0 {
			t.Fatalf("%v, %v", res, err)
		}
		return res
	}
	send(time.Second)
	pages := map[string]*browsertest.Browser{"/": browsertest.New(t), "/timeline": browsertest.New(t)}
	for path, b := range pages {
		b.Open(i.Web + path)
		b.Until(`document.documentElement.classList.contains("ready")`)
	}
	send(first)
	pages["/timeline"].Until(shows)
	before := make(map[string]browsertest.Memory)
	for path, b := range pages {
		settled(b)
		before[path] = b.Memory()
	}
	res := send(rest)
	pages["/timeline"].Until(shows)
	for path, b := range pages {
		settled(b)
		was, is := before[path], b.Memory()
		what := fmt.Sprintf("%s after %d events more: scripts %d → %d KB, %d → %d nodes, %d → %d listeners",
			path, res.OK, was.Heap>>10, is.Heap>>10, was.Nodes, is.Nodes, was.Listeners, is.Listeners)
		t.Log(what)
		if is.Heap > was.Heap*3/2+2<<20 || is.Nodes > was.Nodes*3/2+1000 || is.Listeners > was.Listeners*3/2+200 {
			t.Error(what)
		}
	}
}

// shows says whether a page shows other events than when it was asked before: one
// that shows nothing new holds nothing more either.
const shows = `(() => {
  const top = document.querySelector(".card")?.dataset.id;
  if (!top || top === window.top_before) return false;
  window.top_before = top;
  return true;
})()`

// settled waits until a page has shown what came last.
func settled(b *browsertest.Browser) {
	b.Until(`new Promise((done) => requestIdleCallback(() => done(true), {timeout: 2000}))`)
}
