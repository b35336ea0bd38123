package presence_test

import (
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/presence"
	"github.com/watchpost/watchpost/internal/track"
)

const step = 140 * time.Millisecond

// TestClocks: whatever a device's clock does, its target is one track, that lies
// where it was seen by our clock.
func TestClocks(t *testing.T) {
	const posts = 400
	for _, tt := range []struct {
		name   string
		device func(i int, at time.Time) time.Time
		near   time.Duration // how far the track's end may be from when it was seen
	}{
		{"right", func(_ int, at time.Time) time.Time { return at }, 0},
		{"none", func(int, time.Time) time.Time { return time.Time{} }, 0},
		{"of long ago", func(_ int, at time.Time) time.Time { return at.AddDate(-56, 0, 0) }, 0},
		{"set forward", func(i int, at time.Time) time.Time { return at.Add(time.Duration(i/100) * time.Hour) }, 0},
		{"set forward a little", func(i int, at time.Time) time.Time { return at.Add(time.Duration(i/100) * 3 * time.Second) }, 0},
		{"set back", func(i int, at time.Time) time.Time { return at.Add(-time.Duration(i/100) * time.Hour) }, 0},
		{"set back a little", func(i int, at time.Time) time.Time { return at.Add(-time.Duration(i/100) * 3 * time.Second) }, 0},
		{"set back and forth", func(i int, at time.Time) time.Time { return at.Add(time.Duration(i/50%2) * time.Hour) }, 0},
		{"stands", func(int, time.Time) time.Time { return t0 }, 0},
		{"falls behind", func(i int, at time.Time) time.Time { return at.Add(-time.Duration(i) * step / 100) }, 600 * time.Millisecond},
		{"runs ahead", func(i int, at time.Time) time.Time { return at.Add(time.Duration(i) * step / 100) }, 0},
		{"jumps once", func(i int, at time.Time) time.Time {
			if i == 200 {
				return at.Add(time.Hour)
			}
			return at
		}, 0},
		{"is told now and then", func(i int, at time.Time) time.Time {
			if i%3 == 0 {
				return time.Time{}
			}
			return at.Add(time.Hour)
		}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newTracker()
			for i := range posts {
				at := t0.Add(time.Duration(i) * step)
				r.camera.Tick(at)
				r.camera.Observe(at, tt.device(i, at), []presence.Sight{sight("7", 10*i)})
			}
			end := t0.Add((posts - 1) * step)
			r.camera.Tick(end.Add(time.Minute))
			r.write()
			all := r.all()
			if len(all) != 1 {
				t.Fatalf("got %d tracks, want 1: %+v", len(all), all)
			}
			tr := all[0]
			if d := end.Sub(tr.LastSeen); d < 0 || d > tt.near {
				t.Errorf("the track ends %v before it was seen last, want at most %v", d, tt.near)
			}
			// A clock that runs ahead, or stood at first, makes a track longer or shorter
			// by what it was wrong.
			if d := tr.LastSeen.Sub(tr.FirstSeen); (d - end.Sub(t0)).Abs() > 1200*time.Millisecond {
				t.Errorf("the track takes %v, want about %v", d, end.Sub(t0))
			}
			if want := posts - 10; tr.Posts < want {
				t.Errorf("got %d places, want at least %d of %d", tr.Posts, want, posts)
			}
		})
	}
}

// TestOurClockIsSetBack: what was in view has left, and comes anew.
func TestOurClockIsSetBack(t *testing.T) {
	r := newTracker()
	r.camera.Observe(t0, t0, []presence.Sight{sight("7", 0)})
	changes := slices.Clone(r.camera.Observe(t0.Add(-time.Hour), t0.Add(step), []presence.Sight{sight("7", 10)}))
	if len(changes) != 2 || changes[0].Kind != track.Ended || changes[1].Kind != track.Began || !changes[1].At.Equal(t0.Add(-time.Hour)) {
		t.Errorf("got %+v, want one that ended and one that began an hour ago", changes)
	}
	r.camera.Tick(t0.Add(-2 * time.Hour))
	if n := r.camera.InView(); n != 0 {
		t.Errorf("set back once more: %d are in view, want none", n)
	}
}

// TestTooLate: posts that are later than the limit change nothing, be they one or
// many at once.
func TestTooLate(t *testing.T) {
	r := newTracker()
	for i := range 100 {
		at := t0.Add(time.Duration(i) * step)
		r.camera.Observe(at, at, []presence.Sight{sight("7", 5000)})
		if i < 50 {
			continue
		}
		for back := range 30 {
			late := at.Add(-3*time.Second - time.Duration(30-back)*step)
			r.camera.Observe(at.Add(time.Duration(back)*time.Millisecond), late, []presence.Sight{sight("7", 100), sight("8", 100)})
		}
	}
	r.camera.EndAll()
	r.write()
	if all := r.all(); len(all) != 1 || all[0].Posts != 100 || all[0].Best.Rect != (geo.Rect{5000, 1000, 5500, 3000}) {
		t.Errorf("got %+v, want one track of 100 places", all)
	}
}

// TestLongLimit: a long silence limit does not make places wait for ever.
func TestLongLimit(t *testing.T) {
	r := newTracker()
	r.camera.Silence = time.Minute
	r.camera.Observe(t0, t0, []presence.Sight{sight("7", 0)})
	r.camera.Observe(t0.Add(50*time.Second), t0.Add(50*time.Second), []presence.Sight{sight("7", 0)})
	if got := r.camera.Observe(t0.Add(50*time.Second), t0.Add(44*time.Second), []presence.Sight{sight("7", 0)}); len(got) != 0 {
		t.Errorf("a post that is %v late told %+v", 6*time.Second, got)
	}
	if got := r.camera.Tick(t0.Add(110 * time.Second)); len(got) != 0 {
		t.Errorf("after a minute: got %+v", got)
	}
	if got := r.camera.Tick(t0.Add(111 * time.Second)); len(got) != 1 || got[0].Kind != track.Ended {
		t.Errorf("after more than a minute: got %+v, want that it ended", got)
	}
}

// TestWithoutBoxes: a post that does not tell where a target is says that it is there.
func TestWithoutBoxes(t *testing.T) {
	r := newTracker()
	r.camera.Observe(t0, t0, []presence.Sight{{TargetID: "7", Type: event.TargetCar}})
	r.camera.Observe(t0.Add(step), t0.Add(step), []presence.Sight{{TargetID: "7", Type: event.TargetCar, Rect: geo.Rect{1, 2, 3, 4}}})
	r.camera.Observe(t0.Add(2*step), t0.Add(2*step), []presence.Sight{{TargetID: "7", Type: event.TargetCar}})
	r.write()
	if tr := r.all()[0]; tr.Posts != 3 || tr.LastRect != (geo.Rect{1, 2, 3, 4}) || !tr.LastSeen.Equal(t0.Add(2*step)) {
		t.Errorf("got %+v", tr)
	}
}
