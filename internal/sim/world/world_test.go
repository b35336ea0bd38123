package world_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// eachView runs a test on every view of every scenario that is part of the program,
// and on the same view made once more.
func eachView(t *testing.T, seed uint64, test func(t *testing.T, v, again *world.View)) {
	for _, name := range world.Builtin() {
		views, again := load(t, name).Views(seed), load(t, name).Views(seed)
		for i, v := range views {
			t.Run(fmt.Sprintf("%s/%d", name, i), func(t *testing.T) { test(t, v, again[i]) })
		}
	}
}

func load(t *testing.T, name string) *world.Scenario {
	t.Helper()
	s, err := world.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parse(t *testing.T, script string) *world.View {
	t.Helper()
	s, err := world.Parse(strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	return s.Views(1)[0]
}

// plain is a sight without its pointers.
func plain(s world.Sight) string {
	return fmt.Sprint(s.Stay.ID, s.Stay.Plate, s.Stay.Look, s.Box, s.Foot, s.Moving, s.Figure, s.Plate, s.Head)
}

// TestAtFollowsFromSeed holds that a moment is the same whatever was asked before,
// and another with another seed.
func TestAtFollowsFromSeed(t *testing.T) {
	eachView(t, 11, func(t *testing.T, v, again *world.View) {
		var first [][]string
		moments := []time.Duration{}
		for d := time.Duration(0); d < 20*time.Minute; d += 700 * time.Millisecond {
			moments = append(moments, d)
			var now []string
			for _, s := range v.At(d, nil) {
				now = append(now, plain(s))
			}
			first = append(first, now)
		}
		for i := len(moments) - 1; i >= 0; i -= 7 { // backwards, with gaps
			var now []string
			for _, s := range again.At(moments[i], nil) {
				now = append(now, plain(s))
			}
			if !slices.Equal(now, first[i]) {
				t.Fatalf("at %v: got %v, want %v", moments[i], now, first[i])
			}
		}
	})
	a, b := load(t, "busy-gate").Views(1)[0].Stays(0, time.Hour), load(t, "busy-gate").Views(2)[0].Stays(0, time.Hour)
	if a[0].From == b[0].From || a[0].Look == b[0].Look || a[0].ID == b[0].ID {
		t.Error("two seeds give the same")
	}
}

// TestStays holds that ids rise in the order of coming and are never used twice,
// and that targets are in view from From to To and not a moment longer.
func TestStays(t *testing.T) {
	eachView(t, 5, func(t *testing.T, v, _ *world.View) {
		stays := v.Stays(0, 20*time.Minute)
		if len(stays) == 0 {
			t.Fatal("nobody comes within 20 minutes")
		}
		sees := func(d time.Duration, id int) bool {
			return slices.ContainsFunc(v.At(d, nil), func(s world.Sight) bool { return s.Stay.ID == id })
		}
		for i, s := range stays {
			if i > 0 && (s.ID <= stays[i-1].ID || s.From < stays[i-1].From) {
				t.Errorf("%d comes at %v after %d at %v", s.ID, s.From, stays[i-1].ID, stays[i-1].From)
			}
			if s.To-s.From < time.Second {
				t.Errorf("%d is only there for %v", s.ID, s.To-s.From)
			}
			if !sees(s.From, s.ID) || sees(s.From-time.Millisecond, s.ID) {
				t.Errorf("%d does not come at %v", s.ID, s.From)
			}
			if !sees(s.To, s.ID) || sees(s.To+time.Millisecond, s.ID) {
				t.Errorf("%d does not go at %v", s.ID, s.To)
			}
			if (s.Plate != "") != (s.Type == viewtron.TargetCar) || (s.Face != nil) != (s.Type == viewtron.TargetPerson) {
				t.Errorf("%d is a %v with plate %q and face %v", s.ID, s.Type, s.Plate, s.Face)
			}
		}
	})
}

// TestNext holds that Next is exactly when somebody is in view again.
func TestNext(t *testing.T) {
	eachView(t, 9, func(t *testing.T, v, _ *world.View) {
		stays := v.Stays(0, 2*time.Hour)
		for d := time.Duration(0); d < time.Hour; d += 3700 * time.Millisecond {
			want := time.Duration(-1)
			for _, s := range stays {
				if s.To >= d && (want < 0 || max(s.From, d) < want) {
					want = max(s.From, d)
				}
			}
			if got := v.Next(d); got != want {
				t.Fatalf("at %v: got %v, want %v", d, got, want)
			}
		}
	})
	once := parse(t, "views:\n  - place: yard\n    actors:\n      - {who: person, path: cross-right, at: 5s}\n")
	s := once.Stays(0, time.Hour)[0]
	for d, want := range map[time.Duration]time.Duration{0: 5 * time.Second, s.To: s.To, s.To + 1: -1, 1000 * time.Hour: -1} {
		if got := once.Next(d); got != want {
			t.Errorf("at %v: got %v, want %v", d, got, want)
		}
	}
	if got := parse(t, "views:\n  - place: yard\n").Next(0); got != -1 {
		t.Errorf("a view without actors: got %v, want never", got)
	}
}

// TestEndless holds that years later people still come, with ids that still rise,
// and that asking costs no more than at the beginning.
func TestEndless(t *testing.T) {
	eachView(t, 2, func(t *testing.T, v, again *world.View) {
		const years = 5 * 365 * 24 * time.Hour
		next := v.Next(years)
		if next < years || next > years+2*time.Hour {
			t.Fatalf("the next after %v comes at %v", years, next)
		}
		early := v.Stays(0, time.Hour)
		late := v.At(next, nil)
		if len(late) == 0 || late[0].Stay.ID <= early[len(early)-1].ID {
			t.Errorf("after years got %d, the first hour ends with %d", len(late), early[len(early)-1].ID)
		}
		for d := years; d < years+10*time.Minute; d += time.Second {
			v.At(d, nil)
		}
		ask := func(v *world.View, at time.Duration) float64 {
			return testing.AllocsPerRun(50, func() { v.At(at, nil) })
		}
		if a, b := ask(again, early[0].From), ask(v, next); b > a+20 {
			t.Errorf("asking takes %v allocations after years, %v at first", b, a)
		}
	})
}

// TestSmooth holds that nobody jumps: from one look to the next a foot moves no
// farther than its box is wide, and does not move while it stands.
func TestSmooth(t *testing.T) {
	const tick = time.Second / 7
	eachView(t, 4, func(t *testing.T, v, _ *world.View) {
		last := map[int]world.Sight{}
		for d := time.Duration(0); d < 6*time.Minute; d += tick {
			now := map[int]world.Sight{}
			for _, s := range v.At(d, nil) {
				now[s.Stay.ID] = s
				b := s.Box
				if b.X1 < 0 || b.Y1 < 0 || b.X2 > 10000 || b.Y2 > 10000 || b.X1 >= b.X2 || b.Y1 >= b.Y2 {
					t.Fatalf("at %v: %d has the box %v", d, s.Stay.ID, b)
				}
				if s.Foot != (viewtron.Point{X: (b.X1 + b.X2) / 2, Y: b.Y2}) {
					t.Fatalf("at %v: %d stands at %v with the box %v", d, s.Stay.ID, s.Foot, b)
				}
				was, ok := last[s.Stay.ID]
				if !ok {
					continue
				}
				dx, dy := s.Foot.X-was.Foot.X, s.Foot.Y-was.Foot.Y
				if far := max(dx, -dx, dy, -dy); far > s.Figure.Box.X2-s.Figure.Box.X1 {
					t.Errorf("at %v: %d jumps by %d, %d from %v to %v", d, s.Stay.ID, dx, dy, was.Box, b)
				} else if !s.Moving && !was.Moving && far > 0 {
					t.Errorf("at %v: %d stands and moves by %d, %d", d, s.Stay.ID, dx, dy)
				}
			}
			last = now
		}
	})
}

// TestTogether holds that a group comes one after the other, and looks different.
func TestTogether(t *testing.T) {
	v := parse(t, `
views:
  - place: corridor
    actors:
      - {who: person, path: towards, at: 10s, repeat: 1m, jitter: 20s, group: 3, gap: 2s}
      - {who: person, path: away, at: 30s, repeat: 1m, look: 5, chance: 0.5}
`)
	stays := slices.DeleteFunc(v.Stays(0, time.Hour), func(s *world.Stay) bool { return s.Look == 5 })
	if len(stays) != 3*60 {
		t.Fatalf("got %d stays, want 180", len(stays))
	}
	for i := 0; i < len(stays); i += 3 {
		a, b, c := stays[i], stays[i+1], stays[i+2]
		if b.From-a.From != 2*time.Second || c.From-b.From != 2*time.Second || a.Look == b.Look || b.Look == c.Look {
			t.Fatalf("got a group at %v, %v, %v", a.From, b.From, c.From)
		}
	}
	if n := len(v.Stays(0, time.Hour)) - len(stays); n < 15 || n > 45 {
		t.Errorf("with a chance of a half %d of 60 came", n)
	}
}

// TestAskedByMany holds that a view may be asked by several at once.
func TestAskedByMany(t *testing.T) {
	v := load(t, "busy-gate").Views(1)[0]
	want := len(v.At(30*time.Second, nil))
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for d := time.Duration(0); d < time.Minute; d += time.Second {
				v.At(d+time.Duration(i)*time.Hour, nil)
				v.Next(d)
				if got := len(v.At(30*time.Second, nil)); got != want {
					t.Errorf("got %d in view, want %d", got, want)
				}
			}
		})
	}
	all.Wait()
}

// TestTruth holds the truth about one whose way is simple against arithmetic.
func TestTruth(t *testing.T) {
	v := parse(t, `
views:
  - place: yard
    actors:
      - {who: person, points: [{x: 2000, y: 8000}, {x: 8000, y: 8000}], at: 10s, spread: 0}
`)
	s := v.Stays(0, time.Minute)[0]
	if s.From != 10*time.Second {
		t.Errorf("comes at %v, want 10s", s.From)
	}
	at := func(x float64) time.Duration { // walks evenly
		return s.From + time.Duration(float64(s.To-s.From)*(x-2000)/6000)
	}
	near := func(got, want time.Duration) bool { return got-want < time.Millisecond && want-got < time.Millisecond }
	p := func(x, y int32) viewtron.Point { return viewtron.Point{X: x, Y: y} }
	got := v.Crossings(0, time.Minute, p(5000, 9000), p(5000, 5000))
	if len(got) != 1 || !near(got[0].At, at(5000)) || !got[0].Forward {
		t.Errorf("got %+v, want one crossing at %v", got, at(5000))
	}
	if got := v.Crossings(0, time.Minute, p(5000, 5000), p(5000, 9000)); len(got) != 1 || got[0].Forward {
		t.Errorf("a line turned round: got %+v", got)
	}
	if got := v.Crossings(0, time.Minute, p(5000, 1000), p(5000, 7000)); len(got) != 0 {
		t.Errorf("a line that ends before: got %+v", got)
	}
	in := v.Presences(0, time.Minute, []viewtron.Point{p(3000, 7000), p(6000, 7000), p(6000, 9000), p(3000, 9000)})
	if len(in) != 1 || !in[0].Came || !in[0].Left || !near(in[0].From, at(3000)) || !near(in[0].To, at(6000)) {
		t.Errorf("got %+v, want one presence from %v to %v", in, at(3000), at(6000))
	}
	in = v.Presences(0, time.Minute, []viewtron.Point{p(0, 7000), p(9000, 7000), p(9000, 9000), p(0, 9000)})
	if len(in) != 1 || in[0].Came || in[0].Left || in[0].From != s.From || in[0].To != s.To {
		t.Errorf("got %+v, want the whole stay", in)
	}
}

// TestStaysAreWhatAtShows holds that stays and sights tell the same about a target.
func TestStaysAreWhatAtShows(t *testing.T) {
	v := load(t, "everything").Views(1)[1]
	for _, s := range v.Stays(0, 5*time.Minute) {
		for _, one := range v.At(s.From+(s.To-s.From)/2, nil) {
			if one.Stay.ID == s.ID && (one.Stay.From != s.From || one.Stay.Plate != s.Plate || !reflect.DeepEqual(one.Stay.Face, s.Face)) {
				t.Errorf("got %+v, want %+v", one.Stay, s)
			}
		}
	}
}
