package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/store"
)

// maxCounts is how many rows of counts are returned.
const maxCounts = 10_000

// Counts reads the rollups. Hours and days are summed from quarters of an hour.
func (s *Store) Counts(ctx context.Context, q store.CountQuery) ([]store.Count, error) {
	if err := s.settle(ctx); err != nil && ctx.Err() == nil {
		// What cannot be written can still be read, without the last second.
		s.log.Debug("write counts before they are read", "err", err)
	}
	q.Cameras = inSight(ctx, q.Cameras)
	out := []store.Count{}
	err := s.counts(ctx, &q, func(rows *sql.Rows, start time.Time) error {
		var n store.Count
		var from int64
		to := []any{&from, &n.CameraID, &n.Type, &n.Target, &n.Events, &n.Targets}
		if q.Merged {
			to = slices.Delete(to, 1, 3)
		}
		if err := rows.Scan(to...); err != nil {
			return err
		}
		if n.Start = start; start.IsZero() {
			n.Start = time.Unix(from, 0).UTC()
		}
		out = append(out, n)
		return nil
	})
	if err != nil {
		return nil, s.readErr("read counts", err)
	}
	return out, nil
}

func (s *Store) counts(ctx context.Context, q *store.CountQuery, scan func(*sql.Rows, time.Time) error) error {
	var c conditions
	for _, list := range []struct {
		column string
		values []any
	}{{"c.id", flat(q.Cameras)}, {"n.type", flat(texts(q.Types))}, {"n.target", flat(texts(q.Targets))}} {
		if len(list.values) > 0 {
			c.add(in(list.column, list.values), list.values...)
		}
	}
	b := buckets{
		Store: s, table: "counts", from: "counts n JOIN cameras c ON c.key = n.camera",
		keys: "c.id, n.type, n.target", sums: []string{"n.events", "n.targets"}, where: c, scan: scan,
	}
	if q.Merged {
		b.keys, b.merged = "n.target", true
	}
	return b.read(ctx, q.Bucket, q.TimeZone, q.After, q.Before)
}

// buckets reads rows of a rollup: those of minutes as they are kept, the others
// summed up.
type buckets struct {
	*Store
	table string // whose rows have a resolution, res, and a start, start_s
	from  string // the table as n, and what is joined to it
	keys  string // columns that tell rows of a bucket apart, and their order
	sums  []string
	where conditions
	// merged says that the keys are fewer than those of the table, so that minutes are
	// summed up too.
	merged bool
	// scan takes a row: the start, the keys, the sums. The time is the bucket's; zero
	// where the row's own start is.
	scan func(*sql.Rows, time.Time) error
	n    int // rows that were scanned
}

// read reads the buckets that begin in [after, before), in order, until there are
// maxCounts rows.
func (b *buckets) read(ctx context.Context, length time.Duration, zone *time.Location, after, before time.Time) error {
	if length == store.Whole {
		return b.whole(ctx, after, before)
	}
	spans, err := bucket.Of(length, zone)
	if err != nil {
		return err
	}
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	if !after.IsZero() {
		low = spans.First(after).Unix()
	}
	if !before.IsZero() {
		high = spans.First(before).Unix()
	}
	if length == time.Minute {
		_, err := b.rows(ctx, minute, low, high, time.Time{})
		return err
	}
	if length == time.Hour {
		return b.hours(ctx, spans, zone, low, high)
	}
	for b.n < maxCounts {
		// Where nothing was counted for long, buckets are not looked at one by one.
		next, ok, err := b.next(ctx, low, high)
		if err != nil || !ok {
			return err
		}
		start := spans.Start(time.Unix(next, 0))
		for some := true; some && b.n < maxCounts && start.Unix() < high; {
			end := spans.Next(start)
			if some, err = b.rows(ctx, quarter, start.Unix(), end.Unix(), start); err != nil {
				return err
			}
			start, low = end, end.Unix()
		}
	}
	return nil
}

// whole reads one bucket, which begins with the first quarter in [after, before).
func (b *buckets) whole(ctx context.Context, after, before time.Time) error {
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	if !after.IsZero() {
		low = quarterOf(after.Unix() + quarter - 1)
	}
	if !before.IsZero() {
		high = quarterOf(before.Unix() + quarter - 1)
	}
	_, err := b.rows(ctx, quarter, low, high, time.Time{})
	return err
}

// next is the start of the first row in [low, high).
func (b *buckets) next(ctx context.Context, low, high int64) (start int64, ok bool, err error) {
	var first sql.NullInt64
	err = b.db.QueryRowContext(ctx, "SELECT min(start_s) FROM "+b.table+" WHERE res = $1 AND start_s >= $2 AND start_s < $3", quarter, low, high).Scan(&first)
	return first.Int64, first.Valid, err
}

// hours reads the hours that begin in [low, high): many at a time, from one change of
// the zone's clocks to the next.
func (b *buckets) hours(ctx context.Context, spans bucket.Spans, zone *time.Location, low, high int64) error {
	if zone == nil {
		zone = time.UTC
	}
	const hour = int64(time.Hour / time.Second)
	for b.n < maxCounts && low < high {
		next, ok, err := b.next(ctx, low, high)
		if err != nil || !ok {
			return err
		}
		t := time.Unix(next, 0).In(zone)
		_, offset := t.Zone()
		end := high
		if _, changed := t.ZoneBounds(); !changed.IsZero() {
			end = min(end, changed.Unix())
		}
		low = spans.Start(t).Unix()
		start := fmt.Sprintf("(n.start_s + %d) / %d * %d - %d", offset, hour, hour, offset)
		// An hour that the clocks were set in begins with that.
		first := fmt.Sprintf("CASE WHEN %s < %d THEN %d ELSE %s END", start, low, low, start)
		if _, err := b.query(ctx, quarter, low, end, time.Time{}, first, true); err != nil {
			return err
		}
		low = end
	}
	return nil
}

// rows reads the rows that begin in [low, high), summed up unless they are minutes.
func (b *buckets) rows(ctx context.Context, res, low, high int64, start time.Time) (some bool, err error) {
	if res == minute {
		return b.query(ctx, res, low, high, start, "n.start_s", b.merged)
	}
	return b.query(ctx, res, low, high, start, "", true)
}

// query reads the rows that begin in [low, high), by an expression for the start of
// their bucket, or all as one bucket where that is empty.
func (b *buckets) query(ctx context.Context, res, low, high int64, start time.Time, first string, summed bool) (some bool, err error) {
	by, columns := b.keys, "min(n.start_s), "+b.keys
	if first != "" {
		by, columns = first+", "+b.keys, first+", "+b.keys
	}
	for _, column := range b.sums {
		if summed {
			column = "sum(" + column + ")"
		}
		columns += ", " + column
	}
	tail := " ORDER BY " + by
	if summed {
		tail = " GROUP BY " + by + tail
	}
	c := conditions{where: []string{"n.res = ?", "n.start_s >= ?", "n.start_s < ?"}, args: []any{res, low, high}}
	c.where, c.args = append(c.where, b.where.where...), append(c.args, b.where.args...)
	rows, err := b.db.QueryContext(ctx, "SELECT "+columns+" FROM "+b.from+c.sql()+tail+fmt.Sprintf(" LIMIT %d", maxCounts-b.n), c.args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := b.scan(rows, start); err != nil {
			return false, err
		}
		b.n, some = b.n+1, true
	}
	return some, rows.Err()
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
