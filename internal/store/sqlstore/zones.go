package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// zoneKey is a zone's row: passages name zones by number.
type zoneKey struct {
	key     int64
	version int
	deleted bool
}

// zoneBody is what of a zone nothing is looked for by.
type zoneBody struct {
	Name      string             `json:"name"`
	Color     string             `json:"color,omitempty"`
	Kind      zone.Kind          `json:"kind"`
	Points    []geo.Point        `json:"points"`
	Targets   []event.TargetType `json:"targets,omitempty"`
	MinDwell  time.Duration      `json:"min_dwell_ns,omitempty"`
	SinceUS   int64              `json:"since_us"`
	CreatedUS int64              `json:"created_us"`
}

func (s *Store) loadZones(ctx context.Context) error {
	s.zones = make(map[zone.ID]zoneKey)
	err := eachRow(ctx, s.conn, `SELECT key, id, version, deleted FROM zones`, func(rows *sql.Rows) error {
		var z zoneKey
		var id string
		if err := rows.Scan(&z.key, &id, &z.version, &z.deleted); err != nil {
			return err
		}
		parsed, err := event.ParseID(id)
		s.zones[parsed] = z
		return err
	})
	if err != nil {
		return fmt.Errorf("read zones: %w", err)
	}
	return nil
}

// writeZones inserts or replaces rows of zones.
func (w *batch) writeZones(zones []zone.Zone) error {
	if len(zones) > 0 {
		w.zones = maps.Clone(w.s.zones)
	}
	for i := range zones {
		z := &zones[i]
		body, err := json.Marshal(zoneBody{
			z.Name, z.Color, z.Kind, z.Points, z.Targets, z.MinDwell, micros(z.Since), micros(z.CreatedAt),
		})
		if err != nil {
			return err
		}
		k := zoneKey{version: z.Version, deleted: z.Deleted}
		err = w.tx.QueryRow(`INSERT INTO zones (id, camera, version, deleted, body) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, body = excluded.body
			RETURNING key`, z.ID.String(), z.CameraID, z.Version, bit(z.Deleted), string(body)).Scan(&k.key)
		if err != nil {
			return fmt.Errorf("zone %s: %w", z.ID, err)
		}
		w.zones[z.ID] = k
	}
	return nil
}

// zone is the row of a zone that passages are written of; false when there is none.
func (w *batch) zone(id zone.ID) (zoneKey, bool) {
	all := w.zones
	if all == nil {
		all = w.s.zones
	}
	z, ok := all[id]
	return z, ok && !z.deleted
}

// Zones returns all zones that are not deleted.
func (s *Store) Zones(ctx context.Context) ([]zone.Zone, error) {
	out := []zone.Zone{}
	var c conditions
	c.add("deleted = 0")
	c.oneOf("camera", inSight(ctx, nil))
	rows, err := s.db.QueryContext(ctx, `SELECT id, camera, version, body FROM zones`+c.sql()+` ORDER BY camera, key`, c.args...)
	if err != nil {
		return nil, s.readErr("read zones", err)
	}
	defer rows.Close()
	for rows.Next() {
		z, err := scanZone(rows)
		if err != nil {
			return nil, s.readErr("read zones", err)
		}
		out = append(out, z)
	}
	if err := rows.Err(); err != nil {
		return nil, s.readErr("read zones", err)
	}
	return out, nil
}

func scanZone(rows *sql.Rows) (z zone.Zone, err error) {
	var id string
	var column []byte
	if err := rows.Scan(&id, &z.CameraID, &z.Version, &column); err != nil {
		return z, err
	}
	if z.ID, err = event.ParseID(id); err != nil {
		return z, err
	}
	var b zoneBody
	if err := readColumn("body", column, &b); err != nil {
		return z, err
	}
	z.Name, z.Color, z.Kind, z.Points, z.Targets, z.MinDwell = b.Name, b.Color, b.Kind, b.Points, b.Targets, b.MinDwell
	z.Since, z.CreatedAt = fromMicros(b.SinceUS), fromMicros(b.CreatedUS)
	return z, nil
}

// ForgetZones removes what is left of deleted zones, in a small step.
func (s *Store) ForgetZones(ctx context.Context, limit int) (more bool, err error) {
	if err := s.mu.lock(ctx); err != nil {
		return false, fmt.Errorf("forget zones: %w", err)
	}
	defer s.mu.Unlock()
	for id, z := range s.zones {
		if !z.deleted {
			continue
		}
		gone, err := s.forgetZone(ctx, z.key, limit)
		if err != nil {
			return false, fmt.Errorf("forget zone %s: %w", id, err)
		}
		if gone {
			delete(s.zones, id)
		}
		return true, nil
	}
	return false, nil
}

// forgetZone removes rows of a zone, and with the last of them its own.
func (s *Store) forgetZone(ctx context.Context, key int64, limit int) (gone bool, err error) {
	err = s.write(ctx, func(tx *transaction) error {
		left := int64(limit)
		for _, stmt := range []string{
			`DELETE FROM passages WHERE n IN (SELECT n FROM passages WHERE zone = $1 LIMIT $2)`,
			`DELETE FROM zone_counts WHERE (res, start_s, zone, type) IN (SELECT res, start_s, zone, type FROM zone_counts WHERE zone = $1 LIMIT $2)`,
		} {
			res, err := tx.Exec(stmt, key, left)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			left -= n
		}
		if gone = left > 0; !gone {
			return nil
		}
		_, err := tx.Exec(`DELETE FROM zones WHERE key = $1`, key)
		return err
	})
	return gone, err
}

var _ store.Zones = (*Store)(nil)
