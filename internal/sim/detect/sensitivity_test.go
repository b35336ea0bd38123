package detect_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

const crossing = `
views:
  - place: yard
    actors:
      - {who: person, path: cross-right, at: 1s}
      - {who: car, path: lawn-stop, at: 40s}
`

// firstOf is when a type of target is detected first, -1 if never.
func firstOf(posts []post, t viewtron.TargetType) time.Duration {
	for _, p := range posts {
		if p.Targets[0].Stay.Type == t {
			return p.at
		}
	}
	return -1
}

// TestSensitivity holds that a rule that is more sensitive to a type is sooner sure of
// it, that one that hardly is overlooks who is far, and that types do not mix.
func TestSensitivity(t *testing.T) {
	detected := func(script string, person, car int) []post {
		z := settings.NewZone(settings.Perimeter)
		z.Points = []viewtron.Point{{X: 0, Y: 3000}, {X: 10000, Y: 3000}, {X: 10000, Y: 10000}, {X: 0, Y: 10000}}
		z.Filter.PersonSensitivity, z.Filter.CarSensitivity = person, car
		posts, _ := watch(view(t, script), settings.Rules{Zones: []settings.Zone{z}}, 0, 90*time.Second)
		return posts
	}
	last := time.Hour
	for _, s := range []int{1, 20, 50, 100} {
		posts := detected(crossing, s, 50)
		at := firstOf(posts, viewtron.TargetPerson)
		if at < 0 || at >= last {
			t.Errorf("at sensitivity %d a person is detected at %v, want before %v", s, at, last)
		}
		last = at
		if car := firstOf(posts, viewtron.TargetCar); car != firstOf(detected(crossing, 50, 50), viewtron.TargetCar) {
			t.Errorf("the sensitivity for people, %d, moved the car to %v", s, car)
		}
	}
	const far = `
views:
  - place: yard
    actors:
      - {who: person, points: [{x: 4000, y: 4100}, {x: 6000, y: 4100}, {x: 4000, y: 4100}]}
`
	if firstOf(detected(far, 50, 50), viewtron.TargetPerson) < 0 {
		t.Error("who is far is not detected at the sensitivity of delivery")
	}
	if at := firstOf(detected(far, 1, 50), viewtron.TargetPerson); at >= 0 {
		t.Errorf("who is far is detected at the lowest sensitivity, at %v", at)
	}
}

// TestMotionSensitivity holds that less is seen to move the lower the sensitivity is.
func TestMotionSensitivity(t *testing.T) {
	v := view(t, crossing)
	seen := func(s int) (people, cars bool) {
		r := settings.NewRules(settings.Classic)
		r.Motion.Hold = time.Second
		r.Cells.Sensitivity = s
		posts, _ := watch(v, settings.Rules{Motion: r.Motion, Cells: r.Cells}, 0, 2*time.Minute)
		return firstOf(posts, viewtron.TargetPerson) >= 0, firstOf(posts, viewtron.TargetCar) >= 0
	}
	for _, tt := range []struct {
		sensitivity  int
		people, cars bool
	}{{8, true, true}, {5, true, true}, {2, true, true}, {1, false, true}} {
		if people, cars := seen(tt.sensitivity); people != tt.people || cars != tt.cars {
			t.Errorf("at %d: people %v, cars %v; want %v, %v", tt.sensitivity, people, cars, tt.people, tt.cars)
		}
	}
}

// TestPlateSizes holds that plates are read between the smallest and the largest size
// alone.
func TestPlateSizes(t *testing.T) {
	v := view(t, "views: [{place: gate, actors: [{who: car, path: through, plates: [KLM4821]}]}]")
	read := func(low, high int32) int32 {
		p := settings.NewPlateRule()
		p.On, p.MinWidth, p.MaxWidth = true, low, high
		posts, _ := watch(v, settings.Rules{Plates: p}, 0, time.Minute)
		if len(posts) == 0 {
			return 0
		}
		b := posts[0].Targets[0].Plate
		return b.X2 - b.X1
	}
	usual := read(0, 0)
	if usual == 0 {
		t.Fatal("the plate is not read at all")
	}
	if wide := read(usual+200, 0); wide < usual+200 {
		t.Errorf("read at a width of %d, want at least %d", wide, usual+200)
	}
	if wide := read(0, 500); wide != 0 {
		t.Errorf("read at a width of %d, though plates of more than 500 are not to be read and smaller ones cannot be", wide)
	}
	if wide := read(0, usual+100); wide != usual {
		t.Errorf("read at a width of %d, want %d as without a limit", wide, usual)
	}
}

// TestScheduleBegins holds that who is in a zone when its hours begin is an intruder,
// but has not come in.
func TestScheduleBegins(t *testing.T) {
	const script = `
views:
  - place: yard
    actors:
      - {who: person, points: [{x: -600, y: 8000}, {x: 5000, y: 8000, wait: 2m}, {x: 10600, y: 8000}]}
`
	noon := settings.Schedule{Custom: true}
	for day := range noon.Hours {
		noon.Hours[day] = 1 << 12
	}
	rules := settings.Rules{
		Zones:     []settings.Zone{settings.NewZone(settings.Perimeter), settings.NewZone(settings.Entry)},
		Schedules: map[settings.AlarmType]settings.Schedule{settings.Perimeter: noon, settings.Entry: noon},
	}
	v := view(t, script)
	d := detect.New(rules)
	began := time.Date(2026, time.May, 12, 11, 59, 0, 0, time.UTC)
	var got []post
	var sights []world.Sight
	for at := time.Duration(0); at < 90*time.Second; at += tick {
		sights = v.At(at, sights[:0])
		found, _ := d.Step(detect.Moment{At: at, Local: began.Add(at), Sights: sights})
		for _, f := range found {
			got = append(got, post{at, f})
		}
	}
	if len(got) == 0 || got[0].What != viewtron.RegionIntrusion || got[0].at < time.Minute || got[0].at > time.Minute+2*tick {
		t.Fatalf("got %v, want an intrusion as soon as it is noon", got)
	}
	for _, p := range got {
		if p.What == viewtron.RegionEntry {
			t.Errorf("somebody came in at %v who was there before", p.at)
		}
	}
}
