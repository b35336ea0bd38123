package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/event"
)

// Counts are written at most so often while events come: a post would otherwise
// change as many rows of counts as it has rows itself. In between they are
// gathered in memory, and the table of counters says up to which number they have
// been written; what is above it is counted anew after a crash.
const countsEvery = time.Second

// The resolutions in which counts are kept, in seconds: minutes for a while,
// quarters of an hour for good. The hours and days of all time zones are made of
// whole quarters.
const (
	minute  = 60
	quarter = int64(bucket.Finest / time.Second)
)

// countKey is a row of counts, but for its resolution.
type countKey struct {
	minute int64 // its start, in seconds
	camera int64
	typ    event.Type
	target event.TargetType
}

type counted struct{ events, targets int64 }

// rollup is what has been counted.
type rollup map[countKey]counted

func (r rollup) add(k countKey, n counted) {
	sum := r[k]
	r[k] = counted{sum.events + n.events, sum.targets + n.targets}
}

func (r rollup) addAll(o rollup) {
	for k, n := range o {
		r.add(k, n)
	}
}

// event counts an event: once with an empty target, and once for each type of
// target that it shows.
func (r rollup) event(ev *event.Event, camera int64) {
	k := countKey{ev.ReceivedAt.Unix() / 60 * 60, camera, ev.Type, ""}
	r.add(k, counted{events: 1})
	var seen int64
	for i := range ev.Targets {
		k.target = ev.Targets[i].Type
		n := counted{targets: 1}
		if bit := targetBit(k.target); seen&bit == 0 {
			seen |= bit
			n.events = 1
		}
		r.add(k, n)
	}
}

// quarters sums the minutes up.
func (r rollup) quarters() rollup {
	out := make(rollup, len(r))
	for k, n := range r {
		k.minute = quarterOf(k.minute)
		out.add(k, n)
	}
	return out
}

// quarterOf is when the quarter of an hour began that a second is in.
func quarterOf(second int64) int64 { return second / quarter * quarter }

// pending are the counts that have not been written. Store.mu guards them.
type pending struct {
	rollup
	written time.Time // when counts were written last
}

func (p *pending) due(now time.Time) bool {
	d := now.Sub(p.written)
	return d >= countsEvery || d < 0 // the clock was set back
}

// clear notes that everything has been written.
func (p *pending) clear(now time.Time) { p.rollup, p.written = make(rollup), now }

// writeCounts adds a rollup to the table, in the transaction at hand. It holds
// what is missing there up to a number.
func (s *Store) writeCounts(ctx context.Context, r rollup, upTo int64) error {
	for _, part := range []struct {
		seconds int64
		rows    rollup
	}{{minute, r}, {quarter, r.quarters()}} {
		for k, n := range part.rows {
			if _, err := s.stmts.count.run(ctx, part.seconds, k.minute, k.camera, string(k.typ), string(k.target), n.events, n.targets); err != nil {
				return fmt.Errorf("count: %w", err)
			}
		}
	}
	if _, err := s.stmts.counted.run(ctx, upTo); err != nil {
		return fmt.Errorf("count: %w", err)
	}
	return nil
}

// settle writes the counts that wait, so that they can be read.
func (s *Store) settle(ctx context.Context) error {
	if err := s.mu.lock(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if len(s.pending.rollup) == 0 {
		return nil
	}
	err := s.write(ctx, func(*transaction) error { return s.writeCounts(context.WithoutCancel(ctx), s.pending.rollup, s.seq) })
	if err == nil {
		s.pending.clear(s.now())
	}
	return err
}

// recount counts the events that a crash left uncounted.
func (s *Store) recount(ctx context.Context) error {
	r := make(rollup)
	err := eachRow(ctx, s.conn, eventColumns+` WHERE e.seq > (SELECT counted FROM counter)`, func(rows *sql.Rows) error {
		ev, err := s.scanEvent(rows)
		if err != nil {
			return err
		}
		if camera, ok := s.keys.id(ev.CameraID); ok {
			r.event(ev, camera.key)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count events anew: %w", err)
	}
	s.pending.clear(s.now())
	if len(r) == 0 {
		return nil
	}
	if err := s.write(ctx, func(*transaction) error { return s.writeCounts(ctx, r, s.seq) }); err != nil {
		return fmt.Errorf("count events anew: %w", err)
	}
	return nil
}
