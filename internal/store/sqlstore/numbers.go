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

// numbers finds the numbers of a list, falling or rising as it does, at most limit.
// next is where the search ended when its budget was used up: the numbers that were
// not looked at are below it, or above it when the list rises. It is 0 when limit
// were found, or all there are.
func (s *Store) numbers(ctx context.Context, p *plan, limit int) (found []int64, next int64, err error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close()
	l := search{conn: conn, now: s.now, start: s.now(), least: s.window / 100, width: s.window, limit: limit, rising: p.rising}
	for _, part := range p.parts() {
		if next, err = l.read(ctx, &part); err != nil || next > 0 || len(l.found) == limit {
			break
		}
	}
	return l.found, next, err
}

// search is a list that is being read.
type search struct {
	conn   *sql.Conn
	now    func() time.Time
	start  time.Time
	least  int64 // width of a window
	width  int64 // of the next window
	limit  int
	rising bool
	found  []int64
}

// read reads one part, and says where it ended when the budget was used up.
func (l *search) read(ctx context.Context, p *part) (next int64, err error) {
	r, err := newReader(ctx, l.conn, p, l.rising)
	if err != nil {
		return 0, err
	}
	defer r.close()
	for _, st := range p.within(l.rising) {
		if next, err = l.stretch(ctx, r, p, st); err != nil || next > 0 || len(l.found) == l.limit {
			return next, err
		}
	}
	return 0, nil
}

// stretch reads a part's numbers of a stretch, window by window.
func (l *search) stretch(ctx context.Context, r *reader, p *part, st stretch) (next int64, err error) {
	for st.from < st.to {
		w := st
		if !p.exact() && l.rising {
			w.to = min(w.to, w.from+l.width)
		} else if !p.exact() {
			w.from = max(w.from, w.to-l.width)
		}
		begun := l.now()
		if l.found, err = r.window(ctx, l.found, w, l.limit); err != nil || len(l.found) == l.limit {
			return 0, err
		}
		if l.rising {
			st.from, next = w.to, w.to-1
		} else {
			st.to, next = w.from, w.from
		}
		took := l.now().Sub(begun)
		l.width = max(l.least, widen(l.width, took))
		if used := begun.Sub(l.start) + took; used >= readBudget && l.more(p, next) {
			return next, nil
		}
	}
	return 0, nil
}

// more says whether a part has numbers beyond a place.
func (l *search) more(p *part, place int64) bool {
	if l.rising {
		return place+1 < p.to
	}
	return place > p.from
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
	lists  []orderedList
	stmts  []*sql.Stmt
	rising bool
}

// orderedList is one value of a source: its statement, and the arguments, of
// which the bounds and the limit are set for each window.
type orderedList struct {
	stmt *sql.Stmt
	args []any
	at   int // where the bounds stand among the arguments; the limit is the last
}

func newReader(ctx context.Context, conn *sql.Conn, p *part, rising bool) (*reader, error) {
	r := &reader{rising: rising}
	for i := range p.sources {
		src := &p.sources[i]
		text := src.statement(p, rising)
		stmt, err := conn.PrepareContext(ctx, text)
		if err != nil {
			r.close()
			return nil, err
		}
		r.stmts = append(r.stmts, stmt)
		for _, v := range src.values {
			r.lists = append(r.lists, orderedList{stmt, src.args(v, p), len(v)})
		}
	}
	return r, nil
}

// statement reads the numbers of one value between two bounds. Its arguments are
// the value, the bounds, those of a time when hours are asked for, those of rest,
// and the limit.
func (src *source) statement(p *part, rising bool) string {
	var c conditions
	if src.where != "" {
		c.add(src.where)
	}
	c.add(src.seq + " >= ?")
	c.add(src.seq + " < ?")
	if p.stretches != nil {
		c.add("e.received_us >= ?")
		c.add("e.received_us < ?")
	}
	c.where = append(c.where, p.rest.where...)
	order := "DESC"
	if rising {
		order = "ASC"
	}
	return number(fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[3]s ORDER BY %[1]s %[4]s LIMIT ?", src.seq, src.from, c.text(), order))
}

// args are the arguments of the statement for one value, with room for the bounds,
// a time and the limit.
func (src *source) args(value []any, p *part) []any {
	args := append(slices.Clone(value), nil, nil)
	if p.stretches != nil {
		args = append(args, nil, nil)
	}
	return append(append(args, p.rest.args...), nil)
}

func (r *reader) close() {
	for _, s := range r.stmts {
		s.Close()
	}
}

// window adds to found, which is in the order of the list, what the lists hold in a
// stretch. What has been found in the window narrows it for the lists that are still
// to be read.
func (r *reader) window(ctx context.Context, found []int64, w stretch, limit int) ([]int64, error) {
	for _, l := range r.lists {
		for _, t := range w.eachTime() {
			l.args[l.at], l.args[l.at+1], l.args[len(l.args)-1] = w.from, w.to, limit
			if w.times != nil {
				l.args[l.at+2], l.args[l.at+3] = t.after, t.before
			}
			before := len(found)
			var err error
			if found, err = appendNumbers(ctx, found, l); err != nil {
				return nil, err
			}
			if len(r.lists) == 1 && len(w.times) <= 1 || len(found) == before {
				continue
			}
			slices.SortFunc(found, r.order)
			found = slices.Compact(found)
			if len(found) < limit {
				continue
			}
			found = found[:limit]
			if r.rising {
				w.to = found[limit-1]
			} else {
				w.from = found[limit-1] + 1
			}
		}
	}
	return found[:min(len(found), limit)], nil
}

func (r *reader) order(a, b int64) int {
	if r.rising {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(b, a)
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
