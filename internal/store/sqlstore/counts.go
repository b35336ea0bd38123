package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

// maxCounts is how many rows of counts are returned.
const maxCounts = 10_000

// day is the bucket that is summed from hours.
const day = 24 * time.Hour

// Counts reads the rollups. Days are summed from hours, and begin at midnight
// UTC.
func (s *Store) Counts(ctx context.Context, q store.CountQuery) ([]store.Count, error) {
	if err := s.settle(ctx); err != nil && ctx.Err() == nil {
		// What cannot be written can still be read, without the last second.
		s.log.Debug("write counts before they are read", "err", err)
	}
	q.Cameras = inSight(ctx, q.Cameras)
	out, err := s.counts(ctx, &q)
	if err != nil {
		return nil, s.readErr("read counts", err)
	}
	return out, nil
}

func (s *Store) counts(ctx context.Context, q *store.CountQuery) ([]store.Count, error) {
	kept := q.Bucket // the buckets of the rows
	switch q.Bucket {
	case time.Minute, time.Hour:
	case day:
		kept = time.Hour
	default:
		return nil, fmt.Errorf("a bucket of %v, want a minute, an hour or a day", q.Bucket)
	}
	var c conditions
	c.add("n.res = ?", seconds(kept))
	if !q.After.IsZero() {
		c.add("n.start_s >= ?", firstBucket(q.After, q.Bucket))
	}
	if !q.Before.IsZero() {
		c.add("n.start_s < ?", firstBucket(q.Before, q.Bucket))
	}
	for _, list := range []struct {
		column string
		values []any
	}{{"c.id", flat(q.Cameras)}, {"n.type", flat(texts(q.Types))}, {"n.target", flat(texts(q.Targets))}} {
		if len(list.values) > 0 {
			c.add(in(list.column, list.values), list.values...)
		}
	}
	c.args = append(c.args, maxCounts)
	rows, err := s.db.QueryContext(ctx, number(countColumns(q.Bucket, kept, c.text())), c.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []store.Count{}
	for rows.Next() {
		var n store.Count
		var start int64
		if err := rows.Scan(&start, &n.CameraID, &n.Type, &n.Target, &n.Events, &n.Targets); err != nil {
			return nil, err
		}
		n.Start = time.Unix(start, 0).UTC()
		out = append(out, n)
	}
	return out, rows.Err()
}

// countColumns is the statement of counts. Rows that are kept as they are asked
// for come in the order of their index, so that no more are read than returned.
func countColumns(bucket, kept time.Duration, where string) string {
	const from = "FROM counts n JOIN cameras c ON c.key = n.camera WHERE "
	if bucket == kept {
		return "SELECT n.start_s, c.id, n.type, n.target, n.events, n.targets " + from + where +
			" ORDER BY n.start_s, c.id, n.type, n.target LIMIT ?"
	}
	return fmt.Sprintf("SELECT n.start_s / %[1]d * %[1]d AS bucket, c.id, n.type, n.target, sum(n.events), sum(n.targets) ", seconds(bucket)) +
		from + where + " GROUP BY bucket, c.id, n.type, n.target ORDER BY bucket, c.id, n.type, n.target LIMIT ?"
}

// firstBucket is the start of the first bucket that begins at t or later.
func firstBucket(t time.Time, bucket time.Duration) int64 {
	return t.Add(bucket - 1).UTC().Truncate(bucket).Unix()
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
