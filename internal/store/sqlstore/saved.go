package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/watchpost/watchpost/internal/saved"
)

// SavedFilters reads the filters of an owner, and everybody's.
func (s *Store) SavedFilters(ctx context.Context, owner string) ([]saved.Filter, error) {
	out, err := rowsOf(ctx, s, `SELECT id, owner, name, query, created_us FROM saved_filters WHERE owner IN ('', $1) ORDER BY name, id`,
		func(rows *sql.Rows) (f saved.Filter, err error) {
			var created int64
			err = rows.Scan(&f.ID, &f.Owner, &f.Name, &f.Query, &created)
			f.CreatedAt = fromMicros(created)
			return f, err
		}, owner)
	if err != nil {
		return nil, s.readErr("read saved filters", err)
	}
	return out, nil
}

// KeepFilter writes a filter.
func (s *Store) KeepFilter(ctx context.Context, f saved.Filter) error {
	return s.changeFilters(ctx, func(tx *transaction) error {
		_, err := tx.Exec(`INSERT INTO saved_filters (id, owner, name, query, created_us) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, name = excluded.name, query = excluded.query, created_us = excluded.created_us`,
			f.ID, f.Owner, f.Name, f.Query, micros(f.CreatedAt))
		return err
	})
}

// RemoveFilter removes a filter.
func (s *Store) RemoveFilter(ctx context.Context, id string) error {
	return s.changeFilters(ctx, func(tx *transaction) error {
		res, err := tx.Exec(`DELETE FROM saved_filters WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errOr(err, saved.ErrNotFound)
		}
		return nil
	})
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func (s *Store) changeFilters(ctx context.Context, change func(*transaction) error) error {
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("keep saved filters: %w", err)
	}
	defer s.mu.Unlock()
	if err := s.write(ctx, change); err != nil {
		return fmt.Errorf("keep saved filters: %w", err)
	}
	return nil
}
