package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/watchpost/watchpost/internal/event"
)

// cameraKey is a camera's row: ids are text, and rows of events name cameras by
// number.
type cameraKey struct {
	key    int64
	id     string
	device string
}

// keys are all cameras and types of events, in memory.
type keys struct {
	mu      sync.RWMutex
	cameras map[string]cameraKey
	byKey   map[int64]cameraKey
	types   map[event.Type]int64
	names   map[int64]event.Type
}

// newKeys are keys that a transaction has given. They are taken over before it
// is committed, so that whoever reads its rows knows them, and taken back when
// it fails.
type newKeys struct {
	cameras []cameraKey
	types   map[event.Type]int64
}

func (k *keys) add(n newKeys) {
	if len(n.cameras)+len(n.types) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range n.cameras {
		k.cameras[c.id], k.byKey[c.key] = c, c
	}
	for name, key := range n.types {
		k.types[name], k.names[key] = key, name
	}
}

func (k *keys) remove(n newKeys) {
	if len(n.cameras)+len(n.types) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range n.cameras {
		delete(k.cameras, c.id)
		delete(k.byKey, c.key)
	}
	for name, key := range n.types {
		delete(k.types, name)
		delete(k.names, key)
	}
}

func (k *keys) id(id string) (cameraKey, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	c, ok := k.cameras[id]
	return c, ok
}

func (k *keys) key(key int64) (cameraKey, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	c, ok := k.byKey[key]
	return c, ok
}

// ofDevice are the keys of a device's cameras, ascending.
func (k *keys) ofDevice(id string) []int64 {
	k.mu.RLock()
	defer k.mu.RUnlock()
	var out []int64
	for _, c := range k.cameras {
		if c.device == id {
			out = append(out, c.key)
		}
	}
	slices.Sort(out)
	return out
}

// all are the keys of all cameras, ascending.
func (k *keys) all() []int64 {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Sorted(maps.Keys(k.byKey))
}

// typ is the key of a type. One that no event had has none.
func (k *keys) typ(name event.Type) (int64, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	key, ok := k.types[name]
	return key, ok
}

func (k *keys) typeName(key int64) event.Type {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.names[key]
}

func (s *Store) loadKeys(ctx context.Context) error {
	var n newKeys
	err := eachRow(ctx, s.conn, `SELECT c.key, c.id, d.id FROM cameras c JOIN devices d ON d.key = c.device`, func(rows *sql.Rows) error {
		var c cameraKey
		err := rows.Scan(&c.key, &c.id, &c.device)
		n.cameras = append(n.cameras, c)
		return err
	})
	if err != nil {
		return fmt.Errorf("read cameras: %w", err)
	}
	n.types = make(map[event.Type]int64)
	err = eachRow(ctx, s.conn, `SELECT key, name FROM types`, func(rows *sql.Rows) error {
		var key int64
		var name event.Type
		err := rows.Scan(&key, &name)
		n.types[name] = key
		return err
	})
	if err != nil {
		return fmt.Errorf("read types of events: %w", err)
	}
	s.keys = keys{
		cameras: make(map[string]cameraKey), byKey: make(map[int64]cameraKey),
		types: make(map[event.Type]int64), names: make(map[int64]event.Type),
	}
	s.keys.add(n)
	return nil
}

// eachRow calls f for each row of a statement.
func eachRow(ctx context.Context, c *sql.Conn, stmt string, f func(*sql.Rows) error) error {
	rows, err := c.QueryContext(ctx, stmt)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// camera is the key of a camera, which must be in the batch or stored.
func (w *batch) camera(id string) (cameraKey, error) {
	if c, ok := w.cameras[id]; ok {
		return c, nil
	}
	if c, ok := w.s.keys.id(id); ok {
		return c, nil
	}
	return cameraKey{}, fmt.Errorf("camera %q was not stored before its event", id)
}

// typ is the key of a type, given now when no event had it yet.
func (w *batch) typ(name event.Type) (key int64, err error) {
	if key, ok := w.s.keys.typ(name); ok {
		return key, nil
	}
	if key, ok := w.added.types[name]; ok {
		return key, nil
	}
	if err := w.s.stmts.typ.QueryRowContext(w.ctx, string(name)).Scan(&key); err != nil {
		return 0, fmt.Errorf("type %q: %w", name, err)
	}
	if w.added.types == nil {
		w.added.types = make(map[event.Type]int64)
	}
	w.added.types[name] = key
	return key, nil
}
