package watch_test

import (
	"bytes"
	"context"
	"image/jpeg"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/watch"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

func view(t *testing.T, scenario string, n int) *world.View {
	t.Helper()
	s, err := world.Load(scenario)
	if err != nil {
		t.Fatal(err)
	}
	return s.Views(1)[n]
}

// run has a watcher watch for a time.
func run(t *testing.T, w *watch.Watcher, d time.Duration, then func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { w.Run(ctx) })
	time.Sleep(d)
	then()
	cancel()
	wg.Wait()
}

func TestLooksSevenTimesASecondWhileSomebodyIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		off := 0
		w := watch.New(view(t, "intruder", 0), clock.New(1), 1, watch.Orders{Rules: settings.NewRules(settings.Classic)}, func(l watch.Look) {
			if len(l.Sights) > 0 {
				at = append(at, l.Age)
			}
			for _, a := range l.Alarms {
				if !a.On {
					off++
				}
			}
		})
		run(t, w, 70*time.Second, func() {})
		var gaps, close int
		for i := 1; i < len(at); i++ {
			if d := at[i] - at[i-1]; d < 170*time.Millisecond && d > 120*time.Millisecond {
				close++
			} else {
				gaps++
			}
		}
		if rate := float64(close) / (at[len(at)-1] - at[0]).Seconds(); gaps > 3 || rate < 6 || rate > 8 {
			t.Errorf("%.1f looks a second with %d gaps, want 6 to 8 with hardly any", rate, gaps)
		}
		if off == 0 || len(w.Alarms()) > 0 {
			t.Errorf("%d alarms went off, %v are still on; want all off long after", off, w.Alarms())
		}
	})
}

func TestRulesChangeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		found := 0
		var mu sync.Mutex
		w := watch.New(view(t, "everything", 0), clock.New(1), 1, watch.Orders{}, func(l watch.Look) {
			mu.Lock()
			defer mu.Unlock()
			found += len(l.Found)
		})
		count := func() int { mu.Lock(); defer mu.Unlock(); return found }
		run(t, w, time.Minute, func() {
			if count() > 0 {
				t.Errorf("%d detections without rules", count())
			}
			w.Obey(watch.Orders{Rules: settings.NewRules(settings.Classic)})
			time.Sleep(40 * time.Second)
			if count() == 0 || len(w.Alarms()) == 0 {
				t.Errorf("%d detections and alarms %v after 40 seconds with rules", count(), w.Alarms())
			}
		})
	})
}

func TestShot(t *testing.T) {
	v := view(t, "everything", 1)
	age := v.Next(0) + 2*time.Second
	s := &watch.Shot{View: v, Age: age, Stamp: time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)}
	overview := s.Overview()
	if overview != s.Overview() || overview.Width != 1280 || overview.Height != 720 {
		t.Errorf("got %dx%d, or drawn twice; want 1280x720 once", overview.Width, overview.Height)
	}
	if n := len(overview.JPEG); n < 200_000 || n > 450_000 {
		t.Errorf("an overview of %d bytes, want 200 to 450 KB", n)
	}
	sights := v.At(age, nil)
	if len(sights) == 0 {
		t.Fatal("nobody is there")
	}
	for _, what := range []viewtron.Detection{viewtron.RegionIntrusion, viewtron.LicensePlate} {
		p := s.Crop(&sights[0], what)
		img, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		if err != nil || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
			t.Errorf("%s: a crop of %v, %v, said to be %dx%d", what, img.Bounds(), err, p.Width, p.Height)
		}
		if p != s.Crop(&sights[0], what) {
			t.Errorf("%s: cropped twice", what)
		}
	}
	if s.Crop(&sights[0], viewtron.RegionIntrusion) != s.Crop(&sights[0], viewtron.LineCrossing) {
		t.Error("the same target is cropped twice")
	}
}
