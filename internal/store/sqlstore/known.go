package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// PlateGroups returns the groups that people put plates into.
func (s *Store) PlateGroups(ctx context.Context) ([]plate.Group, error) {
	count := `(SELECT count(*) FROM known_plates k WHERE k.grp = g.id AND k.grp <> '')`
	if access.ScopeOf(ctx).Limited() {
		count = "0"
	}
	out := []plate.Group{}
	err := s.eachOf(ctx, `SELECT g.id, g.name, g.color, `+count+` FROM plate_groups g`, nil, func(r *sql.Rows) error {
		var g plate.Group
		err := r.Scan(&g.ID, &g.Name, &g.Color, &g.Plates)
		out = append(out, g)
		return err
	})
	if err != nil {
		return nil, s.readErr("read groups of plates", err)
	}
	slices.SortFunc(out, func(a, b plate.Group) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

const knownColumns = `SELECT k.text, k.grp, k.owner, k.note, k.changed_us, k.changed_by FROM known_plates k`

func scanKnown(r *sql.Rows) (plate.Known, error) {
	var k plate.Known
	var changed int64
	err := r.Scan(&k.Text, &k.Group, &k.Owner, &k.Note, &changed, &k.ChangedBy)
	k.ChangedAt = fromMicros(changed)
	return k, err
}

// readInSight asks for plates that a camera in sight has read.
func (s *Store) readInSight(ctx context.Context, c *conditions) {
	if !access.ScopeOf(ctx).Limited() {
		return
	}
	var seen conditions
	s.sees(ctx, &seen, "e.camera")
	c.add("EXISTS (SELECT 1 FROM plate_reads p CROSS JOIN events e ON e.seq = p.seq WHERE p.text = k.text AND "+seen.text()+")", seen.args...)
}

// KnownPlates lists what people know of plates, by their text.
func (s *Store) KnownPlates(ctx context.Context, q store.KnownQuery) ([]plate.Known, string, error) {
	var c conditions
	if q.Cursor != "" {
		if plate.Normalize(q.Cursor) != q.Cursor {
			return nil, "", s.readErr("read known plates", fmt.Errorf("%.40q: %w", q.Cursor, store.ErrCursor))
		}
		c.add("k.text > ?", q.Cursor)
	}
	if q.Group != "" {
		c.add("k.grp = ? AND k.grp <> ''", q.Group)
	}
	if q.Search != "" {
		where, args := "instr(k.owner_fold, ?) > 0", []any{strings.ToLower(q.Search)}
		if text := plate.Normalize(q.Search); text != "" {
			where, args = "("+where+" OR instr(k.text, ?) > 0)", append(args, text)
		}
		c.add(where, args...)
	}
	s.readInSight(ctx, &c)
	limit, out := limitOf(q.Limit), []plate.Known{}
	err := s.eachOf(ctx, knownColumns+c.sql()+" ORDER BY k.text LIMIT "+fmt.Sprint(limit+1), c.args, func(r *sql.Rows) error {
		k, err := scanKnown(r)
		out = append(out, k)
		return err
	})
	if err != nil {
		return nil, "", s.readErr("read known plates", err)
	}
	if len(out) > limit {
		return out[:limit], out[limit-1].Text, nil
	}
	return out, "", nil
}

// KnownPlatesOf returns what people know of some plates.
func (s *Store) KnownPlatesOf(ctx context.Context, texts []string) (map[string]plate.Known, error) {
	out := make(map[string]plate.Known)
	for part := range slices.Chunk(texts, maxLimit) {
		var c conditions
		c.add(in("k.text", part), flat(part)...)
		s.readInSight(ctx, &c)
		err := s.eachOf(ctx, knownColumns+c.sql(), c.args, func(r *sql.Rows) error {
			k, err := scanKnown(r)
			out[k.Text] = k
			return err
		})
		if err != nil {
			return nil, s.readErr("read what is known of plates", err)
		}
	}
	return out, nil
}

// CountKnownPlates is how many plates are known.
func (s *Store) CountKnownPlates(ctx context.Context) (n int64, err error) {
	if err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM known_plates`).Scan(&n); err != nil {
		return 0, s.readErr("count known plates", err)
	}
	return n, nil
}

// eachOf calls scan for each row.
func (s *Store) eachOf(ctx context.Context, stmt string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.db.QueryContext(ctx, stmt, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// KeepKnownPlates writes what people know of plates.
func (s *Store) KeepKnownPlates(ctx context.Context, c store.KnownChanges) error {
	if err := s.mu.lock(ctx); err != nil {
		return fmt.Errorf("keep known plates: %w", err)
	}
	defer s.mu.Unlock()
	if err := s.write(ctx, func(tx *transaction) error { return keepKnown(tx, &c) }); err != nil {
		return fmt.Errorf("keep known plates: %w", err)
	}
	return nil
}

func keepKnown(tx *transaction, c *store.KnownChanges) error {
	for _, id := range c.RemoveGroups {
		for _, stmt := range []string{
			`DELETE FROM plate_groups WHERE id = $1`,
			`DELETE FROM known_plates WHERE grp = $1 AND grp <> '' AND owner = '' AND note = ''`,
			`UPDATE known_plates SET grp = '' WHERE grp = $1 AND grp <> ''`,
		} {
			if _, err := tx.Exec(stmt, id); err != nil {
				return fmt.Errorf("group of plates %s: %w", id, err)
			}
		}
	}
	for _, g := range c.Groups {
		_, err := tx.Exec(`INSERT INTO plate_groups (id, name, color) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, color = excluded.color`, g.ID, g.Name, string(g.Color))
		if err != nil {
			return fmt.Errorf("group of plates %s: %w", g.ID, err)
		}
	}
	for i := range c.Plates {
		if err := keepKnownPlate(tx, &c.Plates[i]); err != nil {
			return fmt.Errorf("known plate %.40q: %w", c.Plates[i].Text, err)
		}
	}
	return keepLog(tx, &access.Changes{Log: c.Log})
}

func keepKnownPlate(tx *transaction, k *plate.Known) error {
	if k.Empty() {
		_, err := tx.Exec(`DELETE FROM known_plates WHERE text = $1`, k.Text)
		return err
	}
	_, err := tx.Exec(`INSERT INTO known_plates (text, grp, owner, owner_fold, note, changed_us, changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (text) DO UPDATE SET grp = excluded.grp, owner = excluded.owner, owner_fold = excluded.owner_fold, note = excluded.note,
		changed_us = excluded.changed_us, changed_by = excluded.changed_by`,
		k.Text, k.Group, k.Owner, strings.ToLower(k.Owner), k.Note, micros(k.ChangedAt), k.ChangedBy)
	return err
}
