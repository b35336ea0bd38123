package detect_test

import (
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// TestNoRuleNoDetection holds that a type without a rule that is on never fires,
// and raises no alarm.
func TestNoRuleNoDetection(t *testing.T) {
	eachView(t, func(t *testing.T, v *world.View) {
		all := everyRule(v)
		off := settings.Rules{Zones: slices.Clone(all.Zones), Lines: slices.Clone(all.Lines), Cells: all.Cells, Plates: all.Plates}
		for i := range off.Zones {
			off.Zones[i].On = false
		}
		for i := range off.Lines {
			off.Lines[i].On = false
		}
		off.Plates.On = false
		if posts, alarms := watch(v, off, 0, 4*time.Minute); len(posts)+len(alarms) > 0 {
			t.Errorf("nothing is on: got %d detections and %d alarms", len(posts), len(alarms))
		}
		for _, one := range []struct {
			what viewtron.Detection
			on   func(*settings.Rules)
		}{
			{viewtron.RegionIntrusion, func(r *settings.Rules) { r.Zones[0].On = true }},
			{viewtron.LineCounting, func(r *settings.Rules) { r.Lines[1].On = true }},
			{viewtron.LicensePlate, func(r *settings.Rules) { r.Plates.On = true }},
			{viewtron.FaceDetection, func(r *settings.Rules) { r.Faces = all.Faces }},
			{viewtron.VideoMetadata, func(r *settings.Rules) { r.VSD = all.VSD }},
			{viewtron.Motion, func(r *settings.Rules) { r.Motion = all.Motion }},
		} {
			r := off
			r.Zones, r.Lines = slices.Clone(off.Zones), slices.Clone(off.Lines)
			one.on(&r)
			posts, alarms := watch(v, r, 0, 4*time.Minute)
			for _, p := range posts {
				if p.What != one.what {
					t.Errorf("only %s is on: got %s", one.what, p.What)
				}
			}
			for _, a := range alarms {
				if a.What != one.what {
					t.Errorf("only %s is on: got the alarm of %s", one.what, a.What)
				}
			}
		}
	})
}

// TestEverythingIsDetected holds that the scenario of that name shows every
// detection, soon.
func TestEverythingIsDetected(t *testing.T) {
	s, err := world.Load("everything")
	if err != nil {
		t.Fatal(err)
	}
	first := map[viewtron.Detection]time.Duration{}
	for _, v := range s.Views(3) {
		posts, _ := watch(v, everyRule(v), 0, 5*time.Minute)
		if len(posts) == 0 || posts[0].at > 4*time.Second {
			t.Errorf("%s: nothing in the first seconds", v.Title)
		}
		for _, p := range posts {
			if at, ok := first[p.What]; !ok || p.at < at {
				first[p.What] = p.at
			}
		}
	}
	for _, d := range []viewtron.Detection{
		viewtron.RegionIntrusion, viewtron.LineCrossing, viewtron.RegionEntry, viewtron.RegionExit, viewtron.Loitering,
		viewtron.IllegalParking, viewtron.LineCounting, viewtron.AreaCounting, viewtron.LicensePlate, viewtron.FaceDetection,
		viewtron.VideoMetadata, viewtron.Motion,
	} {
		if at, ok := first[d]; !ok || at > 3*time.Minute {
			t.Errorf("%s: first at %v, %v", d, at, ok)
		}
	}
}

// TestAlarms holds that alarms go on with the first detection and off after the
// hold time since the last, on and off in turn.
func TestAlarms(t *testing.T) {
	eachView(t, func(t *testing.T, v *world.View) {
		for _, z := range everyRule(v).Zones {
			posts, alarms := watch(v, settings.Rules{Zones: []settings.Zone{z}}, 0, span)
			var want []change
			until := time.Duration(-1)
			for _, p := range posts {
				if until >= 0 && p.at >= until {
					want = append(want, change{ceil(until), detect.Alarm{What: p.What}})
					until = -1
				}
				if until < 0 {
					want = append(want, change{p.at, detect.Alarm{What: p.What, On: true}})
				}
				until = p.at + z.Hold
			}
			if until >= 0 && ceil(until) < span {
				want = append(want, change{ceil(until), detect.Alarm{What: posts[0].What}})
			}
			if !slices.Equal(alarms, want) {
				t.Errorf("%s: got %d changes %v, want %d %v", z.Type, len(alarms), alarms, len(want), want)
			}
		}
	})
}

// TestIntrusionPosts holds the rhythm of the posts of one who stays: one, within
// about a second another, and then again some time after the alarm went off.
func TestIntrusionPosts(t *testing.T) {
	v := view(t, `
views:
  - place: yard
    actors:
      - {who: person, points: [{x: -600, y: 8000}, {x: 5000, y: 8000, wait: 2m}, {x: 10600, y: 8000}]}
`)
	z := settings.NewZone(settings.Perimeter)
	posts, alarms := watch(v, settings.Rules{Zones: []settings.Zone{z}}, 0, 3*time.Minute)
	if len(posts) < 4 || !posts[0].First || posts[1].First || posts[0].Status != "SMART_START" || posts[1].Status != "SMART_PROCEDURE" {
		t.Fatalf("got %d posts %v", len(posts), posts)
	}
	if gap := posts[1].at - posts[0].at; gap < 100*time.Millisecond || gap > 1200*time.Millisecond {
		t.Errorf("the second post comes after %v, want up to about a second", gap)
	}
	for i := 2; i < len(posts); i++ {
		if gap := posts[i].at - posts[i-1].at; gap < 25*time.Second || gap > 41*time.Second {
			t.Errorf("post %d comes after %v, want the hold time and 5 to 20 s", i, gap)
		}
	}
	if len(alarms) != 2*(len(posts)-1) {
		t.Errorf("got %d changes of the alarm, want on and off for each of %d", len(alarms), len(posts)-1)
	}
}

// TestPlates holds that the plate of each car that passes near enough is read once,
// with its direction, and that the region, the direction and the time between
// readings are obeyed.
func TestPlates(t *testing.T) {
	const script = `
views:
  - place: gate
    actors:
      - {who: car, path: through, at: 1s, repeat: 30s, times: 6, plates: [KLM4821]}
      - {who: car, path: out, speed: 3, at: 16s, repeat: 30s, times: 6}
`
	rule := func(change func(*settings.PlateRule)) settings.Rules {
		p := settings.NewPlateRule()
		p.On = true
		change(&p)
		return settings.Rules{Plates: p}
	}
	for _, tt := range []struct {
		name     string
		rule     settings.Rules
		in, away int
	}{
		{"both ways", rule(func(*settings.PlateRule) {}), 6, 6},
		{"coming", rule(func(p *settings.PlateRule) { p.Direction = "approach" }), 6, 0},
		{"going", rule(func(p *settings.PlateRule) { p.Direction = "leave" }), 0, 6},
		{"elsewhere", rule(func(p *settings.PlateRule) { p.Region = viewtron.Box{X1: 0, Y1: 0, X2: 10000, Y2: 1000} }), 0, 0},
		{"not again for long", rule(func(p *settings.PlateRule) { p.Repeat = time.Hour }), 1, 6},
		{"off", rule(func(p *settings.PlateRule) { p.On = false }), 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			posts, _ := watch(view(t, script), tt.rule, 0, 5*time.Minute)
			in, away := 0, 0
			ids := map[int]bool{}
			for _, p := range posts {
				s := p.Targets[0]
				if ids[s.Stay.ID] {
					t.Errorf("%d was read twice", s.Stay.ID)
				}
				ids[s.Stay.ID] = true
				switch p.Direction {
				case viewtron.DirectionApproach:
					in++
					if s.Stay.Plate != "KLM4821" {
						t.Errorf("got %s, want KLM4821", s.Stay.Plate)
					}
				case viewtron.DirectionAway:
					away++
				default:
					t.Errorf("%s has no direction", s.Stay.Plate)
				}
				if wide := s.Plate.X2 - s.Plate.X1; wide < 600 {
					t.Errorf("%s was read at a width of %d", s.Stay.Plate, wide)
				}
			}
			if in != tt.in || away != tt.away {
				t.Errorf("got %d coming and %d going, want %d and %d", in, away, tt.in, tt.away)
			}
		})
	}
}

// TestFilters holds that rules look at what their filter says and at nothing else.
func TestFilters(t *testing.T) {
	const script = `
views:
  - place: yard
    actors:
      - {who: person, path: cross-right, at: 1s, repeat: 20s, times: 3}
      - {who: motorcycle, path: ride-by, at: 10s, repeat: 20s, times: 3}
      - {who: car, path: lawn-stop, at: 5s, repeat: 70s, times: 3}
`
	for _, tt := range []struct {
		name   string
		filter settings.Filter
		want   viewtron.TargetType
	}{
		{"people", settings.Filter{Person: true, PersonSensitivity: 50}, viewtron.TargetPerson},
		{"cars", settings.Filter{Car: true, CarSensitivity: 50}, viewtron.TargetCar},
		{"motorcycles", settings.Filter{Motor: true, MotorSensitivity: 50}, viewtron.TargetMotorcycle},
		{"nothing", settings.Filter{}, viewtron.TargetUnknown},
	} {
		z, l := settings.NewZone(settings.Perimeter), settings.NewLine(settings.Tripwire)
		z.Filter, l.Filter = tt.filter, tt.filter
		l.Start, l.End = viewtron.Point{X: 3000, Y: 3000}, viewtron.Point{X: 3000, Y: 9900}
		posts, _ := watch(view(t, script), settings.Rules{Zones: []settings.Zone{z}, Lines: []settings.Line{l}}, 0, 4*time.Minute)
		if (len(posts) == 0) != (tt.want == viewtron.TargetUnknown) {
			t.Errorf("%s: got %d detections", tt.name, len(posts))
		}
		for _, p := range posts {
			if got := p.Targets[0].Stay.Type; got != tt.want {
				t.Errorf("%s: got %s of a %v", tt.name, p.What, got)
			}
		}
	}
}

// TestTripwireDirection holds that a wire that watches one direction is silent in
// the other, and that counting lines count both.
func TestTripwireDirection(t *testing.T) {
	const script = `
views:
  - place: yard
    actors:
      - {who: person, path: cross-right, at: 1s, repeat: 20s, times: 4}
      - {who: person, path: cross-left, at: 11s, repeat: 20s, times: 3}
`
	for _, tt := range []struct {
		typ         settings.AlarmType
		direction   string
		right, left int
		in          int
	}{
		{settings.Tripwire, "none", 4, 3, 4},
		{settings.Tripwire, "rightortop", 4, 0, 4},
		{settings.Tripwire, "leftorbotton", 0, 3, 3},
		{settings.LineCount, "none", 4, 3, 4},
		{settings.LineCount, "leftorbotton", 4, 3, 3},
	} {
		for _, turned := range []bool{false, true} {
			l := settings.NewLine(tt.typ)
			l.Direction = tt.direction
			if turned {
				l.Start, l.End = l.End, l.Start
			}
			posts, _ := watch(view(t, script), settings.Rules{Lines: []settings.Line{l}}, 0, 2*time.Minute)
			right, left, in := 0, 0, 0
			for _, p := range posts {
				switch p.Toward {
				case detect.RightOrTop:
					right++
				case detect.LeftOrBottom:
					left++
				}
				if p.Entrance {
					in++
				}
			}
			if right != tt.right || left != tt.left || in != tt.in {
				t.Errorf("%s %s turned %v: got %d right, %d left, %d in, want %d, %d, %d", tt.typ, tt.direction, turned, right, left, in, tt.right, tt.left, tt.in)
			}
		}
	}
}

// TestFaces holds that a face is seen once for each who comes towards the camera,
// those seen together in one detection, and none of who goes.
func TestFaces(t *testing.T) {
	v := view(t, `
views:
  - place: corridor
    actors:
      - {who: person, path: towards, at: 1s, repeat: 30s, times: 3, group: 2, spread: 0}
      - {who: person, path: away, at: 15s, repeat: 30s, times: 3}
`)
	posts, _ := watch(v, settings.Rules{Faces: settings.Switch{On: true, Hold: settings.Hold}}, 0, 2*time.Minute)
	seen := map[int]int{}
	for _, p := range posts {
		for _, s := range p.Targets {
			seen[s.Stay.ID]++
			if s.Figure.Away || s.Head == (viewtron.Box{}) || s.Stay.Face == nil {
				t.Errorf("%d has no face to be seen", s.Stay.ID)
			}
		}
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%d was seen %d times", id, n)
		}
	}
	if len(seen) < 3 {
		t.Errorf("got %d faces, want at least 3", len(seen))
	}
}

// TestSetRules holds that alarms that are on survive a change of rules and go off in
// their time, and that new rules look at who is there.
func TestSetRules(t *testing.T) {
	v := view(t, `
views:
  - place: yard
    actors:
      - {who: person, points: [{x: -600, y: 8000}, {x: 5000, y: 8000, wait: 5m}]}
`)
	d := detect.New(settings.Rules{Zones: []settings.Zone{settings.NewZone(settings.Perimeter)}})
	at := time.Duration(0)
	step := func(until time.Duration) (found []detect.Detection, changed []detect.Alarm) {
		for ; at < until; at += tick {
			f, c := d.Step(detect.Moment{At: at, Sights: v.At(at, nil), Incidents: v.Incidents(at, nil)})
			found, changed = append(found, f...), append(changed, c...)
		}
		return found, changed
	}
	if f, c := step(10 * time.Second); len(f) == 0 || len(c) != 1 || !d.Active(viewtron.RegionIntrusion) {
		t.Fatalf("got %d detections and alarms %v", len(f), c)
	}
	off := d.Next()
	d.SetRules(settings.Rules{Zones: []settings.Zone{settings.NewZone(settings.AreaCount)}})
	if f, _ := step(11 * time.Second); len(f) != 1 || f[0].What != viewtron.AreaCounting {
		t.Errorf("got %v, want one count", f)
	}
	if _, c := step(off - tick); len(c) > 0 {
		t.Errorf("got %v before its time", c)
	}
	if _, c := step(off + tick); len(c) != 1 || c[0] != (detect.Alarm{What: viewtron.RegionIntrusion}) {
		t.Errorf("got %v, want the intrusion off", c)
	}
}

// TestFitKeepsRules holds that rules that are fitted are right and still what they
// were.
func TestFitKeepsRules(t *testing.T) {
	for _, m := range settings.Models() {
		for _, p := range []viewtrontest.Place{viewtrontest.Yard, viewtrontest.Gate, viewtrontest.ShopDoor, viewtrontest.Corridor} {
			before := settings.NewRules(m)
			got := detect.Fit(before, p)
			if err := settings.CheckRules(&got); err != nil {
				t.Errorf("%s in place %d: %v", m, p, err)
			}
			if len(got.Zones) != len(before.Zones) || len(got.Lines) != len(before.Lines) {
				t.Errorf("%s in place %d: got %d zones and %d lines", m, p, len(got.Zones), len(got.Lines))
			}
			for i, z := range settings.NewRules(m).Zones {
				if !slices.Equal(before.Zones[i].Points, z.Points) {
					t.Errorf("%s: fitting changed the rules it was given", m)
				}
			}
		}
	}
}
