// Package retention removes what is old, or too much, or in the way: oldest
// first, in small steps with pauses, so that what comes in is never held up. A
// row goes before its files, so that no event is ever without its pictures; what
// a crash leaves between is swept at the next start.
package retention

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/disk"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// Reasons that events are removed for.
const (
	ByAge  = "age"
	BySize = "size"
	ByDisk = "disk"
	ByHand = "hand" // somebody removed them
)

// How often retention looks.
const (
	lookDisk = time.Second
	lookSize = 5 * time.Second
	lookAge  = time.Minute
)

// Images is what retention needs of the image store.
type Images interface {
	Remove(ctx context.Context, names ...string) error
	// Bytes is how much the images take. It may be too small while they are
	// still counted after a start.
	Bytes() int64
}

// Store is what retention needs of the database.
type Store interface {
	store.Retention
	Event(ctx context.Context, id event.ID) (*event.Event, error)
	Events(ctx context.Context, q store.EventQuery) (store.EventPage, error)
	Size(ctx context.Context) (int64, error)
}

// Runner runs retention. Set the fields, and Run it.
type Runner struct {
	Store  Store
	Images Images
	Log    *slog.Logger
	Now    func() time.Time

	Keep     time.Duration // events older than this go; 0 keeps them
	KeepSize int64         // of database and images together; 0 has no bound
	KeepFree int64         // of each disk
	// Usage is the room on the disk of the database.
	Usage func() (disk.Usage, error)
	// ImageUsage is the room on the disk of the images; nil when that is the same.
	ImageUsage func() (disk.Usage, error)
	Ballast    disk.Ballast // on the disk of the database; none without a Path

	full     atomic.Bool
	reported atomic.Bool // a write failed for want of room, and none was made since

	// These belong to the goroutine of Run.
	batch  int       // events in a step
	looked time.Time // when the disks were looked at last
	futile time.Time // when room was made last, and the disk was still full
	clock  clock

	mu      sync.Mutex
	state   disk.State
	deleted map[string]int64
	bytes   int64
	errs    map[string]error // by what went wrong
}

// Full says whether there is no room: what must be stored is to be refused.
func (r *Runner) Full() bool { return r.full.Load() }

// ReportFull tells that a write failed for want of room. There may be none even
// though the disk has some: by a quota, or on a disk that nobody looks at.
func (r *Runner) ReportFull() {
	r.reported.Store(true)
	r.full.Store(true)
}

// Status is what retention has done, and how the disk is.
type Status struct {
	Disk    disk.State
	Full    bool
	Deleted map[string]int64 // events by reason, since the start
	Bytes   int64            // of their images
	Err     error            // what goes wrong, nil when all goes well
}

// Status returns the status as of now.
func (r *Runner) Status() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := Status{Disk: r.state, Full: r.Full(), Deleted: maps.Clone(r.deleted), Bytes: r.bytes}
	for _, err := range r.errs {
		s.Err = errors.Join(s.Err, err)
	}
	return s
}

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	r.batch = firstBatch
	disks, sizes, ages := time.NewTicker(lookDisk), time.NewTicker(lookSize), time.NewTicker(lookAge)
	defer disks.Stop()
	defer sizes.Stop()
	defer ages.Stop()
	r.byDisk(ctx)
	r.byAge(ctx)
	r.bySize(ctx)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-disks.C:
			r.byDisk(ctx)
		case <-sizes.C:
			r.bySize(ctx)
		case <-ages.C:
			r.byAge(ctx)
		}
	}
}

// note remembers how something went, and logs it when that changes.
func (r *Runner) note(what string, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	r.mu.Lock()
	before := r.errs[what]
	if err == nil {
		delete(r.errs, what)
	} else {
		if r.errs == nil {
			r.errs = make(map[string]error)
		}
		r.errs[what] = err
	}
	r.mu.Unlock()
	switch {
	case err != nil && (before == nil || before.Error() != err.Error()):
		r.Log.Error("retention failed", "at", what, "err", err)
	case err == nil && before != nil:
		r.Log.Info("retention works again", "at", what)
	}
}

// kept is what database and images take, in bytes.
func (r *Runner) kept(ctx context.Context) (int64, error) {
	n, err := r.Store.Size(ctx)
	return n + r.Images.Bytes(), err
}
