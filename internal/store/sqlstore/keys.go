package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/watchpost/watchpost/internal/device"
)

// cameraKey is a camera's row: ids are text, and rows of events name cameras by
// number.
type cameraKey struct {
	key    int64
	id     string
	device string
}

// keys are all cameras, in memory.
type keys struct {
	mu   sync.RWMutex
	byID map[string]cameraKey
	by   map[int64]cameraKey
}

func (k *keys) add(new map[string]cameraKey) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, c := range new {
		k.byID[id] = c
		k.by[c.key] = c
	}
}

func (k *keys) id(id string) (cameraKey, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	c, ok := k.byID[id]
	return c, ok
}

func (k *keys) key(key int64) (cameraKey, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	c, ok := k.by[key]
	return c, ok
}

// ofDevice are the keys of a device's cameras, ascending.
func (k *keys) ofDevice(id string) []int64 {
	k.mu.RLock()
	defer k.mu.RUnlock()
	var out []int64
	for _, c := range k.byID {
		if c.device == id {
			out = append(out, c.key)
		}
	}
	slices.Sort(out)
	return out
}

func (s *Store) loadKeys(ctx context.Context) error {
	s.keys = keys{byID: make(map[string]cameraKey), by: make(map[int64]cameraKey)}
	rows, err := s.conn.QueryContext(ctx, `SELECT c.key, c.id, d.id FROM cameras c JOIN devices d ON d.key = c.device`)
	if err != nil {
		return fmt.Errorf("read cameras: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c cameraKey
		if err := rows.Scan(&c.key, &c.id, &c.device); err != nil {
			return fmt.Errorf("read cameras: %w", err)
		}
		s.keys.byID[c.id], s.keys.by[c.key] = c, c
	}
	return rows.Err()
}

// camera is the key of a camera, which must be in the batch or stored.
func (w *batch) camera(id string) (cameraKey, error) {
	if c, ok := w.keys[id]; ok {
		return c, nil
	}
	if c, ok := w.s.keys.id(id); ok {
		return c, nil
	}
	return cameraKey{}, fmt.Errorf("camera %q was not stored before its event", id)
}

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
	if err := w.tx.QueryRowContext(w.ctx, `INSERT INTO devices (id, body) VALUES ($1, $2)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body RETURNING key`, d.ID, string(body)).Scan(&key); err != nil {
		return err
	}
	for _, c := range d.Cameras {
		k := cameraKey{id: c.ID, device: d.ID}
		if err := w.tx.QueryRowContext(w.ctx, `INSERT INTO cameras (id, device, channel, name, last_seen_us, last_event_us) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen_us = excluded.last_seen_us, last_event_us = excluded.last_event_us
			RETURNING key`, c.ID, key, c.Channel, c.Name, micros(c.LastSeen), micros(c.LastEvent)).Scan(&k.key); err != nil {
			return fmt.Errorf("camera %s: %w", c.ID, err)
		}
		if w.keys == nil {
			w.keys = make(map[string]cameraKey)
		}
		w.keys[c.ID] = k
	}
	return nil
}

// Devices returns all devices.
func (s *Store) Devices(ctx context.Context) ([]device.Device, error) {
	out, err := s.devices(ctx, "")
	if err != nil {
		return nil, s.readErr("read devices", err)
	}
	slices.SortFunc(out, func(a, b device.Device) int {
		if c := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out, nil
}

// Device returns one device.
func (s *Store) Device(ctx context.Context, id string) (device.Device, error) {
	out, err := s.devices(ctx, id)
	if err == nil && len(out) == 0 {
		err = device.ErrNotFound
	}
	if err != nil {
		return device.Device{}, s.readErr(fmt.Sprintf("read device %.80q", id), err)
	}
	return out[0], nil
}

// devices reads one device, or all when id is "".
func (s *Store) devices(ctx context.Context, id string) ([]device.Device, error) {
	out := []device.Device{}
	index := make(map[string]int)
	rows, err := s.db.QueryContext(ctx, `SELECT id, body FROM devices WHERE $1 = '' OR id = $1`, id)
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
		FROM cameras c JOIN devices d ON d.key = c.device WHERE $1 = '' OR d.id = $1 ORDER BY c.channel`, id)
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
	return out, cams.Err()
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
