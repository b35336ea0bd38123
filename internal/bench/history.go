package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// A long history: a year of a site with cameras at recorders, with plates that
// come back.
const (
	historyDevices  = 25
	historyChannels = 16
	historyPlates   = 50_000
	historySpan     = 365 * 24 * time.Hour
)

// historyEnd is when the last of its events arrived.
var historyEnd = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// history returns a data folder that holds so many events. It is made once and
// kept for later runs.
func (b *bench) history(ctx context.Context) (string, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("history-%d", b.events))
	if whole(ctx, dir, b.events) {
		return dir, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "making a store with %d events in %s\n", b.events, dir)
	if err := makeHistory(ctx, dir, b.events); err != nil {
		return "", errors.Join(fmt.Errorf("make a long history: %w", err), os.RemoveAll(dir))
	}
	return dir, nil
}

// whole says whether a folder holds a history that was made to the end and that
// the product of today can open.
func whole(ctx context.Context, dir string, events int64) bool {
	path := sqlite.Path(dir)
	if _, err := os.Stat(path); err != nil {
		return false
	}
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return false
	}
	defer db.Close()
	_, newest, err := db.Bounds(ctx)
	return err == nil && newest == events
}

func makeHistory(ctx context.Context, dir string, events int64) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	path := sqlite.Path(dir)
	db, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	_, err = db.Commit(ctx, &store.Batch{Devices: historyFleet(), At: historyEnd})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	return fill(ctx, raw, events)
}

func historyFleet() []device.Device {
	var out []device.Device
	for n := range historyDevices {
		d := device.Device{
			ID: fmt.Sprintf("dev_02005e0000%02x", n), Name: fmt.Sprintf("Recorder %d", n), Kind: device.KindNVR,
			MAC: fmt.Sprintf("02:00:5e:00:00:%02x", n), IP: fmt.Sprintf("192.0.2.%d", n), Format: "v2",
			FirstSeen: historyEnd.Add(-historySpan), LastSeen: historyEnd,
		}
		for c := 1; c <= historyChannels; c++ {
			d.Cameras = append(d.Cameras, device.Camera{
				ID: fmt.Sprintf("cam_02005e0000%02x_%d", n, c), DeviceID: d.ID, Channel: c, LastSeen: historyEnd, LastEvent: historyEnd,
			})
		}
		out = append(out, d)
	}
	return out
}

// fill writes the rows with statements of its own, as the product would have
// over a year, without its indexes, which are made after it.
func fill(ctx context.Context, db *sql.DB, events int64) error {
	indexes, err := dropIndexes(ctx, db)
	if err != nil {
		return err
	}
	steps := []string{
		"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144", "PRAGMA temp_store = FILE", "BEGIN",
		historyTypes, historyEvents, historyFacets, historyPlateReads, historyPlateRows, historySpans, historyCounts,
		"UPDATE counter SET counted = @events, filed = @events",
	}
	steps = append(append(steps, indexes...), "COMMIT")
	step := float64(historySpan.Microseconds()) / float64(events)
	for _, stmt := range steps {
		_, err := db.ExecContext(ctx, stmt,
			sql.Named("events", events), sql.Named("start", historyEnd.Add(-historySpan).UnixMicro()), sql.Named("step", step),
			sql.Named("cameras", historyDevices*historyChannels), sql.Named("plates", historyPlates))
		if err != nil {
			return fmt.Errorf("%.60q: %w", stmt, err)
		}
	}
	return nil
}

// dropIndexes drops the indexes that a statement can make, and returns those
// statements.
func dropIndexes(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names, statements []string
	for rows.Next() {
		var name, stmt string
		if err := rows.Scan(&name, &stmt); err != nil {
			return nil, err
		}
		names, statements = append(names, name), append(statements, stmt)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := db.ExecContext(ctx, "DROP INDEX "+name); err != nil {
			return nil, err
		}
	}
	return statements, nil
}

// Every tenth event reads a plate, every third has a picture, and one in fifty a
// face.
const (
	historyTypes = `INSERT INTO types (key, name) VALUES (1, 'license_plate'), (2, 'face'), (3, 'line_crossing'), (4, 'motion'), (5, 'intrusion')`

	historyEvents = `
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < @events),
row AS (
	SELECT n, CAST(@start + n * @step AS INTEGER) AS us, 1 + abs(random()) % @cameras AS camera,
		n % 10 = 0 AS plate, n % 3 = 0 AS picture, n % 50 = 7 AS face, (n / 10 * 7919) % @plates AS p,
		unhex(printf('%012x%016x%04x', CAST(@start + n * @step AS INTEGER) / 1000, random(), n & 65535)) AS id
	FROM number
)
INSERT INTO events (seq, id, received_us, occurred_us, clock, device_time, camera, source, format, config_version,
	type, smart_type, state, event_id, zones, targets, images, flags, plate, grp, grp_fold, mask, image_bytes)
SELECT n, id, us, us - 400000, 'device', CAST(us - 400000 AS TEXT), camera, 'nvr', 'v2', '2.0.0',
	CASE WHEN plate THEN 1 WHEN face THEN 2 WHEN n % 4 = 0 THEN 3 WHEN n % 4 = 1 THEN 4 ELSE 5 END,
	CASE WHEN plate THEN 'vehicle' WHEN face THEN 'videoFaceDetect' ELSE 'regionIntrusion' END,
	'start', CAST(n AS TEXT),
	CASE WHEN NOT plate AND NOT face THEN '[{"kind":"area","points":[[1820,2960],[5040,3015],[5110,9080]]}]' END,
	CASE WHEN plate THEN '[{"type":"plate","id":"' || n || '","rect":[2875,3540,3690,9410],"plate":{"text":"' || printf('WP%05d', p) || '"}}]'
		ELSE '[{"type":"' || CASE WHEN face THEN 'face' WHEN n % 5 = 0 THEN 'car' ELSE 'person' END || '","id":"' || n || '","rect":[2875,3540,3690,9410]}]' END,
	CASE WHEN picture THEN '[{"n":0,"kind":"source","width":1920,"height":1080,"bytes":270000,"name":"2026/01/01/00/' || hex(id) || '-0.jpg"}]' END,
	NULL,
	CASE WHEN plate THEN printf('WP%05d', p) ELSE '' END,
	CASE WHEN plate AND p % 100 = 0 THEN 'Staff' ELSE '' END,
	CASE WHEN plate AND p % 100 = 0 THEN 'staff' END,
	CASE WHEN plate THEN 16 + 128 WHEN face THEN 8 + 256 WHEN n % 5 = 0 THEN 2 ELSE 1 END + CASE WHEN picture THEN 64 ELSE 0 END,
	CASE WHEN picture THEN 270000 ELSE 0 END
FROM row`

	historyFacets = `
INSERT INTO facets (seq, received_us, camera, type, mask, grp_fold)
SELECT seq, received_us, camera, type, mask, grp_fold FROM events ORDER BY seq`

	historyPlateReads = `INSERT INTO plate_reads (text, seq) SELECT plate, seq FROM events WHERE plate <> '' ORDER BY plate, seq`

	historyPlateRows = `
INSERT INTO plates (text, reads, first_us, last_us, last_event, last_camera, grp, grp_fold, owner)
SELECT r.text, r.reads, a.received_us, z.received_us, z.id, c.id, z.grp, lower(z.grp), ''
FROM (SELECT text, count(*) AS reads, min(seq) AS low, max(seq) AS high FROM plate_reads GROUP BY text) r
JOIN events a ON a.seq = r.low JOIN events z ON z.seq = r.high JOIN cameras c ON c.key = z.camera`

	historySpans = `
INSERT INTO spans (start_s, low, high)
SELECT received_us / 600000000 * 600, min(seq), max(seq) FROM events GROUP BY 1`

	historyCounts = `
INSERT INTO counts (res, start_s, camera, type, target, events, targets)
SELECT 900, received_us / 900000000 * 900, camera, t.name, '', count(*), 0 FROM events JOIN types t ON t.key = events.type GROUP BY 2, 3, 4`
)
