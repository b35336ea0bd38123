package api_test

import (
	"context"

	"github.com/watchpost/watchpost/internal/device"
)

// fakeManaged changes the devices of a world.
type fakeManaged struct{ w *world }

func (f fakeManaged) change(id string, do func(*device.Device)) error {
	for i := range f.w.devices {
		if f.w.devices[i].ID == id {
			do(&f.w.devices[i])
			return nil
		}
	}
	return device.ErrNotFound
}

func (f fakeManaged) Rename(_ context.Context, id, name string) error {
	name, err := device.CheckName(name)
	if err != nil {
		return err
	}
	return f.change(id, func(d *device.Device) { d.Name = name })
}

func (f fakeManaged) RenameCamera(_ context.Context, id, name string) error {
	for i := range f.w.devices {
		for j := range f.w.devices[i].Cameras {
			if c := &f.w.devices[i].Cameras[j]; c.ID == id {
				c.Name = name
				return nil
			}
		}
	}
	return device.ErrNotFound
}

func (f fakeManaged) Block(_ context.Context, id string, blocked bool) error {
	return f.change(id, func(d *device.Device) { d.Blocked = blocked })
}

func (f fakeManaged) Forget(_ context.Context, id string) error {
	return f.change(id, func(d *device.Device) { d.Forgotten = true })
}

func (f fakeManaged) DeleteQuarantined(ctx context.Context, id string) error {
	_, err := f.w.DeleteQuarantined(ctx, id)
	return err
}
