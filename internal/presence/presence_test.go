package presence_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/presence"
	"github.com/watchpost/watchpost/internal/track"
)

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

func camera() *presence.Camera {
	n := 0
	return &presence.Camera{
		DeviceID: "dev_a", CameraID: "cam_a_1", Silence: 2 * time.Second,
		NewID: func(time.Time) track.ID { n++; return track.ID{14: byte(n >> 8), 15: byte(n)} },
	}
}

func sight(id string, x int) presence.Sight {
	return presence.Sight{TargetID: id, Type: event.TargetPerson, Rect: geo.Rect{x, 1000, x + 500, 3000}}
}

func TestR58PostsBecomeOneTrack(t *testing.T) {
	c := camera()
	for i := range 10 {
		c.Observe(t0.Add(time.Duration(i)*140*time.Millisecond), time.Time{}, []presence.Sight{sight("7", 1000+i*10)})
	}
	got := c.Changed(nil)
	if len(got) != 1 {
		t.Fatalf("got %d tracks, want 1", len(got))
	}
	tr := got[0]
	want := track.Track{
		ID: track.ID{15: 1}, DeviceID: "dev_a", CameraID: "cam_a_1", TargetID: "7", Type: event.TargetPerson,
		FirstSeen: t0, LastSeen: t0.Add(9 * 140 * time.Millisecond), Posts: 10,
		FirstRect: geo.Rect{1000, 1000, 1500, 3000}, LastRect: geo.Rect{1090, 1000, 1590, 3000},
		Speed: tr.Speed, Heading: tr.Heading, Best: track.Moment{At: t0.Add(9 * 140 * time.Millisecond), Rect: geo.Rect{1090, 1000, 1590, 3000}}, Path: tr.Path,
	}
	if !reflect.DeepEqual(tr.Track, want) {
		t.Errorf("got %+v, want %+v", tr, want)
	}
	if again := c.Changed(nil); len(again) != 0 {
		t.Errorf("without a new post got %d changed tracks, want 0", len(again))
	}
}

func TestR57EveryTargetOfAPost(t *testing.T) {
	c := camera()
	c.Observe(t0, time.Time{}, []presence.Sight{sight("1", 0), sight("2", 3000), sight("3", 6000)})
	if got := c.InView(); got != 3 {
		t.Errorf("got %d targets in view, want 3", got)
	}
}

func TestR59SilenceEndsATrack(t *testing.T) {
	c := camera()
	c.Observe(t0, time.Time{}, []presence.Sight{sight("7", 1000)})
	c.Tick(t0.Add(2 * time.Second))
	if got := c.InView(); got != 1 {
		t.Fatalf("after 2 s of silence got %d in view, want 1 still", got)
	}
	c.Tick(t0.Add(2*time.Second + time.Millisecond))
	got := c.Changed(nil)
	if len(got) != 2 || got[0].Change != track.Began || got[1].Change != track.Ended || !got[1].Ended {
		t.Fatalf("after more than 2 s got %+v, want one track that began and ended", got)
	}
	c.Observe(t0.Add(10*time.Second), time.Time{}, []presence.Sight{sight("8", 1000)})
	if got := c.Changed(nil); len(got) != 1 || got[0].ID != (track.ID{15: 2}) || got[0].Ended {
		t.Errorf("a new id got %+v, want one open track2", got)
	}
}

func TestSameIDAfterSilenceIsAnotherTrack(t *testing.T) {
	c := camera()
	c.Observe(t0, time.Time{}, []presence.Sight{sight("7", 1000)})
	c.Observe(t0.Add(time.Hour), time.Time{}, []presence.Sight{sight("7", 1000)})
	got := c.Changed(nil)
	if len(got) != 3 || got[1].ID != (track.ID{15: 1}) || !got[1].Ended || got[2].ID != (track.ID{15: 2}) {
		t.Errorf("got %+v, want track1 ended and track2 open", got)
	}
}

func TestR61SpeedAndHeadingComeFromBoxes(t *testing.T) {
	tests := []struct {
		name           string
		dx, dy         int // frame units in 100 ms
		speed, heading float64
	}{
		{"right", 100, 0, 1000, 90},
		{"left", -100, 0, 1000, 270},
		{"up", 0, -50, 500, 0},
		{"down", 0, 50, 500, 180},
		{"stands", 0, 0, 0, -1},
		{"trembles", 1, 0, 10, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := camera()
			for i := range 20 {
				r := geo.Rect{4000 + i*tt.dx, 4000 + i*tt.dy, 4500 + i*tt.dx, 6000 + i*tt.dy}
				c.Observe(t0.Add(time.Duration(i)*100*time.Millisecond), time.Time{}, []presence.Sight{{TargetID: "1", Type: event.TargetCar, Rect: r}})
			}
			got := c.Changed(nil)[0]
			if math.Abs(got.Speed-tt.speed) > 1 || math.Abs(got.Heading-tt.heading) > 0.5 {
				t.Errorf("got speed %.1f heading %.1f, want %.1f and %.1f", got.Speed, got.Heading, tt.speed, tt.heading)
			}
		})
	}
}

func TestTypeIsTheMajoritys(t *testing.T) {
	c := camera()
	for i, typ := range []event.TargetType{event.TargetCar, event.TargetPerson, event.TargetCar, event.TargetPerson, event.TargetPerson} {
		s := sight("7", 1000)
		s.Type = typ
		c.Observe(t0.Add(time.Duration(i)*100*time.Millisecond), time.Time{}, []presence.Sight{s})
	}
	if got := c.Changed(nil)[0].Type; got != event.TargetPerson {
		t.Errorf("got %s, want person", got)
	}
}

func TestTypesAlongTheWayAreKept(t *testing.T) {
	c := camera()
	for i, typ := range []event.TargetType{event.TargetCar, event.TargetCar, event.TargetPerson, event.TargetPerson, event.TargetPerson, event.TargetCar} {
		s := sight("7", 1000)
		s.Type = typ
		c.Observe(t0.Add(time.Duration(i)*time.Second), time.Time{}, []presence.Sight{s})
	}
	want := []track.TypeChange{{Type: event.TargetCar}, {At: 2 * time.Second, Type: event.TargetPerson}, {At: 5 * time.Second, Type: event.TargetCar}}
	if got := c.Changed(nil)[0].Types; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestBestMomentIsLargeAndCentral(t *testing.T) {
	small, large, aside := geo.Rect{4900, 4900, 5100, 5100}, geo.Rect{4500, 4500, 5500, 5500}, geo.Rect{0, 0, 1000, 1000}
	c := camera()
	for i, r := range []geo.Rect{small, aside, large, aside, small, large} {
		c.Observe(t0.Add(time.Duration(i)*time.Second), time.Time{}, []presence.Sight{{TargetID: "1", Type: event.TargetCar, Rect: r}})
	}
	if got, want := c.Changed(nil)[0].Best, (track.Moment{At: t0.Add(2 * time.Second), Rect: large}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestWhatIsToldOnTheWay: begun, moved, late and ended, each once and in order.
func TestWhatIsToldOnTheWay(t *testing.T) {
	c := camera()
	var got []string
	told := func(changes []presence.Change) {
		for _, ch := range changes {
			got = append(got, fmt.Sprintf("%s %s %d %v", ch.TargetID, ch.Kind, ch.At.Sub(t0).Milliseconds(), ch.Late))
		}
	}
	see := func(arrival, device int, ids ...string) {
		var sights []presence.Sight
		for _, id := range ids {
			sights = append(sights, sight(id, 1000+device))
		}
		told(c.Observe(after(arrival), after(device+3_600_000), sights))
	}
	see(0, 0, "7")
	see(100, 100, "7", "8")
	see(300, 300, "7")
	see(310, 200, "7", "8") // late for one, news of the other
	see(320, 300, "7")      // again
	told(c.Tick(after(2200)))
	told(c.Tick(after(2201)))
	see(2250, 2100, "8") // late: it was still there
	told(c.Tick(after(2301)))
	told(c.Tick(after(9000)))
	want := []string{
		"7 began 0 false", "7 moved 100 false", "8 began 100 false", "7 moved 300 false", "7 moved 200 true", "8 moved 300 false",
		"8 ended 200 false", "8 began 2100 false", "7 ended 300 false", "8 ended 2100 false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func after(ms int) time.Time { return t0.Add(time.Duration(ms) * time.Millisecond) }

func TestTargetsAreBounded(t *testing.T) {
	c := camera()
	for i := range 10 * presence.MaxTargets {
		c.Observe(t0.Add(time.Duration(i)*time.Microsecond), time.Time{}, []presence.Sight{sight(fmt.Sprint(i), 1000)})
	}
	if got := c.InView(); got != presence.MaxTargets {
		t.Errorf("got %d in view, want %d", got, presence.MaxTargets)
	}
	count := func() int {
		all := make(map[track.ID]bool)
		for _, u := range c.Changed(nil) {
			all[u.ID] = true
		}
		return len(all)
	}
	if got := count(); got != presence.MaxNewTargets {
		t.Errorf("%d tracks began in one second, want %d", got, presence.MaxNewTargets)
	}
	c.Observe(t0.Add(time.Second), time.Time{}, []presence.Sight{sight("x", 1000)})
	if got := count(); got != 2 {
		t.Errorf("in the next second %d tracks changed, want one that gave way and one that began", got)
	}
}

// TestNames: what a target is called is kept as it was sent.
func TestNames(t *testing.T) {
	names := []string{"", "0", "00", "7", "07", "4294967295", "4294967296", "-1", "+7", "seven", "7 "}
	c := camera()
	for range 2 {
		for _, n := range names {
			c.Observe(t0, time.Time{}, []presence.Sight{sight(n, 1000)})
		}
	}
	var got []string
	for _, u := range c.Changed(nil) {
		got = append(got, u.TargetID)
	}
	if !slices.Equal(got, names) {
		t.Errorf("got %q, want %q", got, names)
	}
}
