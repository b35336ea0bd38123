package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

// maxCounts is how many rows of counts are returned.
const maxCounts = 10_000

// Counts reads the rollups. Days are summed from hours, and begin at midnight
// UTC.
func (s *Store) Counts(ctx context.Context, q store.CountQuery) ([]store.Count, error) {
	res, bucket := int64(3600), int64(q.Bucket/time.Second)
	if q.Bucket < time.Hour {
		res = 60
	}
	if bucket < res {
		bucket = res
	}
	var c conditions
	c.add("res = ?", res)
	if !q.After.IsZero() {
		// Whole buckets: the one that begins before the span does is left out.
		from := (q.After.Unix() + bucket - 1) / bucket * bucket
		if q.After.Nanosecond() > 0 && q.After.Unix()%bucket == 0 {
			from += bucket
		}
		c.add("start_s >= ?", from)
	}
	if !q.Before.IsZero() {
		last := (q.Before.Unix() + bucket - 1) / bucket * bucket
		c.add("start_s < ?", last)
	}
	if len(q.Cameras) > 0 {
		var keys []int64
		for _, id := range q.Cameras {
			if k, ok := s.keys.id(id); ok {
				keys = append(keys, k.key)
			}
		}
		if len(keys) == 0 {
			return []store.Count{}, nil
		}
		cond, args := oneOf(nil, "camera", keys)
		c.add(cond, args...)
	}
	c.oneOf("type", texts(q.Types))
	c.oneOf("target", texts(q.Targets))
	rows, err := s.db.QueryContext(ctx, fmt.Sprintf(`SELECT start_s / %[1]d * %[1]d AS bucket, camera, type, target, sum(events), sum(targets)
		FROM counts%[2]s GROUP BY bucket, camera, type, target ORDER BY bucket, camera, type, target LIMIT %[3]d`, bucket, c.sql(), maxCounts), c.args...)
	if err != nil {
		return nil, s.readErr("read counts", err)
	}
	defer rows.Close()
	out := []store.Count{}
	for rows.Next() {
		var n store.Count
		var start, camera int64
		if err := rows.Scan(&start, &camera, &n.Type, &n.Target, &n.Events, &n.Targets); err != nil {
			return nil, s.readErr("read counts", err)
		}
		n.Start = time.Unix(start, 0).UTC()
		if k, ok := s.keys.key(camera); ok {
			n.CameraID = k.id
		}
		out = append(out, n)
	}
	if err := rows.Err(); err != nil {
		return nil, s.readErr("read counts", err)
	}
	return out, nil
}

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
