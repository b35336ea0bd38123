package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// A list of events is read along one index that holds it newest first, the one
// that is likely to be the narrowest; the other filters are looked at row by
// row. Several values of one filter are as many ordered, bounded lists, merged.

// maxBranches is how many such lists are merged at most. With more values than
// that, the filter is looked at row by row.
const maxBranches = 128

// maxFuzzy is how many different plates a search for events takes.
const maxFuzzy = 100

// eventQuery makes the statement for a list. ok is false when nothing matches.
func (s *Store) eventQuery(ctx context.Context, q *store.EventQuery) (stmt string, args []any, ok bool, err error) {
	var c conditions
	if q.Cursor != "" {
		n, err := parseCursor(q.Cursor)
		if err != nil {
			return "", nil, false, err
		}
		c.add("e.seq < ?", n)
	}
	if ok, err = s.spanOf(ctx, &c, q); err != nil || !ok {
		return "", nil, false, err
	}
	f, ok, err := s.filters(ctx, q)
	if err != nil || !ok {
		return "", nil, false, err
	}
	along := f.narrowest()
	for i := range f {
		if i != along {
			c.add(f[i].residual, f[i].residualArgs...)
		}
	}
	if along < 0 {
		return fmt.Sprintf("%s%s ORDER BY e.seq DESC LIMIT %d", eventColumns, c.sql(), q.Limit+1), c.args, true, nil
	}
	return merged(f[along], &c, q.Limit+1), c.args, true, nil
}

// merged is the statement that merges one ordered list for each branch.
func merged(f filter, c *conditions, limit int) string {
	rest := strings.Join(c.where, " AND ")
	var parts []string
	for _, b := range f.branches {
		one := conditions{args: c.args}
		one.add(b.cond, b.args...)
		c.args = one.args
		where := one.where[0]
		if rest != "" {
			where += " AND " + rest
		}
		parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT %s AS seq FROM %s WHERE %s ORDER BY %s DESC LIMIT %d)", b.seq, b.from, where, b.seq, limit))
	}
	if len(parts) == 1 {
		return eventColumns + " JOIN (" + parts[0] + ") m ON m.seq = e.seq ORDER BY m.seq DESC LIMIT " + fmt.Sprint(limit)
	}
	// UNION, since an event may stand in several lists.
	return eventColumns + " JOIN (SELECT seq FROM (" + strings.Join(parts, " UNION ") + ") ORDER BY seq DESC LIMIT " + fmt.Sprint(limit) +
		") m ON m.seq = e.seq ORDER BY m.seq DESC"
}

// filter is one of the filters of a list, in both its forms.
type filter struct {
	rank         int      // the lower, the narrower, as a rule
	branches     []branch // as lists to read along; none when there are too many
	residual     string   // as a condition on events e
	residualArgs []any
}

// branch is a list to read along.
type branch struct {
	from, seq, cond string
	args            []any
}

type filters []filter

// narrowest is the filter to read along, -1 when there is none.
func (f filters) narrowest() int {
	best := -1
	for i := range f {
		if len(f[i].branches) > 0 && (best < 0 || f[i].rank < f[best].rank) {
			best = i
		}
	}
	return best
}

func (s *Store) filters(ctx context.Context, q *store.EventQuery) (f filters, ok bool, err error) {
	plates, ok, err := s.plateFilter(ctx, q)
	if err != nil || !ok {
		return nil, false, err
	}
	f = append(f, plates...)
	if g, ok := groupFilter(q.Groups); ok {
		f = append(f, g)
	}
	where, ok := s.placeFilters(q)
	if !ok {
		return nil, false, nil
	}
	f = append(f, where...)
	var mask int64
	for _, t := range q.Targets {
		mask |= targetBit(t)
	}
	if mask != 0 {
		f = append(f, maskFilter(mask))
	}
	for _, h := range []struct {
		asked bool
		bit   int64
	}{{q.HasImage, maskImage}, {q.HasPlate, maskPlate}, {q.HasFace, maskFace}} {
		if h.asked {
			f = append(f, maskFilter(h.bit))
		}
	}
	return f, true, nil
}

// maskRank says how rare what a bit stands for is: persons, cars and pictures
// are everywhere.
func maskRank(mask int64) int {
	if mask&(maskImage|1<<0|1<<1) != 0 {
		return 60
	}
	return 40
}

// maskFilter asks for any of the bits. The number stands in the statement itself:
// only so does SQLite see that the index of each bit serves it.
func maskFilter(mask int64) filter {
	f := filter{rank: maskRank(mask), residual: fmt.Sprintf("(e.mask & %d) <> 0", mask)}
	for bit := int64(1); bit <= mask; bit <<= 1 {
		if mask&bit != 0 {
			f.branches = append(f.branches, branch{from: "events e", seq: "e.seq", cond: fmt.Sprintf("(e.mask & %d) <> 0", bit)})
		}
	}
	return f
}

func groupFilter(groups []string) (filter, bool) {
	if len(groups) == 0 {
		return filter{}, false
	}
	f := filter{rank: 20}
	var c conditions
	folded := make([]string, len(groups))
	for i, g := range groups {
		folded[i] = strings.ToLower(g)
		f.branches = append(f.branches, branch{from: "events e", seq: "e.seq", cond: "e.grp_fold = ?", args: []any{folded[i]}})
	}
	f.residual, f.residualArgs = oneOf(&c, "e.grp_fold", folded)
	return f.bounded(), true
}

// oneOf is a condition with question marks, and its arguments.
func oneOf[T any](_ *conditions, column string, values []T) (string, []any) {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return column + " IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ") + ")", args
}

// bounded takes the branches away when they are too many.
func (f filter) bounded() filter {
	if len(f.branches) > maxBranches {
		f.branches = nil
	}
	return f
}

// plateFilter asks for a plate, or for plates like one.
func (s *Store) plateFilter(ctx context.Context, q *store.EventQuery) (out filters, ok bool, err error) {
	var texts []string
	switch {
	case q.Plate != "":
		texts = []string{plate.Normalize(q.Plate)}
		if q.Fuzzy != "" {
			if kind, _ := plate.NewQuery(q.Fuzzy).Match(texts[0]); kind == "" {
				return nil, false, nil
			}
		}
	case q.Fuzzy != "":
		matches, err := s.matchPlates(ctx, plate.NewQuery(q.Fuzzy), maxFuzzy)
		if err != nil {
			return nil, false, err
		}
		for _, m := range matches {
			texts = append(texts, m.text)
		}
	default:
		return nil, true, nil
	}
	if len(texts) == 0 {
		return nil, false, nil
	}
	f := filter{rank: 10}
	for _, t := range texts {
		f.branches = append(f.branches, branch{from: "plate_reads p JOIN events e ON e.seq = p.seq", seq: "p.seq", cond: "p.text = ?", args: []any{t}})
	}
	return filters{f}, true, nil
}

// placeFilters ask for cameras, devices, types and categories. The cameras and
// types of one query share an index.
func (s *Store) placeFilters(q *store.EventQuery) (out filters, ok bool) {
	cameras, asked := s.camerasOf(q)
	if asked && len(cameras) == 0 {
		return nil, false
	}
	types, typed := typesOf(q)
	if typed && len(types) == 0 {
		return nil, false
	}
	if asked && typed && len(cameras)*len(types) <= maxBranches {
		f := filter{rank: 25}
		for _, c := range cameras {
			for _, t := range types {
				f.branches = append(f.branches, branch{from: "events e", seq: "e.seq", cond: "e.camera = ? AND e.type = ?", args: []any{c, t}})
			}
		}
		inCameras, args := oneOf(nil, "e.camera", cameras)
		inTypes, more := oneOf(nil, "e.type", types)
		f.residual, f.residualArgs = inCameras+" AND "+inTypes, append(args, more...)
		return filters{f}, true
	}
	if asked {
		f := filter{rank: 30}
		for _, c := range cameras {
			f.branches = append(f.branches, branch{from: "events e", seq: "e.seq", cond: "e.camera = ?", args: []any{c}})
		}
		f.residual, f.residualArgs = oneOf(nil, "e.camera", cameras)
		out = append(out, f.bounded())
	}
	if typed {
		f := filter{rank: 50}
		for _, t := range types {
			f.branches = append(f.branches, branch{from: "events e", seq: "e.seq", cond: "e.type = ?", args: []any{t}})
		}
		f.residual, f.residualArgs = oneOf(nil, "e.type", types)
		out = append(out, f)
	}
	return out, true
}

// camerasOf are the keys of the cameras that are asked for, by themselves or by
// their devices.
func (s *Store) camerasOf(q *store.EventQuery) (keys []int64, asked bool) {
	for _, id := range q.Cameras {
		if k, ok := s.keys.id(id); ok {
			keys = append(keys, k.key)
		}
	}
	if len(q.Devices) == 0 {
		return keys, len(q.Cameras) > 0
	}
	var of []int64
	for _, id := range q.Devices {
		of = append(of, s.keys.ofDevice(id)...)
	}
	if len(q.Cameras) == 0 {
		return of, true
	}
	return slices.DeleteFunc(keys, func(k int64) bool { return !slices.Contains(of, k) }), true
}

// typesOf are the types that are asked for, by themselves or by category.
func typesOf(q *store.EventQuery) (types []string, typed bool) {
	for _, t := range event.Types() {
		byType := len(q.Types) == 0 || slices.Contains(q.Types, t)
		byCategory := len(q.Categories) == 0 || slices.Contains(q.Categories, t.Category())
		if byType && byCategory {
			types = append(types, string(t))
		}
	}
	return types, len(q.Types)+len(q.Categories) > 0
}

// spanOf asks for a span of time, and for the span of numbers that it lies in.
func (s *Store) spanOf(ctx context.Context, c *conditions, q *store.EventQuery) (ok bool, err error) {
	if q.After.IsZero() && q.Before.IsZero() {
		return true, nil
	}
	after, before := int64(math.MinInt64/2), int64(math.MaxInt64/2)
	if !q.After.IsZero() {
		after = q.After.Unix() - spanSeconds
	}
	if !q.Before.IsZero() {
		before = q.Before.Unix() + 1
	}
	var low, high sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT min(low), max(high) FROM spans WHERE start_s >= $1 AND start_s <= $2`, after, before).Scan(&low, &high); err != nil {
		return false, err
	}
	if !low.Valid {
		return false, nil
	}
	c.add("e.seq >= ?", low.Int64)
	c.add("e.seq <= ?", high.Int64)
	c.span("e.received_us", q.After, q.Before)
	return true, nil
}
