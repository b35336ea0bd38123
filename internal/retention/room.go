package retention

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/disk"
)

const (
	portion  = 5               // one of so many parts of what is kept goes when the disk was full
	reopen   = 20              // one of so many parts, after a write failed though the disk has room
	again    = 5 * time.Second // until more goes when the disk is still full after that
	shrinks  = 500             // steps in which the database gives back what it does not need
	slowdown = 5 * time.Millisecond
)

// byDisk looks at the disks, and makes room when there is too little.
func (r *Runner) byDisk(ctx context.Context) {
	r.looked = time.Time{}
	u, ok := r.watch()
	if !ok {
		return
	}
	switch {
	case r.state == disk.Full || r.reported.Load():
		if r.futile.IsZero() || time.Since(r.futile) >= again {
			r.note("make room on a full disk", r.makeRoom(ctx))
		}
	case r.state == disk.High, r.state == disk.Low:
		r.note("make room on the disk", r.keepFree(ctx, u))
	default:
		r.note("take ballast", r.takeBallast(u))
		_, err := r.Store.Shrink(ctx)
		r.note("give back what the database does not need", err)
	}
}

// watch looks at the disks, unless that was done a moment ago, and says which is
// in the worse state.
func (r *Runner) watch() (worst disk.Usage, ok bool) {
	if !r.looked.IsZero() && time.Since(r.looked) < lookDisk {
		return disk.Usage{}, false
	}
	r.looked = time.Now()
	state := disk.OK
	for i, usage := range []func() (disk.Usage, error){r.Usage, r.ImageUsage} {
		if usage == nil {
			continue
		}
		u, err := usage()
		r.note([]string{"look at the disk", "look at the disk of the images"}[i], err)
		if err != nil {
			return disk.Usage{}, false
		}
		if s := disk.StateOf(u, r.KeepFree, r.state); i == 0 || s > state {
			worst, state = u, s
		}
	}
	if was := r.state; state != was {
		r.Log.Info("room on the disk changed", "state", state.String(), "was", was.String(), "available", worst.Available)
	}
	r.mu.Lock()
	r.state = state
	r.mu.Unlock()
	r.full.Store(state == disk.Full || r.reported.Load())
	return worst, true
}

// takeBallast keeps the ballast while there is room for it.
func (r *Runner) takeBallast(u disk.Usage) error {
	size := disk.BallastSize(u)
	if r.Ballast.Path == "" || r.Ballast.Held() != 0 || u.Available < disk.Wanted(u, r.KeepFree)+size {
		return nil
	}
	return r.Ballast.Take(size)
}

// makeRoom gives the ballast up and removes a good part of what is kept, so that
// the disk is not full again at once. Posts are taken again as soon as there is
// room, while it still works.
func (r *Runner) makeRoom(ctx context.Context) error {
	if r.Ballast.Path != "" {
		if err := r.Ballast.GiveUp(); err != nil {
			return err
		}
	}
	kept, err := r.kept(ctx)
	if err != nil {
		return err
	}
	enough := func(f freed) bool { return f.bytes >= kept/portion }
	if err := r.free(ctx, ByDisk, enough, func(f freed) {
		if f.bytes >= kept/reopen {
			r.reported.Store(false)
		}
	}); err != nil {
		return err
	}
	r.reported.Store(false)
	if err := r.shrink(ctx); err != nil {
		return err
	}
	r.looked, r.futile = time.Time{}, time.Time{}
	u, ok := r.watch()
	switch {
	case !ok:
	case r.Full():
		r.futile = time.Now()
		r.Log.Error("the disk is still full after a part of what is kept was removed", "available", u.Available)
	default:
		r.Log.Info("made room on a full disk", "available", u.Available)
	}
	return nil
}

// keepFree removes events until there is as much room as there should be. When
// all that is kept would not be enough, others fill the disk, and nothing is
// removed for them before the disk is full.
func (r *Runner) keepFree(ctx context.Context, u disk.Usage) error {
	kept, err := r.kept(ctx)
	if err != nil {
		return err
	}
	bytes, files := disk.Wanted(u, r.KeepFree)-u.Available, disk.WantedInodes(u)-u.InodesFree
	if bytes > kept {
		return nil
	}
	if err := r.free(ctx, ByDisk, func(f freed) bool {
		return r.state == disk.OK || f.bytes >= bytes && f.files >= files
	}, nil); err != nil {
		return err
	}
	return r.shrink(ctx)
}

// shrink has the database give back what it does not need.
func (r *Runner) shrink(ctx context.Context) error {
	for range shrinks {
		more, err := r.Store.Shrink(ctx)
		if err != nil || !more {
			return err
		}
		if err := pause(ctx, slowdown); err != nil {
			return err
		}
	}
	return nil
}
