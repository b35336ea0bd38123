package app

import (
	"context"
	"fmt"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
)

// managed changes devices as people want, and keeps the changes.
type managed struct{ *App }

var _ api.Managed = managed{}

func (m managed) Rename(ctx context.Context, id, name string) error {
	name, err := device.CheckName(name)
	if err != nil {
		return err
	}
	return m.keep(ctx, func() (registry.Change, error) { return m.registry.Rename(id, name) })
}

func (m managed) RenameCamera(ctx context.Context, id, name string) error {
	name, err := device.CheckName(name)
	if err != nil {
		return err
	}
	return m.keep(ctx, func() (registry.Change, error) { return m.registry.RenameCamera(id, name) })
}

func (m managed) Block(ctx context.Context, id string, blocked bool) error {
	return m.keep(ctx, func() (registry.Change, error) { return m.registry.Block(id, blocked) })
}

func (m managed) Forget(ctx context.Context, id string) error {
	return m.keep(ctx, func() (registry.Change, error) { return m.registry.Forget(id) })
}

func (m managed) DeleteQuarantined(ctx context.Context, id string) error {
	body, err := m.store.DeleteQuarantined(ctx, id)
	if err != nil || body == "" {
		return err
	}
	// Its row is gone: what has begun is ended.
	if err := m.images.Remove(context.WithoutCancel(ctx), body); err != nil {
		return fmt.Errorf("remove the body of quarantined post %s: %w", id, err)
	}
	return nil
}

// keep makes a change and returns when it is on stable storage.
func (m managed) keep(ctx context.Context, do func() (registry.Change, error)) error {
	c, err := do()
	if err != nil {
		return err
	}
	job := store.Batch{Devices: []device.Device{c.Row.Device}}
	if c.Row.First != nil {
		job.Changes = append(job.Changes, *c.Row.First)
	}
	if err := m.commit(ctx, job, c.Saved); err != nil {
		return fmt.Errorf("keep what was changed of device %s: %w", c.Row.Device.ID, err)
	}
	return nil
}

// commit has a batch written and waits for it. saved, which may be nil, is told what
// became of it, also when nobody waits any more.
func (a *App) commit(ctx context.Context, b store.Batch, saved func(error)) error {
	done := make(chan error, 1)
	job := &commit.Job{Batch: b, Done: func(err error) {
		if saved != nil {
			saved(err)
		}
		done <- err
	}}
	if err := a.committer.Submit(job); err != nil {
		err = fmt.Errorf("%w: %w", store.ErrUnavailable, err)
		if saved != nil {
			saved(err)
		}
		return err
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
