//go:build unix

package e2e_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/viewtron"
)

// drawn are zones in the busy yard.
func drawn() []client.ZoneDrawn {
	return []client.ZoneDrawn{
		{Name: "Middle", Kind: "area", Points: [][2]int{{3100, 3000}, {7200, 3100}, {7700, 9300}, {2500, 9200}}, MinDwell: 0.3},
		{Name: "Right", Kind: "area", Points: [][2]int{{5050, 900}, {8300, 1100}, {8200, 9800}, {4900, 9700}}, Targets: []string{"person"}},
		{Name: "Upright", Kind: "line", Points: [][2]int{{5050, 9900}, {4950, 1000}}},
	}
}

// did is what a target did at a zone, in truth or as told.
type did struct {
	target, what string
	at           time.Time
}

func (s *scene) points(z *client.CameraZone) []viewtron.Point {
	out := make([]viewtron.Point, len(z.Points))
	for i, p := range z.Points {
		out[i] = viewtron.Point{X: int32(p[0]), Y: int32(p[1])}
	}
	return out
}

// passed is what visitors did at a zone in truth. What a visit began or ended with is
// told as such.
func (s *scene) passed(z *client.CameraZone, visits []visit) []did {
	var out []did
	of := make(map[int]bool)
	until := time.Duration(0)
	for _, v := range visits {
		if len(z.Targets) > 0 && fmt.Sprint(v.stay.Type) != "person" {
			continue
		}
		of[v.stay.ID] = true
		until = max(until, v.to+time.Second)
	}
	add := func(id int, what string, age time.Duration) {
		if of[id] {
			out = append(out, did{target: fmt.Sprint(id), what: what, at: s.at(age)})
		}
	}
	if z.Kind == "line" {
		p := s.points(z)
		for _, c := range s.view.Crossings(0, until, p[0], p[1]) {
			add(c.Stay.ID, map[bool]string{true: "crossed in", false: "crossed out"}[c.Forward], c.At)
		}
		return out
	}
	for _, p := range s.view.Presences(0, until, s.points(z)) {
		add(p.Stay.ID, map[bool]string{true: "entered", false: "entered, inside"}[p.Came], p.From)
		if dwell := time.Duration(z.MinDwell * s.speed * float64(time.Second)); dwell > 0 && p.To-p.From >= dwell {
			add(p.Stay.ID, "dwelled", p.From+dwell)
		}
		add(p.Stay.ID, map[bool]string{true: "left", false: "left, inside"}[p.Left], p.To)
	}
	return out
}

// told is what a server tells of a zone.
func told(t *testing.T, i *e2e.Instance, zone string) []did {
	t.Helper()
	c := i.Client(t)
	targets := make(map[string]string)
	for tr, err := range c.AllTracks(t.Context(), client.TrackQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		targets[tr.ID] = tr.Target
	}
	var out []did
	for p, err := range c.AllPassages(t.Context(), client.PassageQuery{Zones: []string{zone}}) {
		if err != nil {
			t.Fatal(err)
		}
		d := did{target: targets[p.Track], what: p.Action, at: p.At}
		if p.Direction != "" {
			d.what += " " + p.Direction
		}
		if p.Inside {
			d.what += ", inside"
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b did) int { return a.at.Compare(b.at) })
	return out
}

// wantPassed checks that visitors are told to have done at a zone what they did in
// truth, one for one, and when; it returns how much that was.
func (s *scene) wantPassed(t *testing.T, when string, z *client.CameraZone, visits []visit, all []did, near time.Duration) (n int) {
	t.Helper()
	for _, v := range visits {
		of := func(d did) bool { return d.target != v.target() }
		want := slices.DeleteFunc(s.passed(z, []visit{v}), of)
		got := slices.DeleteFunc(slices.Clone(all), of)
		slices.SortStableFunc(want, func(a, b did) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
		same := len(got) == len(want)
		for k := range min(len(got), len(want)) {
			same = same && got[k].what == want[k].what && got[k].at.Sub(want[k].at).Abs() <= near
		}
		if !same {
			t.Errorf("%s, %s: target %s, in view from %v to %v\ndid %s\nand is told to have done %s", when, z.Name, v.target(), v.from, v.to, s.list(want), s.list(got))
		}
		n += len(want)
	}
	return n
}

func (s *scene) list(all []did) string {
	text := ""
	for _, d := range all {
		text += fmt.Sprintf("[%s at %v] ", d.what, s.age(d.at).Round(time.Millisecond))
	}
	return text
}

// TestZonesAreTrue: who entered and left, dwelled and crossed, and who is inside, is
// what was to be seen: live, by an evaluation of what had been stored, and after a
// restart.
func TestZonesAreTrue(t *testing.T) {
	for _, tt := range []struct {
		speed         float64
		before, after int
	}{{1, 2, 3}, {10, 12, 25}} {
		t.Run(fmt.Sprintf("%vx", tt.speed), func(t *testing.T) {
			i := e2e.Start(t, e2e.Options{})
			s := runScene(t, i.Devices, tt.speed, true)
			old := s.waitForVisits(t, tt.before)
			c := i.Client(t)
			cameras, err := c.Cameras(t.Context(), client.CameraQuery{})
			if err != nil || len(cameras.Items) != 1 {
				t.Fatalf("got the cameras %+v, %v, want one", cameras.Items, err)
			}
			camera := cameras.Items[0].ID
			var zones []client.CameraZone
			for _, d := range drawn() {
				z, err := c.CreateZone(t.Context(), camera, d)
				if err != nil {
					t.Fatal(err)
				}
				zones = append(zones, z)
			}
			since := time.Now()
			compared := s.wantEvaluated(t, i, zones, old)

			s.wantOccupied(t, i, zones)
			fresh := func() []visit {
				return slices.DeleteFunc(s.over(time.Now()), func(v visit) bool { return s.at(v.from).Before(since.Add(s.near())) })
			}
			eventually(t, "visits after the zones were drawn", func() bool { return len(fresh()) >= tt.after })
			visits := fresh()
			for k := range zones {
				compared += s.wantPassed(t, "live", &zones[k], visits, told(t, i, zones[k].ID), s.near())
			}
			if compared < 2*tt.after {
				t.Errorf("only %d passages were compared", compared)
			}
			if err := i.Stop(); err != nil {
				t.Fatal(err)
			}
			again := e2e.Start(t, e2e.Options{Data: i.Data})
			for k := range zones {
				all := told(t, again, zones[k].ID)
				s.wantPassed(t, "after a restart", &zones[k], visits, all, s.near())
				wantCounted(t, again, &zones[k], all)
			}
		})
	}
}

// wantEvaluated evaluates zones, and checks what is told of visits before they were
// drawn. What was packed of a path may be off by half a per cent of the frame, which
// takes a target a while.
func (s *scene) wantEvaluated(t *testing.T, i *e2e.Instance, zones []client.CameraZone, visits []visit) (compared int) {
	t.Helper()
	c := i.Client(t)
	for k := range zones {
		z := &zones[k]
		if _, err := c.EvaluateZone(t.Context(), z.ID, time.Time{}); err != nil {
			t.Fatal(err)
		}
		eventually(t, "an evaluation", func() bool {
			e, err := c.ZoneEvaluation(t.Context(), z.ID)
			if err != nil || e.State == "failed" || e.State == "cancelled" {
				t.Fatalf("got %+v, %v", e, err)
			}
			return e.State == "done" && e.Progress == 1
		})
		compared += s.wantPassed(t, "evaluated", z, visits, told(t, i, z.ID), s.near()+time.Duration(float64(300*time.Millisecond)/s.speed))
	}
	return compared
}

// wantOccupied checks who is inside now, some times over.
func (s *scene) wantOccupied(t *testing.T, i *e2e.Instance, zones []client.CameraZone) {
	t.Helper()
	c, seen := i.Client(t), 0
	eventually(t, "somebody was inside, and nobody was", func() bool {
		before := time.Now()
		z, err := c.Zone(t.Context(), zones[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		after := time.Now()
		// Who went out of view inside is there until that is noticed.
		most := s.inside(&z, before.Add(-s.silence-time.Second), after)
		least := s.always(&z, before.Add(-2*s.near()-100*time.Millisecond), after)
		if n := z.Occupancy.Total; n < least || n > most {
			t.Errorf("%d are told to be inside, want %d to %d", n, least, most)
		}
		if z.Occupancy.Total > 0 {
			seen |= 1
		} else {
			seen |= 2
		}
		return seen == 3
	})
}

// inside is how many were in an area at some time of a span.
func (s *scene) inside(z *client.CameraZone, from, to time.Time) int {
	return len(s.view.Presences(s.age(from), s.age(to), s.points(z)))
}

// always is how many were in an area all the time of a span.
func (s *scene) always(z *client.CameraZone, from, to time.Time) (n int) {
	for _, p := range s.view.Presences(s.age(from), s.age(to), s.points(z)) {
		if p.From <= max(s.age(from), p.Stay.From) && !p.Came && p.To >= s.age(to) && p.Stay.From <= s.age(from) {
			n++
		}
	}
	return n
}

// wantCounted checks that counts are what the passages add up to.
func wantCounted(t *testing.T, i *e2e.Instance, z *client.CameraZone, all []did) {
	t.Helper()
	want, got := make(map[string]int64), make(map[string]int64)
	for _, d := range all {
		want[d.what[:min(len(d.what), 7)]]++
	}
	if n := want["crossed"]; n > 0 {
		delete(want, "crossed")
		for _, d := range all {
			want[d.what]++
		}
	} else {
		want["left"] += want["left, i"]
		delete(want, "left, i")
	}
	counts := i.Client(t).ZoneCounts(t.Context(), client.ZoneCountQuery{Zones: []string{z.ID}, Bucket: "day", TimeZone: "Asia/Kathmandu"})
	for n, err := range counts {
		if err != nil {
			t.Fatal(err)
		}
		for what, k := range map[string]int64{"crossed in": n.In, "crossed out": n.Out, "entered": n.Entered, "left": n.Left, "dwelled": n.Dwelled} {
			if k > 0 {
				got[what] += k
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: counted %v, want %v", z.Name, got, want)
	}
}
