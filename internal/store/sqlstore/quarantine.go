package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

func (w *batch) quarantined(posts []store.Quarantined) error {
	for i := range posts {
		p := &posts[i]
		_, err := w.tx.Exec(`INSERT INTO quarantine (id, received_us, device, ip, method, path, content_type, reason, bytes, body_name, kept)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			p.ID, micros(p.ReceivedAt), p.DeviceID, p.IP, p.Method, p.Path, p.ContentType, p.Reason, p.Bytes, p.BodyName, p.Kept)
		if err != nil {
			return fmt.Errorf("quarantined post %s: %w", p.ID, err)
		}
	}
	return nil
}

// quarantineRow is a quarantined post with its place in the list.
type quarantineRow struct {
	n int64
	store.Quarantined
}

const quarantineColumns = `SELECT n, id, received_us, device, ip, method, path, content_type, reason, bytes, body_name, kept FROM quarantine`

func scanQuarantined(rows *sql.Rows) (quarantineRow, error) {
	var p quarantineRow
	var received int64
	err := rows.Scan(&p.n, &p.ID, &received, &p.DeviceID, &p.IP, &p.Method, &p.Path, &p.ContentType, &p.Reason, &p.Bytes, &p.BodyName, &p.Kept)
	p.ReceivedAt = fromMicros(received)
	return p, err
}

// Quarantined lists what was not understood, newest first. It belongs to no camera:
// who is limited to some has none of it.
func (s *Store) Quarantined(ctx context.Context, p store.Page) ([]store.Quarantined, string, error) {
	var c conditions
	c.before(&p, "n")
	c.everything(ctx)
	rows, next, err := list(ctx, s, &c, quarantineColumns, "n", p, scanQuarantined, func(r quarantineRow) int64 { return r.n })
	if err != nil {
		return nil, "", s.readErr("read quarantine", err)
	}
	out := make([]store.Quarantined, len(rows))
	for i, r := range rows {
		out[i] = r.Quarantined
	}
	return out, next, nil
}

// QuarantinedPost returns one quarantined post.
func (s *Store) QuarantinedPost(ctx context.Context, id string) (store.Quarantined, error) {
	var c conditions
	c.add("id = ?", id)
	c.everything(ctx)
	rows, _, err := list(ctx, s, &c, quarantineColumns, "n", store.Page{Limit: 1}, scanQuarantined, func(r quarantineRow) int64 { return r.n })
	if err == nil && len(rows) == 0 {
		err = event.ErrNotFound
	}
	if err != nil {
		return store.Quarantined{}, s.readErr(fmt.Sprintf("read quarantined post %.40q", id), err)
	}
	return rows[0].Quarantined, nil
}

// DeleteQuarantined removes one quarantined post.
func (s *Store) DeleteQuarantined(ctx context.Context, id string) (bodyName string, err error) {
	if err := s.mu.lock(ctx); err != nil {
		return "", fmt.Errorf("delete quarantined post: %w", err)
	}
	defer s.mu.Unlock()
	found := true
	err = s.write(ctx, func(tx *transaction) error {
		err := tx.QueryRow(`DELETE FROM quarantine WHERE id = $1 RETURNING body_name`, id).Scan(&bodyName)
		if found = !errors.Is(err, sql.ErrNoRows); !found {
			return nil
		}
		return err
	})
	if err == nil && !found {
		err = event.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("delete quarantined post %.80q: %w", id, err)
	}
	return bodyName, nil
}
