package sqlstore

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
)

// devices inserts or replaces rows of devices and their cameras.
func (w *batch) devices(devices []device.Device) error {
	for i := range devices {
		if err := w.device(&devices[i]); err != nil {
			return fmt.Errorf("device %s: %w", devices[i].ID, err)
		}
	}
	return nil
}

func (w *batch) device(d *device.Device) error {
	row := *d
	row.Cameras = nil
	body, err := json.Marshal(row)
	if err != nil {
		return err
	}
	var key int64
	if err := w.s.stmts.device.QueryRowContext(w.ctx, d.ID, string(body)).Scan(&key); err != nil {
		return err
	}
	for _, c := range d.Cameras {
		k := cameraKey{id: c.ID, device: d.ID}
		if err := w.s.stmts.camera.QueryRowContext(w.ctx, c.ID, key, c.Channel, c.Name, micros(c.LastSeen), micros(c.LastEvent)).Scan(&k.key); err != nil {
			return fmt.Errorf("camera %s: %w", c.ID, err)
		}
		if _, known := w.s.keys.id(c.ID); known {
			continue
		}
		if w.cameras == nil {
			w.cameras = make(map[string]cameraKey)
		}
		w.cameras[c.ID] = k
		w.added.cameras = append(w.added.cameras, k)
	}
	return nil
}

// Devices returns all devices.
func (s *Store) Devices(ctx context.Context) ([]device.Device, error) {
	out, err := s.devices(ctx, conditions{})
	if err != nil {
		return nil, s.readErr("read devices", err)
	}
	slices.SortFunc(out, func(a, b device.Device) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// Device returns one device.
func (s *Store) Device(ctx context.Context, id string) (device.Device, error) {
	var c conditions
	c.add("d.id = ?", id)
	out, err := s.devices(ctx, c)
	if err == nil && len(out) == 0 {
		err = device.ErrNotFound
	}
	if err != nil {
		return device.Device{}, s.readErr(fmt.Sprintf("read device %.80q", id), err)
	}
	return out[0], nil
}

// devices reads the devices d that meet some conditions.
func (s *Store) devices(ctx context.Context, c conditions) ([]device.Device, error) {
	out := []device.Device{}
	index := make(map[string]int)
	rows, err := s.db.QueryContext(ctx, `SELECT d.id, d.body FROM devices d`+c.sql(), c.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d device.Device
		var did string
		var body []byte
		if err := rows.Scan(&did, &body); err != nil {
			return nil, err
		}
		if err := readColumn("body", body, &d); err != nil {
			return nil, fmt.Errorf("device %s: %w", did, err)
		}
		d.ID = did
		index[did] = len(out)
		out = append(out, d)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	cams, err := s.db.QueryContext(ctx, `SELECT c.id, d.id, c.channel, c.name, c.last_seen_us, c.last_event_us
		FROM devices d JOIN cameras c ON c.device = d.key`+c.sql()+` ORDER BY c.channel, c.key`, c.args...)
	if err != nil {
		return nil, err
	}
	defer cams.Close()
	for cams.Next() {
		var c device.Camera
		var seen, ev int64
		if err := cams.Scan(&c.ID, &c.DeviceID, &c.Channel, &c.Name, &seen, &ev); err != nil {
			return nil, err
		}
		c.LastSeen, c.LastEvent = fromMicros(seen), fromMicros(ev)
		if i, ok := index[c.DeviceID]; ok {
			out[i].Cameras = append(out[i].Cameras, c)
		}
	}
	if err := cams.Err(); err != nil {
		return nil, err
	}
	return within(ctx, out), nil
}

// within leaves of devices what is in sight.
func within(ctx context.Context, all []device.Device) []device.Device {
	scope := access.ScopeOf(ctx)
	out := all[:0]
	for _, d := range all {
		if d, ok := d.Within(scope); ok {
			out = append(out, d)
		}
	}
	return out
}

// Camera returns one camera.
func (s *Store) Camera(ctx context.Context, id string) (device.Camera, error) {
	k, ok := s.keys.id(id)
	if !ok {
		return device.Camera{}, fmt.Errorf("camera %.80q: %w", id, device.ErrNotFound)
	}
	d, err := s.Device(ctx, k.device)
	if err != nil && !errors.Is(err, device.ErrNotFound) {
		return device.Camera{}, err
	}
	for _, c := range d.Cameras {
		if c.ID == id {
			return c, nil
		}
	}
	return device.Camera{}, fmt.Errorf("camera %.80q: %w", id, device.ErrNotFound)
}
