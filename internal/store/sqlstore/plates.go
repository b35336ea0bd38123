package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// plateRow is a plate with its number.
type plateRow struct {
	n int64
	store.PlateSummary
}

const plateColumns = `SELECT n, text, reads, first_us, last_us, last_event, last_camera, grp, owner FROM plates`

func scanPlate(row interface{ Scan(...any) error }) (plateRow, error) {
	var p plateRow
	var first, last int64
	var id []byte
	err := row.Scan(&p.n, &p.Text, &p.Reads, &first, &last, &id, &p.LastCamera, &p.Group, &p.Owner)
	if err == nil && len(id) != len(p.LastEvent) {
		err = fmt.Errorf("plate %q has an event id of %d bytes", p.Text, len(id))
	}
	copy(p.LastEvent[:], id)
	p.FirstSeen, p.LastSeen = fromMicros(first), fromMicros(last)
	return p, err
}

// Plate returns one plate.
func (s *Store) Plate(ctx context.Context, text string) (store.PlateSummary, error) {
	if access.ScopeOf(ctx).Limited() {
		p, _, err := s.plateInSight(ctx, plate.Normalize(text))
		if err != nil {
			return store.PlateSummary{}, s.readErr(fmt.Sprintf("read plate %.40q", text), err)
		}
		return p.PlateSummary, nil
	}
	p, err := scanPlate(s.db.QueryRowContext(ctx, plateColumns+` WHERE text = $1`, plate.Normalize(text)))
	if errors.Is(err, sql.ErrNoRows) {
		err = event.ErrNotFound
	}
	if err != nil {
		return store.PlateSummary{}, s.readErr(fmt.Sprintf("read plate %.40q", text), err)
	}
	return p.PlateSummary, nil
}

// Plates lists plates: those read last first, or the best matches of a search.
func (s *Store) Plates(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	q.Limit = limitOf(q.Limit)
	list := s.listPlates
	switch {
	case q.Fuzzy != "":
		list = s.searchPlates
	case access.ScopeOf(ctx).Limited():
		list = s.platesInSight
	}
	out, next, err := list(ctx, q)
	if err != nil {
		return nil, "", s.readErr("read plates", err)
	}
	return out, next, nil
}

// listPlates pages by when a plate was read last, and its number.
func (s *Store) listPlates(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	var c conditions
	if q.Cursor != "" {
		from, err := parsePlace(q.Cursor)
		if err != nil {
			return nil, "", err
		}
		c.after(from, "last_us")
	}
	if q.Exact == "" {
		c.add("reads > 0") // the others are misreads alone
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
	c.known(q.Known)
	rows, err := s.plateRows(ctx, c.sql()+" ORDER BY last_us DESC, n DESC LIMIT "+strconv.Itoa(q.Limit+1), c.args)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		last := rows[q.Limit-1]
		next = place{micros(last.LastSeen), last.n}.String()
	}
	out := make([]store.PlateSummary, len(rows))
	for i, r := range rows {
		switch {
		case q.Exact != "":
			r.Match, r.Score = plate.Exact, 1
		case q.Prefix != "":
			r.Match, r.Score = plate.NewQuery(q.Prefix).Match(r.Text)
		}
		out[i] = r.PlateSummary
	}
	return out, next, nil
}

func (s *Store) plateRows(ctx context.Context, clauses string, args []any) ([]plateRow, error) {
	rows, err := s.db.QueryContext(ctx, plateColumns+clauses, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []plateRow
	for rows.Next() {
		p, err := scanPlate(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// searchPlates pages by how well a plate matches, and its text.
func (s *Store) searchPlates(ctx context.Context, q store.PlateQuery) ([]store.PlateSummary, string, error) {
	var last plateMatch
	if q.Cursor != "" {
		var err error
		if last, err = parseMatch(q.Cursor); err != nil {
			return nil, "", err
		}
	}
	matches, err := s.matchPlates(ctx, plate.NewQuery(q.Fuzzy))
	if err == nil && q.Known != "" {
		matches, err = s.inGroup(ctx, matches, q.Known)
	}
	if err != nil {
		return nil, "", err
	}
	if q.Cursor != "" {
		at, found := slices.BinarySearchFunc(matches, last, comparePlates)
		if found {
			at++
		}
		matches = matches[at:]
	}
	rowsOf := s.rowsOf
	if access.ScopeOf(ctx).Limited() {
		rowsOf = s.matchesInSight
	}
	out, begun := []store.PlateSummary{}, s.now()
	for part := range slices.Chunk(matches, q.Limit+1) {
		if s.now().Sub(begun) >= readBudget {
			return out, last.String(), nil
		}
		rows, err := rowsOf(ctx, part)
		if err != nil {
			return nil, "", err
		}
		for _, m := range part {
			p, ok := rows[m.n]
			if !ok || !p.meets(&q) {
				continue
			}
			if len(out) == q.Limit {
				return out, last.String(), nil
			}
			p.Match, p.Score = m.kind, m.score
			out, last = append(out, p.PlateSummary), m
		}
		last = part[len(part)-1]
	}
	return out, "", nil
}

// known asks for plates that people put into a group.
func (c *conditions) known(group string) {
	if group != "" {
		c.add("text IN (SELECT k.text FROM known_plates k WHERE k.grp = ? AND k.grp <> '')", group)
	}
}

// inGroup are those of some matches that people put into a group.
func (s *Store) inGroup(ctx context.Context, matches []plateMatch, group string) ([]plateMatch, error) {
	in := make(map[string]bool)
	err := s.eachOf(ctx, `SELECT k.text FROM known_plates k WHERE k.grp = $1 AND k.grp <> ''`, []any{group}, func(r *sql.Rows) error {
		var text string
		err := r.Scan(&text)
		in[text] = true
		return err
	})
	return slices.DeleteFunc(matches, func(m plateMatch) bool { return !in[m.text] }), err
}

// rowsOf reads the rows of matches by their numbers. Those that retention took
// have none.
func (s *Store) rowsOf(ctx context.Context, matches []plateMatch) (map[int64]plateRow, error) {
	numbers := make([]int64, len(matches))
	for i, m := range matches {
		numbers[i] = m.n
	}
	var c conditions
	c.add(in("n", numbers), flat(numbers)...)
	rows, err := s.plateRows(ctx, c.sql(), c.args)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]plateRow, len(rows))
	for _, r := range rows {
		out[r.n] = r
	}
	return out, nil
}

// meets says whether a plate passes what a search asks for besides.
func (p *plateRow) meets(q *store.PlateQuery) bool {
	return (q.Group == "" || strings.EqualFold(p.Group, q.Group)) &&
		(q.Exact == "" || p.Text == plate.Normalize(q.Exact)) &&
		strings.HasPrefix(p.Text, plate.Normalize(q.Prefix))
}

// String is the cursor of the page after m.
func (m plateMatch) String() string {
	return strconv.FormatUint(math.Float64bits(m.score), 36) + "." + m.text
}

func parseMatch(cursor string) (m plateMatch, err error) {
	bits, text, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseUint(bits, 36, 64)
	if err != nil || !ok || text == "" {
		return m, fmt.Errorf("%.40q: %w", cursor, store.ErrCursor)
	}
	m.text, m.score = text, math.Float64frombits(n)
	return m, nil
}
