package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// A list of events is read along one index that holds it newest first: that of
// the filter which is likely to be the narrowest. Several values of that filter
// are as many ordered lists, merged. The other filters are looked at row by row;
// the indexes hold what they need. Those of most filters stand on facets; events
// that are not there yet are looked at one by one: see file.

// maxPlates is how many plates a search for events takes, the best matches.
const maxPlates = 1000

// plan says how to find what a query asks for. The filters come in the order of
// how narrow they are as a rule.
func (s *Store) plan(ctx context.Context, q *store.EventQuery) (*plan, error) {
	p := &plan{rising: q.Rising}
	if err := s.spanOf(ctx, p, q); err != nil || p.empty {
		return p, err
	}
	for _, filter := range []func(context.Context, *plan, *store.EventQuery) error{
		s.alongPlates, alongGroups, s.alongFewStates, s.alongCamerasAndTypes, alongMask, s.alongOtherStates,
	} {
		if err := filter(ctx, p, q); err != nil || p.empty {
			return p, err
		}
	}
	if p.sources == nil {
		p.sources = everything()
	}
	return p, nil
}

// spanOf bounds the numbers by the cursor, and by when they arrived, and says which
// of them are filed.
func (s *Store) spanOf(ctx context.Context, p *plan, q *store.EventQuery) error {
	err := s.db.QueryRowContext(ctx, `SELECT coalesce((SELECT min(seq) FROM events), 0), coalesce((SELECT max(seq) FROM events), 0) + 1,
		(SELECT filed FROM counter WHERE one = 1)`).Scan(&p.from, &p.to, &p.filed)
	if err != nil {
		return err
	}
	if q.Cursor != "" {
		n, err := parseCursor(q.Cursor)
		if err != nil {
			return err
		}
		p.to = min(p.to, n)
	}
	if !q.After.IsZero() || !q.Before.IsZero() {
		low, high, err := s.numbersOf(ctx, q.After, q.Before)
		if err != nil {
			return err
		}
		p.from, p.to = max(p.from, low), min(p.to, high+1)
		p.rest.span("e.received_us", q.After, q.Before)
	}
	if p.from = max(p.from, q.Above+1); q.Below > 0 {
		p.to = min(p.to, q.Below)
	}
	if q.Hours != nil && p.from < p.to {
		if p.stretches, err = s.stretches(ctx, q, p.from, p.to); err != nil {
			return err
		}
		p.empty = len(p.stretches) == 0
	}
	p.empty = p.empty || p.from >= p.to
	return nil
}

// numbersOf returns the lowest and the highest number of what arrived in a span
// of time; low is above high when nothing did. Zero times are no bounds.
func (s *Store) numbersOf(ctx context.Context, after, before time.Time) (low, high int64, err error) {
	var c conditions
	if !after.IsZero() {
		c.add("start_s > ?", after.Unix()-spanSeconds)
	}
	if !before.IsZero() {
		c.add("start_s <= ?", before.Unix())
	}
	var l, h sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT min(low), max(high) FROM spans`+c.sql(), c.args...).Scan(&l, &h); err != nil {
		return 0, 0, err
	}
	if !l.Valid {
		return 1, 0, nil
	}
	return l.Int64, h.Int64, nil
}

// alongPlates asks for a plate, or for plates like one.
func (s *Store) alongPlates(ctx context.Context, p *plan, q *store.EventQuery) error {
	var texts []string
	switch {
	case q.Plate != "":
		text := plate.Normalize(q.Plate)
		if q.Fuzzy != "" {
			if kind, _ := plate.NewQuery(q.Fuzzy).Match(text); kind == "" {
				text = ""
			}
		}
		if text != "" {
			texts = append(texts, text)
		}
	case q.Fuzzy != "":
		matches, err := s.matchPlates(ctx, plate.NewQuery(q.Fuzzy))
		if err != nil {
			return err
		}
		for _, m := range matches[:min(len(matches), maxPlates)] {
			texts = append(texts, m.text)
		}
	default:
		return nil
	}
	p.empty = len(texts) == 0
	p.along([]source{{
		from: "plate_reads p CROSS JOIN events e", seq: "p.seq", where: "p.text = ? AND e.seq = p.seq", values: each(texts),
	}}, "")
	return nil
}

func alongGroups(_ context.Context, p *plan, q *store.EventQuery) error {
	if len(q.Groups) == 0 {
		return nil
	}
	groups := make([]string, len(q.Groups))
	for i, g := range q.Groups {
		groups[i] = strings.ToLower(g)
	}
	slices.Sort(groups)
	groups = slices.Compact(groups)
	p.along([]source{faceted("e.grp_fold = ?", each(groups))}, in("e.grp_fold", groups), flat(groups)...)
	return nil
}

// alongCamerasAndTypes asks for cameras, devices, types and categories. Cameras
// come first: a device's types are few.
func (s *Store) alongCamerasAndTypes(ctx context.Context, p *plan, q *store.EventQuery) error {
	cameras, asked, err := s.camerasOf(ctx, q)
	if err != nil {
		return err
	}
	types, typed := s.typesOf(q)
	if p.empty = asked && len(cameras) == 0 || typed && len(types) == 0; p.empty {
		return nil
	}
	if asked && !p.byCamera {
		p.along([]source{faceted("e.camera = ?", each(cameras))}, in("+e.camera", cameras), flat(cameras)...)
	}
	if typed {
		p.along([]source{faceted("e.type = ?", each(types))}, in("+e.type", types), flat(types)...)
	}
	return nil
}

// camerasOf are the keys of the cameras that are asked for, by themselves or by
// their devices.
func (s *Store) camerasOf(_ context.Context, q *store.EventQuery) (keys []int64, asked bool, err error) {
	for _, id := range q.Cameras {
		if k, ok := s.keys.id(id); ok {
			keys = append(keys, k.key)
		}
	}
	if len(q.Devices) > 0 {
		var of []int64
		for _, id := range q.Devices {
			of = append(of, s.keys.ofDevice(id)...)
		}
		if len(q.Cameras) == 0 {
			keys = of
		} else {
			keys = slices.DeleteFunc(keys, func(k int64) bool { return !slices.Contains(of, k) })
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), len(q.Cameras)+len(q.Devices) > 0, nil
}

// typesOf are the keys of the types that are asked for, by themselves or by
// category. A type that no event had yet has none.
func (s *Store) typesOf(q *store.EventQuery) (types []int64, typed bool) {
	for _, t := range event.Types() {
		byType := len(q.Types) == 0 || slices.Contains(q.Types, t)
		byCategory := len(q.Categories) == 0 || slices.Contains(q.Categories, t.Category())
		if key, ok := s.keys.typ(t); ok && byType && byCategory {
			types = append(types, key)
		}
	}
	return types, len(q.Types)+len(q.Categories) > 0
}

// alongMask asks for types of targets and for what an event has. Every bit of the
// mask has an index of the events that have it; faces and plates are rarer than
// pictures.
func alongMask(_ context.Context, p *plan, q *store.EventQuery) error {
	var targets int64
	for _, t := range q.Targets {
		targets |= targetBit(t)
	}
	for _, m := range []struct {
		asked bool
		mask  int64
	}{{q.HasFace, maskFace}, {q.HasPlate, maskPlate}, {targets != 0, targets}, {q.HasImage, maskImage}} {
		if m.asked {
			// Written otherwise than in the indexes, so that it is not read along.
			p.along(maskSources(m.mask), fmt.Sprintf("(e.mask & %d) > 0", m.mask))
		}
	}
	return nil
}

// maskSources are the indexes of the bits. A bit stands in the statement itself:
// only so does the database see which index serves it.
func maskSources(mask int64) []source {
	var out []source
	for bit := int64(1); bit <= mask; bit <<= 1 {
		if mask&bit != 0 {
			out = append(out, faceted(fmt.Sprintf("(e.mask & %d) <> 0", bit), [][]any{nil}))
		}
	}
	return out
}

// in is a condition with a question mark for each value.
func in[T any](column string, values []T) string {
	return column + " IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ") + ")"
}

// each makes a list of arguments of each value.
func each[T any](values []T) [][]any {
	out := make([][]any, len(values))
	for i, v := range values {
		out[i] = []any{v}
	}
	return out
}

// flat makes one list of arguments.
func flat[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}
