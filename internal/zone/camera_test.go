package zone_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

var t0 = time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)

// Ids of zones.
var yardID, gateID = zone.ID{15: 1}, zone.ID{15: 2}

// named is the id of a track that a test calls by a name.
func named(name string) (id track.ID) {
	copy(id[:], name)
	return id
}

// at is a moment so many milliseconds after t0.
func at(ms int) time.Time { return t0.Add(time.Duration(ms) * time.Millisecond) }

func square() zone.Zone {
	return zone.Zone{
		ID: yardID, CameraID: "cam_a_1", Name: "Yard", Kind: zone.Area, Version: 1,
		Points: []geo.Point{{2000, 2000}, {6000, 2000}, {6000, 6000}, {2000, 6000}},
	}
}

// gate runs to the right: who comes down goes in.
func gate() zone.Zone {
	return zone.Zone{
		ID: gateID, CameraID: "cam_a_1", Name: "Gate", Kind: zone.Line, Version: 1,
		Points: []geo.Point{{1000, 5000}, {9000, 5000}},
	}
}

func watching(zones ...zone.Zone) *zone.Camera {
	c := new(zone.Camera)
	c.Set(zones, t0)
	return c
}

// told is what a camera tells, a word or two each: what was done, when (in
// milliseconds after t0), and how.
func told(c *zone.Camera) string {
	var out []string
	for _, p := range c.Passages(nil) {
		s := fmt.Sprintf("%s@%d", p.Action, p.At.Sub(t0).Milliseconds())
		if p.Direction != "" {
			s = fmt.Sprintf("%s@%d", p.Direction, p.At.Sub(t0).Milliseconds())
		}
		if p.Inside {
			s += "(inside)"
		}
		if p.Dwell > 0 {
			s += fmt.Sprintf("[%d]", p.Dwell.Milliseconds())
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// step is a foot at a time, in milliseconds.
type step struct{ ms, x, y int }

func TestPassages(t *testing.T) {
	bow := square()
	bow.Points = []geo.Point{{0, 0}, {8000, 8000}, {8000, 0}, {0, 8000}}
	comb := square()
	comb.Points = []geo.Point{{0, 0}, {1000, 0}, {1000, 9000}, {3000, 9000}, {3000, 0}, {4000, 0}, {4000, 9500}, {0, 9500}}
	slit := square()
	slit.Points = []geo.Point{{0, 0}, {1000, 0}, {1000, 9000}, {1100, 9000}, {1100, 0}, {4000, 0}, {4000, 9500}, {0, 9500}}
	patient := square()
	patient.MinDwell = time.Second
	tests := []struct {
		name  string
		in    zone.Zone
		steps []step
		want  string
	}{
		{"enters and leaves", square(), []step{{0, 1000, 4000}, {100, 3000, 4000}, {200, 5000, 4000}, {300, 7000, 4000}}, "entered@50 left@250[200]"},
		{"jumps across", square(), []step{{0, 0, 4000}, {100, 8000, 4000}}, "entered@25 left@75[50]"},
		{"jumps across and jumps back", square(), []step{{0, 0, 4000}, {100, 8000, 4000}, {200, 0, 4000}}, "entered@25 left@75[50] entered@125 left@175[50]"},
		{"passes by", square(), []step{{0, 1000, 1000}, {100, 7000, 1000}, {200, 7000, 7000}}, ""},
		{"comes into view inside", square(), []step{{0, 4000, 4000}, {100, 8000, 4000}}, "entered@0(inside) left@50[50]"},
		{"goes out of view inside", square(), []step{{0, 1000, 4000}, {100, 3000, 4000}, {150, 3000, 4000}}, "entered@50 left@150(inside)[100]"},
		{"is seen inside once", square(), []step{{70, 3000, 4000}}, "entered@70(inside) left@70(inside)"},
		{"is seen outside once", square(), []step{{0, 0, 0}}, ""},
		{"goes out of view just outside", square(), []step{{0, 3000, 4000}, {100, 5970, 4000}, {200, 6030, 4000}}, "entered@0(inside) left@150[150]"},
		{"steps out for a moment", square(), []step{{0, 4000, 4000}, {100, 6090, 4000}, {200, 5900, 4000}, {300, 5000, 4000}}, "entered@0(inside) left@300(inside)[300]"},
		{"stays just outside", square(), []step{{0, 5000, 4000}, {100, 6090, 4000}, {3000, 6090, 4000}, {5200, 6090, 4000}, {9000, 6090, 4000}}, "entered@0(inside) left@91[91]"},
		{"comes back from just outside, much later", square(), []step{{0, 5000, 4000}, {110, 6100 - 1, 4000}, {12000, 5900, 4000}}, "entered@0(inside) left@100[100] entered@6025 left@12000(inside)[5974]"},
		{"late steps are not looked at", square(), []step{{0, 1000, 4000}, {200, 1500, 4000}, {100, 4000, 4000}, {300, 1000, 4000}}, ""},
		{"both wings of a bow", bow, []step{{0, 1000, 4000}, {100, 7000, 4000}}, "entered@0(inside) left@100(inside)[100]"},
		{"under the knot of a bow", bow, []step{{0, 1000, 6000}, {100, 4000, 7000}, {200, 7500, 6000}}, "entered@0(inside) left@25[25] entered@166 left@200(inside)[33]"},
		{"over both teeth of a comb", comb, []step{{0, 500, 4000}, {100, 5000, 4000}}, "entered@0(inside) left@11[11] entered@55 left@77[22]"},
		{"over a slit that is too narrow to count", slit, []step{{0, 500, 4000}, {100, 3500, 4000}}, "entered@0(inside) left@100(inside)[100]"},
		{"dwells", patient, []step{{0, 1000, 4000}, {100, 3000, 4000}, {900, 3000, 4000}, {1100, 3100, 4000}, {2000, 9000, 4000}},
			"entered@50 dwelled@1050[1000] left@1542[1492]"},
		{"leaves before it has dwelled", patient, []step{{0, 4000, 4000}, {900, 7900, 4000}, {2000, 9000, 4000}}, "entered@0(inside) left@461[461]"},
		{"dwells until it is last seen", patient, []step{{0, 4000, 4000}, {1000, 4000, 4000}}, "entered@0(inside) dwelled@1000[1000] left@1000(inside)[1000]"},
		{"does not dwell just outside", patient, []step{{0, 5000, 4000}, {1000, 6050, 4000}, {1500, 6050, 4000}, {1600, 7000, 4000}}, "entered@0(inside) left@952[952]"},

		{"crosses in", gate(), []step{{0, 4000, 4000}, {100, 4000, 6000}}, "in@50"},
		{"crosses out", gate(), []step{{0, 4000, 6000}, {100, 4000, 4000}}, "out@50"},
		{"jumps in and out", gate(), []step{{0, 4000, 0}, {100, 4000, 10000}, {200, 4000, 0}}, "in@50 out@150"},
		{"passes the end", gate(), []step{{0, 900, 4000}, {100, 900, 6000}}, ""},
		{"goes around the end and back over it", gate(), []step{{0, 900, 4000}, {100, 900, 6000}, {200, 2000, 6000}, {300, 2000, 4000}}, "out@250"},
		{"turns back on it", gate(), []step{{0, 4000, 4000}, {100, 4000, 5050}, {200, 4000, 4950}, {300, 4000, 4000}}, "in@95 out@150"},
		{"trembles on its way in", gate(), []step{{0, 4000, 4900}, {100, 4000, 5010}, {200, 4000, 4990}, {300, 4000, 5010}, {400, 4000, 4980}, {500, 4000, 5200}}, "in@90"},
		{"stands on it", gate(), []step{{0, 4000, 5000}, {100, 4000, 5000}, {200, 4000, 5000}}, ""},
		{"begins on it and goes in", gate(), []step{{0, 4000, 5000}, {100, 4000, 5500}}, ""},
		{"begins on it and goes out", gate(), []step{{0, 4000, 5000}, {100, 4000, 4500}}, "out@0"},
		{"vanishes where it came from", gate(), []step{{0, 4000, 4900}, {100, 4000, 5050}, {200, 4000, 4950}}, "in@66 out@150"},
		{"turns back and stays near", gate(), []step{{0, 4000, 4900}, {100, 4000, 5050}, {200, 4000, 4950}, {6000, 4000, 4950}, {7000, 4000, 5050}, {7100, 4000, 5200}}, "in@66 out@150 in@6500"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := watching(tt.in)
			for _, s := range tt.steps {
				c.Move(named("t1"), event.TargetPerson, at(s.ms), geo.Point{s.x, s.y})
			}
			c.End(named("t1"))
			if got := told(c); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestJitterCountsOnce(t *testing.T) {
	for seed := range uint64(50) {
		c := watching(square(), gate())
		r := rand.New(rand.NewPCG(seed, 1))
		tremble := func() int { return r.IntN(2*zone.Jitter-1) - zone.Jitter + 1 }
		ms := 0
		for range 2000 { // nearly five minutes on the edge, and on the line
			c.Move(named("edge"), event.TargetPerson, at(ms), geo.Point{6000 + tremble()/2, 4000})
			c.Move(named("line"), event.TargetCar, at(ms), geo.Point{8000, 5000 + tremble()})
			ms += 143
		}
		c.Move(named("edge"), event.TargetPerson, at(ms), geo.Point{7000, 4000})
		c.Move(named("line"), event.TargetCar, at(ms), geo.Point{8000, 6000})
		got := map[string]int{}
		for _, p := range c.Passages(nil) {
			name := "edge"
			if p.TrackID == named("line") {
				name = "line"
			}
			got[fmt.Sprint(name, " ", p.Action, " ", p.Direction)]++
		}
		net := got["line crossed in"] - got["line crossed out"]
		if got["edge entered "] != 1 || got["edge left "] != 1 || got["line crossed in"]+got["line crossed out"] > 2 || net < 0 || net > 1 {
			t.Fatalf("seed %d: got %v", seed, got)
		}
	}
}

func TestTargetTypes(t *testing.T) {
	cars := square()
	cars.Targets = []event.TargetType{event.TargetCar}
	over := gate()
	over.Targets = cars.Targets
	c := watching(cars, over)
	c.Move(named("t1"), event.TargetPerson, at(0), geo.Point{4000, 4000})
	c.Move(named("t1"), event.TargetPerson, at(100), geo.Point{4000, 5500})
	if got := told(c); got != "" {
		t.Errorf("a person: got %q", got)
	}
	if n := c.Occupancy()[yardID]; len(n) != 0 {
		t.Errorf("a person is counted: %v", n)
	}
	c.Move(named("t1"), event.TargetCar, at(200), geo.Point{4000, 4500})
	if got, want := told(c), "entered@0(inside) out@150"; got != want {
		t.Errorf("it turns out to be a car: got %q, want %q", got, want)
	}
	if n := c.Occupancy()[yardID]; n[event.TargetCar] != 1 || len(n) != 1 {
		t.Errorf("got %v, want a car", n)
	}
	c.Move(named("t1"), event.TargetPerson, at(300), geo.Point{4000, 0})
	if got, want := told(c), "left@255[255]"; got != want {
		t.Errorf("what has entered leaves, whatever it is: got %q, want %q", got, want)
	}
	if n := c.Occupancy()[yardID]; len(n) != 0 {
		t.Errorf("nobody is inside: got %v", n)
	}
}

func TestOccupancy(t *testing.T) {
	c := watching(square(), gate())
	for i, track := range []string{"a", "b", "c"} {
		typ := event.TargetPerson
		if i == 2 {
			typ = event.TargetCar
		}
		c.Move(named(track), typ, at(i), geo.Point{3000 + i, 3000})
	}
	c.Move(named("outside"), event.TargetPerson, at(3), geo.Point{1000, 1000})
	all := c.Occupancy()
	if n := all[yardID]; n[event.TargetPerson] != 2 || n[event.TargetCar] != 1 || len(all) != 1 {
		t.Errorf("got %v, want two persons and a car in the area, and no line", all)
	}
	c.End(named("a"))
	c.End(named("a"))
	c.End(named("never seen"))
	c.Move(named("b"), event.TargetPerson, at(10), geo.Point{7000, 3000})
	if n := c.Occupancy()[yardID]; n[event.TargetPerson] != 0 || n[event.TargetCar] != 1 {
		t.Errorf("got %v, want the car", n)
	}
}

func TestChangedZones(t *testing.T) {
	c := watching(square(), gate())
	c.Move(named("t1"), event.TargetPerson, at(0), geo.Point{3000, 3000})
	if got := told(c); got != "entered@0(inside)" {
		t.Fatal(got)
	}
	renamed := square()
	renamed.Name = "Court"
	c.Set([]zone.Zone{gate(), renamed}, at(50))
	c.Move(named("t1"), event.TargetPerson, at(100), geo.Point{3000, 3100})
	if got := told(c); got != "" {
		t.Errorf("another name, another order: got %q, want nothing", got)
	}
	wider := square()
	wider.Version, wider.Points[0] = 2, geo.Point{1000, 1000}
	c.Set([]zone.Zone{gate(), wider}, at(150))
	before := c.Passages(nil)
	if len(before) != 1 || before[0].Version != 1 || before[0].Action != zone.Left || !before[0].Inside || !before[0].At.Equal(at(150)) {
		t.Errorf("got %+v, want that it left the old shape, still inside", before)
	}
	c.Move(named("t1"), event.TargetPerson, at(200), geo.Point{3000, 3200})
	after := c.Passages(nil)
	if len(after) != 1 || after[0].Version != 2 || after[0].Action != zone.Entered || !after[0].Inside {
		t.Errorf("got %+v, want that it is in the new shape already", after)
	}
	c.Set(nil, at(250))
	if c.Watching() || len(c.Passages(nil)) != 1 || len(c.Occupancy()) != 0 {
		t.Error("without zones it still watches, or nobody left")
	}
	c.Move(named("t1"), event.TargetPerson, at(300), geo.Point{9000, 9000})
	c.End(named("t1"))
	if got := told(c); got != "" {
		t.Errorf("without zones: got %q", got)
	}
}

// TestPassagesPairUp: whatever a target does, it enters and leaves in turn, its
// stays do not overlap, and it crosses a line to and fro.
func TestPassagesPairUp(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 2))
		yard := square()
		yard.MinDwell = time.Second
		c := watching(yard, gate())
		ms, p := 0, geo.Point{r.IntN(geo.Full), r.IntN(geo.Full)}
		for range 400 {
			c.Move(named("t1"), event.TargetPerson, at(ms), p)
			ms += r.IntN(400)
			reach := []int{20, 150, 3000}[r.IntN(3)]
			for i := range p {
				p[i] = min(max(p[i]+r.IntN(2*reach+1)-reach, 0), geo.Full)
			}
		}
		c.End(named("t1"))
		all := c.Passages(nil)
		var stays, crossings []zone.Passage
		for _, p := range all {
			if p.ZoneID == yardID {
				stays = append(stays, p)
			} else {
				crossings = append(crossings, p)
			}
		}
		if !slices.IsSortedFunc(stays, func(a, b zone.Passage) int { return a.At.Compare(b.At) }) {
			t.Fatalf("seed %d: stays overlap: %+v", seed, stays)
		}
		inside := false
		for _, p := range stays {
			if (p.Action == zone.Entered) == inside {
				t.Fatalf("seed %d: %s while inside is %v", seed, p.Action, inside)
			}
			inside = p.Action != zone.Left
		}
		if inside {
			t.Fatalf("seed %d: it never left", seed)
		}
		if !slices.IsSortedFunc(crossings, func(a, b zone.Passage) int { return a.At.Compare(b.At) }) {
			t.Fatalf("seed %d: crossings are told out of order", seed)
		}
	}
}
