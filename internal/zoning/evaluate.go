package zoning

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// ErrNoEvaluation means that a zone has not been evaluated since the start.
var ErrNoEvaluation = errors.New("the zone has not been evaluated")

// State is how far an evaluation is.
type State string

// The states. The last three are ends.
const (
	Waiting   State = "waiting" // for another to end
	Running   State = "running"
	Done      State = "done"
	Cancelled State = "cancelled"
	Failed    State = "failed"
)

// States returns every state.
func States() []State { return []State{Waiting, Running, Done, Cancelled, Failed} }

// Ended says whether there is nothing more to come.
func (s State) Ended() bool { return s != Waiting && s != Running }

// Evaluation is a look at stored tracks by the shape of a zone. What was told of
// them at the zone before is replaced.
type Evaluation struct {
	ZoneID        zone.ID
	Version       int // of the zone
	State         State
	After, Before time.Time // tracks that began in [After, Before); After may be zero
	Tracks        int       // how many those are
	Done          int       // how many have been looked at
	Passages      int       // what they did
	StartedAt     time.Time
	EndedAt       time.Time // zero until it has ended
	Err           string    // of one that failed
}

// evaluations are the last of each zone. They live as long as the process: one that
// is cut off can be started again, and counts nothing twice.
type evaluations struct {
	guard   sync.Mutex
	all     map[zone.ID]*evaluation
	queue   []*evaluation
	waiting chan struct{} // the queue has grown
}

type evaluation struct {
	Evaluation
	zone   zone.Zone
	cancel context.CancelFunc // of one that runs
}

func (e *evaluations) init() {
	e.all = make(map[zone.ID]*evaluation)
	e.waiting = make(chan struct{}, 1)
}

// Evaluate begins to look at the tracks that began after a time, all when it is
// zero, and before the zone had the shape that it has. One that goes on already
// begins anew.
func (k *Keeper) Evaluate(id zone.ID, after time.Time) (Evaluation, error) {
	z, err := k.Zone(id)
	if err != nil {
		return Evaluation{}, err
	}
	k.evaluations.drop(id)
	e := &evaluation{zone: z, Evaluation: Evaluation{
		ZoneID: id, Version: z.Version, State: Waiting, After: after, Before: z.Since, StartedAt: k.now(),
	}}
	k.guard.Lock()
	defer k.guard.Unlock()
	k.all[id] = e
	k.queue = append(k.queue, e)
	select {
	case k.waiting <- struct{}{}:
	default:
	}
	return e.Evaluation, nil
}

// Evaluation is the last of a zone, ErrNoEvaluation when there was none.
func (k *Keeper) Evaluation(id zone.ID) (Evaluation, error) {
	if _, err := k.Zone(id); err != nil {
		return Evaluation{}, err
	}
	k.guard.Lock()
	defer k.guard.Unlock()
	e := k.all[id]
	if e == nil {
		return Evaluation{}, ErrNoEvaluation
	}
	return e.Evaluation, nil
}

// Cancel ends the evaluation of a zone. What it has replaced stays replaced.
func (k *Keeper) Cancel(id zone.ID) (Evaluation, error) {
	if _, err := k.Evaluation(id); err != nil {
		return Evaluation{}, err
	}
	k.evaluations.stop(id, k.now())
	return k.Evaluation(id)
}

// stop ends the evaluation of a zone, if one goes on.
func (e *evaluations) stop(id zone.ID, now time.Time) {
	e.guard.Lock()
	defer e.guard.Unlock()
	if one := e.all[id]; one != nil && !one.State.Ended() {
		one.State, one.EndedAt = Cancelled, now
		if one.cancel != nil {
			one.cancel()
		}
	}
}

// drop ends and forgets the evaluation of a zone.
func (e *evaluations) drop(id zone.ID) {
	e.stop(id, time.Time{})
	e.guard.Lock()
	defer e.guard.Unlock()
	delete(e.all, id)
}

// next takes an evaluation that waits; nil when there is none.
func (e *evaluations) next(cancel context.CancelFunc) *evaluation {
	e.guard.Lock()
	defer e.guard.Unlock()
	for len(e.queue) > 0 {
		one := e.queue[0]
		e.queue = e.queue[1:]
		if one.State == Waiting {
			one.State, one.cancel = Running, cancel
			return one
		}
	}
	return nil
}

// evaluateAll runs what waits, one after the other.
func (k *Keeper) evaluateAll(ctx context.Context) {
	for {
		inner, cancel := context.WithCancel(ctx)
		e := k.evaluations.next(cancel)
		if e == nil {
			cancel()
			return
		}
		err := k.evaluate(inner, e)
		cancel()
		k.guard.Lock()
		if e.State == Running {
			e.EndedAt = k.now()
			switch {
			case err == nil:
				e.State = Done
			case ctx.Err() != nil:
				e.State = Cancelled
			default:
				e.State, e.Err = Failed, "the tracks could not be read, or what they did not be written; the log of the server says why"
				k.Log.Error("evaluate tracks", "zone", e.ZoneID.String(), "err", err)
			}
		}
		k.guard.Unlock()
	}
}

// stepTracks is how many tracks are looked at before others have their turn.
const stepTracks = 50

// evaluate looks at tracks in small steps, newest first, and rests after each for as
// long as it took: posts come first.
func (k *Keeper) evaluate(ctx context.Context, e *evaluation) error {
	n, err := k.Store.CountTracks(ctx, e.zone.CameraID, e.After, e.Before)
	if err != nil {
		return err
	}
	k.progress(e, func(e *Evaluation) { e.Tracks = n })
	q := store.TrackQuery{Cameras: []string{e.zone.CameraID}, After: e.After, Before: e.Before, Paths: true, Page: store.Page{Limit: stepTracks}}
	for {
		start := time.Now()
		next, err := k.step(ctx, e, q)
		if err != nil {
			return err
		}
		if q.Cursor = next; next == "" {
			return nil
		}
		if err := pause(ctx, time.Since(start)); err != nil {
			return err
		}
	}
}

// step evaluates a page of tracks. Those that go on are watched as they go.
func (k *Keeper) step(ctx context.Context, e *evaluation, q store.TrackQuery) (next string, err error) {
	tracks, next, err := k.Store.Tracks(ctx, q)
	if err != nil {
		return "", err
	}
	var b store.Batch
	passages := 0
	for i := range tracks {
		t := &tracks[i]
		if !t.Ended {
			continue
		}
		did, err := zone.Evaluate(e.zone, t)
		if err != nil {
			k.Log.Warn("a track is left out of an evaluation", "track", t.ID.String(), "err", err)
			continue
		}
		passages += len(did)
		b.Evaluated = append(b.Evaluated, store.Evaluation{ZoneID: e.ZoneID, Version: e.Version, TrackID: t.ID, Passages: did})
	}
	if !b.Empty() {
		if err := k.commit(ctx, b); err != nil {
			return "", err
		}
	}
	k.progress(e, func(e *Evaluation) {
		e.Done += len(tracks)
		e.Tracks = max(e.Tracks, e.Done)
		e.Passages += passages
	})
	return next, nil
}

func (k *Keeper) progress(e *evaluation, set func(*Evaluation)) {
	k.guard.Lock()
	defer k.guard.Unlock()
	set(&e.Evaluation)
}
