package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// unpinned remembers the lowest number of an event that is not pinned, so that
// retention does not walk over the pinned ones at the old end each time.
type unpinned struct {
	mu       sync.Mutex
	from     int64 // every event below is pinned
	released int   // how often an event was let go
}

// get returns the number to begin at, and what to give to walked.
func (u *unpinned) get() (from int64, released int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.from, u.released
}

// walked takes note that all below from are pinned, when none has been let go
// since get.
func (u *unpinned) walked(from int64, released int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.released == released {
		u.from = from
	}
}

// release takes note that an event is no longer pinned.
func (u *unpinned) release(seq int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.from = min(u.from, seq)
	u.released++
}

// Pin keeps an event from retention, or lets it go.
func (s *Store) Pin(ctx context.Context, id event.ID, pinned bool) error {
	n, err := s.pin(ctx, []event.ID{id}, pinned)
	if err == nil && n == 0 {
		err = event.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("pin event %s: %w", id, err)
	}
	return nil
}

// PinAll keeps several events from retention, or lets them go.
func (s *Store) PinAll(ctx context.Context, ids []event.ID, pinned bool) error {
	if _, err := s.pin(ctx, ids, pinned); err != nil {
		return fmt.Errorf("pin %d events: %w", len(ids), err)
	}
	return nil
}

func (s *Store) pin(ctx context.Context, ids []event.ID, pinned bool) (n int, err error) {
	if err := s.mu.lock(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	var seqs []int64
	err = s.write(ctx, func(tx *transaction) error {
		for _, id := range ids {
			var seq int64
			c := conditions{}
			c.add("id = ?", id[:])
			s.sees(ctx, &c, "camera")
			err := tx.QueryRow(fmt.Sprintf("UPDATE events SET pinned = %d%s RETURNING seq", bit(pinned), c.sql()), c.args...).Scan(&seq)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			seqs = append(seqs, seq)
		}
		return nil
	})
	if err == nil && !pinned {
		for _, seq := range seqs {
			s.unpinned.release(seq)
		}
	}
	return len(seqs), err
}

// Expired returns the oldest events that retention may take.
func (s *Store) Expired(ctx context.Context, before time.Time, limit int) ([]store.Expired, error) {
	out, err := s.expired(ctx, before, limit)
	if err != nil {
		return nil, s.readErr("read expired events", err)
	}
	return out, nil
}

func (s *Store) expired(ctx context.Context, before time.Time, limit int) ([]store.Expired, error) {
	from, err := s.firstUnpinned(ctx)
	if err != nil {
		return nil, err
	}
	var c conditions
	if !before.IsZero() {
		low, high, err := s.numbersOf(ctx, time.Time{}, before)
		if err != nil {
			return nil, err
		}
		from = max(from, low)
		c.add("seq <= ?", high)
		c.span("received_us", time.Time{}, before)
	}
	c.add("seq >= ?", from)
	c.add("pinned = 0")
	rows, err := s.db.QueryContext(ctx, `SELECT id, received_us, images, image_bytes FROM events`+c.sql()+fmt.Sprintf(` ORDER BY seq LIMIT %d`, limit), c.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []store.Expired{}
	for rows.Next() {
		var e store.Expired
		var id, list []byte
		var at int64
		if err := rows.Scan(&id, &at, &list, &e.Bytes); err != nil {
			return nil, err
		}
		if e.Images, err = imageNames(list); err != nil {
			return nil, err
		}
		copy(e.ID[:], id)
		e.At = fromMicros(at)
		out = append(out, e)
	}
	return out, rows.Err()
}

// firstUnpinned is the number of the oldest event that is not pinned.
func (s *Store) firstUnpinned(ctx context.Context) (int64, error) {
	from, released := s.unpinned.get()
	var first int64
	err := s.db.QueryRowContext(ctx, `SELECT seq FROM events WHERE seq >= $1 AND pinned = 0 ORDER BY seq LIMIT 1`, from).Scan(&first)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return from, nil
	case err != nil:
		return 0, err
	}
	s.unpinned.walked(first, released)
	return first, nil
}

// imageNames are the names in the column images.
func imageNames(column []byte) ([]string, error) {
	var images []event.Image
	if err := readColumn("images", column, &images); err != nil {
		return nil, err
	}
	var names []string
	for i := range images {
		if images[i].Name != "" {
			names = append(names, images[i].Name)
		}
	}
	return names, nil
}
