package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"path"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// Expired returns the oldest events that retention may take.
func (s *Store) Expired(ctx context.Context, before time.Time, limit int) ([]store.Expired, error) {
	var c conditions
	c.add("pinned = 0")
	c.span("received_us", time.Time{}, before)
	rows, err := s.db.QueryContext(ctx, `SELECT id, received_us, images, image_bytes FROM events`+c.sql()+fmt.Sprintf(` ORDER BY seq LIMIT %d`, limit), c.args...)
	if err != nil {
		return nil, s.readErr("read expired events", err)
	}
	defer rows.Close()
	out := []store.Expired{}
	for rows.Next() {
		var e store.Expired
		var id, list []byte
		var at int64
		if err := rows.Scan(&id, &at, &list, &e.Bytes); err != nil {
			return nil, s.readErr("read expired events", err)
		}
		var images []event.Image
		if err := readColumn("images", list, &images); err != nil {
			return nil, s.readErr("read expired events", err)
		}
		for _, img := range images {
			if img.Name != "" {
				e.Images = append(e.Images, img.Name)
			}
		}
		copy(e.ID[:], id)
		e.At = fromMicros(at)
		out = append(out, e)
	}
	if err := rows.Err(); err != nil {
		return nil, s.readErr("read expired events", err)
	}
	return out, nil
}

// Delete removes events. The reads of their plates go with them, and a plate
// with its last read; counts stay, as what happened did happen.
func (s *Store) Delete(ctx context.Context, ids []event.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := false
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			var seq int64
			err := tx.QueryRowContext(ctx, `DELETE FROM events WHERE id = $1 RETURNING seq`, id[:]).Scan(&seq)
			if err == sql.ErrNoRows {
				continue
			}
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM raws WHERE seq = $1`, seq); err != nil {
				return err
			}
			dropped, err := forgetReads(ctx, tx, seq)
			if err != nil {
				return err
			}
			gone = gone || dropped
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("delete events: %w", err)
	}
	if gone {
		s.plates.drop()
	}
	return nil
}

// forgetReads removes an event's plate reads. dropped says that a plate went.
func forgetReads(ctx context.Context, tx *sql.Tx, seq int64) (dropped bool, err error) {
	rows, err := tx.QueryContext(ctx, `DELETE FROM plate_reads WHERE seq = $1 RETURNING text`, seq)
	if err != nil {
		return false, err
	}
	var texts []string
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			rows.Close()
			return false, err
		}
		texts = append(texts, t)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return false, err
	}
	for _, t := range texts {
		if _, err := tx.ExecContext(ctx, `UPDATE plates SET reads = reads - 1 WHERE text = $1`, t); err != nil {
			return false, err
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM plates WHERE text = $1 AND reads <= 0`, t)
		if err != nil {
			return false, err
		}
		if n, err := res.RowsAffected(); err == nil && n > 0 {
			dropped = true
		}
	}
	return dropped, nil
}

// DeleteOld removes what is old and is no event.
func (s *Store) DeleteOld(ctx context.Context, before time.Time, limit int) (names []string, n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	us := before.UnixMicro()
	err = s.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `DELETE FROM quarantine WHERE n IN (SELECT n FROM quarantine WHERE received_us < $1 ORDER BY n LIMIT $2) RETURNING body_name`, us, limit)
		if err != nil {
			return err
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				rows.Close()
				return err
			}
			n++
			if name != "" {
				names = append(names, name)
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
		for _, stmt := range []string{
			`DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE at_us < $1 ORDER BY seq LIMIT $2)`,
			`DELETE FROM alarms WHERE n IN (SELECT n FROM alarms WHERE ended_us < $1 ORDER BY n LIMIT $2)`,
			`DELETE FROM tracks WHERE n IN (SELECT n FROM tracks WHERE ended <> 0 AND last_us < $1 ORDER BY n LIMIT $2)`,
		} {
			if err := deleteSome(ctx, tx, stmt, us, limit, &n); err != nil {
				return err
			}
		}
		return s.forgetPosts(ctx, tx)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("delete what is old: %w", err)
	}
	return names, n, nil
}

// dedupSlices is in how many slices the posts that are known are looked through:
// they stand by their hashes, and no index says which are old.
const dedupSlices = 64

// forgetPosts removes posts that are out of the window, of the next slice.
func (s *Store) forgetPosts(ctx context.Context, tx *sql.Tx) error {
	const width = 1 << 64 / dedupSlices
	low := int64(math.MinInt64) + int64(s.slice)*width
	_, err := tx.ExecContext(ctx, `DELETE FROM dedup WHERE key >= $1 AND key <= $2 AND at_s < $3`,
		low, low+(width-1), s.now().Add(-dedupWindow).Unix())
	s.slice = (s.slice + 1) % dedupSlices
	return err
}

func deleteSome(ctx context.Context, tx *sql.Tx, stmt string, before int64, limit int, n *int) error {
	if *n >= limit {
		return nil
	}
	res, err := tx.ExecContext(ctx, stmt, before, limit-*n)
	if err != nil {
		return err
	}
	rows, err := res.RowsAffected()
	*n += int(rows)
	return err
}

// Named says which names a row refers to. A name begins with the id of the event
// or the quarantined post that it belongs to.
func (s *Store) Named(ctx context.Context, names []string) ([]bool, error) {
	out := make([]bool, len(names))
	for i, name := range names {
		base, _, _ := strings.Cut(path.Base(name), ".")
		id, _, isImage := strings.Cut(base, "-")
		var err error
		if isImage {
			out[i], err = s.namesImage(ctx, id, name)
		} else {
			err = s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM quarantine WHERE id = $1 AND body_name = $2)`, id, name).Scan(&out[i])
		}
		if err != nil {
			return nil, s.readErr("ask for the row of an image", err)
		}
	}
	return out, nil
}

func (s *Store) namesImage(ctx context.Context, id, name string) (bool, error) {
	eid, err := event.ParseID(id)
	if err != nil {
		return false, nil
	}
	var list []byte
	switch err := s.db.QueryRowContext(ctx, `SELECT images FROM events WHERE id = $1`, eid[:]).Scan(&list); err {
	case sql.ErrNoRows:
		return false, nil
	case nil:
	default:
		return false, err
	}
	var images []event.Image
	if err := readColumn("images", list, &images); err != nil {
		return false, err
	}
	for _, img := range images {
		if img.Name == name {
			return true, nil
		}
	}
	return false, nil
}
