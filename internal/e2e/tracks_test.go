//go:build unix

package e2e_test

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/sim"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// street is a place where somebody comes every few seconds, two at once now and then.
const street = `
about: A busy yard.
views:
  - place: yard
    title: Busy Yard
    actors:
      - {who: person, path: cross-right, at: 300ms, repeat: 9s, jitter: 2s}
      - {who: person, path: cross-left, at: 4s, repeat: 14s, speed: 2}
      - {who: motorcycle, path: ride-by, at: 7s, repeat: 11s, jitter: 1s}
      - {who: person, path: along-fence, at: 2s, repeat: 40s}
`

// postEvery is how often cameras post positions, in the time of their world.
const postEvery = time.Second / 7

// aside is how far a place may be from where it was in truth: one per cent of the frame.
const aside = 100

// street is a simulated camera of which it is known what it sees.
type scene struct {
	view    *world.View
	began   time.Time // the world
	speed   float64
	within  time.Duration // how exactly its beginning is known
	silence time.Duration

	mu    sync.Mutex
	taken []time.Time // when posts were made that a server took, by the device
}

// posted is when a post was made.
func (s *scene) posted(o send.Outcome) {
	if o.Err != nil || o.Message.Kind != viewtron.KindTracking {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, o.Message.Time.UTC)
}

// posts are when posts were made, in a span.
func (s *scene) posts(from, to time.Time) []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.taken), func(t time.Time) bool { return t.Before(from) || t.After(to) })
}

// runScene runs a camera that posts positions to a server, to the end of the test. A
// persistent connection that fails is made anew with the next heartbeat only.
func runScene(t *testing.T, devices string, speed float64, persistent bool) *scene {
	t.Helper()
	script, err := world.Parse(strings.NewReader(street))
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{view: script.Views(7)[0], speed: speed, silence: 2 * time.Second}
	camera := settings.NewCamera(0, settings.Classic)
	if err := sim.PresetCamera(&camera, "http://"+devices+"/API"); err != nil {
		t.Fatal(err)
	}
	server := &camera.Servers[0]
	server.Events, server.AlarmStatus, server.Original, server.Target = false, false, false, false
	server.Persistent = persistent
	before := time.Now()
	c, err := sim.NewCamera(t.Context(), camera, s.view, sim.Options{Speed: speed, OnPost: s.posted})
	if err != nil {
		t.Fatal(err)
	}
	s.began, s.within = before, time.Since(before)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the camera: %v", err)
		}
	})
	return s
}

// age is how old the world is at a time, and at the other way round.
func (s *scene) age(t time.Time) time.Duration {
	return time.Duration(float64(t.Sub(s.began)) * s.speed)
}

func (s *scene) at(age time.Duration) time.Time {
	return s.began.Add(time.Duration(float64(age) / s.speed))
}

// near is the tolerance in time: one posting interval, and what it takes a post to
// arrive.
func (s *scene) near() time.Duration {
	return time.Duration(float64(postEvery)/s.speed) + s.within + 20*time.Millisecond
}

// visit is a target in view, in truth. Times are of the world.
type visit struct {
	stay     *world.Stay
	from, to time.Duration
}

func (v visit) target() string { return strconv.Itoa(v.stay.ID) }

// visits are all of a span, in order, by looking closely. Who is out of sight for
// longer than the silence limit visits twice.
func (s *scene) visits(until time.Duration) []visit {
	const close = 10 * time.Millisecond
	open := make(map[int]*visit)
	var out []*visit
	for age := time.Duration(0); age < until; age += close {
		for _, one := range s.view.At(age, nil) {
			v := open[one.Stay.ID]
			if v == nil || age-v.to > time.Duration(float64(s.silence)*s.speed) {
				v = &visit{stay: one.Stay, from: age}
				open[one.Stay.ID] = v
				out = append(out, v)
			}
			v.to = age
		}
	}
	all := make([]visit, len(out))
	for i, v := range out {
		all[i] = *v
	}
	return all
}

// over are the visits that a server must have noticed the end of by now, with what
// time it may take to do so.
func (s *scene) over(now time.Time) []visit {
	until := s.age(now)
	return slices.DeleteFunc(s.visits(until), func(v visit) bool {
		return s.at(v.to).Add(s.silence+time.Second).After(now) || s.at(v.to).Sub(s.at(v.from)) < s.near()
	})
}

// tracksOf reads all tracks, with their paths, oldest first.
func tracksOf(t *testing.T, i *e2e.Instance) []client.TrackDetail {
	t.Helper()
	c := i.Client(t)
	var out []client.TrackDetail
	for tr, err := range c.AllTracks(t.Context(), client.TrackQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.Track(t.Context(), tr.ID)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b client.TrackDetail) int {
		return cmp.Or(a.FirstSeen.Compare(b.FirstSeen), cmp.Compare(a.Target, b.Target))
	})
	return out
}

// wantTruth checks tracks against visits: one each, of the right type, from when to
// when they were in view, and never far from where they were.
func (s *scene) wantTruth(t *testing.T, visits []visit, tracks []client.TrackDetail) {
	t.Helper()
	types := map[string]string{"person": "person", "car": "car", "motor": "motorcycle"}
	for _, v := range visits {
		of := slices.DeleteFunc(slices.Clone(tracks), func(tr client.TrackDetail) bool {
			return tr.Target != v.target() || tr.LastSeen.Before(s.at(v.from)) || tr.FirstSeen.After(s.at(v.to))
		})
		if len(of) != 1 {
			t.Errorf("target %s, in view from %v to %v: got %d tracks, want one of %d posts", v.target(), v.from, v.to, len(of), len(s.posts(s.at(v.from), s.at(v.to))))
			continue
		}
		tr := &of[0]
		what := fmt.Sprintf("target %s, %v to %v", v.target(), v.from, v.to)
		if want := types[fmt.Sprint(v.stay.Type)]; tr.Type != want || !tr.Ended {
			t.Errorf("%s: got a %s, ended %t, want a %s that ended", what, tr.Type, tr.Ended, want)
		}
		for _, end := range []struct {
			name     string
			got      time.Time
			in       time.Duration
			truthful time.Time
		}{{"began", tr.FirstSeen, v.from, s.at(v.from)}, {"ended", tr.LastSeen, v.to, s.at(v.to)}} {
			if off := end.got.Sub(end.truthful); off.Abs() > s.near() {
				t.Errorf("%s: %s %v off, want at most %v", what, end.name, off, s.near())
			}
		}
		dwell := time.Duration(tr.DwellSeconds * float64(time.Second))
		if off := dwell - s.at(v.to).Sub(s.at(v.from)); off.Abs() > 2*s.near() {
			t.Errorf("%s: the time in view is %v off", what, off)
		}
		s.wantPath(t, what, v, tr)
	}
}

// wantPath checks a path at every post.
func (s *scene) wantPath(t *testing.T, what string, v visit, tr *client.TrackDetail) {
	t.Helper()
	posts := s.posts(tr.FirstSeen, tr.LastSeen)
	if len(posts) == 0 {
		t.Errorf("%s: no posts", what)
	}
	for _, at := range posts {
		got := replay(tr.Path, at.Sub(tr.FirstSeen))
		if off, when := s.asideOf(v, at, got); off > aside {
			t.Errorf("%s: at %v at %v, which is %d from where it was at %v", what, s.age(at), got, off, when)
			return
		}
	}
}

// replay is where a box is on its path.
func replay(path []client.PathPoint, at time.Duration) client.Rect {
	for i := range path {
		switch {
		case path[i].After < at:
			continue
		case path[i].After == at || i == 0:
			return path[i].Rect
		}
		a, b := path[i-1], path[i]
		share := float64(at-a.After) / float64(b.After-a.After)
		var out client.Rect
		for e := range out {
			out[e] = a.Rect[e] + int(share*float64(b.Rect[e]-a.Rect[e]))
		}
		return out
	}
	return path[len(path)-1].Rect
}

// asideOf is how far a box is from where the target was in truth, at the moment
// within the tolerance when it was closest.
func (s *scene) asideOf(v visit, at time.Time, r client.Rect) (least int, when time.Duration) {
	least = 1 << 20
	for d := s.age(at.Add(-s.near())); d <= s.age(at.Add(s.near())); d += 10 * time.Millisecond {
		for _, one := range s.view.At(max(min(d, v.to), v.from), nil) {
			if one.Stay.ID != v.stay.ID {
				continue
			}
			off := 0
			for e, b := range []int32{one.Box.X1, one.Box.Y1, one.Box.X2, one.Box.Y2} {
				off = max(off, r[e]-int(b), int(b)-r[e])
			}
			if off < least {
				least, when = off, d
			}
		}
	}
	return least, when
}

// waitForVisits waits until so many visits are over.
func (s *scene) waitForVisits(t *testing.T, n int) []visit {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if over := s.over(time.Now()); len(over) >= n {
			return over
		}
		if time.Now().After(deadline) {
			break
		}
	}
	t.Fatalf("not %d visits within two minutes", n)
	return nil
}

// TestTracksAreTrue: what is stored of a scene is what was to be seen, live and after
// a restart.
func TestTracksAreTrue(t *testing.T) {
	for _, tt := range []struct {
		speed  float64
		visits int
	}{{1, 4}, {10, 25}} {
		t.Run(fmt.Sprintf("%vx", tt.speed), func(t *testing.T) {
			i := e2e.Start(t, e2e.Options{})
			s := runScene(t, i.Devices, tt.speed, true)
			over := s.waitForVisits(t, tt.visits)
			live := tracksOf(t, i)
			s.wantTruth(t, over, live)
			s.wantLive(t, i)
			if err := i.Stop(); err != nil {
				t.Fatal(err)
			}
			again := e2e.Start(t, e2e.Options{Data: i.Data})
			s.wantTruth(t, over, tracksOf(t, again))
			for _, tr := range tracksOf(t, again) {
				if !tr.Ended {
					t.Errorf("the track of target %s is still open", tr.Target)
				}
			}
			wantSame(t, live, tracksOf(t, again))
		})
	}
}

// wantLive checks who is in view now.
func (s *scene) wantLive(t *testing.T, i *e2e.Instance) {
	t.Helper()
	c := i.Client(t)
	page, err := c.Cameras(t.Context(), client.CameraQuery{})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("got the cameras %+v, %v, want one", page.Items, err)
	}
	seen := 0
	eventually(t, "three targets were seen live", func() bool {
		live, err := c.CameraLive(t.Context(), page.Items[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range live.Targets {
			for _, v := range s.visits(s.age(time.Now())) {
				if v.target() != target.Target || target.LastSeen.Before(s.at(v.from)) {
					continue
				}
				seen++
				if off, at := s.asideOf(v, target.LastSeen, *target.Rect); off > aside {
					t.Errorf("target %s is told at %v, %d from where it was at %v", target.Target, *target.Rect, off, at)
				}
			}
		}
		return seen >= 3
	})
}

// wantSame checks that tracks that had ended are as they were.
func wantSame(t *testing.T, before, after []client.TrackDetail) {
	t.Helper()
	for _, was := range before {
		if !was.Ended {
			continue
		}
		i := slices.IndexFunc(after, func(tr client.TrackDetail) bool { return tr.ID == was.ID })
		if i < 0 || !reflect.DeepEqual(after[i], was) {
			t.Errorf("the track of target %s was\n%+v\nand is after a restart\n%+v", was.Target, was, after[max(i, 0)])
		}
	}
}

// TestTracksOutliveACrash: after a kill at most the last second of a path is missing,
// open tracks are closed, and the rest is the truth.
func TestTracksOutliveACrash(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	s := runScene(t, i.Devices, 1, false)
	over := s.waitForVisits(t, 2)
	eventually(t, "somebody is in view for a while", func() bool {
		for _, tr := range tracksOf(t, i) {
			if !tr.Ended && tr.DwellSeconds > 1.5 {
				return true
			}
		}
		return false
	})
	killed := time.Now()
	i.Kill()
	crashed := s.visits(s.age(killed))
	again := e2e.Start(t, e2e.Options{Data: i.Data, Args: []string{"--devices", i.Devices}})
	first := tracksOf(t, again)
	s.wantTruth(t, over, first)
	for _, v := range crashed {
		// Who was in view at the kill, and not only since the last moment.
		if s.at(v.to).Before(killed.Add(-s.near())) || killed.Sub(s.at(v.from)) < time.Second {
			continue
		}
		k := slices.IndexFunc(first, func(tr client.TrackDetail) bool {
			return tr.Target == v.target() && tr.FirstSeen.Before(killed)
		})
		if k < 0 {
			t.Errorf("target %s was in view, and has no track", v.target())
			continue
		}
		tr := first[k]
		end := tr.FirstSeen.Add(tr.Path[len(tr.Path)-1].After)
		if missing := killed.Sub(end); missing > time.Second+s.near() || !tr.Ended {
			t.Errorf("target %s: the last %v of its path are missing, ended %t", v.target(), missing, tr.Ended)
		}
		s.wantPath(t, "target "+v.target()+" at the crash", v, &tr)
	}
	started := time.Now()
	eventually(t, "a visit after the crash is over", func() bool {
		rest := slices.DeleteFunc(s.over(time.Now()), func(v visit) bool { return s.at(v.from).Before(started.Add(time.Second)) })
		if len(rest) == 0 {
			return false
		}
		s.wantTruth(t, rest, tracksOf(t, again))
		return true
	})
}
