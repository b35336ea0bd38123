package presence_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/presence"
)

// BenchmarkObserve measures a post of one target that walks, and that what is new is
// taken to be written twice a second.
func BenchmarkObserve(b *testing.B) {
	c := camera()
	sights := []presence.Sight{sight("7", 0)}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		at := t0.Add(time.Duration(i) * step)
		x := 25 * (i % 300)
		sights[0].Rect[0], sights[0].Rect[2] = x, x+500
		c.Observe(at, at, sights)
		if i++; i%4 == 0 {
			c.Changed(nil)
		}
	}
}
