package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

// place is where a row stands in a list that falls by a time and, within it, by
// a number. As text it is the cursor of what comes after the row.
type place struct{ us, n int64 }

func (p place) String() string {
	return strconv.FormatInt(p.us, 36) + "." + strconv.FormatInt(p.n, 36)
}

func parsePlace(cursor string) (p place, err error) {
	us, n, _ := strings.Cut(cursor, ".")
	if p.us, err = strconv.ParseInt(us, 36, 64); err == nil {
		p.n, err = strconv.ParseInt(n, 36, 64)
	}
	if err != nil {
		return p, fmt.Errorf("%.40q: %w", cursor, store.ErrCursor)
	}
	return p, nil
}

// after asks for the rows that come after p.
func (c *conditions) after(p place, column string) {
	c.add(column+" <= ?", p.us)
	c.add("("+column+" < ? OR n < ?)", p.us, p.n)
}

// choice asks for one of some values of a column; no values ask for nothing.
type choice struct {
	column string
	values []string
}

// timed is a table with a list that falls by a time and the number n. An index
// holds it for each value of the columns that are chosen by.
type timed[T any] struct {
	columns string // SELECT … FROM …
	time    string // the column of the time
	scan    func(*sql.Rows) (T, error)
	place   func(*T) place
}

// asked says which rows of a timed list are wanted.
type asked struct {
	page          store.Page
	after, before time.Time
	choices       []choice
	rest          conditions
}

// page reads a page: the lists of all values that are asked for, merged.
func (l *timed[T]) page(ctx context.Context, s *Store, q asked) ([]T, string, error) {
	limit := limitOf(q.page.Limit)
	lists, err := l.lists(q)
	if err != nil {
		return nil, "", err
	}
	out := []T{}
	for i := range lists {
		if out, err = l.read(ctx, s, out, &lists[i], limit+1); err != nil {
			return nil, "", err
		}
	}
	slices.SortFunc(out, func(a, b T) int {
		x, y := l.place(&a), l.place(&b)
		return cmp.Or(cmp.Compare(y.us, x.us), cmp.Compare(y.n, x.n))
	})
	if len(out) <= limit {
		return out, "", nil
	}
	return out[:limit], l.place(&out[limit-1]).String(), nil
}

// lists are the conditions of one ordered list for each value of the first choice
// that asks for something. The other choices are looked at row by row.
func (l *timed[T]) lists(q asked) ([]conditions, error) {
	rest := &q.rest
	rest.span(l.time, q.after, q.before)
	if q.page.Cursor != "" {
		from, err := parsePlace(q.page.Cursor)
		if err != nil {
			return nil, err
		}
		rest.after(from, l.time)
	}
	out := []conditions{{}}
	along := false
	for _, c := range q.choices {
		switch {
		case len(c.values) == 0:
		case along || len(c.values) > maxLists:
			// An expression, so that no index is chosen for it.
			rest.oneOf("("+c.column+" || '')", c.values)
		default:
			along = true
			out = out[:0]
			for _, v := range slices.Compact(slices.Sorted(slices.Values(c.values))) {
				var one conditions
				one.add(c.column+" = ?", v)
				out = append(out, one)
			}
		}
	}
	for i := range out {
		out[i].where, out[i].args = append(out[i].where, rest.where...), append(out[i].args, rest.args...)
	}
	return out, nil
}

func (l *timed[T]) statement(c *conditions, limit int) string {
	return l.columns + c.sql() + fmt.Sprintf(" ORDER BY %s DESC, n DESC LIMIT %d", l.time, limit)
}

func (l *timed[T]) read(ctx context.Context, s *Store, out []T, c *conditions, limit int) ([]T, error) {
	rows, err := s.db.QueryContext(ctx, l.statement(c, limit), c.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := l.scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
