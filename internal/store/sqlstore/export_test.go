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
	for _, part := range p.parts() {
		for i := range part.sources {
			src := &part.sources[i]
			out = append(out, Statement{src.statement(&part, q.Rising), src.args(src.values[0], &part)})
		}
	}
	return out, nil
}

// Readers are the connections that reads use.
func Readers(s *Store) *sql.DB { return s.db }

// SetWindow sets how many numbers a list looks at first.
func SetWindow(s *Store, n int64) { s.window = n }

// SetMostUnfiled sets how many events may wait to be filed.
func SetMostUnfiled(s *Store, n int) { s.most = n }

// File files what waits.
func File(ctx context.Context, s *Store) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.write(ctx, func(*transaction) error { return s.file(ctx, s.seq) })
	if err == nil {
		s.unfiled.clear(s.now())
	}
	return err
}
