// Package commit is the one way into the store. It takes whatever is waiting,
// writes the files, makes them durable together, inserts all rows in one
// transaction, and only then says that it is done: under load the cost of
// durability is shared, alone a post is stored in milliseconds.
//
//	Submit ─▶ writers (files) ─▶ sync stage (one sync a group) ─▶ commit stage (one transaction a group) ─▶ last stage (one sync) ─▶ Done
//	       └──────────────────── jobs without files ────────────▶
//
// The stages overlap, and each takes all that waits for it when it has done with
// its last group: while one group is in its transaction, files are written and
// synced for the next. There is no timer: a group is what came while the one
// before it was busy.
package commit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/store"
)

// MaxGroup is how many jobs one transaction holds at most. Their files are
// written, and their memory given back, before they come to a group, so a group
// has no bound in bytes.
const MaxGroup = 256

// ErrClosed means that the committer no longer takes jobs.
var ErrClosed = errors.New("committer closed")

// Committer runs jobs. Set the fields, call Start, Submit from any goroutine,
// and Close.
type Committer struct {
	Store  store.Committer
	Images images.Store
	Log    *slog.Logger
	Now    func() time.Time

	// Publish is given the journal entries of each transaction, in order,
	// before the jobs are told that they are done. It must not block.
	Publish func([]journal.Entry)
	// Damaged is called once, when the storage failed so that nothing more may
	// be promised (a sync returned an error). Every job fails from then on.
	Damaged func(error)
	// Writers is how many goroutines write files; 4 when 0.
	Writers int
	// Retry is the pause before a group is tried again that the store could not
	// take for now; 200 ms when 0. Such a group is kept, not failed: its
	// posts are stored when the store is back.
	Retry time.Duration

	Metrics *Metrics // nil for none

	ctx    context.Context
	cancel context.CancelFunc
	files  *queue // for the writers
	wrote  *queue // for the sync stage
	rows   *queue // for the commit stage
	ended  chan written
	wg     sync.WaitGroup
	broken atomic.Pointer[error]
	stuck  atomic.Pointer[error]
}

// Start starts the committer's goroutines.
func (c *Committer) Start() {
	if c.Writers <= 0 {
		c.Writers = 4
	}
	if c.Retry <= 0 {
		c.Retry = 200 * time.Millisecond
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.files, c.wrote, c.rows = newQueue(), newQueue(), newQueue()

	var writers sync.WaitGroup
	for range c.Writers {
		writers.Go(c.write)
	}
	c.wg.Go(func() { writers.Wait(); c.wrote.close() })
	c.wg.Go(func() { c.sync(); c.rows.close() })
	c.ended = make(chan written)
	c.wg.Go(func() { c.commit(); close(c.ended) })
	c.wg.Go(c.settle)
}

// Submit hands a job over. Every job that is accepted gets its Done; one that is
// refused with an error gets neither Written nor Done.
func (c *Committer) Submit(j *Job) error {
	if err := c.broken.Load(); err != nil {
		return *err
	}
	q := c.rows
	if len(j.Files) > 0 {
		q = c.files
	}
	if !q.put(j) {
		return ErrClosed
	}
	return nil
}

// Waiting is how many jobs wait for a writer or a group.
func (c *Committer) Waiting() int { return c.files.len() + c.wrote.len() + c.rows.len() }

// Err is why the store does not take groups at the moment, or never will again;
// nil while all is well.
func (c *Committer) Err() error {
	if err := c.broken.Load(); err != nil {
		return *err
	}
	if err := c.stuck.Load(); err != nil {
		return *err
	}
	return nil
}

// Close takes no more jobs, finishes those it has, and returns when all
// goroutines have ended. When ctx ends first, jobs that the store still does
// not take fail.
func (c *Committer) Close(ctx context.Context) error {
	stop := context.AfterFunc(ctx, c.cancel)
	defer stop()
	c.files.close()
	c.wg.Wait()
	c.cancel()
	return ctx.Err()
}

// write is one of the writers: files of one job at a time.
func (c *Committer) write() {
	for {
		j, ok := c.files.take()
		if !ok {
			return
		}
		err := c.writeFiles(j)
		j.written()
		if err != nil {
			j.done(err)
			continue
		}
		c.wrote.put(j)
	}
}

func (c *Committer) writeFiles(j *Job) error {
	if err := c.broken.Load(); err != nil {
		return *err
	}
	for i := range j.Files {
		f := &j.Files[i]
		if err := c.Images.Write(c.ctx, f.Name, f.Data); err != nil {
			c.remove(j.names()[:i])
			err = fmt.Errorf("keep image %s: %w", f.Name, err)
			if errors.Is(err, images.ErrDamaged) {
				c.fail(err)
			}
			return err
		}
		f.Data = nil
	}
	return nil
}

// sync makes the files of what waits durable. While a group waits for the commit
// stage the next one grows: syncs are dear, and so no more of them than groups.
func (c *Committer) sync() {
	for {
		group := c.wrote.takeGroup(MaxGroup)
		if group == nil {
			return
		}
		if err := c.syncFiles(); err != nil {
			c.failGroup(group, err)
			continue
		}
		c.rows.put(group...)
		c.rows.wait()
	}
}

func (c *Committer) syncFiles() error {
	if err := c.broken.Load(); err != nil {
		return *err
	}
	start := c.Now()
	err := c.Images.Sync(c.ctx)
	c.Metrics.synced(c.Now().Sub(start))
	if err != nil {
		// A failed sync may have lost what it was to keep, and a second try
		// would report success over the loss. Want of room is no such failure: it
		// concerns this group alone.
		err = fmt.Errorf("make images durable: %w", err)
		if !errors.Is(err, images.ErrFull) && c.ctx.Err() == nil {
			c.fail(err)
		}
	}
	return err
}

// commit commits what waits, in one transaction a group.
func (c *Committer) commit() {
	for {
		group := c.rows.takeGroup(MaxGroup)
		if group == nil {
			return
		}
		c.commitGroup(group)
	}
}

func (c *Committer) commitGroup(group []*Job) {
	batch := merge(group)
	batch.At = c.Now()
	start := batch.At
	entries, err := c.tryCommit(batch)
	if err != nil {
		if len(group) > 1 && !settled(err) {
			// One job that the store refuses must not take the others along.
			for _, j := range group {
				c.commitGroup([]*Job{j})
			}
			return
		}
		c.failGroup(group, err)
		return
	}
	c.ended <- written{group, entries, len(batch.Events), start}
}

// tryCommit commits, waiting for a store that is not available now. A store
// that is full is not waited for: its posts are refused, and devices are told.
func (c *Committer) tryCommit(b *store.Batch) ([]journal.Entry, error) {
	for {
		if err := c.broken.Load(); err != nil {
			return nil, *err
		}
		entries, err := c.Store.Write(c.ctx, b)
		switch {
		case err == nil:
			if c.stuck.Swap(nil) != nil {
				c.Log.Info("store takes posts again")
			}
			return entries, nil
		case errors.Is(err, store.ErrDamaged):
			c.fail(err)
			return nil, err
		case errors.Is(err, store.ErrFull) || !errors.Is(err, store.ErrUnavailable) || c.ctx.Err() != nil:
			return nil, err
		}
		if c.stuck.Swap(&err) == nil {
			c.Log.Error("store does not take posts; they wait", "err", err)
		}
		select {
		case <-c.ctx.Done():
			return nil, err
		case <-time.After(c.Retry):
		}
	}
}

// settled says whether err would meet every job of a group alike.
func settled(err error) bool {
	return errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrUnavailable) ||
		errors.Is(err, context.Canceled)
}

func (c *Committer) failGroup(group []*Job, err error) {
	var gone []string
	for _, j := range group {
		gone = append(gone, j.names()...)
		j.done(err)
	}
	c.remove(gone)
}

// fail makes every later job fail: what the storage says is no longer believed.
func (c *Committer) fail(err error) {
	if c.broken.CompareAndSwap(nil, &err) && c.Damaged != nil {
		c.Damaged(err)
	}
}

// remove takes away files that no row will name. What it misses is swept at the
// next start.
func (c *Committer) remove(names []string) {
	if len(names) == 0 || c.broken.Load() != nil {
		return
	}
	if err := c.Images.Remove(context.WithoutCancel(c.ctx), names...); err != nil {
		c.Log.Warn("remove images that are not needed", "err", err)
	}
}

// merge makes one batch of a group's batches, in order.
func merge(group []*Job) *store.Batch {
	if len(group) == 1 {
		return &group[0].Batch
	}
	b := new(store.Batch)
	for _, j := range group {
		b.Devices = append(b.Devices, j.Batch.Devices...)
		b.Changes = append(b.Changes, j.Batch.Changes...)
		b.Events = append(b.Events, j.Batch.Events...)
		b.Alarms = append(b.Alarms, j.Batch.Alarms...)
		b.Ends = append(b.Ends, j.Batch.Ends...)
		b.Quarantined = append(b.Quarantined, j.Batch.Quarantined...)
		b.Tracks = append(b.Tracks, j.Batch.Tracks...)
		b.Zones = append(b.Zones, j.Batch.Zones...)
		b.Passages = append(b.Passages, j.Batch.Passages...)
		b.Evaluated = append(b.Evaluated, j.Batch.Evaluated...)
		b.Follow.Incidents = append(b.Follow.Incidents, j.Batch.Follow.Incidents...)
		b.Follow.UpTo = max(b.Follow.UpTo, j.Batch.Follow.UpTo)
		b.Reviews = append(b.Reviews, j.Batch.Reviews...)
	}
	return b
}
