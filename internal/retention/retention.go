// Package retention removes what is old, or too much, or in the way: oldest
// first, in small steps with pauses, so that what comes in is never held up. A
// row goes before its files, so that no event is ever without its pictures; what
// a crash leaves between is swept at the next start.
package retention

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
)

// How retention works.
const (
	step      = 500                   // events removed at once
	hurried   = 200                   // events removed at once when the disk is full: each step must fit what room there is
	look      = time.Second           // between looks at the disk
	round     = time.Minute           // between looks at age and size
	rest      = 20 * time.Millisecond // between steps, at least as long as a step took
	freed     = .20                   // part of what is kept that goes when the disk was full
	sizeSlack = .98                   // part of keep-size that is left
	guardPart = 20                    // a clock that jumped removes one of so many events in a day
	jump      = 48 * time.Hour        // between the newest event and now, for the clock to be doubted
	settle    = 10 * time.Second      // that a failed write is believed
	tidy      = time.Second           // between steps of giving pages back
)

// Images is what retention needs of the image store.
type Images interface {
	Remove(ctx context.Context, names ...string) error
	Bytes() int64
}

// Store is what retention needs of the database.
type Store interface {
	store.Retention
	store.Journal
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
	KeepFree int64         // of the disk
	// Usage is the room on the disk of the data.
	Usage   func() (disk.Usage, error)
	Ballast disk.Ballast

	full     atomic.Bool
	reported atomic.Int64 // when a write failed for room last, in nanoseconds

	mu      sync.Mutex
	state   disk.State
	deleted map[string]int64
	bytes   int64
	guarded time.Time // day that the guard began to count in
	taken   int       // events by age since then
	alarmed bool
	last    error
}

// Full says whether there is no room: what must be stored is to be refused.
func (r *Runner) Full() bool { return r.full.Load() }

// ReportFull tells that a write failed for want of room: the disk may be full
// for others than the eye that looks once a second.
func (r *Runner) ReportFull() {
	r.reported.Store(r.Now().UnixNano())
	r.full.Store(true)
}

// Status is what retention has done, and how the disk is.
type Status struct {
	Disk    disk.State
	Full    bool
	Deleted map[string]int64 // events by reason
	Bytes   int64            // of their images
	Err     error            // what went wrong last, nil when it went well since
}

// Status returns the status as of now.
func (r *Runner) Status() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := Status{Disk: r.state, Full: r.Full(), Deleted: make(map[string]int64), Bytes: r.bytes, Err: r.last}
	for k, n := range r.deleted {
		s.Deleted[k] = n
	}
	return s
}

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) error {
	r.mu.Lock()
	r.deleted = make(map[string]int64)
	r.mu.Unlock()
	looks, rounds, tidies := time.NewTicker(look), time.NewTicker(round), time.NewTicker(tidy)
	defer looks.Stop()
	defer rounds.Stop()
	defer tidies.Stop()
	r.look(ctx)
	r.round(ctx)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-looks.C:
			r.look(ctx)
		case <-rounds.C:
			r.round(ctx)
		case <-tidies.C:
			r.tidy(ctx)
		}
	}
}

// note remembers how something went, and logs it when that changes.
func (r *Runner) note(what string, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	r.mu.Lock()
	before := r.last
	r.last = err
	r.mu.Unlock()
	switch {
	case err != nil && (before == nil || before.Error() != err.Error()):
		r.Log.Error(what, "err", err)
	case err == nil && before != nil:
		r.Log.Info("retention works again")
	}
}

// look looks at the disk, and makes room when there is too little.
func (r *Runner) look(ctx context.Context) {
	u, err := r.Usage()
	if err != nil {
		r.note("look at the disk", err)
		return
	}
	r.mu.Lock()
	was := r.state
	r.state = disk.StateOf(u, r.KeepFree, was)
	state := r.state
	r.mu.Unlock()
	if state != was {
		r.Log.Info("room on the disk changed", "state", state.String(), "was", was.String(), "available", u.Available)
	}
	reported := r.Now().Sub(time.Unix(0, r.reported.Load())) < settle
	switch {
	case state == disk.Full || reported && r.Full():
		r.full.Store(true)
		r.note("make room on a full disk", r.makeRoom(ctx, u))
	case state == disk.High, state == disk.Low:
		r.full.Store(false)
		r.note("make room on the disk", r.free(ctx, ByDisk, step, func() (bool, error) {
			u, err := r.Usage()
			return err == nil && disk.StateOf(u, r.KeepFree, state) == disk.OK, err
		}))
	default:
		r.full.Store(false)
		r.note("take ballast", r.takeBallast(u))
	}
}

// takeBallast keeps the ballast while there is room for it.
func (r *Runner) takeBallast(u disk.Usage) error {
	size := disk.BallastSize(u)
	if r.Ballast.Path == "" || u.Available < disk.Floor(u, r.KeepFree)*3/2+size {
		return nil
	}
	return r.Ballast.Take(size)
}

// makeRoom gives the ballast up and removes a good part of what is kept, so that
// the disk is not full again at once.
func (r *Runner) makeRoom(ctx context.Context, u disk.Usage) error {
	if r.Ballast.Path != "" {
		if err := r.Ballast.GiveUp(); err != nil {
			return err
		}
	}
	kept, err := r.kept(ctx)
	if err != nil {
		return err
	}
	goal := u.Available + int64(freed*float64(kept))
	if err := r.free(ctx, ByDisk, hurried, func() (bool, error) {
		u, err := r.Usage()
		return err == nil && u.Available >= goal && disk.StateOf(u, r.KeepFree, disk.OK) < disk.High, err
	}); err != nil {
		return err
	}
	if u, err = r.Usage(); err != nil {
		return err
	}
	r.mu.Lock()
	r.state = disk.StateOf(u, r.KeepFree, disk.OK)
	still := r.state == disk.Full
	r.mu.Unlock()
	r.full.Store(still)
	if !still {
		r.reported.Store(0)
		r.Log.Info("made room on a full disk", "available", u.Available)
	}
	return nil
}

// kept is what database and images take, in bytes.
func (r *Runner) kept(ctx context.Context) (int64, error) {
	n, err := r.Store.Size(ctx)
	if err != nil {
		return 0, err
	}
	return n + r.Images.Bytes(), nil
}

// round looks at age and size.
func (r *Runner) round(ctx context.Context) {
	r.note("remove what is old", r.byAge(ctx))
	r.note("remove what is too much", r.bySize(ctx))
}

func (r *Runner) bySize(ctx context.Context) error {
	if r.KeepSize <= 0 {
		return nil
	}
	n, err := r.kept(ctx)
	if err != nil || n <= r.KeepSize {
		return err
	}
	// The database gives its pages back slowly: what was removed of it counts as
	// gone, by the part of the images that went.
	goal := int64(sizeSlack * float64(r.KeepSize))
	images := r.Images.Bytes()
	return r.free(ctx, BySize, step, func() (bool, error) {
		now := r.Images.Bytes()
		if images == 0 {
			n, err := r.kept(ctx)
			return n <= goal, err
		}
		return float64(n)*float64(now)/float64(images) <= float64(goal), nil
	})
}

func (r *Runner) byAge(ctx context.Context) error {
	before := time.Time{}
	if r.Keep > 0 {
		before = r.Now().Add(-r.Keep)
	} else {
		// Without an age, re-sent posts are still forgotten in their time.
		before = time.Unix(0, 0)
	}
	if r.Keep > 0 {
		doubt, err := r.clockDoubtful(ctx)
		if err != nil {
			return err
		}
		for {
			limit := step
			if doubt {
				if limit = r.guard(ctx); limit == 0 {
					return nil
				}
			}
			n, err := r.step(ctx, ByAge, before, limit)
			if err != nil || n < limit {
				if err != nil {
					return err
				}
				break
			}
		}
		if doubt {
			return nil // what else there is may be of today
		}
	}
	for {
		names, n, err := r.Store.DeleteOld(ctx, before, step)
		if err != nil {
			return err
		}
		if err := r.Images.Remove(ctx, names...); err != nil {
			return fmt.Errorf("remove bodies of quarantined posts: %w", err)
		}
		if n < step {
			return nil
		}
		if err := pause(ctx, rest); err != nil {
			return err
		}
	}
}

// clockDoubtful says whether our clock is far from the newest event: it may have
// jumped, and everything would seem old.
func (r *Runner) clockDoubtful(ctx context.Context) (bool, error) {
	_, newest, err := r.Store.Bounds(ctx)
	if err != nil || newest == 0 {
		return false, err
	}
	entries, err := r.Store.Journal(ctx, newest-1, 1)
	if err != nil || len(entries) == 0 {
		return false, err
	}
	return r.Now().Sub(entries[0].At) > jump, nil
}

// guard is how many events may go by age today while the clock is doubted.
func (r *Runner) guard(ctx context.Context) int {
	oldest, newest, err := r.Store.Bounds(ctx)
	if err != nil {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.alarmed {
		r.alarmed = true
		r.Log.Error("the clock is days ahead of the newest event; retention by age goes on slowly, in case it is wrong")
	}
	now := r.Now()
	if now.Sub(r.guarded).Abs() > 24*time.Hour {
		r.guarded, r.taken = now, 0
	}
	left := min(max(int(newest-oldest+1)/guardPart, 1)-r.taken, step)
	if left <= 0 {
		return 0
	}
	r.taken += left
	return left
}

// free removes the oldest events until enough says so, or nothing is left.
func (r *Runner) free(ctx context.Context, reason string, size int, enough func() (bool, error)) error {
	for {
		done, err := enough()
		if err != nil || done {
			return err
		}
		n, err := r.step(ctx, reason, time.Time{}, size)
		if err != nil || n == 0 {
			return err
		}
	}
}

// step removes up to limit events and rests as long as it took.
func (r *Runner) step(ctx context.Context, reason string, before time.Time, limit int) (int, error) {
	begin := r.Now()
	old, err := r.Store.Expired(ctx, before, limit)
	if err != nil || len(old) == 0 {
		return 0, err
	}
	ids := make([]event.ID, len(old))
	var names []string
	var bytes int64
	for i, e := range old {
		ids[i] = e.ID
		names = append(names, e.Images...)
		bytes += e.Bytes
	}
	if err := r.Store.Delete(ctx, ids); err != nil {
		return 0, err
	}
	if err := r.Images.Remove(ctx, names...); err != nil {
		return 0, fmt.Errorf("remove images: %w", err)
	}
	r.mu.Lock()
	r.deleted[reason] += int64(len(old))
	r.bytes += bytes
	r.mu.Unlock()
	if r.Full() {
		return len(old), ctx.Err() // nobody is held up by haste
	}
	return len(old), pause(ctx, max(rest, r.Now().Sub(begin)))
}

// tidy gives a few pages of the database back.
func (r *Runner) tidy(ctx context.Context) {
	if r.Full() {
		return
	}
	if _, err := r.Store.Shrink(ctx); err != nil {
		r.note("give pages of the database back", err)
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
