package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// zoneCountKey is a row of zone_counts, but for its resolution.
type zoneCountKey struct {
	start int64 // in seconds
	zone  int64
	typ   event.TargetType
}

// zoneSums are the sums of such a row, in the order of its columns.
type zoneSums struct{ ins, outs, entered, lefts, dwelled, dwell int64 }

func (s zoneSums) plus(o zoneSums) zoneSums {
	return zoneSums{s.ins + o.ins, s.outs + o.outs, s.entered + o.entered, s.lefts + o.lefts, s.dwelled + o.dwelled, s.dwell + o.dwell}
}

// passed is what has been counted at zones, by the minute.
type passed map[zoneCountKey]zoneSums

// add counts a passage so many times: -1 takes it back.
func (c *passed) add(key int64, p *zone.Passage, times int64) {
	if *c == nil {
		*c = make(passed)
	}
	var one zoneSums
	switch p.Action {
	case zone.Crossed:
		if p.Direction == zone.In {
			one.ins = times
		} else {
			one.outs = times
		}
	case zone.Entered:
		one.entered = times
	case zone.Left:
		one.lefts, one.dwell = times, times*p.Dwell.Microseconds()
	case zone.Dwelled:
		one.dwelled = times
	}
	k := zoneCountKey{p.At.Unix() / minute * minute, key, p.Type}
	(*c)[k] = (*c)[k].plus(one)
}

// write adds what was counted to the table, in the transaction at hand.
func (c passed) write(tx *transaction) error {
	quarters := make(passed, len(c))
	for k, n := range c {
		k.start = quarterOf(k.start)
		quarters[k] = quarters[k].plus(n)
	}
	for _, part := range []struct {
		seconds int64
		rows    passed
	}{{minute, c}, {quarter, quarters}} {
		for k, n := range part.rows {
			if n == (zoneSums{}) {
				continue
			}
			_, err := tx.Exec(`INSERT INTO zone_counts (res, start_s, zone, type, ins, outs, entered, lefts, dwelled, dwell_us)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
				ON CONFLICT (res, start_s, zone, type) DO UPDATE SET ins = zone_counts.ins + excluded.ins,
					outs = zone_counts.outs + excluded.outs, entered = zone_counts.entered + excluded.entered,
					lefts = zone_counts.lefts + excluded.lefts, dwelled = zone_counts.dwelled + excluded.dwelled,
					dwell_us = zone_counts.dwell_us + excluded.dwell_us`,
				part.seconds, k.start, k.zone, string(k.typ), n.ins, n.outs, n.entered, n.lefts, n.dwelled, n.dwell)
			if err != nil {
				return fmt.Errorf("count passages: %w", err)
			}
		}
	}
	return nil
}

// ZoneCounts reads the rollups of passages.
func (s *Store) ZoneCounts(ctx context.Context, q store.ZoneCountQuery) ([]store.ZoneCount, error) {
	var c conditions
	c.add("z.deleted = 0")
	c.add("(n.ins <> 0 OR n.outs <> 0 OR n.entered <> 0 OR n.lefts <> 0 OR n.dwelled <> 0)")
	c.oneOf("z.camera", inSight(ctx, nil))
	c.oneOf("z.id", idTexts(q.Zones))
	c.oneOf("n.type", texts(q.Targets))
	out := []store.ZoneCount{}
	b := buckets{
		Store: s, table: "zone_counts", from: "zone_counts n JOIN zones z ON z.key = n.zone", keys: "z.id, n.type",
		sums:  []string{"n.ins", "n.outs", "n.entered", "n.lefts", "n.dwelled", "n.dwell_us"},
		where: c,
	}
	b.scan = func(rows *sql.Rows, start time.Time) error {
		var n store.ZoneCount
		var from, dwell int64
		var id string
		err := rows.Scan(&from, &id, &n.Target, &n.In, &n.Out, &n.Entered, &n.Left, &n.Dwelled, &dwell)
		if err != nil {
			return err
		}
		if n.ZoneID, err = event.ParseID(id); err != nil {
			return err
		}
		if n.Start = start; start.IsZero() {
			n.Start = time.Unix(from, 0).UTC()
		}
		n.DwellSum = time.Duration(dwell) * time.Microsecond
		out = append(out, n)
		return nil
	}
	if err := b.read(ctx, q.Bucket, q.TimeZone, q.After, q.Before); err != nil {
		return nil, s.readErr("read counts of zones", err)
	}
	return out, nil
}
