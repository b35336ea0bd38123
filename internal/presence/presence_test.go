package presence_test

import (
	"fmt"
	"math"
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
		Speed: tr.Speed, Heading: tr.Heading,
	}
	if tr.Track != want {
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

func TestLatePostDoesNotMoveBack(t *testing.T) {
	c := camera()
	c.Observe(t0.Add(time.Second), time.Time{}, []presence.Sight{sight("7", 2000)})
	c.Observe(t0, time.Time{}, []presence.Sight{sight("7", 1000)})
	got := c.Changed(nil)[0]
	if got.LastRect[0] != 2000 || got.Posts != 2 {
		t.Errorf("got last box at %d after %d posts, want 2000 after 2", got.LastRect[0], got.Posts)
	}
}

func TestTargetsAreBounded(t *testing.T) {
	c := camera()
	for i := range 10 * presence.MaxTargets {
		c.Observe(t0.Add(time.Duration(i)*time.Microsecond), time.Time{}, []presence.Sight{sight(fmt.Sprint(i), 1000)})
	}
	if got := c.InView(); got != presence.MaxTargets {
		t.Errorf("got %d in view, want %d", got, presence.MaxTargets)
	}
	all := make(map[track.ID]bool)
	for _, u := range c.Changed(nil) {
		all[u.ID] = true
	}
	if got := len(all); got != 10*presence.MaxTargets {
		t.Errorf("got %d tracks in all, want %d: none may be lost", got, 10*presence.MaxTargets)
	}
}
