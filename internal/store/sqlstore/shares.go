package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
)

const shareColumns = `SELECT s.id, e.id, s.made_by, s.user_id, s.token_id, s.created_us, s.expires_us FROM shares s JOIN events e ON e.seq = s.seq`

func scanShare(row interface{ Scan(...any) error }) (s access.Share, err error) {
	var id []byte
	var created, expires int64
	err = row.Scan(&s.ID, &id, &s.CreatedBy, &s.UserID, &s.TokenID, &created, &expires)
	copy(s.Event[:], id)
	s.CreatedAt, s.ExpiresAt = fromMicros(created), fromMicros(expires)
	return s, err
}

// KeepShare keeps a link to an event.
func (s *Store) KeepShare(ctx context.Context, sh access.KeptShare) error {
	ev, err := s.Event(ctx, sh.Event)
	if err != nil {
		return err
	}
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("keep a link: %w", err)
	}
	defer s.mu.Unlock()
	err = s.write(ctx, func(tx *transaction) error {
		if _, err := tx.Exec(`DELETE FROM shares WHERE expires_us <= $1`, micros(sh.CreatedAt)); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO shares (id, digest, seq, made_by, user_id, token_id, created_us, expires_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			sh.ID, sh.Digest, ev.Seq, sh.CreatedBy, sh.UserID, sh.TokenID, micros(sh.CreatedAt), micros(sh.ExpiresAt))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a link to event %s: %w", sh.Event, err)
	}
	return nil
}

// Shares returns the links to an event, newest first.
func (s *Store) Shares(ctx context.Context, id event.ID, now time.Time) ([]access.Share, error) {
	c := s.byID(ctx, id)
	c.add("s.expires_us > ?", micros(now))
	out, err := rowsOf(ctx, s, shareColumns+c.sql()+" ORDER BY s.created_us DESC, s.id DESC",
		func(rows *sql.Rows) (access.Share, error) { return scanShare(rows) }, c.args...)
	if err != nil {
		return nil, s.readErr(fmt.Sprintf("read the links to event %s", id), err)
	}
	return out, nil
}

// ShareOf returns the link with a digest.
func (s *Store) ShareOf(ctx context.Context, digest string, now time.Time) (access.Share, error) {
	out, err := scanShare(s.db.QueryRowContext(ctx, shareColumns+` WHERE s.digest = $1 AND s.expires_us > $2`, digest, micros(now)))
	if errors.Is(err, sql.ErrNoRows) {
		err = access.ErrNoShare
	}
	if err != nil {
		return access.Share{}, s.readErr("read a link", err)
	}
	return out, nil
}

// RemoveShare removes a link to an event.
func (s *Store) RemoveShare(ctx context.Context, id event.ID, share string) error {
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("remove a link: %w", err)
	}
	defer s.mu.Unlock()
	c := s.byID(ctx, id)
	err := s.write(ctx, func(tx *transaction) error {
		var seq int64
		err := tx.QueryRow(`SELECT e.seq FROM events e`+c.sql(), c.args...).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) {
			return access.ErrNoShare
		}
		if err != nil {
			return err
		}
		res, err := tx.Exec(`DELETE FROM shares WHERE seq = $1 AND id = $2`, seq, share)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, access.ErrNoShare)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove a link to event %s: %w", id, err)
	}
	return nil
}
