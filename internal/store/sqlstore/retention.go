package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"
)

// DeleteOld removes what is old and is no event: of journal entries, ended
// alarms, ended tracks, passages, quarantined posts and counts by the minute (those by the
// quarter of an hour stay), and of what is known of posts that may be sent again.
func (s *Store) DeleteOld(ctx context.Context, before time.Time, limit int) (names []string, n int, err error) {
	posts, err := s.findOutOfWindow(ctx)
	if err != nil {
		return nil, 0, s.readErr("delete what is old", err)
	}
	if err := s.mu.lock(ctx); err != nil {
		return nil, 0, fmt.Errorf("delete what is old: %w", err)
	}
	defer s.mu.Unlock()
	err = s.write(ctx, func(tx *transaction) error {
		d := deleter{tx: tx, before: before, limit: limit}
		for _, of := range []func() error{d.quarantined, d.journal, d.alarms, d.tracks, d.passages, d.incidents, d.minutes, d.zoneMinutes, d.spans} {
			if err := of(); err != nil {
				return err
			}
		}
		names, n = d.names, d.n
		if err := d.posts(posts); err != nil {
			return err
		}
		return s.keepNumber(tx)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("delete what is old: %w", err)
	}
	s.forgetFrom.Store(posts.next)
	return names, n, nil
}

// keepNumber keeps the last number given, where the row that has it may go.
func (s *Store) keepNumber(tx *transaction) error {
	_, err := tx.Exec(`UPDATE counter SET seq = $1 WHERE one = 1 AND seq < $1`, s.seq)
	return err
}

// deleter removes rows in one transaction, up to a limit.
type deleter struct {
	tx     *transaction
	before time.Time
	limit  int
	n      int
	names  []string
}

func (d *deleter) quarantined() error {
	rows, err := d.tx.Query(`DELETE FROM quarantine WHERE n IN (SELECT n FROM quarantine WHERE received_us < $1 ORDER BY received_us LIMIT $2)
		RETURNING body_name`, d.before.UnixMicro(), d.limit)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		d.n++
		if name != "" {
			d.names = append(d.names, name)
		}
	}
	return rows.Err()
}

func (d *deleter) journal() error {
	return d.some(`DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE at_us < $1 ORDER BY at_us LIMIT $2)`, d.before.UnixMicro())
}

func (d *deleter) alarms() error {
	return d.some(`DELETE FROM alarms WHERE n IN (SELECT n FROM alarms WHERE ended_us < $1 ORDER BY ended_us LIMIT $2)`, d.before.UnixMicro())
}

func (d *deleter) tracks() error {
	if d.n >= d.limit {
		return nil
	}
	const old = `(SELECT n FROM tracks WHERE ended <> 0 AND last_us < $1 ORDER BY last_us LIMIT $2)`
	if _, err := d.tx.Exec(`DELETE FROM track_parts WHERE track IN `+old, d.before.UnixMicro(), d.limit-d.n); err != nil {
		return err
	}
	return d.some(`DELETE FROM tracks WHERE n IN `+old, d.before.UnixMicro())
}

// passages removes passages in the order of time, after all tracks that could have
// made them.
func (d *deleter) passages() error {
	return d.some(`DELETE FROM passages WHERE n IN (SELECT n FROM passages
		WHERE at_us < $1 AND at_us < (SELECT coalesce(min(first_us), 9223372036854775807) FROM tracks) ORDER BY at_us LIMIT $2)`, d.before.UnixMicro())
}

func (d *deleter) zoneMinutes() error {
	return d.some(`DELETE FROM zone_counts WHERE (res, start_s, zone, type) IN (SELECT res, start_s, zone, type
		FROM zone_counts WHERE res = 60 AND start_s < $1 ORDER BY res, start_s LIMIT $2)`, d.before.Unix()-59)
}

func (d *deleter) minutes() error {
	return d.some(`DELETE FROM counts WHERE (res, start_s, camera, type, target) IN (SELECT res, start_s, camera, type, target
		FROM counts WHERE res = 60 AND start_s < $1 ORDER BY res, start_s LIMIT $2)`, d.before.Unix()-59)
}

// spans removes spans of numbers that no event has any more, looking at the
// oldest.
func (d *deleter) spans() error {
	_, err := d.tx.Exec(`DELETE FROM spans WHERE start_s IN (SELECT start_s FROM spans ORDER BY start_s LIMIT $1)
		AND start_s < $2 AND high < (SELECT coalesce(min(seq), 0) FROM events)`, d.limit, d.before.Unix()-spanSeconds)
	return err
}

// some removes rows of one table, as many as are left of the limit.
func (d *deleter) some(stmt string, before int64) error {
	if d.n >= d.limit {
		return nil
	}
	res, err := d.tx.Exec(stmt, before, d.limit-d.n)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	d.n += int(n)
	return err
}

// posts forgets posts that are still out of the window.
func (d *deleter) posts(old outOfWindow) error {
	if len(old.keys) == 0 {
		return nil
	}
	stmt, err := d.tx.Prepare(`DELETE FROM dedup WHERE key = $1 AND (at_s <= $2 OR at_s >= $3)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for _, k := range old.keys {
		if _, err := stmt.Exec(k, old.low, old.high); err != nil {
			return err
		}
	}
	return nil
}

// What one step looks at of the posts that are known, and forgets of them.
const (
	forgetLook = 20_000
	forgetMost = 2_000
)

// outOfWindow are posts that need not be known any more.
type outOfWindow struct {
	keys      []int64
	low, high int64 // known are those between
	next      int64 // where to go on
}

// findOutOfWindow looks at the next of the posts that are known: they stand by
// their hashes, and no index says which are old. A clock that was set back leaves
// what it said before in the future.
func (s *Store) findOutOfWindow(ctx context.Context) (outOfWindow, error) {
	now, window, from := s.now().Unix(), seconds(dedupWindow), s.forgetFrom.Load()
	old := outOfWindow{low: now - window, high: now + window, next: math.MinInt64}
	var last sql.NullInt64
	err := s.db.QueryRowContext(ctx, `SELECT max(key) FROM (SELECT key FROM dedup WHERE key >= $1 ORDER BY key LIMIT $2) AS part`,
		from, forgetLook).Scan(&last)
	if err != nil || !last.Valid {
		return old, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT key FROM dedup WHERE key >= $1 AND key <= $2 AND (at_s <= $3 OR at_s >= $4) ORDER BY key LIMIT $5`,
		from, last.Int64, old.low, old.high, forgetMost)
	if err != nil {
		return old, err
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return old, err
		}
		old.keys = append(old.keys, key)
	}
	switch {
	case len(old.keys) == forgetMost:
		old.next = old.keys[forgetMost-1] + 1
	case last.Int64 < math.MaxInt64 && last.Int64 > from:
		old.next = last.Int64 + 1
	}
	return old, rows.Err()
}
