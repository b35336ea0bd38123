package world_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/sim/world"
)

// TestParseProblems holds that each mistake is told with its line and what to do.
func TestParseProblems(t *testing.T) {
	const head = "views:\n  - place: yard\n    actors:\n      - who: person\n        path: cross-right\n"
	for _, tt := range []struct{ name, script, want string }{
		{"empty", "", "views: missing: say at least one place"},
		{"no YAML", "views: [", "line 1"},
		{"not a mapping", "- a\n", "line 1"},
		{"two documents", head + "---\nviews: []\n", "second document"},
		{"unknown field", head + "        color: red\n", `line 6: unknown field "color"`},
		{"twice", head + "        who: car\n", "line 6"},
		{"wrong kind", head + "        at: soon\n", `line 6: "soon" is no duration: say it as 500ms`},
		{"no unit", head + "        at: 5\n", `line 6: "5" is no duration`},
		{"place", "views:\n  - place: moon\n", `line 2: views[0].place: "moon" is not known: say one of corridor, gate, shop-door, yard`},
		{"no place", "views:\n  - title: x\n", "line 2: views[0].place: missing: say one of corridor"},
		{"light", "views:\n  - place: yard\n    light: dim\n", `line 3: views[0].light: "dim" is not known: say one of day, night, clock`},
		{"rain", "views:\n  - place: yard\n    rain: 2\n", "line 3: views[0].rain: 2: say how hard it rains from 0 to 1"},
		{"no number", "views:\n  - place: yard\n    rain: .nan\n", "line 3: views[0].rain"},
		{"who", "views:\n  - place: yard\n    actors:\n      - who: dog\n        path: cross-right\n", `line 4: views[0].actors[0].who: "dog" is not known: say one of person, car, motorcycle`},
		{"path", "views:\n  - place: yard\n    actors:\n      - who: person\n        path: nowhere\n", `line 5: views[0].actors[0].path: "nowhere" is not known: say one of along-fence, cross-left`},
		{"path and points", head + "        points: [{x: 1, y: 9000}]\n", "line 6: views[0].actors[0].points: both path and points"},
		{"neither", "views:\n  - place: yard\n    actors:\n      - who: person\n", "views[0].actors[0].points: 0 points: say path"},
		{"sky", "views:\n  - place: yard\n    actors:\n      - who: person\n        points:\n          - {x: 1, y: 1000}\n", "line 6: views[0].actors[0].points[0].y: 1000 is above the ground of a yard"},
		{"far out", "views:\n  - place: yard\n    actors:\n      - who: person\n        points:\n          - {x: 1e9, y: 8000}\n", "line 6: views[0].actors[0].points[0].x"},
		{"never seen", "views:\n  - place: yard\n    actors:\n      - who: person\n        points:\n          - {x: 19000, y: 8000, wait: 5s}\n", "line 4: views[0].actors[0]: is never in the picture"},
		{"wait", "views:\n  - place: yard\n    actors:\n      - who: person\n        points:\n          - {x: 500, y: 8000, wait: -5s}\n", "line 6: views[0].actors[0].points[0].wait"},
		{"at", head + "        at: -1s\n", "line 6: views[0].actors[0].at: -1s: say when it comes first"},
		{"repeat", head + "        repeat: 1ms\n", "line 6: views[0].actors[0].repeat: 1ms: say after how long"},
		{"crowd", head + "        repeat: 100ms\n        speed: 0.1\n", "line 6: views[0].actors[0].repeat: 100ms: it stays for"},
		{"jitter", head + "        repeat: 5s\n        jitter: 5s\n", "line 7: views[0].actors[0].jitter: 5s: say less than repeat, 5s"},
		{"times", head + "        times: 3\n", "line 6: views[0].actors[0].times: 3 times but no repeat"},
		{"chance", head + "        chance: 0\n", "line 6: views[0].actors[0].chance: 0: say a number from 0.01 to 1"},
		{"speed", head + "        speed: 100\n", "line 6: views[0].actors[0].speed: 100: say 0.1 to 60"},
		{"spread", head + "        spread: -1\n", "line 6: views[0].actors[0].spread: -1: say 0 to 5"},
		{"group", head + "        group: 21\n", "line 6: views[0].actors[0].group: 21: say 1 to 20"},
		{"gap", head + "        group: 2\n        gap: 2h\n", "line 7: views[0].actors[0].gap"},
		{"plate of a person", head + "        plates: [A]\n", "line 6: views[0].actors[0].plates: a person has no plate"},
		{"long plate", "views:\n  - place: gate\n    actors:\n      - who: car\n        path: in\n        plates:\n          - ABCDEFGHIJKLMNOPQRST\n", "line 7: views[0].actors[0].plates[0]"},
		{"title", "views:\n  - place: yard\n    title: " + strings.Repeat("x", 64) + "\n", "line 3: views[0].title: at most 63"},
		{"too large", "# " + strings.Repeat("x", 1<<20), "too large for a scenario"},
		{"two at once", "views:\n  - place: moon\n    light: dim\n", "views[0].light"},
	} {
		_, err := world.Parse(strings.NewReader(tt.script))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
	_, err := world.Parse(strings.NewReader("views:\n  - place: moon\n    light: dim\n"))
	if p := (world.Problems)(nil); !errors.As(err, &p) || len(p) != 2 || p[0].Line != 2 || p[1].Path != "views[0].light" {
		t.Errorf("got %v, want two problems", err)
	}
}

// TestBuiltin holds that the scenarios of the program are as promised, and that
// their files are what Load reads.
func TestBuiltin(t *testing.T) {
	if got := strings.Join(world.Builtin(), " "); got != "quiet-night busy-gate shop-hours intruder parking-lot everything" {
		t.Errorf("got %s", got)
	}
	for _, name := range world.Builtin() {
		if s := load(t, name); s.About == "" || len(s.Views(1)) == 0 {
			t.Errorf("%s has nothing about it or no views", name)
		}
		if src, err := world.Source(name); err != nil || len(src) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := world.Load("noisy-day"); err == nil || !strings.Contains(err.Error(), "quiet-night") {
		t.Errorf("got %v, want the names that there are", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range world.Builtin() {
		src, err := world.Source(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Add("views: [{place: yard, incidents: [{what: item-left, x: 1, y: 9000, repeat: 1m}]}]")
	f.Add("views: [{place: yard, actors: [{who: car, points: [{x: 1, y: 9000}]}]}]")
	f.Fuzz(func(t *testing.T, script string) {
		s, err := world.Parse(strings.NewReader(script))
		if err != nil {
			return
		}
		for _, v := range s.Views(1) { // what is accepted can be looked at
			if next := v.Next(0); next >= 0 {
				v.At(next, nil)
			}
			if next := v.Change(0); next >= 0 {
				v.Incidents(next, nil)
			}
		}
	})
}
