// Package follow makes incidents of what has been stored. It reads the journal
// from a place that is written together with what was made of it, so that a crash
// leaves nothing out and makes nothing twice.
package follow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/live"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

// Times and bounds.
const (
	tickEvery = 250 * time.Millisecond // between looks at what has gone quiet
	again     = time.Second            // before what could not be written, or read, is tried again
	backlog   = 4096                   // entries that wait while others are written; more are read from the journal
	page      = 128                    // entries that are read, or taken, at once
)

// Incidents give way to posts: to write one costs more than to store an event, and
// posts wait meanwhile. Where busy of them or more are written at once, the next have
// to wait restFor times as long as that took. They come later then, and all of them
// come.
const (
	busy        = 50
	restFor     = 19
	longestRest = 2 * time.Second
)

// Store is what a Follower reads, by the contracts of package store.
type Store interface {
	store.Journal
	store.Followed
}

// Committer writes what a Follower has made.
type Committer interface {
	Submit(*commit.Job) error
}

// Follower makes incidents of the journal. Set the fields and call Run.
type Follower struct {
	Store     Store
	Committer Committer
	Live      *live.Bus // what has just been stored
	Log       *slog.Logger
	Now       func() time.Time

	machine *incident.Machine
	last    int64 // number of the last entry that the machine has been told
	written int64 // as the store has it
	open    atomic.Int64
	told    atomic.Int64
}

// Open is how many incidents are open.
func (f *Follower) Open() int { return int(f.open.Load()) }

// Last is the number of the last entry that was followed.
func (f *Follower) Last() int64 { return f.told.Load() }

// Run follows until ctx ends, and then what has been stored by then. It returns
// early with an error only when nothing can be written any more.
func (f *Follower) Run(ctx context.Context) error {
	// What is under way when ctx ends is written still; whoever stops the committer
	// ends it.
	work := context.WithoutCancel(ctx)
	sub := f.Live.Subscribe(backlog)
	defer func() { sub.Close() }()
	if err := f.begin(ctx); err != nil {
		return ended(ctx, err)
	}
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return f.finish(work)
		case <-tick.C:
			f.machine.Tick(f.Now())
			err = f.write(ctx, false)
		case e, ok := <-sub.C:
			if !ok { // it took too long; the journal has what is missing
				sub = f.Live.Subscribe(backlog)
				err = f.catchUp(ctx)
				break
			}
			err = f.take(ctx, e, sub.C)
		}
		if err != nil {
			// What the machine has told is lost with it; the next run makes it anew.
			return ended(ctx, err)
		}
	}
}

// finish follows what has been stored by the end. Where that is much, the next run
// goes on with it.
func (f *Follower) finish(ctx context.Context) error {
	_, newest, err := f.Store.Bounds(ctx)
	if err == nil && newest-f.last <= backlog {
		err = f.catchUp(ctx)
	}
	if err != nil {
		return fmt.Errorf("follow the last of the journal: %w", err)
	}
	return f.write(ctx, true)
}

// ended is an error that has another reason than the end.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// begin goes on where an earlier run was.
func (f *Follower) begin(ctx context.Context) error {
	f.machine = incident.New(event.NewID)
	err := f.insist(ctx, "read where the journal was followed to", func() error {
		seq, err := f.Store.Followed(ctx)
		if err != nil {
			return err
		}
		since := f.Now()
		entries, err := f.Store.Journal(ctx, seq-1, 1)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			since = entries[0].At
		}
		unfinished, err := f.Store.Unfinished(ctx, since.Add(-incident.Recall))
		if err != nil {
			return err
		}
		f.last, f.written = seq, seq
		f.machine.Restore(unfinished)
		return nil
	})
	if err != nil {
		return err
	}
	return f.catchUp(ctx)
}

// insist tries until it succeeds or ctx ends.
func (f *Follower) insist(ctx context.Context, what string, try func() error) error {
	failed := false
	for {
		err := try()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil || errors.Is(err, commit.ErrClosed) || errors.Is(err, store.ErrDamaged):
			return fmt.Errorf("%s: %w", what, err)
		case !failed:
			failed = true
			f.Log.Error("incidents are not followed for now; trying again", "what", what, "err", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", what, err)
		case <-time.After(again):
		}
	}
}

// take tells the machine an entry, and what waits behind it.
func (f *Follower) take(ctx context.Context, e journal.Entry, more <-chan journal.Entry) error {
	var inputs []incident.Input
	for n := 1; ; n++ {
		switch {
		case e.Seq <= f.last: // the journal has told it
		case e.Seq == f.last+1:
			inputs = appendInput(inputs, &e)
			f.last = e.Seq
		default: // something between is not, or not yet, on the bus
			f.machine.Apply(inputs...)
			return f.catchUp(ctx)
		}
		if n == page {
			break
		}
		var ok bool
		select {
		case e, ok = <-more:
		default:
		}
		if !ok {
			break
		}
	}
	f.machine.Apply(inputs...)
	return f.write(ctx, false)
}

// catchUp tells the machine what the journal has after the last entry.
func (f *Follower) catchUp(ctx context.Context) error {
	for {
		var entries []journal.Entry
		err := f.insist(ctx, "read the journal", func() (err error) {
			entries, err = f.Store.Journal(ctx, f.last, page)
			return err
		})
		if err != nil {
			return err
		}
		var inputs []incident.Input
		for i := range entries {
			inputs = appendInput(inputs, &entries[i])
			f.last = entries[i].Seq
		}
		f.machine.Apply(inputs...)
		if len(entries) > 0 {
			f.machine.Tick(entries[len(entries)-1].At)
		}
		if err := f.write(ctx, false); err != nil || len(entries) < page {
			return err
		}
	}
}

// appendInput adds what an entry tells the machine. A track in the journal is as it
// is now; the entry says what of it had happened.
func appendInput(inputs []incident.Input, e *journal.Entry) []incident.Input {
	switch {
	case e.Event != nil:
		return append(inputs, incident.Input{Event: e.Event})
	case e.Alarm != nil:
		return append(inputs, incident.Input{Alarm: e.Alarm})
	case e.Track != nil && e.Track.Track.CameraID != "":
		t := e.Track.Track
		t.Ended = e.Track.Change == track.Ended
		if !t.Ended {
			t.LastSeen, t.LastRect = t.FirstSeen, t.FirstRect
		}
		return append(inputs, incident.Input{Track: &t})
	}
	return inputs
}

// write has written what changed, and returns when it is on stable storage. Where
// nothing did, the place is written only if it must be.
func (f *Follower) write(ctx context.Context, place bool) error {
	f.open.Store(int64(f.machine.Open()))
	follow := store.Follow{Incidents: f.machine.Changes(), UpTo: f.last}
	if len(follow.Incidents) > 0 || place && f.last > f.written {
		start := time.Now()
		if err := f.insist(ctx, "write incidents", func() error { return f.commit(follow) }); err != nil {
			return err
		}
		f.written = f.last
		f.told.Store(f.last)
		if len(follow.Incidents) >= busy {
			rest(ctx, min(restFor*time.Since(start), longestRest))
		}
		return nil
	}
	f.told.Store(f.last)
	return nil
}

// rest waits, unless ctx ends.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

func (f *Follower) commit(follow store.Follow) error {
	done := make(chan error, 1)
	job := &commit.Job{Batch: store.Batch{Follow: follow}, Done: func(err error) { done <- err }}
	if err := f.Committer.Submit(job); err != nil {
		return err
	}
	return <-done
}
