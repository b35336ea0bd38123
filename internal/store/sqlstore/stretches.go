package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

// Hours of a day are asked for day by day: the table of spans says which numbers
// arrived in the hours of each, so that what arrived at other hours is not looked at.

// stretch is the numbers in [from, to), of which those are asked for that arrived in
// one of some times. Without times all are.
type stretch struct {
	from, to int64
	times    []timeSpan
}

// timeSpan is [after, before), in microseconds.
type timeSpan struct{ after, before int64 }

// eachTime are the times to ask for one by one; without any, nothing is asked of them.
func (s stretch) eachTime() []timeSpan {
	if s.times == nil {
		return []timeSpan{{}}
	}
	return s.times
}

// within are the stretches of a part, in the order in which they are read.
func (p *part) within(rising bool) []stretch {
	if p.stretches == nil {
		return []stretch{{from: p.from, to: p.to}}
	}
	var out []stretch
	for _, s := range p.stretches {
		s.from, s.to = max(s.from, p.from), min(s.to, p.to)
		if s.from < s.to {
			out = append(out, s)
		}
	}
	if rising {
		slices.Reverse(out)
	}
	return out
}

// stretches are the numbers in [from, to) that may have arrived in the hours that are
// asked for, falling. Days on which nothing arrived are stepped over.
func (s *Store) stretches(ctx context.Context, q *store.EventQuery, from, to int64) ([]stretch, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	last, err := conn.PrepareContext(ctx, `SELECT max(start_s) FROM spans WHERE start_s < $1`)
	if err != nil {
		return nil, err
	}
	defer last.Close()
	of, err := conn.PrepareContext(ctx, `SELECT min(low), max(high) FROM spans WHERE start_s > $1 AND start_s < $2`)
	if err != nil {
		return nil, err
	}
	defer of.Close()
	end := int64(1) << 40 // seconds; parts that begin from here on are done with
	if !q.Before.IsZero() {
		end = q.Before.Unix() + 1
	}
	var all []stretch
	for {
		var start sql.NullInt64
		if err := last.QueryRowContext(ctx, end).Scan(&start); err != nil {
			return nil, err
		}
		if !start.Valid || !q.After.IsZero() && start.Int64 <= q.After.Unix()-spanSeconds {
			return disjoint(all), nil
		}
		// The part of the day in which the span ends; where that begins later, the one of
		// the day before it.
		at := time.Unix(min(start.Int64+spanSeconds, end), 0).UTC()
		begin, finish := q.Hours.On(at)
		if !begin.Before(at) {
			begin, finish = q.Hours.Before(at)
		}
		var low, high sql.NullInt64
		if err := of.QueryRowContext(ctx, begin.Unix()-spanSeconds, finish.Unix()).Scan(&low, &high); err != nil {
			return nil, err
		}
		if low.Valid && low.Int64 < to && high.Int64 >= from {
			all = append(all, stretch{max(low.Int64, from), min(high.Int64+1, to), []timeSpan{{begin.UnixMicro(), finish.UnixMicro()}}})
		}
		end = begin.Unix()
	}
}

// disjoint makes stretches that do not meet, falling: where the clock was set back the
// numbers of one are among those of another.
func disjoint(all []stretch) []stretch {
	var ends []int64
	for _, s := range all {
		ends = append(ends, s.from, s.to)
	}
	slices.Sort(ends)
	ends = slices.Compact(ends)
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	var out []stretch
	var open []stretch // those that have begun
	for i, n := 0, 0; i+1 < len(ends); i++ {
		for ; n < len(all) && all[n].from <= ends[i]; n++ {
			open = append(open, all[n])
		}
		open = slices.DeleteFunc(open, func(s stretch) bool { return s.to <= ends[i] })
		if len(open) == 0 {
			continue
		}
		piece := stretch{from: ends[i], to: ends[i+1]}
		for _, s := range open {
			piece.times = append(piece.times, s.times...)
		}
		out = append(out, piece)
	}
	slices.Reverse(out)
	return out
}
