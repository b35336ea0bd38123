package zone_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
)

// BenchmarkMove is what a position costs where two areas and a line are watched: of
// a target that goes to and fro over all of them.
func BenchmarkMove(b *testing.B) {
	other := square()
	other.ID, other.Points = named("other"), []geo.Point{{0, 0}, {9000, 500}, {9500, 9500}, {300, 9000}}
	c := watching(square(), other, gate())
	id, at, x := named("t"), t0, 0
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		x = (x + 37) % (2 * geo.Full)
		at = at.Add(143 * time.Millisecond)
		p := min(x, 2*geo.Full-x)
		c.Move(id, event.TargetPerson, at, geo.Point{p, p/2 + 2000})
		if n++; n%1000 == 0 {
			c.Passages(nil)
		}
	}
}
