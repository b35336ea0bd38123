package commit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// rows is a store in memory that can be made to fail.
type rows struct {
	mu     sync.Mutex
	fail   func(*store.Batch) error
	gate   chan struct{} // when not nil, each Write takes one from it
	disk   chan error    // when not nil, each Sync takes its result from it
	groups [][]string    // smart types of each commit
	seen   map[string]bool
	seq    int64
}

func (r *rows) Sync(context.Context) error {
	if r.disk == nil {
		return nil
	}
	return <-r.disk
}

func (r *rows) Write(ctx context.Context, b *store.Batch) ([]journal.Entry, error) {
	if r.gate != nil {
		select {
		case <-r.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		if err := r.fail(b); err != nil {
			return nil, err
		}
	}
	var group []string
	var entries []journal.Entry
	for _, e := range b.Events {
		group = append(group, e.SmartType)
		if r.seen[e.SmartType] {
			e.Duplicate = true
			continue
		}
		r.seen[e.SmartType] = true
		r.seq++
		e.Seq = r.seq
		entries = append(entries, journal.Entry{Seq: r.seq, Kind: journal.KindEvent, Event: e.Event})
	}
	r.groups = append(r.groups, group)
	return entries, nil
}

// files is an image store in memory that knows what a sync has covered.
type files struct {
	mu      sync.Mutex
	written map[string][]byte
	durable map[string]bool
	syncs   int
	syncErr error
	fail    func(name string) error
}

func (f *files) Write(_ context.Context, name string, data []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		if err := f.fail(name); err != nil {
			return err
		}
	}
	f.written[name] = bytes.Clone(data)
	return nil
}

func (f *files) Sync(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.syncs++
	if f.syncErr != nil {
		return f.syncErr
	}
	for n := range f.written {
		f.durable[n] = true
	}
	return nil
}

func (f *files) Remove(_ context.Context, names ...string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, n := range names {
		delete(f.written, n)
		delete(f.durable, n)
	}
	return nil
}

func (f *files) Open(context.Context, string) (images.File, images.Info, error) {
	return nil, images.Info{}, images.ErrNotFound
}
func (f *files) Walk(context.Context, func(images.Info) error) error { return nil }

type rig struct {
	*commit.Committer
	rows      *rows
	files     *files
	published []int64
	damaged   []error
}

func newRig() *rig {
	r := &rig{
		rows:  &rows{seen: map[string]bool{}},
		files: &files{written: map[string][]byte{}, durable: map[string]bool{}},
	}
	r.Committer = &commit.Committer{
		Store: r.rows, Images: r.files, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now,
		Publish: func(es []journal.Entry) {
			for _, e := range es {
				r.published = append(r.published, e.Seq)
			}
		},
		Damaged: func(err error) { r.damaged = append(r.damaged, err) },
	}
	return r
}

// outcome is what became of one job.
type outcome struct {
	written, done int
	err           error
	durable       bool // its files were, when it was done
	event         *store.NewEvent
}

// submit hands over a job of one event with n files and returns what will have
// become of it.
func (r *rig) submit(t *testing.T, name string, n int) *outcome {
	t.Helper()
	o := &outcome{event: &store.NewEvent{Event: &event.Event{SmartType: name}}}
	j := &commit.Job{Batch: store.Batch{Events: []*store.NewEvent{o.event}}}
	for i := range n {
		j.Files = append(j.Files, commit.File{Name: fmt.Sprintf("%s-%d", name, i), Data: []byte(name)})
	}
	names := make([]string, n)
	for i := range j.Files {
		names[i] = j.Files[i].Name
	}
	j.Written = func() { o.written++ }
	j.Done = func(err error) {
		o.done++
		o.err = err
		r.files.mu.Lock()
		defer r.files.mu.Unlock()
		o.durable = true
		for _, name := range names {
			o.durable = o.durable && r.files.durable[name]
		}
	}
	if err := r.Submit(j); err != nil {
		t.Errorf("submit %s: %v", name, err)
	}
	return o
}

func TestDoneOnlyAfterFilesAndRowsAreDurable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.Start()
		a, b := r.submit(t, "a", 2), r.submit(t, "b", 0)
		synctest.Wait()
		for name, o := range map[string]*outcome{"a": a, "b": b} {
			if o.done != 1 || o.err != nil || !o.durable || o.event.Seq == 0 {
				t.Errorf("%s: got done %d, err %v, durable %v, seq %d", name, o.done, o.err, o.durable, o.event.Seq)
			}
		}
		if a.written != 1 {
			t.Errorf("Written was called %d times for a job with files, want once", a.written)
		}
		if got := len(r.published); got != 2 {
			t.Errorf("published %d entries, want 2", got)
		}
		if err := r.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatWaitsIsOneGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.rows.gate = make(chan struct{})
		r.Start()
		first := r.submit(t, "first", 1)
		synctest.Wait() // the first is in its transaction
		var rest []*outcome
		for i := range 600 {
			rest = append(rest, r.submit(t, fmt.Sprint(i), i%2))
		}
		synctest.Wait()
		if first.done != 0 {
			t.Fatal("done before the transaction was")
		}
		close(r.rows.gate)
		synctest.Wait()
		for i, o := range rest {
			if o.done != 1 || o.err != nil {
				t.Fatalf("job %d: done %d times, err %v", i, o.done, o.err)
			}
		}
		if got := len(r.rows.groups); got > 6 {
			t.Errorf("601 jobs took %d transactions, want few", got)
		}
		if r.files.syncs > len(r.rows.groups) {
			t.Errorf("got %d syncs for %d groups, want at most one each", r.files.syncs, len(r.rows.groups))
		}
		for _, g := range r.rows.groups {
			if len(g) > commit.MaxGroup {
				t.Errorf("a group has %d jobs, want at most %d", len(g), commit.MaxGroup)
			}
		}
		if !slices.IsSorted(r.published) {
			t.Error("entries were published out of order")
		}
		r.Close(t.Context())
	})
}

func TestOneRefusedJobDoesNotTakeOthersAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.rows.gate = make(chan struct{})
		refused := errors.New("constraint failed")
		r.rows.fail = func(b *store.Batch) error {
			for _, e := range b.Events {
				if e.SmartType == "bad" {
					return refused
				}
			}
			return nil
		}
		r.Start()
		r.submit(t, "first", 0)
		synctest.Wait()
		good, bad, other := r.submit(t, "good", 1), r.submit(t, "bad", 1), r.submit(t, "other", 0)
		close(r.rows.gate)
		synctest.Wait()
		if good.err != nil || other.err != nil {
			t.Errorf("good jobs failed: %v, %v", good.err, other.err)
		}
		if !errors.Is(bad.err, refused) {
			t.Errorf("got %v, want %v", bad.err, refused)
		}
		if got := slices.Sorted(maps.Keys(r.files.written)); !slices.Equal(got, []string{"good-0"}) {
			t.Errorf("files left: %v, want those of the good job alone", got)
		}
		r.Close(t.Context())
	})
}

func TestR7PostsWaitForAStoreThatIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		away := true
		r.rows.fail = func(*store.Batch) error {
			if away {
				return fmt.Errorf("connect: %w", store.ErrUnavailable)
			}
			return nil
		}
		r.Start()
		o := r.submit(t, "a", 1)
		<-time.After(time.Minute) // of the test's own clock
		synctest.Wait()
		if o.done != 0 || r.Err() == nil {
			t.Fatalf("while the store is away: done %d, Err %v", o.done, r.Err())
		}
		r.rows.mu.Lock()
		away = false
		r.rows.mu.Unlock()
		<-time.After(time.Second)
		synctest.Wait()
		if o.done != 1 || o.err != nil || r.Err() != nil {
			t.Errorf("when it is back: done %d, err %v, Err %v", o.done, o.err, r.Err())
		}
		r.Close(t.Context())
	})
}

func TestFullStoreFailsAtOnce(t *testing.T) {
	tests := []struct {
		name string
		set  func(*rig)
	}{
		{"rows", func(r *rig) { r.rows.fail = func(*store.Batch) error { return store.ErrFull } }},
		{"files", func(r *rig) {
			r.files.fail = func(name string) error {
				if name == "a-1" {
					return images.ErrFull
				}
				return nil
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				tt.set(r)
				r.Start()
				o := r.submit(t, "a", 2)
				synctest.Wait()
				if o.done != 1 || o.written != 1 || o.err == nil {
					t.Errorf("got done %d, written %d, err %v", o.done, o.written, o.err)
				}
				if len(r.files.written) != 0 {
					t.Errorf("files left that no row names: %v", r.files.written)
				}
				r.rows.fail, r.files.fail = nil, nil
				if o := r.submit(t, "b", 2); func() bool { synctest.Wait(); return o.err != nil }() {
					t.Errorf("with room again: %v", o.err)
				}
				r.Close(t.Context())
			})
		})
	}
}

func TestF03DamageIsNotTriedAgain(t *testing.T) {
	tests := []struct {
		name string
		set  func(*rig)
	}{
		{"sync of images", func(r *rig) { r.files.syncErr = errors.New("input/output error") }},
		{"sync of rows", func(r *rig) {
			r.rows.fail = func(*store.Batch) error { return fmt.Errorf("commit: %w", store.ErrDamaged) }
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				tt.set(r)
				r.Start()
				o := r.submit(t, "a", 1)
				synctest.Wait()
				if o.err == nil || len(r.damaged) != 1 {
					t.Fatalf("got err %v, told of damage %d times", o.err, len(r.damaged))
				}
				r.files.syncErr, r.rows.fail = nil, nil // it pretends to be well again
				if err := r.Submit(&commit.Job{}); err == nil {
					t.Error("took a job after damage")
				}
				r.Close(t.Context())
			})
		})
	}
}

func TestFilesOfDuplicatesGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.Start()
		r.submit(t, "a", 1)
		synctest.Wait()
		o := &outcome{event: &store.NewEvent{Event: &event.Event{SmartType: "a"}}}
		r.Submit(&commit.Job{
			Files: []commit.File{{Name: "again-0", Data: []byte("x")}},
			Batch: store.Batch{Events: []*store.NewEvent{o.event}},
			Done:  func(err error) { o.err = err; o.done++ },
		})
		synctest.Wait()
		if o.done != 1 || o.err != nil || !o.event.Duplicate {
			t.Errorf("got done %d, err %v, duplicate %v", o.done, o.err, o.event.Duplicate)
		}
		if got := slices.Sorted(maps.Keys(r.files.written)); !slices.Equal(got, []string{"a-0"}) {
			t.Errorf("files: got %v, want those of the first alone", got)
		}
		r.Close(t.Context())
	})
}

func TestCloseFinishesWhatItHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.Start()
		var all []*outcome
		for i := range 100 {
			all = append(all, r.submit(t, fmt.Sprint(i), i%3))
		}
		if err := r.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, o := range all {
			if o.done != 1 || o.err != nil {
				t.Errorf("job %d: done %d times, err %v", i, o.done, o.err)
			}
		}
		if err := r.Submit(&commit.Job{}); !errors.Is(err, commit.ErrClosed) {
			t.Errorf("after Close got %v, want ErrClosed", err)
		}
	})
}

func TestCloseGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.rows.fail = func(*store.Batch) error { return store.ErrUnavailable }
		r.Start()
		o := r.submit(t, "a", 1)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if err := r.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
		if o.done != 1 || o.err == nil {
			t.Errorf("got done %d, err %v, want one failure", o.done, o.err)
		}
	})
}
