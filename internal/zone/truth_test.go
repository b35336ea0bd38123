package zone_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
	"github.com/watchpost/watchpost/viewtron"
)

// interval is between two posts of a camera, as real ones post.
const interval = time.Second / 7

// drawn are zones in the middle of a picture, where targets of all scenarios pass.
func drawn() []zone.Zone {
	area := func(id string, points ...geo.Point) zone.Zone {
		return zone.Zone{ID: named(id), Name: id, Kind: zone.Area, Points: points, Version: 1}
	}
	line := func(id string, a, b geo.Point) zone.Zone {
		return zone.Zone{ID: named(id), Name: id, Kind: zone.Line, Points: []geo.Point{a, b}, Version: 1}
	}
	dwelling := area("patient", geo.Point{1500, 4100}, geo.Point{8300, 4300}, geo.Point{8200, 9300}, geo.Point{1700, 9100})
	dwelling.MinDwell = 3 * time.Second
	return []zone.Zone{
		area("middle", geo.Point{3100, 4200}, geo.Point{7200, 4500}, geo.Point{7700, 8900}, geo.Point{2500, 8600}),
		area("bow", geo.Point{1200, 3700}, geo.Point{8900, 9300}, geo.Point{8800, 3900}, geo.Point{1100, 9600}),
		line("across", geo.Point{200, 6450}, geo.Point{9800, 6550}),
		line("upright", geo.Point{5050, 9900}, geo.Point{4950, 1000}),
		dwelling,
	}
}

// TestTruth: what is made of posts agrees with what a perfect observer sees, one
// passage for one, at most a post's interval apart.
func TestTruth(t *testing.T) {
	all := 0
	for _, name := range world.Builtin() {
		scenario, err := world.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, view := range scenario.Views(7) {
			t.Run(fmt.Sprint(name, " ", i), func(t *testing.T) {
				span := 20 * time.Minute
				told := observe(view, drawn(), span)
				for _, z := range drawn() {
					all += agree(t, view, &z, told, span)
				}
			})
		}
	}
	if all < 500 {
		t.Errorf("only %d passages were compared", all)
	}
}

// observe feeds a camera with what a device posts.
func observe(view *world.View, zones []zone.Zone, span time.Duration) []zone.Passage {
	c := watching(zones...)
	c.Set(zones, t0)
	seen := map[track.ID]time.Duration{}
	var told []zone.Passage
	var sights []world.Sight
	for d := time.Duration(0); d <= span; d += interval {
		sights = view.At(d, sights[:0])
		for _, s := range sights {
			id := named(fmt.Sprint(s.Stay.ID))
			seen[id] = d
			c.Move(id, targetType(s.Stay.Type), t0.Add(d), geo.Point{int(s.Foot.X), int(s.Foot.Y)})
		}
		for id, last := range seen {
			if last < d-2*time.Second || d+interval > span {
				c.End(id)
				delete(seen, id)
			}
		}
		told = c.Passages(told)
	}
	return told
}

func targetType(t viewtron.TargetType) event.TargetType {
	switch t {
	case viewtron.TargetPerson:
		return event.TargetPerson
	case viewtron.TargetCar:
		return event.TargetCar
	}
	return event.TargetMotorcycle
}

// truth is what a perfect observer tells of a stay, in words, with when.
type truth struct {
	what string
	at   time.Duration
	// unsure is what posts may not show: it was before the first of the target, or
	// over before the next.
	unsure bool
}

// agree compares what was told of a zone with the truth, and returns how many
// passages that were.
func agree(t *testing.T, view *world.View, z *zone.Zone, told []zone.Passage, span time.Duration) int {
	t.Helper()
	want := map[track.ID][]truth{}
	add := func(s *world.Stay, what string, at time.Duration, brief bool) {
		id := named(fmt.Sprint(s.ID))
		want[id] = append(want[id], truth{what, at, brief || at <= s.From+interval})
	}
	if z.Kind == zone.Line {
		for _, c := range view.Crossings(0, span, corner(z, 0), corner(z, 1)) {
			way := "crossed out"
			if c.Forward {
				way = "crossed in"
			}
			add(c.Stay, way, c.At, false)
		}
	} else {
		for _, p := range presences(view, z, span) {
			brief := p.To-p.From < interval
			add(p.Stay, "entered ", p.From, brief)
			if z.MinDwell > 0 && p.To-p.From >= z.MinDwell {
				add(p.Stay, "dwelled ", p.From+z.MinDwell, false)
			}
			add(p.Stay, "left ", p.To, brief)
		}
	}
	n := 0
	for i, p := range told {
		if p.ZoneID != z.ID {
			continue
		}
		what, at, all := fmt.Sprint(p.Action, " ", p.Direction), p.At.Sub(t0), want[p.TrackID]
		for len(all) > 0 && all[0].unsure && all[0].at < at-interval {
			all = all[1:]
		}
		want[p.TrackID] = all
		switch {
		case len(all) > 0 && all[0].what == what && max(at-all[0].at, all[0].at-at) <= interval:
			want[p.TrackID] = all[1:]
			n++
		case brief(told, i):
		case len(all) == 0:
			t.Errorf("%s: target %s %s at %v, and nothing was to be seen", z.Name, p.TrackID[:4], what, at)
		default:
			t.Errorf("%s: target %s %s at %v, want %s at %v", z.Name, p.TrackID[:4], what, at, all[0].what, all[0].at)
		}
	}
	for id, left := range want {
		for _, m := range left {
			if !m.unsure {
				t.Errorf("%s: target %s %s at %v was missed", z.Name, id[:4], m.what, m.at)
			}
		}
	}
	return n
}

func corner(z *zone.Zone, i int) viewtron.Point {
	return viewtron.Point{X: int32(z.Points[i][0]), Y: int32(z.Points[i][1])}
}

// presences is the truth of an area, but that who goes less than a hundredth of the
// picture away from it, and is soon back, has not left.
func presences(view *world.View, z *zone.Zone, span time.Duration) []world.Presence {
	points := make([]viewtron.Point, len(z.Points))
	for i := range z.Points {
		points[i] = corner(z, i)
	}
	var out []world.Presence
	for _, p := range view.Presences(0, span, points) {
		last := len(out) - 1
		for last >= 0 && out[last].Stay != p.Stay {
			last--
		}
		switch {
		case last >= 0 && near(view, z, p.Stay, out[last].To, p.From):
			out[last].To, out[last].Left = p.To, p.Left
		default:
			out = append(out, p)
		}
	}
	return out
}

// near says whether a target that goes out of an area stays near it, as far as
// posts show, and not for long.
func near(view *world.View, z *zone.Zone, stay *world.Stay, from, to time.Duration) bool {
	if to-from >= zone.Settle {
		return false
	}
	for d := from.Truncate(interval) + interval; d < to; d += interval / 2 {
		for _, s := range view.At(d, nil) {
			if s.Stay.ID == stay.ID && geo.Polygon(z.Points).Distance(geo.Point{int(s.Foot.X), int(s.Foot.Y)}) >= zone.Jitter {
				return false
			}
		}
	}
	return true
}

// brief says whether a passage is of a stay that was over before the next post.
func brief(told []zone.Passage, i int) bool {
	p := told[i]
	if p.Action == zone.Left {
		return p.Dwell < interval
	}
	return p.Action == zone.Entered && slices.ContainsFunc(told[i:], func(l zone.Passage) bool {
		return l.Action == zone.Left && l.ZoneID == p.ZoneID && l.TrackID == p.TrackID && l.At.Add(-l.Dwell).Equal(p.At) && l.Dwell < interval
	})
}
