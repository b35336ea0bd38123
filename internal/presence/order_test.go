package presence_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/presence"
	"github.com/watchpost/watchpost/internal/track"
)

// tracker gathers what a camera has written.
type tracker struct {
	camera *presence.Camera
	rows   map[track.ID]*track.Track
	parts  map[track.ID]track.Path
}

func newTracker() *tracker {
	return &tracker{camera: camera(), rows: make(map[track.ID]*track.Track), parts: make(map[track.ID]track.Path)}
}

func (r *tracker) write() {
	for _, u := range r.camera.Changed(nil) {
		r.parts[u.ID] = append(r.parts[u.ID], u.Part...)
		r.rows[u.ID] = &u.Track
	}
}

// all are the tracks, with whole paths, by target and time.
func (r *tracker) all() []track.Track {
	var out []track.Track
	for id, row := range r.rows {
		tr := *row
		tr.Path = append(slices.Clone(r.parts[id]), tr.Path...)
		tr.ID = track.ID{}
		out = append(out, tr)
	}
	slices.SortFunc(out, func(a, b track.Track) int {
		return cmp.Or(cmp.Compare(a.TargetID, b.TargetID), a.FirstSeen.Compare(b.FirstSeen))
	})
	return out
}

// sent is a post on its way.
type sent struct {
	device, arrival time.Time
	sights          []presence.Sight
}

// scene is a random sequence of posts: targets that come, stay silent for about the
// limit now and then, come back under the same number, and change their type.
func scene(rng *rand.Rand) []sent {
	var out []sent
	ahead := time.Duration(rng.IntN(7200)-3600) * time.Second
	seen := make([]bool, 4)
	x := make([]int, len(seen))
	quiet := make([]int, len(seen))
	for at := time.Duration(0); at < time.Minute; at += time.Duration(120+rng.IntN(60)) * time.Millisecond {
		s := sent{device: t0.Add(at + ahead), arrival: t0.Add(at)}
		for i := range seen {
			if quiet[i]--; quiet[i] < 0 {
				quiet[i] = 5 + rng.IntN(25) // 2 s are about 13 posts
				seen[i] = !seen[i]
			}
			if !seen[i] {
				continue
			}
			x[i] = min(max(x[i]+rng.IntN(400)-180, 0), 9000)
			typ := event.TargetPerson
			if rng.IntN(4) == 0 {
				typ = event.TargetCar
			}
			s.sights = append(s.sights, presence.Sight{TargetID: fmt.Sprint(i), Type: typ, Rect: geo.Rect{x[i], 2000, x[i] + 700, 4000 + x[i]/2}})
		}
		out = append(out, s)
	}
	return out
}

// deliveries are ways for posts to arrive within the limit: how late each copy of
// one may be.
var deliveries = []struct {
	name string
	late func(rng *rand.Rand) []time.Duration
}{
	{"each a little late", func(rng *rand.Rand) []time.Duration { return []time.Duration{some(rng, 300*time.Millisecond)} }},
	{"anyhow", func(rng *rand.Rand) []time.Duration { return []time.Duration{some(rng, limit)} }},
	{"at once or at the limit", func(rng *rand.Rand) []time.Duration { return []time.Duration{limit * time.Duration(rng.IntN(2))} }},
	{"repeated", func(rng *rand.Rand) []time.Duration {
		return []time.Duration{some(rng, limit), some(rng, limit), some(rng, limit)}
	}},
	{"mostly at the limit", func(rng *rand.Rand) []time.Duration {
		return []time.Duration{limit * time.Duration(min(rng.IntN(20), 1)), limit}
	}},
}

const limit = 2 * time.Second

func some(rng *rand.Rand, most time.Duration) time.Duration {
	return time.Duration(rng.Int64N(int64(most/time.Microsecond))) * time.Microsecond
}

func (r *tracker) run(rng *rand.Rand, posts []sent) []track.Track {
	slices.SortStableFunc(posts, func(a, b sent) int { return a.arrival.Compare(b.arrival) })
	for _, p := range posts {
		for range rng.IntN(3) {
			r.camera.Tick(p.arrival)
		}
		r.camera.Observe(p.arrival, p.device, p.sights)
		if rng.IntN(6) == 0 {
			r.write()
		}
	}
	r.camera.Tick(t0.Add(2 * time.Minute))
	r.write()
	return r.all()
}

// TestOrderAndRepetitionChangeNothing: any order and repetition of posts, none later
// than the limit, gives the same tracks.
func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	for _, d := range deliveries {
		t.Run(d.name, func(t *testing.T) {
			for seed := range uint64(12) {
				rng := rand.New(rand.NewPCG(seed, 1))
				posts := scene(rng)
				want := newTracker().run(rng, slices.Clone(posts))
				var mixed []sent
				for _, p := range posts {
					for _, late := range d.late(rng) {
						mixed = append(mixed, sent{p.device, p.arrival.Add(late), p.sights})
					}
				}
				r := newTracker()
				got := r.run(rng, mixed)
				if n := r.camera.InView(); n != 0 {
					t.Fatalf("seed %d: %d targets are still in view", seed, n)
				}
				wantSame(t, seed, got, want)
			}
		})
	}
}

// wantSame compares tracks. When all posts that tell how the clocks are apart were
// late, so are the times; what is between them is not.
func wantSame(t *testing.T, seed uint64, got, want []track.Track) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("seed %d: got %d tracks, want %d", seed, len(got), len(want))
	}
	for i := range got {
		late := got[i].FirstSeen.Sub(want[i].FirstSeen)
		if late < 0 || late > limit {
			t.Fatalf("seed %d: track %d begins %v later", seed, i, late)
		}
		g := got[i]
		g.FirstSeen, g.LastSeen, g.Best.At = g.FirstSeen.Add(-late), g.LastSeen.Add(-late), g.Best.At.Add(-late)
		if !reflect.DeepEqual(g, want[i]) {
			t.Fatalf("seed %d: track %d: got\n%+v\nwant\n%+v", seed, i, g, want[i])
		}
	}
}
