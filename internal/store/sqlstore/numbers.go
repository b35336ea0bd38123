package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// A filter that no index serves by itself may have to look at millions of rows
// for a handful. They are looked at in windows of numbers, each a read of its
// own, so that none holds the log back for long; and when a list has taken
// readBudget it ends with what it found and a cursor to go on from.
const (
	readBudget  = time.Second
	readStep    = readBudget / 4 // what one window should take
	firstWindow = 100_000        // numbers
)

// numbers finds the numbers of a list, falling, at most limit. next is where the
// search ended when its budget was used up, 0 when it found limit or all there
// are.
func (s *Store) numbers(ctx context.Context, p *plan, limit int) (found []int64, next int64, err error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close()
	l := search{conn: conn, now: s.now, start: s.now(), least: s.window / 100, width: s.window, limit: limit}
	for _, part := range p.parts() {
		if next, err = l.read(ctx, &part); err != nil || next > 0 || len(l.found) == limit {
			break
		}
	}
	return l.found, next, err
}

// search is a list that is being read.
type search struct {
	conn  *sql.Conn
	now   func() time.Time
	start time.Time
	least int64 // width of a window
	width int64 // of the next window
	limit int
	found []int64
}

// read reads one part, and says where it ended when the budget was used up.
func (l *search) read(ctx context.Context, p *part) (next int64, err error) {
	r, err := newReader(ctx, l.conn, p)
	if err != nil {
		return 0, err
	}
	defer r.close()
	for to := p.to; to > p.from; {
		from := p.from
		if !p.exact() {
			from = max(from, to-l.width)
		}
		begun := l.now()
		if l.found, err = r.window(ctx, l.found, from, to, l.limit); err != nil || len(l.found) == l.limit {
			return 0, err
		}
		to = from
		took := l.now().Sub(begun)
		if used := begun.Sub(l.start) + took; used >= readBudget && to > p.from {
			return to, nil
		}
		l.width = max(l.least, widen(l.width, took))
	}
	return 0, nil
}

// widen is the width of the next window, when one of this width took so long.
func widen(width int64, took time.Duration) int64 {
	if took <= 0 {
		return 4 * width
	}
	fits := float64(width) * float64(readStep) / float64(took)
	return max(1, min(4*width, int64(fits)))
}

// reader reads the ordered lists of a part's sources.
type reader struct {
	lists []orderedList
	stmts []*sql.Stmt
}

// orderedList is one value of a source: its statement, and the arguments, of
// which the bounds and the limit are set for each window.
type orderedList struct {
	stmt *sql.Stmt
	args []any
	at   int // where the bounds stand among the arguments; the limit is the last
}

func newReader(ctx context.Context, conn *sql.Conn, p *part) (*reader, error) {
	r := new(reader)
	for i := range p.sources {
		src := &p.sources[i]
		text := src.statement(&p.rest)
		stmt, err := conn.PrepareContext(ctx, text)
		if err != nil {
			r.close()
			return nil, err
		}
		r.stmts = append(r.stmts, stmt)
		for _, v := range src.values {
			r.lists = append(r.lists, orderedList{stmt, src.args(v, &p.rest), len(v)})
		}
	}
	return r, nil
}

// statement reads the numbers of one value between two bounds. Its arguments are
// the value, the bounds, those of rest, and the limit.
func (src *source) statement(rest *conditions) string {
	var c conditions
	if src.where != "" {
		c.add(src.where)
	}
	c.add(src.seq + " >= ?")
	c.add(src.seq + " < ?")
	c.where = append(c.where, rest.where...)
	return number(fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[3]s ORDER BY %[1]s DESC LIMIT ?", src.seq, src.from, c.text()))
}

// args are the arguments of the statement for one value, with room for the bounds
// and the limit.
func (src *source) args(value []any, rest *conditions) []any {
	args := append(slices.Clone(value), nil, nil)
	return append(append(args, rest.args...), nil)
}

func (r *reader) close() {
	for _, s := range r.stmts {
		s.Close()
	}
}

// window adds to found, which is falling, what the lists hold in [from, to). What
// has been found in the window narrows it for the lists that are still to be read.
func (r *reader) window(ctx context.Context, found []int64, from, to int64, limit int) ([]int64, error) {
	for _, l := range r.lists {
		l.args[l.at], l.args[l.at+1], l.args[len(l.args)-1] = from, to, limit
		before := len(found)
		var err error
		if found, err = appendNumbers(ctx, found, l); err != nil {
			return nil, err
		}
		if len(r.lists) == 1 || len(found) == before {
			continue
		}
		slices.SortFunc(found, func(a, b int64) int { return cmp.Compare(b, a) })
		found = slices.Compact(found)
		if len(found) >= limit {
			found = found[:limit]
			from = found[limit-1] + 1
		}
	}
	return found[:min(len(found), limit)], nil
}

func appendNumbers(ctx context.Context, found []int64, l orderedList) ([]int64, error) {
	rows, err := l.stmt.QueryContext(ctx, l.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		found = append(found, n)
	}
	return found, rows.Err()
}
