package retention_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/disk"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/retention"
	"github.com/watchpost/watchpost/internal/store"
)

const (
	pictures = 400_000 // bytes of an event's pictures
	volume   = 1 << 30
)

// world is a store, an image store and a disk that hold n events, one a minute.
type world struct {
	mu      sync.Mutex
	events  []store.Expired // oldest first
	pinned  map[event.ID]bool
	files   int64
	other   int64 // taken on the disk by others
	perStep []int
	steps   []time.Time
	old     []time.Time // of DeleteOld
}

func newWorld(n int) *world {
	w := &world{pinned: map[event.ID]bool{}}
	now := time.Now()
	for i := range n {
		at := now.Add(-time.Duration(n-i) * time.Minute)
		id := event.NewID(at)
		w.events = append(w.events, store.Expired{ID: id, At: at, Images: []string{fmt.Sprint(id, "-0.jpg")}, Bytes: pictures})
		w.files += pictures
	}
	return w
}

func (w *world) Expired(_ context.Context, before time.Time, limit int) ([]store.Expired, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []store.Expired
	for _, e := range w.events {
		if len(out) < limit && !w.pinned[e.ID] && (before.IsZero() || e.At.Before(before)) {
			out = append(out, e)
		}
	}
	return out, nil
}

func (w *world) Delete(_ context.Context, ids []event.ID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = slices.DeleteFunc(w.events, func(e store.Expired) bool { return slices.Contains(ids, e.ID) })
	w.perStep = append(w.perStep, len(ids))
	w.steps = append(w.steps, time.Now())
	return nil
}

func (w *world) DeleteOld(_ context.Context, before time.Time, _ int) ([]string, int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.old = append(w.old, before)
	return nil, 0, nil
}

func (w *world) Named(_ context.Context, names []string) ([]bool, error) {
	return make([]bool, len(names)), nil
}
func (w *world) Shrink(context.Context) (bool, error) { return false, nil }

func (w *world) Journal(_ context.Context, after int64, _ int) ([]journal.Entry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if int(after) >= len(w.events) {
		return nil, nil
	}
	return []journal.Entry{{Seq: after + 1, At: w.events[after].At}}, nil
}

func (w *world) Bounds(context.Context) (int64, int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return 1, int64(len(w.events)), nil
}

func (w *world) Size(context.Context) (int64, error) { return 1 << 20, nil }

func (w *world) Remove(_ context.Context, names ...string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files -= int64(len(names)) * pictures
	return nil
}

func (w *world) Bytes() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.files
}

func (w *world) usage() (disk.Usage, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return disk.Usage{Total: volume, Available: max(volume-w.files-w.other, 0)}, nil
}

func (w *world) left() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.events)
}

// run runs retention over a world, f with it, in a time of the test's own.
func run(t *testing.T, w func() *world, set func(*retention.Runner), f func(*world, *retention.Runner)) {
	synctest.Test(t, func(t *testing.T) {
		world := w()
		r := &retention.Runner{
			Store: world, Images: world, Log: slog.New(slog.DiscardHandler), Now: time.Now, KeepFree: 1 << 30, Usage: world.usage,
		}
		if set != nil {
			set(r)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Run(ctx) }()
		f(world, r)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// pass lets time go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// deleted is when, and of what before which moment, things were removed.
func (w *world) deleted() (steps []time.Time, sizes []int, old []time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.steps), slices.Clone(w.perStep), slices.Clone(w.old)
}

func TestKeepsWhatIsYoung(t *testing.T) {
	run(t, func() *world { return newWorld(600) }, func(r *retention.Runner) { r.Keep = 5 * time.Hour }, func(w *world, r *retention.Runner) {
		pass(time.Second)
		if got := w.left(); got != 300 {
			t.Errorf("%d events are left, want the 300 of the last five hours", got)
		}
		if got := r.Status().Deleted[retention.ByAge]; got != 300 {
			t.Errorf("%d counted, want 300", got)
		}
		if steps, _, old := w.deleted(); len(old) == 0 || !old[0].Equal(steps[0].Add(-5*time.Hour)) {
			t.Errorf("what is no event was removed before %v", old)
		}
		pass(10 * time.Minute)
		if got := w.left(); got != 290 {
			t.Errorf("ten minutes later %d are left, want 290", got)
		}
	})
}

func TestWithoutAnAgeNothingGoes(t *testing.T) {
	run(t, func() *world { return newWorld(600) }, nil, func(w *world, _ *retention.Runner) {
		pass(24 * time.Hour)
		if got := w.left(); got != 600 {
			t.Errorf("%d events are left, want all", got)
		}
	})
}

func TestKeepSize(t *testing.T) {
	run(t, func() *world { return newWorld(2000) }, func(r *retention.Runner) { r.KeepSize = 400_000_000 }, func(w *world, r *retention.Runner) {
		pass(time.Minute)
		if got := w.Bytes() + 1<<20; got > 400_000_000 || got < 150_000_000 {
			t.Errorf("%d bytes are left, want somewhat less than 400 MB", got)
		}
		if left, _ := w.Expired(context.Background(), time.Time{}, 1); left[0].At.Before(time.Now().Add(-2000 * time.Minute)) {
			t.Error("the oldest is still there")
		}
	})
}

func TestStepsAreSmallAndRest(t *testing.T) {
	run(t, func() *world { return newWorld(2000) }, func(r *retention.Runner) { r.Keep = time.Hour }, func(w *world, _ *retention.Runner) {
		pass(time.Minute)
		steps, sizes, _ := w.deleted()
		for i, n := range sizes {
			if n > 500 {
				t.Errorf("a step of %d events", n)
			}
			if i > 0 && steps[i].Sub(steps[i-1]) < 20*time.Millisecond {
				t.Errorf("steps %d and %d are %v apart", i-1, i, steps[i].Sub(steps[i-1]))
			}
		}
	})
}

func TestPinnedStay(t *testing.T) {
	run(t, func() *world {
		w := newWorld(100)
		for _, e := range w.events[:10] {
			w.pinned[e.ID] = true
		}
		return w
	}, func(r *retention.Runner) { r.Keep = time.Minute }, func(w *world, _ *retention.Runner) {
		pass(time.Minute)
		if got := w.left(); got != 10 {
			t.Errorf("%d are left, want the 10 that are pinned", got)
		}
	})
}

func TestF06FullDiskRecovers(t *testing.T) {
	dir := t.TempDir()
	ballast := disk.Ballast{Path: filepath.Join(dir, "ballast")}
	if err := ballast.Take(1 << 20); err != nil {
		t.Fatal(err)
	}
	run(t, func() *world {
		w := newWorld(2000)              // 800 MB of a GB
		w.other = volume - w.files - 100 // and not a byte more
		return w
	}, func(r *retention.Runner) { r.Ballast = ballast }, func(w *world, r *retention.Runner) {
		pass(30 * time.Second)
		if r.Full() {
			t.Fatalf("still full: %+v", r.Status())
		}
		if got := float64(2000-w.left()) / 2000; got < .2 {
			t.Errorf("%.0f %% were freed, want at least 20 %%", got*100)
		}
		if w.left() == 0 {
			t.Error("everything was removed")
		}
	})
}

func TestFullDiskOfOthersStaysFullUntilThereIsRoom(t *testing.T) {
	run(t, func() *world { w := newWorld(0); w.other = volume; return w }, nil, func(w *world, r *retention.Runner) {
		pass(time.Minute)
		if !r.Full() {
			t.Fatal("a full disk does not count as full")
		}
		w.mu.Lock()
		w.other = 0
		w.mu.Unlock()
		pass(3 * time.Second)
		if r.Full() {
			t.Error("with room again it is still full")
		}
	})
}

func TestReportedFullPassesByItself(t *testing.T) {
	run(t, func() *world { return newWorld(100) }, nil, func(w *world, r *retention.Runner) {
		pass(time.Second)
		r.ReportFull()
		if !r.Full() {
			t.Fatal("a failed write is not believed")
		}
		pass(30 * time.Second)
		if r.Full() {
			t.Error("it is still full half a minute later, with room on the disk")
		}
	})
}

func TestF12ClockThatJumpsDoesNotEmptyTheStore(t *testing.T) {
	var ahead atomic.Int64
	run(t, func() *world { return newWorld(1000) }, func(r *retention.Runner) {
		r.Keep = 30 * 24 * time.Hour
		r.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	}, func(w *world, _ *retention.Runner) {
		pass(time.Second)
		ahead.Store(int64(10 * 365 * 24 * time.Hour))
		pass(time.Hour)
		if got := w.left(); got < 949 {
			t.Errorf("%d of 1000 events are left, want at most one of twenty gone in a day", got)
		}
	})
}
