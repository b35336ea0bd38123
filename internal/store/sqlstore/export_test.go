package sqlstore

import (
	"context"
	"database/sql"

	"github.com/watchpost/watchpost/internal/store"
)

// Statement is one statement, with arguments.
type Statement struct {
	SQL  string
	Args []any
}

// Statements are what a list of events runs to find its numbers.
func Statements(ctx context.Context, s *Store, q store.EventQuery) ([]Statement, error) {
	p, err := s.plan(ctx, &q)
	if err != nil {
		return nil, err
	}
	var out []Statement
	for i := range p.sources {
		src := &p.sources[i]
		out = append(out, Statement{src.statement(&p.rest), src.args(src.values[0], &p.rest)})
	}
	return out, nil
}

// Readers are the connections that reads use.
func Readers(s *Store) *sql.DB { return s.db }

// SetWindow sets how many numbers a list looks at first.
func SetWindow(s *Store, n int64) { s.window = n }
