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

	gone   int           // events that were removed
	row    int64         // bytes of the database an event
	rows   int64         // bytes of the database, of events that are there or were
	free   int64         // of them, of those that were
	slow   time.Duration // that the removal of one event takes
	cramp  int           // more events at once find no room to be removed, when not 0
	cramps int           // times that this happened
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
	if w.slow > 0 {
		<-time.After(w.slow * time.Duration(len(ids)))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cramp > 0 && len(ids) > w.cramp {
		w.cramps++
		return fmt.Errorf("delete: %w", store.ErrFull)
	}
	w.gone += len(ids)
	w.free += int64(len(ids)) * w.row
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

// Shrink gives back a megabyte of what removed events took.
func (w *world) Shrink(context.Context) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(w.free, 1<<20)
	w.free -= n
	w.rows -= n
	return w.free > 0, nil
}

// seqOf is the place of the event at this index in the journal: every second
// entry is something else.
func (w *world) seqOf(i int) int64 { return int64(w.gone+i)*2 + 1 }

func (w *world) Event(_ context.Context, id event.ID) (*event.Event, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, e := range w.events {
		if e.ID == id {
			return &event.Event{ID: id, Seq: w.seqOf(i), ReceivedAt: e.At}, nil
		}
	}
	return nil, event.ErrNotFound
}

func (w *world) Events(context.Context, store.EventQuery) (store.EventPage, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.events) == 0 {
		return store.EventPage{}, nil
	}
	i := len(w.events) - 1
	return store.EventPage{Events: []*event.Event{{ID: w.events[i].ID, Seq: w.seqOf(i), ReceivedAt: w.events[i].At}}}, nil
}

func (w *world) Size(context.Context) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return 1<<20 + w.rows, nil
}

func (w *world) Remove(_ context.Context, names ...string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files -= min(int64(len(names))*pictures, w.files)
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
	return disk.Usage{Total: volume, Available: max(volume-w.files-w.rows-w.other, 0)}, nil
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

// rowsOnly is a world of n events without pictures, 10 KB of the database each.
func rowsOnly(n int) *world {
	w := newWorld(n)
	for i := range w.events {
		w.events[i].Images, w.events[i].Bytes = nil, 0
	}
	w.files, w.row, w.rows = 0, 10_000, int64(n)*10_000
	return w
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
	}, func(w *world, r *retention.Runner) {
		pass(time.Second)
		ahead.Store(int64(10 * 365 * 24 * time.Hour))
		w.mu.Lock() // what comes in is of the new time, and says nothing about the clock
		at := r.Now()
		w.events = append(w.events, store.Expired{ID: event.NewID(at), At: at})
		w.mu.Unlock()
		pass(time.Hour)
		if got := w.left(); got < 950 || got == 1001 {
			t.Errorf("%d of 1001 events are left, want at most one of twenty gone in a day, and some", got)
		}
		if _, _, old := w.deleted(); len(old) > 1 {
			t.Error("what is no event was removed by a clock that is doubted")
		}
		ahead.Store(0)
		pass(time.Hour)
		left := w.left()
		pass(48 * time.Hour)
		if got := w.left(); got != left {
			t.Errorf("with the clock set right %d went", left-got)
		}
	})
}

func TestF12ALongPauseIsWorkedOffInTheEnd(t *testing.T) {
	run(t, func() *world {
		w := newWorld(1000)
		for i := range w.events {
			w.events[i].At = w.events[i].At.Add(-90 * 24 * time.Hour)
		}
		return w
	}, func(r *retention.Runner) {
		r.Keep = 30 * 24 * time.Hour
		start := time.Now() // days go by like hours
		r.Now = func() time.Time { return start.Add(24 * time.Since(start)) }
	}, func(w *world, _ *retention.Runner) {
		pass(30 * time.Minute)
		if got := w.left(); got < 950 || got == 1000 {
			t.Errorf("%d are left after half a day, want at most one of twenty gone", got)
		}
		pass(22 * time.Hour)
		if got := w.left(); got != 0 {
			t.Errorf("%d are left after three weeks, want none", got)
		}
	})
}

func TestKeepSizeOfRowsAloneDoesNotEmptyTheStore(t *testing.T) {
	run(t, func() *world { return rowsOnly(20_000) }, func(r *retention.Runner) { r.KeepSize = 180_000_000 }, func(w *world, r *retention.Runner) {
		pass(10 * time.Minute)
		size, _ := w.Size(context.Background())
		if size > 180_000_000 || size < 150_000_000 {
			t.Errorf("the database has %d MB, want somewhat less than 180", size/1_000_000)
		}
		if got := w.left(); got < 15_000 || got > 18_000 {
			t.Errorf("%d events are left, want what fits into 180 MB", got)
		}
	})
}

func TestF06FullDiskOfRowsAlone(t *testing.T) {
	run(t, func() *world {
		w := rowsOnly(5000)
		w.row, w.rows = 150_000, 5000*150_000
		w.other = volume - w.rows - 100
		return w
	}, nil, func(w *world, r *retention.Runner) {
		pass(30 * time.Second)
		if r.Full() {
			t.Errorf("still full: %+v", r.Status())
		}
		if got := w.left(); got > 4000 || got < 3000 {
			t.Errorf("%d of 5000 events are left, want at least a fifth gone, and not many more", got)
		}
	})
}

func TestF07NoRoomWhereNobodyLooks(t *testing.T) {
	run(t, func() *world { return newWorld(1000) }, func(r *retention.Runner) {
		r.Usage = func() (disk.Usage, error) { return disk.Usage{Total: 1 << 40, Available: 1 << 39}, nil }
	}, func(w *world, r *retention.Runner) {
		pass(time.Second)
		r.ReportFull() // by a quota
		if !r.Full() {
			t.Fatal("a failed write is not believed")
		}
		pass(30 * time.Second)
		if r.Full() {
			t.Error("still full")
		}
		if got := w.left(); got > 800 || got < 700 {
			t.Errorf("%d of 1000 events are left, want a fifth gone", got)
		}
	})
}

func TestF07DiskOfTheImages(t *testing.T) {
	run(t, func() *world { w := newWorld(2000); w.other = volume - w.files - 100; return w }, func(r *retention.Runner) {
		r.ImageUsage = r.Usage
		r.Usage = func() (disk.Usage, error) { return disk.Usage{Total: 1 << 40, Available: 1 << 39}, nil }
	}, func(w *world, r *retention.Runner) {
		pass(30 * time.Second)
		if got := w.left(); r.Full() || got > 1600 || got < 1200 {
			t.Errorf("full %v with %d of 2000 events, want room again and a fifth gone", r.Full(), got)
		}
	})
}

func TestNothingGoesForWhatOthersTake(t *testing.T) {
	run(t, func() *world {
		w := newWorld(20) // 8 MB, on a disk with 10 % left
		w.other = volume*9/10 - w.files
		return w
	}, nil, func(w *world, r *retention.Runner) {
		pass(time.Hour)
		if got := w.left(); got != 20 || r.Status().Disk != disk.Low {
			t.Errorf("%d of 20 events are left on a disk that is %v", got, r.Status().Disk)
		}
	})
}

func TestF06PostsAreTakenWhileRoomIsStillMade(t *testing.T) {
	run(t, func() *world {
		w := newWorld(2000)
		w.other = volume - w.files - 100
		w.slow = 100 * time.Millisecond // a very slow disk: 400 events are 40 s
		return w
	}, nil, func(w *world, r *retention.Runner) {
		pass(29 * time.Second)
		if r.Full() {
			t.Error("full after 29 s, with room for a hundred megabytes")
		}
		if got := w.left(); got <= 1600 {
			t.Errorf("%d events are left: it was no slow disk", got)
		}
		pass(time.Minute)
		if got := w.left(); got > 1600 {
			t.Errorf("%d events are left, want a fifth gone", got)
		}
	})
}

func TestStepsFitTheDatabase(t *testing.T) {
	tests := []struct {
		name string
		slow time.Duration
		want int // events in the last full step, at most and at least half of it
	}{
		{"fast", 10 * time.Microsecond, 500},
		{"slow", 400 * time.Microsecond, 50},
		{"very slow", 5 * time.Millisecond, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run(t, func() *world { w := newWorld(2000); w.slow = tt.slow; return w }, func(r *retention.Runner) { r.Keep = time.Minute }, func(w *world, _ *retention.Runner) {
				pass(10 * time.Second)
				_, sizes, _ := w.deleted()
				if got := sizes[len(sizes)-2]; got > tt.want || got < tt.want/2 {
					t.Errorf("steps of %d events, want about %d", got, tt.want)
				}
			})
		})
	}
}

func TestF06NoRoomEvenToDelete(t *testing.T) {
	run(t, func() *world {
		w := newWorld(2000)
		w.other, w.cramp = volume-w.files-100, 5
		return w
	}, nil, func(w *world, r *retention.Runner) {
		pass(30 * time.Second)
		if r.Full() || w.left() > 1600 {
			t.Errorf("full %v with %d events left: %+v", r.Full(), w.left(), r.Status())
		}
	})
}
