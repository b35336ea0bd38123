// Package zoning keeps the zones that are drawn: as they are now, in memory, for
// whoever watches targets; their changes, in the store; and the evaluation of stored
// tracks by them, in the background.
package zoning

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// ErrTooMany means that a camera has as many zones as it may.
var ErrTooMany = fmt.Errorf("a camera has at most %d zones", zone.MaxZones)

// Store is what is needed of a database, by the contracts of package store.
type Store interface {
	Zones(ctx context.Context) ([]zone.Zone, error)
	ForgetZones(ctx context.Context, limit int) (more bool, err error)
	Tracks(ctx context.Context, q store.TrackQuery) (tracks []track.Track, next string, err error)
	CountTracks(ctx context.Context, cameraID string, after, before time.Time) (int, error)
}

// Committer writes, by the contract of commit.Committer.
type Committer interface {
	Submit(*commit.Job) error
}

// Keeper keeps zones. Set the fields, call Load, and Run it.
type Keeper struct {
	Store     Store
	Committer Committer
	Log       *slog.Logger
	Now       func() time.Time
	// Changed is told of the zones of a camera after each change, in order. It may
	// ask the keeper, but not change anything.
	Changed func(cameraID string, zones []zone.Zone)

	changing sync.Mutex // held while a zone is changed
	mu       sync.RWMutex
	cameras  map[string][]zone.Zone // by camera, the oldest first; lists are not changed

	forget chan struct{} // a zone was deleted
	evaluations
}

// Load reads the zones.
func (k *Keeper) Load(ctx context.Context) error {
	all, err := k.Store.Zones(ctx)
	if err != nil {
		return err
	}
	k.forget = make(chan struct{}, 1)
	k.forget <- struct{}{} // what an earlier run did not finish
	k.evaluations.init()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.cameras = make(map[string][]zone.Zone)
	for _, z := range all {
		k.cameras[z.CameraID] = append(k.cameras[z.CameraID], z)
	}
	return nil
}

// OfCamera returns the zones of a camera, the oldest first. The caller must not
// change them.
func (k *Keeper) OfCamera(id string) []zone.Zone {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.cameras[id]
}

// Zone returns zone.ErrNotFound when there is none.
func (k *Keeper) Zone(id zone.ID) (zone.Zone, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, zones := range k.cameras {
		for _, z := range zones {
			if z.ID == id {
				return z, nil
			}
		}
	}
	return zone.Zone{}, zone.ErrNotFound
}

// Create draws a zone, which must pass its Check, and returns it as it is kept.
func (k *Keeper) Create(ctx context.Context, z zone.Zone) (zone.Zone, error) {
	k.changing.Lock()
	defer k.changing.Unlock()
	if len(k.OfCamera(z.CameraID)) >= zone.MaxZones {
		return zone.Zone{}, ErrTooMany
	}
	z.CreatedAt = k.now()
	z.ID, z.Version, z.Since, z.Deleted = event.NewID(z.CreatedAt), 1, z.CreatedAt, false
	return z, k.put(ctx, z)
}

// Change replaces what a person has drawn of a zone, which must pass its Check. A
// shape that makes other passages is a new version, which counts from now on.
func (k *Keeper) Change(ctx context.Context, z zone.Zone) (zone.Zone, error) {
	k.changing.Lock()
	defer k.changing.Unlock()
	old, err := k.Zone(z.ID)
	if err != nil {
		return zone.Zone{}, err
	}
	z.CameraID, z.CreatedAt, z.Version, z.Since, z.Deleted = old.CameraID, old.CreatedAt, old.Version, old.Since, false
	if !z.SameShape(&old) {
		z.Version, z.Since = old.Version+1, k.now()
		k.evaluations.drop(z.ID)
	}
	return z, k.put(ctx, z)
}

// Delete removes a zone, and by and by what happened at it.
func (k *Keeper) Delete(ctx context.Context, id zone.ID) error {
	k.changing.Lock()
	defer k.changing.Unlock()
	z, err := k.Zone(id)
	if err != nil {
		return err
	}
	z.Deleted = true
	k.evaluations.drop(id)
	if err := k.put(ctx, z); err != nil {
		return err
	}
	select {
	case k.forget <- struct{}{}:
	default:
	}
	return nil
}

// put stores a zone and then puts it in force.
func (k *Keeper) put(ctx context.Context, z zone.Zone) error {
	if err := k.commit(ctx, store.Batch{Zones: []zone.Zone{z}}); err != nil {
		return fmt.Errorf("store zone %s: %w", z.ID, err)
	}
	k.mu.Lock()
	zones := slices.Clone(k.cameras[z.CameraID])
	switch i := slices.IndexFunc(zones, func(o zone.Zone) bool { return o.ID == z.ID }); {
	case z.Deleted:
		zones = slices.Delete(zones, i, i+1)
	case i >= 0:
		zones[i] = z
	default:
		zones = append(zones, z)
	}
	k.cameras[z.CameraID] = zones
	k.mu.Unlock()
	if k.Changed != nil {
		k.Changed(z.CameraID, zones)
	}
	return nil
}

// commit writes a batch and returns when it is on stable storage. It does not end
// with the context: what was handed over will be written.
func (k *Keeper) commit(ctx context.Context, b store.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	done := make(chan error, 1)
	if err := k.Committer.Submit(&commit.Job{Batch: b, Done: func(err error) { done <- err }}); err != nil {
		return err
	}
	return <-done
}

func (k *Keeper) now() time.Time { return k.Now().UTC().Truncate(time.Microsecond) }

// Run evaluates tracks, and removes what is left of deleted zones, until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-k.forget:
			if err := k.forgetZones(ctx); err != nil && !errors.Is(err, context.Canceled) {
				k.Log.Error("remove what is left of deleted zones", "err", err)
			}
		case <-k.evaluations.waiting:
			k.evaluateAll(ctx)
		}
	}
}

// What one step removes of a deleted zone, and how long it rests before the next.
const (
	forgetRows = 500
	rest       = 20 * time.Millisecond
)

func (k *Keeper) forgetZones(ctx context.Context) error {
	for {
		more, err := k.Store.ForgetZones(ctx, forgetRows)
		if err != nil || !more {
			return err
		}
		if err := pause(ctx, rest); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
