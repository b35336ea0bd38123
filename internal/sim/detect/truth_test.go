package detect_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// tick is how often devices look.
const tick = time.Second / 7

// sure is how long a target is in view before a device is sure of it, at most.
const sure = 500 * time.Millisecond

// post is a detection with its moment.
type post struct {
	at time.Duration
	detect.Detection
}

// watch lets a detector look at a view for a span, as devices do.
func watch(v *world.View, r settings.Rules, from, to time.Duration) (posts []post, alarms []change) {
	d := detect.New(r)
	var sights []world.Sight
	for at := from; at < to; at += tick {
		sights = v.At(at, sights[:0])
		found, changed := d.Step(detect.Moment{At: at, Sights: sights, Incidents: v.Incidents(at, nil)})
		for _, f := range found {
			posts = append(posts, post{at, f})
		}
		for _, c := range changed {
			alarms = append(alarms, change{at, c})
		}
	}
	return posts, alarms
}

type change struct {
	at time.Duration
	detect.Alarm
}

// everyRule has all detections on, drawn as fits the view.
func everyRule(v *world.View) settings.Rules {
	r := settings.NewRules(settings.Modern)
	r.Zones = nil
	for _, t := range []settings.AlarmType{settings.Perimeter, settings.Entry, settings.Exit, settings.AreaCount, settings.Loitering, settings.Parking} {
		r.Zones = append(r.Zones, settings.NewZone(t))
	}
	r.Lines = []settings.Line{settings.NewLine(settings.Tripwire), settings.NewLine(settings.LineCount)}
	on := settings.Switch{On: true, Hold: settings.Hold}
	r.Motion, r.VSD, r.Faces, r.Plates.On = on, on, on, true
	return detect.Fit(r, v.Place)
}

// eachView runs a test on every view of every scenario that is part of the program.
func eachView(t *testing.T, test func(t *testing.T, v *world.View)) {
	for _, name := range world.Builtin() {
		s, err := world.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range s.Views(7) {
			t.Run(fmt.Sprintf("%s/%d", name, i), func(t *testing.T) { test(t, v) })
		}
	}
}

const span = 16 * time.Minute

// TestLinesMatchTruth holds that each true crossing is detected once, at once and
// in its direction, and nothing else is.
func TestLinesMatchTruth(t *testing.T) {
	total := 0
	eachView(t, func(t *testing.T, v *world.View) {
		r := everyRule(v)
		for i := range r.Lines {
			l := &r.Lines[i]
			one := settings.Rules{Lines: []settings.Line{*l}}
			got, _ := watch(v, one, 0, span)
			want := v.Crossings(0, span-time.Second, l.Start, l.End)
			total += len(want)
			for _, w := range want {
				if w.At < ceil(w.Stay.From) || ceil(w.At) > w.Stay.To {
					continue // not seen on both sides
				}
				toward := side(l, w)
				n := 0
				for _, g := range got {
					if g.Targets[0].Stay.ID == w.Stay.ID && near(g.at, w.At) {
						n++
						if g.Toward != toward || g.Entrance != (toward == arrow(l)) {
							t.Errorf("%s of %d at %v: got toward %s, entrance %v, want %s", g.What, w.Stay.ID, g.at, g.Toward, g.Entrance, toward)
						}
					}
				}
				if n != 1 {
					t.Errorf("%s: %d crossed at %v: got %d detections, want 1", l.Type, w.Stay.ID, w.At, n)
				}
			}
			for _, g := range got {
				if g.at < span-time.Second && !slices.ContainsFunc(want, func(w world.Crossing) bool { return w.Stay.ID == g.Targets[0].Stay.ID && near(g.at, w.At) }) {
					t.Errorf("%s of %d at %v, and nothing crossed", g.What, g.Targets[0].Stay.ID, g.at)
				}
			}
		}
	})
	if total < 100 {
		t.Errorf("only %d crossings: the scenarios do not test this", total)
	}
}

// side is where a true crossing of a line goes.
func side(l *settings.Line, w world.Crossing) string {
	dx, dy := l.End.X-l.Start.X, l.End.Y-l.Start.Y
	right := w.Forward == (dy < 0) // of an upright line
	if dx*dx > dy*dy {
		right = w.Forward == (dx < 0) // above a level one
	}
	return map[bool]string{true: detect.RightOrTop, false: detect.LeftOrBottom}[right]
}

func arrow(l *settings.Line) string {
	if l.Direction == detect.LeftOrBottom {
		return detect.LeftOrBottom
	}
	return detect.RightOrTop
}

// ceil is the first look at or after a moment.
func ceil(d time.Duration) time.Duration { return (d + tick - 1) / tick * tick }

// near says whether a look is the first after a moment, with a little room for
// slow feet, whose places are rounded.
func near(look, d time.Duration) bool { return look >= d-tick/2 && look <= d+2*tick }

// TestZonesMatchTruth holds the detections in zones against who truly was there.
func TestZonesMatchTruth(t *testing.T) {
	seen := map[settings.AlarmType]int{}
	eachView(t, func(t *testing.T, v *world.View) {
		for _, z := range everyRule(v).Zones {
			posts, _ := watch(v, settings.Rules{Zones: []settings.Zone{z}}, 0, span)
			first := slices.DeleteFunc(posts, func(p post) bool { return !p.First })
			truth, unclear := sharp(v.Presences(0, span+10*time.Minute, z.Points))
			matched := make([]bool, len(first))
			for _, w := range truth {
				from, to, must, may := expect(z, w)
				must = must && to < span-time.Second
				n := 0
				for i, g := range first {
					if g.Targets[0].Stay.ID == w.Stay.ID && g.at >= from-tick/4 && g.at <= to+tick/4 {
						matched[i] = true
						n++
					}
				}
				if must && n != 1 || !may && n > 0 || n > 1 {
					t.Errorf("%s: %d was there from %v to %v: got %d detections, must %v, may %v", z.Type, w.Stay.ID, w.From, w.To, n, must, may)
				}
				if n == 1 {
					seen[z.Type]++
				}
			}
			for i, g := range first {
				if !matched[i] && !unclear[g.Targets[0].Stay.ID] {
					t.Errorf("%s of %d at %v has no reason", g.What, g.Targets[0].Stay.ID, g.at)
				}
			}
		}
	})
	for _, typ := range []settings.AlarmType{settings.Perimeter, settings.Entry, settings.Exit, settings.AreaCount, settings.Loitering, settings.Parking} {
		if seen[typ] < 5 {
			t.Errorf("%s: only %d: the scenarios do not test this", typ, seen[typ])
		}
	}
}

// expect is when a presence is to be detected first, and whether it must and may
// be. Between the two nothing is said: a device looks seven times a second.
func expect(z settings.Zone, w world.Presence) (from, to time.Duration, must, may bool) {
	person := w.Stay.Type == viewtron.TargetPerson
	long := w.To - w.From
	from = w.From
	switch z.Type {
	case settings.Exit:
		must = w.Left && long > tick*3/2 && w.Stay.To-w.To > tick*3/2
		return w.To, w.To + tick, must, w.Left
	case settings.Entry:
		must = w.Came && long > tick*3/2 && w.From-w.Stay.From > tick*3/2
		return from, from + tick, must, w.Came
	case settings.Perimeter, settings.AreaCount:
		from = max(from, w.Stay.From+sure-tick)
		return from, max(w.From, w.Stay.From+sure) + 2*tick, w.To-from > 3*tick, w.To > from-tick
	case settings.Loitering, settings.Parking:
		right := person == (z.Type == settings.Loitering)
		from += z.Dwell
		return from, from + 2*tick, right && long > z.Dwell+2*tick, right && long > z.Dwell-tick
	}
	return 0, 0, false, false
}

// sharp leaves out who left a zone for less than devices can notice.
func sharp(all []world.Presence) (clear []world.Presence, unclear map[int]bool) {
	unclear = map[int]bool{}
	last := map[int]time.Duration{}
	for _, w := range all {
		if left, ok := last[w.Stay.ID]; ok && w.From-left < 2*tick {
			unclear[w.Stay.ID] = true
		}
		last[w.Stay.ID] = w.To
	}
	return slices.DeleteFunc(all, func(w world.Presence) bool { return unclear[w.Stay.ID] }), unclear
}
