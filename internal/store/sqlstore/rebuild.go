package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

const (
	rebuildPage = 5000   // rows read at once
	rebuildHold = 50_000 // rows of counts in memory before they are written
)

// RebuildCounts makes the rollups anew from events and passages, in one
// transaction: whatever happens, they are as before or as they should be. What was
// counted of events that are gone stays as it is. tell is told of events and
// passages read so far, now and then.
func (s *Store) RebuildCounts(ctx context.Context, tell func(store.Rebuilt)) (store.Rebuilt, error) {
	if err := s.mu.lock(ctx); err != nil {
		return store.Rebuilt{}, fmt.Errorf("rebuild counts: %w", err)
	}
	defer s.mu.Unlock()
	r := rebuild{s: s, ctx: ctx, tell: tell}
	err := s.write(ctx, func(tx *transaction) error {
		r.tx = tx
		if err := r.events(); err != nil {
			return err
		}
		return r.passages()
	})
	if err != nil {
		return store.Rebuilt{}, fmt.Errorf("rebuild counts: %w", err)
	}
	s.pending.clear(s.now())
	return r.done, nil
}

// rebuild is a rebuilding at work.
type rebuild struct {
	s    *Store
	ctx  context.Context
	tx   *transaction
	tell func(store.Rebuilt)
	done store.Rebuilt
}

// clear removes the rows of a rollup that can be made anew: those of buckets that
// begin at oldest or later, in microseconds. When retention has been at work, the
// bucket that oldest is in has lost some of what it counted, and stays.
func (r *rebuild) clear(table string, oldest sql.NullInt64) (from int64, err error) {
	if !oldest.Valid {
		return 0, nil
	}
	from = quarterOf(oldest.Int64 / 1e6)
	var before bool
	if err := r.tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM `+table+` WHERE res = $1 AND start_s < $2)`, quarter, from).Scan(&before); err != nil {
		return 0, err
	}
	if before {
		from += quarter
	}
	_, err = r.tx.Exec(`DELETE FROM `+table+` WHERE start_s >= $1`, from)
	return from, err
}

func (r *rebuild) events() error {
	var oldest sql.NullInt64
	if err := r.tx.QueryRow(`SELECT min(received_us) FROM events WHERE pinned = 0`).Scan(&oldest); err != nil {
		return err
	}
	from, err := r.clear("counts", oldest)
	if err != nil || !oldest.Valid {
		return err
	}
	r.done.From = time.Unix(from, 0).UTC()
	sums := make(rollup)
	for last := int64(0); ; {
		n, err := r.eventPage(&last, from, sums)
		if err != nil {
			return err
		}
		if len(sums) >= rebuildHold || n == 0 {
			if err := r.s.writeCounts(r.tx.ctx, sums, r.s.seq); err != nil {
				return err
			}
			clear(sums)
		}
		if n == 0 {
			return nil
		}
		if err := r.page(); err != nil {
			return err
		}
	}
}

// page tells how far it is, and ends where nobody waits any more.
func (r *rebuild) page() error {
	if r.tell != nil {
		r.tell(r.done)
	}
	return r.ctx.Err()
}

// eventPage counts the events after a number, and returns how many rows it read.
func (r *rebuild) eventPage(last *int64, from int64, sums rollup) (n int, err error) {
	rows, err := r.tx.Query(`SELECT seq, received_us, camera, type, targets FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`, *last, rebuildPage)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
		var received, camera, typ int64
		var targets []byte
		if err := rows.Scan(last, &received, &camera, &typ, &targets); err != nil {
			return 0, err
		}
		if received/1e6 < from {
			continue
		}
		ev := event.Event{ReceivedAt: fromMicros(received), Type: r.s.keys.typeName(typ)}
		if err := readColumn("targets", targets, &ev.Targets); err != nil {
			return 0, fmt.Errorf("event %d: %w", *last, err)
		}
		sums.event(&ev, camera)
		r.done.Events++
	}
	return n, rows.Err()
}

func (r *rebuild) passages() error {
	var oldest sql.NullInt64
	if err := r.tx.QueryRow(`SELECT min(at_us) FROM passages`).Scan(&oldest); err != nil {
		return err
	}
	from, err := r.clear("zone_counts", oldest)
	if err != nil || !oldest.Valid {
		return err
	}
	var sums passed
	for last := int64(0); ; {
		n, err := r.passagePage(&last, from, &sums)
		if err != nil {
			return err
		}
		if len(sums) >= rebuildHold || n == 0 {
			if err := sums.write(r.tx); err != nil {
				return err
			}
			clear(sums)
		}
		if n == 0 {
			return nil
		}
		if err := r.page(); err != nil {
			return err
		}
	}
}

// passagePage counts the passages after a number, and returns how many rows it read.
func (r *rebuild) passagePage(last *int64, from int64, sums *passed) (n int, err error) {
	rows, err := r.tx.Query(`SELECT zone, n, type, what, at_us, dwell_us FROM passages WHERE n > $1 ORDER BY n LIMIT $2`, *last, rebuildPage)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
		var p passageRow
		var key, at, dwell int64
		var did string
		if err := rows.Scan(&key, last, &p.Type, &did, &at, &dwell); err != nil {
			return 0, err
		}
		if at/1e6 < from {
			continue
		}
		p.Action, p.Direction = done(did)
		p.At, p.Dwell = fromMicros(at), time.Duration(dwell)*time.Microsecond
		sums.add(key, &p.Passage, 1)
		r.done.Passages++
	}
	return n, rows.Err()
}
