package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// plateCache holds every plate text once somebody has searched: a search looks
// at all of them.
type plateCache struct {
	mu     sync.RWMutex
	loaded bool
	texts  map[string]string // text → fold
}

// add takes new texts in. Before the first search there is nothing to add to.
func (p *plateCache) add(texts []string) {
	if len(texts) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.loaded {
		return
	}
	for _, t := range texts {
		if _, ok := p.texts[t]; !ok {
			p.texts[t] = plate.Fold(t)
		}
	}
}

func (p *plateCache) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.loaded, p.texts = false, nil
}

func (s *Store) loadPlates(ctx context.Context) error {
	s.plates.mu.RLock()
	loaded := s.plates.loaded
	s.plates.mu.RUnlock()
	if loaded {
		return nil
	}
	// No commit may come between the reading and the taking over.
	s.mu.Lock()
	defer s.mu.Unlock()
	rows, err := s.db.QueryContext(ctx, `SELECT text, fold FROM plates`)
	if err != nil {
		return err
	}
	defer rows.Close()
	texts := make(map[string]string)
	for rows.Next() {
		var t, f string
		if err := rows.Scan(&t, &f); err != nil {
			return err
		}
		texts[t] = f
	}
	if err := rows.Err(); err != nil {
		return err
	}
	s.plates.mu.Lock()
	defer s.plates.mu.Unlock()
	s.plates.loaded, s.plates.texts = true, texts
	return nil
}

// plateMatch is a plate that a search found.
type plateMatch struct {
	text, kind string
	score      float64
}

// matchPlates returns the best matches, best first.
func (s *Store) matchPlates(ctx context.Context, q plate.Query, limit int) ([]plateMatch, error) {
	if err := s.loadPlates(ctx); err != nil {
		return nil, err
	}
	s.plates.mu.RLock()
	var out []plateMatch
	for text, fold := range s.plates.texts {
		if kind, score := q.MatchFolded(text, fold); kind != "" {
			out = append(out, plateMatch{text, kind, score})
		}
	}
	s.plates.mu.RUnlock()
	slices.SortFunc(out, func(a, b plateMatch) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.text, b.text))
	})
	return out[:min(len(out), limit)], nil
}

const plateColumns = `SELECT text, reads, first_us, last_us, last_event, last_camera, grp, owner FROM plates`

func scanPlate(row interface{ Scan(...any) error }) (store.PlateSummary, error) {
	var p store.PlateSummary
	var first, last int64
	var id []byte
	err := row.Scan(&p.Text, &p.Reads, &first, &last, &id, &p.LastCamera, &p.Group, &p.Owner)
	if err == nil && len(id) != len(p.LastEvent) {
		err = fmt.Errorf("plate %q has an event id of %d bytes", p.Text, len(id))
	}
	copy(p.LastEvent[:], id)
	p.FirstSeen, p.LastSeen = fromMicros(first), fromMicros(last)
	return p, err
}

// Plate returns one plate.
func (s *Store) Plate(ctx context.Context, text string) (store.PlateSummary, error) {
	p, err := scanPlate(s.db.QueryRowContext(ctx, plateColumns+` WHERE text = $1`, plate.Normalize(text)))
	if errors.Is(err, sql.ErrNoRows) {
		err = event.ErrNotFound
	}
	if err != nil {
		return store.PlateSummary{}, s.readErr(fmt.Sprintf("read plate %.40q", text), err)
	}
	return p, nil
}

// maxSearch is how many matches a search goes through.
const maxSearch = 1000

// Plates lists plates: those read last first, or the best matches of a search.
func (s *Store) Plates(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	q.Limit = limitOf(q.Limit)
	var out []store.PlateSummary
	var next string
	var err error
	if q.Fuzzy != "" {
		out, next, err = s.searchPlates(ctx, q)
	} else {
		out, next, err = s.listPlates(ctx, q)
	}
	if err != nil {
		return nil, "", s.readErr("read plates", err)
	}
	return out, next, nil
}

func (s *Store) listPlates(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	var c conditions
	if q.Cursor != "" {
		us, text, ok := strings.Cut(q.Cursor, ".")
		n, err := strconv.ParseInt(us, 36, 64)
		if !ok || err != nil {
			return nil, "", fmt.Errorf("%.40q: %w", q.Cursor, store.ErrCursor)
		}
		c.add("(last_us < ? OR last_us = ? AND text < ?)", n, n, text)
	}
	if q.Exact != "" {
		c.add("text = ?", plate.Normalize(q.Exact))
	}
	if p := plate.Normalize(q.Prefix); p != "" {
		c.add("text >= ?", p)
		c.add("text < ?", p+"\U0010FFFF")
	}
	if q.Group != "" {
		c.add("grp_fold = ?", strings.ToLower(q.Group))
	}
	rows, err := s.db.QueryContext(ctx, plateColumns+c.sql()+" ORDER BY last_us DESC, text DESC LIMIT "+fmt.Sprint(q.Limit+1), c.args...)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	out := []store.PlateSummary{}
	for rows.Next() {
		if len(out) == q.Limit {
			last := out[len(out)-1]
			return out, strconv.FormatInt(last.LastSeen.UnixMicro(), 36) + "." + last.Text, nil
		}
		p, err := scanPlate(rows)
		if err != nil {
			return nil, "", err
		}
		switch {
		case q.Exact != "":
			p.Match, p.Score = plate.Exact, 1
		case q.Prefix != "":
			p.Match, p.Score = plate.NewQuery(q.Prefix).Match(p.Text)
		}
		out = append(out, p)
	}
	return out, "", rows.Err()
}

// searchPlates pages through the matches of a search by their place.
func (s *Store) searchPlates(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	from := int64(0)
	if q.Cursor != "" {
		var err error
		if from, err = parseCursor(q.Cursor); err != nil {
			return nil, "", err
		}
	}
	matches, err := s.matchPlates(ctx, plate.NewQuery(q.Fuzzy), maxSearch)
	if err != nil {
		return nil, "", err
	}
	out := []store.PlateSummary{}
	for i := int(min(from, int64(len(matches)))); i < len(matches); i++ {
		if len(out) == q.Limit {
			return out, cursor(int64(i)), nil
		}
		p, err := scanPlate(s.db.QueryRowContext(ctx, plateColumns+` WHERE text = $1`, matches[i].text))
		if errors.Is(err, sql.ErrNoRows) {
			continue // retention was here
		}
		if err != nil {
			return nil, "", err
		}
		if q.Group != "" && !strings.EqualFold(p.Group, q.Group) || q.Prefix != "" && !strings.HasPrefix(p.Text, plate.Normalize(q.Prefix)) ||
			q.Exact != "" && p.Text != plate.Normalize(q.Exact) {
			continue
		}
		p.Match, p.Score = matches[i].kind, matches[i].score
		out = append(out, p)
	}
	return out, "", nil
}
