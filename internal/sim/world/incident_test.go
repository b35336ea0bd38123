package world_test

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// TestIncidentProblems holds that each mistake is told with its line and what to do.
func TestIncidentProblems(t *testing.T) {
	const head = "views:\n  - place: yard\n    incidents:\n      - what: "
	for _, tt := range []struct{ name, script, want string }{
		{"what", head + "earthquake\n", `line 4: views[0].incidents[0].what: "earthquake" is not known: say one of sensor, sound, item-left`},
		{"unknown field", head + "sound\n        loud: 5\n", `line 5: unknown field "loud"`},
		{"at", head + "sound\n        at: -1s\n", "line 5: views[0].incidents[0].at: -1s: say when"},
		{"times", head + "sound\n        times: 2\n", "line 5: views[0].incidents[0].times: 2 times but no repeat"},
		{"chance", head + "sound\n        chance: 2\n", "line 5: views[0].incidents[0].chance: 2: say a number"},
		{"lasts", head + "sound\n        lasts: -1s\n", "line 5: views[0].incidents[0].lasts: -1s: say how long"},
		{"again before it ends", head + "sound\n        repeat: 5s\n        lasts: 4s\n        jitter: 1s\n", "line 5: views[0].incidents[0].repeat: 5s: it goes on for 4s and may begin 1s late"},
		{"loudness", head + "sound\n        level: 101\n", "line 5: views[0].incidents[0].level: 101: say how loud, 1 to 100"},
		{"loudness of a contact", head + "sensor\n        level: 5\n", "line 5: views[0].incidents[0].level: a sensor has no loudness"},
		{"place of a contact", head + "sensor\n        x: 5\n", "line 5: views[0].incidents[0].x: a sensor has no place"},
		{"item nowhere", head + "item-left\n", "views[0].incidents[0].x: 0, 0: say x and y"},
		{"item in the sky", head + "item-left\n        x: 5000\n        y: 900\n", "line 6: views[0].incidents[0].y: 900 is above the ground"},
	} {
		_, err := world.Parse(strings.NewReader(tt.script))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestIncidents holds what goes on when, and that Change tells when that changes.
func TestIncidents(t *testing.T) {
	v := parse(t, `
views:
  - place: yard
    incidents:
      - {what: sensor, at: 5s, repeat: 20s, lasts: 3s, times: 2}
      - {what: item-left, at: 7s, lasts: 10s, x: 5000, y: 8000}
      - {what: sound, at: 1m, level: 30}
`)
	var got []string
	ids := map[int]time.Duration{}
	for d := v.Change(-1); d >= 0; d = v.Change(d) {
		var now []string
		for _, n := range v.Incidents(d, nil) {
			now = append(now, n.What.String())
			if from, ok := ids[n.ID]; ok && from != n.From || n.From > d || n.To <= d {
				t.Errorf("at %v: %+v", d, n)
			}
			ids[n.ID] = n.From
			if n.What == world.Sound && n.Level != 30 {
				t.Errorf("a sound of %d, want 30", n.Level)
			}
		}
		got = append(got, fmt.Sprint(d, " ", strings.Join(now, " ")))
	}
	want := []string{"5s sensor", "7s sensor item-left", "8s item-left", "17s ", "25s sensor", "28s ", "1m0s sound", "1m2s "}
	if !slices.Equal(got, want) || len(ids) != 4 {
		t.Errorf("got %q of %d incidents, want %q of 4", got, len(ids), want)
	}
}

// TestIncidentsFollowFromSeed holds that incidents that vary are the same whatever was
// asked before, and others with another seed.
func TestIncidentsFollowFromSeed(t *testing.T) {
	const script = "views: [{place: yard, incidents: [{what: sound, at: 1s, repeat: 30s, jitter: 20s, chance: 0.5}]}]"
	times := func(seed uint64) (out []time.Duration) {
		s, err := world.Parse(strings.NewReader(script))
		if err != nil {
			t.Fatal(err)
		}
		v := s.Views(seed)[0]
		for d := v.Change(0); d < time.Hour; d = v.Change(d) {
			out = append(out, d)
		}
		return out
	}
	a := times(1)
	if n := len(a); n < 60 || n > 180 {
		t.Errorf("%d changes in an hour, want about 120", n)
	}
	if !slices.Equal(a, times(1)) || slices.Equal(a, times(2)) {
		t.Error("the times do not follow from the seed alone")
	}
}

// TestItemsAreDrawn holds that an item that was left is in the picture where its box
// is, and that one that was taken is not.
func TestItemsAreDrawn(t *testing.T) {
	for _, what := range []string{"item-left", "item-taken"} {
		v := parse(t, "views: [{place: corridor, incidents: [{what: "+what+", at: 10s, lasts: 10s, x: 5000, y: 8800}]}]")
		during, after := v.Frame(15*time.Second, time.Time{}).Image, v.Frame(25*time.Second, time.Time{}).Image
		b := v.Incidents(15*time.Second, nil)[0].Item.Box
		r := image.Rect(int(b.X1)*1280/10000, int(b.Y1)*720/10000, int(b.X2)*1280/10000, int(b.Y2)*720/10000)
		inside, outside := differences(during, after, r)
		if inside < 12 || outside > 4 {
			t.Errorf("%s: the pictures differ by %d in the item's box and by %d beside it", what, inside, outside)
		}
	}
}

// differences is how much two pictures differ on average, in a rectangle and beside
// it, whatever their grain.
func differences(a, b *image.RGBA, r image.Rectangle) (inside, outside int) {
	var sum, count [2]int
	part := r.Inset(-4)
	mean := func(img *image.RGBA, x, y int) (v int) {
		for dy := range 4 {
			for dx := range 4 {
				v += int(img.RGBAAt(x+dx, y+dy).R)
			}
		}
		return v / 16
	}
	for y := part.Min.Y - 40; y < part.Max.Y+40 && y < 716; y += 4 {
		for x := part.Min.X - 40; x < part.Max.X+40; x += 4 {
			i := 0
			switch p := image.Pt(x, y); {
			case p.In(r.Inset(10)):
			case p.In(part.Inset(-6)):
				continue // its edge, and its shadow
			default:
				i = 1
			}
			sum[i] += max(mean(a, x, y)-mean(b, x, y), mean(b, x, y)-mean(a, x, y))
			count[i]++
		}
	}
	return sum[0] / count[0], sum[1] / count[1]
}

// TestTamperingIsSeen holds that each kind of tampering changes the picture, and that
// nothing is recognised in one that is blurred or of elsewhere.
func TestTamperingIsSeen(t *testing.T) {
	part := image.Rect(200, 200, 700, 400)
	for _, what := range []string{"blur", "color-cast", "scene-change"} {
		v := parse(t, "views: [{place: yard, incidents: [{what: "+what+", at: 10s, lasts: 10s}]}]")
		before, during := v.Frame(5*time.Second, time.Time{}).Image, v.Frame(15*time.Second, time.Time{}).Image
		switch what {
		case "blur":
			if sharp, blurred := detail(before, part), detail(during, part); blurred > sharp*2/3 {
				t.Errorf("%s: detail of %d, and of %d before", what, blurred, sharp)
			}
		default:
			if _, other := differences(before, during, image.Rect(600, 300, 700, 400)); other < 15 {
				t.Errorf("%s: the pictures differ by %d", what, other)
			}
		}
		if blind := world.Blind(v.Incidents(15*time.Second, nil)); blind == (what == "color-cast") {
			t.Errorf("%s: blind %v", what, blind)
		}
	}
}

// detail is how much pixels that are near each other differ, in hundredths, whatever
// their grain.
func detail(img *image.RGBA, r image.Rectangle) int {
	sum, count := 0, 0
	for y := r.Min.Y; y < r.Max.Y; y += 4 {
		for x := r.Min.X; x < r.Max.X; x += 4 {
			var left, right int
			for dy := range 4 {
				for dx := range 4 {
					left += int(img.RGBAAt(x+dx, y+dy).R)
					right += int(img.RGBAAt(x+dx+4, y+dy).R)
				}
			}
			sum += max(left-right, right-left)
			count++
		}
	}
	return sum * 100 / 16 / count
}

// TestPeopleTurn holds that people are seen from the side who cross the picture, and
// have no face then, and from the front or the back who come or go.
func TestPeopleTurn(t *testing.T) {
	for _, tt := range []struct {
		name, points     string
		side, left, away bool
	}{
		{"to the right", "{x: 500, y: 8000}, {x: 9500, y: 8000}", true, false, false},
		{"to the left", "{x: 9500, y: 8000}, {x: 500, y: 8000}", true, true, false},
		{"towards the camera", "{x: 5000, y: 5000}, {x: 5000, y: 9900}", false, false, false},
		{"away", "{x: 5000, y: 9900}, {x: 5000, y: 5000}", false, false, true},
	} {
		v := parse(t, "views: [{place: yard, actors: [{who: person, spread: 0, points: ["+tt.points+"]}]}]")
		s := v.Stays(0, time.Hour)[0]
		sight := v.At((s.From+s.To)/2, nil)[0]
		f := sight.Figure
		if f.Side != tt.side || f.Left != tt.left || f.Away != tt.away {
			t.Errorf("%s: side %v, left %v, away %v", tt.name, f.Side, f.Left, f.Away)
		}
		if face := sight.Head != (viewtron.Box{}); face == (tt.side || tt.away) {
			t.Errorf("%s: a face to be seen: %v", tt.name, face)
		}
	}
}

// TestIncidentsAndStaysShareIDs holds that nothing that happens has the id of somebody
// who comes, and that ids rise with time.
func TestIncidentsAndStaysShareIDs(t *testing.T) {
	v := load(t, "everything").Views(4)[0]
	type one struct {
		id   int
		from time.Duration
	}
	var all []one
	for _, s := range v.Stays(0, 20*time.Minute) {
		all = append(all, one{s.ID, s.From})
	}
	seen := map[int]bool{}
	for d := v.Change(-1); d < 20*time.Minute; d = v.Change(d) {
		for _, n := range v.Incidents(d, nil) {
			if !seen[n.ID] {
				seen[n.ID] = true
				all = append(all, one{n.ID, n.From})
			}
		}
	}
	slices.SortFunc(all, func(a, b one) int { return a.id - b.id })
	for i := 1; i < len(all); i++ {
		if all[i].id == all[i-1].id || all[i].from < all[i-1].from {
			t.Errorf("%+v after %+v", all[i], all[i-1])
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d incidents", len(seen))
	}
}
