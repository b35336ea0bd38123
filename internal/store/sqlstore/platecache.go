package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/watchpost/watchpost/internal/plate"
)

// plateCache holds every plate text once somebody has searched: a search looks
// at all of them. Texts are only added; those that retention took from the table
// are noticed when their rows are read.
type plateCache struct {
	mu    sync.Mutex // held while texts are read
	texts []plateText
	last  int64 // the highest number of texts
	gone  int   // how many of texts have no row any more
}

// plateText is a plate's number and text. fold is what plate.Fold makes of it.
type plateText struct {
	n          int64
	text, fold string
}

// plateMatch is a plate that a search found.
type plateMatch struct {
	plateText
	kind  string
	score float64
}

// forget notes that retention took n plates. When that were many, all are read
// anew.
func (p *plateCache) forget(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone += n; p.gone > len(p.texts)/2 {
		p.texts, p.last, p.gone = nil, 0, 0
	}
}

// plateRead is how many texts are read at once.
const plateRead = 20_000

// current returns every plate text, reading those that are new. What it returns
// is not changed by later calls.
func (p *plateCache) current(ctx context.Context, s *Store) ([]plateText, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		before := len(p.texts)
		if err := p.read(ctx, s); err != nil {
			return nil, err
		}
		if len(p.texts)-before < plateRead {
			return p.texts[:len(p.texts):len(p.texts)], nil
		}
	}
}

func (p *plateCache) read(ctx context.Context, s *Store) error {
	rows, err := s.db.QueryContext(ctx, `SELECT n, text FROM plates WHERE n > $1 ORDER BY n LIMIT $2`, p.last, plateRead)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var t plateText
		if err := rows.Scan(&t.n, &t.text); err != nil {
			return err
		}
		if t.fold = plate.Fold(t.text); t.fold == t.text {
			t.fold = t.text // one string in memory, not two
		}
		p.texts, p.last = append(p.texts, t), t.n
	}
	return rows.Err()
}

// matchPlates returns the matches of a search, best first.
func (s *Store) matchPlates(ctx context.Context, q plate.Query) ([]plateMatch, error) {
	if q.Empty() {
		return nil, nil
	}
	texts, err := s.plates.current(ctx, s)
	if err != nil {
		return nil, err
	}
	var out []plateMatch
	for _, t := range texts {
		if kind, score := q.MatchFolded(t.text, t.fold); kind != "" {
			out = append(out, plateMatch{t, kind, score})
		}
	}
	slices.SortFunc(out, comparePlates)
	return out, nil
}

// comparePlates puts the best match first.
func comparePlates(a, b plateMatch) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.text, b.text))
}
