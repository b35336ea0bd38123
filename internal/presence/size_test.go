package presence_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/presence"
)

// TestTargetsAreSmall: 2,000 targets that were in view for a while take less than
// 100 bytes each, beyond their path buffers.
func TestTargetsAreSmall(t *testing.T) {
	const targets = 2000
	rng := rand.New(rand.NewPCG(1, 1))
	cameras := make([]*presence.Camera, targets/presence.MaxTargets+1)
	heap := func() int64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	for i := range cameras {
		cameras[i] = camera()
		cameras[i].Observe(t0, t0, []presence.Sight{sight("0", 0)}) // what a camera takes is not its targets'
	}
	before := heap()
	for i := range 7 * 10 {
		at := t0.Add(time.Duration(i) * step)
		for n := range targets {
			x := 20*i + rng.IntN(80)
			r := geo.Rect{x, 3000, x + 500, 5000}
			cameras[n%len(cameras)].Observe(at, at, []presence.Sight{{TargetID: fmt.Sprint(1000 + n), Type: event.TargetPerson, Rect: r}})
		}
		if i%7 == 0 {
			for _, c := range cameras {
				c.Changed(nil)
			}
		}
	}
	total := heap() - before
	var inView int
	var paths int64
	for _, c := range cameras {
		inView += c.InView()
		paths += presence.PathBytes(c)
	}
	each := float64(total-paths) / float64(targets)
	t.Logf("a target takes %.0f bytes, and its path buffer %.0f", each, float64(paths)/targets)
	if inView < targets {
		t.Fatalf("%d targets are in view, want %d", inView, targets)
	}
	if each >= 100 || each < 40 {
		t.Errorf("a target takes %.0f bytes, want less than 100 (and more than there can be)", each)
	}
	runtime.KeepAlive(cameras)
}
