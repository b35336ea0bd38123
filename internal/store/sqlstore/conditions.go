package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

// conditions gather what a list must hold, with arguments for every value: none
// ever becomes a part of a statement.
type conditions struct {
	where []string // with a ? for each argument
	args  []any
	err   error
}

// add adds a condition in which each ? stands for the next argument.
func (c *conditions) add(cond string, args ...any) {
	c.where = append(c.where, cond)
	c.args = append(c.args, args...)
}

// text is all conditions, in which each ? still stands for an argument.
func (c *conditions) text() string { return strings.Join(c.where, " AND ") }

// number gives the arguments of a statement the form that both databases know:
// each ? becomes $1, $2 and so on.
func number(stmt string) string {
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, found := strings.Cut(stmt, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		fmt.Fprintf(&b, "$%d", n)
		stmt = after
	}
}

// oneOf asks for one of some values; no values ask for nothing.
func (c *conditions) oneOf(column string, values []string) {
	if len(values) == 0 {
		return
	}
	c.add(in(column, values), flat(values)...)
}

// before asks for what comes after a page's cursor in a list that falls.
func (c *conditions) before(p *store.Page, column string) {
	p.Limit = limitOf(p.Limit)
	if p.Cursor == "" {
		return
	}
	n, err := parseCursor(p.Cursor)
	if err != nil {
		c.err = err
		return
	}
	c.add(column+" < ?", n)
}

func (c *conditions) span(column string, after, before time.Time) {
	if !after.IsZero() {
		c.add(column+" >= ?", after.UnixMicro())
	}
	if !before.IsZero() {
		c.add(column+" < ?", before.UnixMicro())
	}
}

// sql is the WHERE clause, "" when there are no conditions.
func (c *conditions) sql() string {
	if len(c.where) == 0 {
		return ""
	}
	return number(" WHERE " + c.text())
}

// Bounds of a page.
const (
	defaultLimit = 50
	maxLimit     = 500
)

func limitOf(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// list reads a page of a list that falls by a number.
func list[T any](ctx context.Context, s *Store, c *conditions, columns, order string, p store.Page,
	scan func(*sql.Rows) (T, error), number func(T) int64) ([]T, string, error) {
	if c.err != nil {
		return nil, "", c.err
	}
	rows, err := s.db.QueryContext(ctx, columns+c.sql()+" ORDER BY "+order+" DESC LIMIT "+fmt.Sprint(p.Limit+1), c.args...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	out := []T{}
	for rows.Next() {
		if len(out) == p.Limit {
			return out, cursor(number(out[len(out)-1])), nil
		}
		v, err := scan(rows)
		if err != nil {
			return nil, "", err
		}
		out = append(out, v)
	}
	return out, "", rows.Err()
}

// cursor writes a place in a list; parseCursor reads it.
func cursor(n int64) string { return strconv.FormatInt(n, 36) }

func parseCursor(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 36, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%.40q: %w", text, store.ErrCursor)
	}
	return n, nil
}
