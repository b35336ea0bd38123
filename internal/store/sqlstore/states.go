package sqlstore

import (
	"context"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// fewStates is how many events make a state few: then a list goes along it, whatever
// else is asked for.
const fewStates = 2000

// alongStates asks for how far people are with events. It is a list of each camera,
// so that neither a camera whose events are all handled nor one whose events nobody
// handles has to be gone through. Types and what events have come first, unless the
// states are those of few events.
func (s *Store) alongStates(ctx context.Context, p *plan, q *store.EventQuery, last bool) error {
	if len(q.States) == 0 || p.stated || !slices.ContainsFunc([]event.ReviewState{event.New, event.Seen, event.Handled}, func(st event.ReviewState) bool { return !slices.Contains(q.States, st) }) {
		return nil
	}
	where, args := stateCondition(q.States)
	cameras, asked, err := s.camerasOf(ctx, q)
	if err != nil {
		return err
	}
	if !asked {
		cameras = s.keys.all()
	}
	var values [][]any
	for _, st := range q.States {
		for _, c := range cameras {
			values = append(values, []any{int(st), c})
		}
	}
	if p.empty = len(values) == 0; p.empty {
		return nil
	}
	narrower := len(q.Types)+len(q.Categories)+len(q.Targets) > 0 || q.HasImage || q.HasFace || q.HasPlate
	if p.sources == nil && narrower && !last {
		few, err := s.few(ctx, p, values)
		if err != nil || !few {
			return err
		}
	}
	if p.sources == nil && len(values) <= maxLists {
		p.byCamera = asked
	}
	p.stated = true
	p.along([]source{{
		from: "event_states x CROSS JOIN facets e", seq: "x.seq", where: "x.state = ? AND x.camera = ? AND e.seq = x.seq", values: values,
	}}, where, args...)
	if p.byCamera {
		p.unfiled.add(in("+e.camera", cameras), flat(cameras)...)
	}
	return nil
}

func (s *Store) alongFewStates(ctx context.Context, p *plan, q *store.EventQuery) error {
	return s.alongStates(ctx, p, q, false)
}

func (s *Store) alongOtherStates(ctx context.Context, p *plan, q *store.EventQuery) error {
	return s.alongStates(ctx, p, q, true)
}

// few says whether lists of states hold few events between the bounds of a plan.
func (s *Store) few(ctx context.Context, p *plan, values [][]any) (bool, error) {
	left := fewStates
	for _, v := range values {
		var n int
		err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM event_states
			WHERE state = $1 AND camera = $2 AND seq >= $3 AND seq < $4 LIMIT $5) AS some`, append(slices.Clone(v), p.from, p.to, left+1)...).Scan(&n)
		if err != nil {
			return false, err
		}
		if left -= n; left < 0 {
			return false, nil
		}
	}
	return true, nil
}

// stateCondition is the same asked of one event. Nothing is said of new ones, filed
// or not.
func stateCondition(states []event.ReviewState) (where string, args []any) {
	if !slices.Contains(states, event.New) {
		for _, st := range states {
			args = append(args, int(st))
		}
		return "EXISTS (SELECT 1 FROM remarks m WHERE m.seq = e.seq AND " + in("m.state", args) + ")", args
	}
	for _, st := range []event.ReviewState{event.Seen, event.Handled} {
		if !slices.Contains(states, st) {
			args = append(args, int(st))
		}
	}
	if len(args) == 0 {
		return "1 = 1", nil
	}
	return strings.Replace("NOT EXISTS (SELECT 1 FROM remarks m WHERE m.seq = e.seq AND ?)", "?", in("m.state", args), 1), args
}
