package api_test

import (
	"context"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/evidence"
)

func (w *world) PinAll(_ context.Context, ids []event.ID, pinned bool) error {
	for _, e := range w.events {
		if slices.Contains(ids, e.ID) {
			e.Pinned = pinned
		}
	}
	return w.err
}

func (w *world) SomeEvents(_ context.Context, ids []event.ID) (out []*event.Event, err error) {
	for _, e := range w.events {
		if slices.Contains(ids, e.ID) {
			out = append(out, e)
		}
	}
	return out, w.err
}

func (w *world) EventChanges(ctx context.Context, id event.ID) ([]event.Change, error) {
	if _, err := w.Event(ctx, id); err != nil {
		return nil, err
	}
	return []event.Change{{N: 1, At: now, By: "Ann", What: event.ChangeSeen}, {N: 2, At: now, What: event.ChangeHandled, Note: "The postman"}}, nil
}

func (w *world) CorrectPlate(ctx context.Context, id event.ID, target int, text, by string) error {
	e, err := w.Event(ctx, id)
	if err != nil {
		return err
	}
	if target >= len(e.Targets) || e.Targets[target].Plate == nil {
		return event.ErrNoPlate
	}
	p := e.Targets[target].Plate
	p.Text, p.Misread = text, p.Text
	return nil
}

func (w *world) KeepShare(_ context.Context, s access.KeptShare) error {
	w.shares = append(w.shares, s)
	return w.err
}

func (w *world) Shares(_ context.Context, id event.ID, now time.Time) (out []access.Share, err error) {
	for _, s := range w.shares {
		if s.Event == id && s.ExpiresAt.After(now) {
			out = append(out, s.Share)
		}
	}
	return out, w.err
}

func (w *world) ShareOf(_ context.Context, digest string, now time.Time) (access.Share, error) {
	for _, s := range w.shares {
		if s.Digest == digest && s.ExpiresAt.After(now) {
			return s.Share, w.err
		}
	}
	return access.Share{}, access.ErrNoShare
}

func (w *world) RemoveShare(_ context.Context, id event.ID, share string) error {
	before := len(w.shares)
	w.shares = slices.DeleteFunc(w.shares, func(s access.KeptShare) bool { return s.Event == id && s.ID == share })
	if len(w.shares) == before {
		return access.ErrNoShare
	}
	return w.err
}

func (w *world) discard(_ context.Context, events []*event.Event) error {
	for _, e := range events {
		w.gone = append(w.gone, e.ID)
	}
	return w.err
}

// packKey signs packs.
var packKey = sync.OnceValue(func() *evidence.Key {
	dir, err := os.MkdirTemp("", "key")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	key, err := evidence.LoadKey(dir)
	if err != nil {
		panic(err)
	}
	return key
})
