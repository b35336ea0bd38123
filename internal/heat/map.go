package heat

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// What is looked at: so many of the newest tracks, or events, of so many equal parts
// of the span.
const (
	parts = 32
	each  = 20
)

// Source reads what is stored, by the contracts of package store, for whom the
// context says.
type Source interface {
	Tracks(ctx context.Context, q store.TrackQuery) (tracks []track.Track, next string, err error)
	Events(ctx context.Context, q store.EventQuery) (store.EventPage, error)
}

// Query says of what a map is made.
type Query struct {
	Camera        string
	Targets       []event.TargetType // all when empty
	After, Before time.Time
}

// Map is where targets were.
type Map struct {
	Grid
	Tracks, Events int // that were looked at and had a target of the kind
	// Whole says that nothing was left out. Else the parts of the span in which much
	// happened count for less than it was.
	Whole bool
}

// part is an equal part of the span, and how to go on with it.
type part struct {
	after, before time.Time
	events        bool   // are looked at: there were no tracks
	next          string // cursor of what was not looked at
}

// Of makes a map. Of a camera that tells positions it takes tracks; where there were
// none, the boxes of events. What little is found in some parts of the span leaves
// room for more of the others.
func Of(ctx context.Context, from Source, q Query) (Map, error) {
	var m Map
	if !q.Before.After(q.After) {
		m.Whole = true
		return m, nil
	}
	length := q.Before.Sub(q.After) / parts
	left := parts * each
	var more []part
	for i := range parts {
		p := part{after: q.After.Add(time.Duration(i) * length), events: !q.tracked()}
		if p.before = p.after.Add(length); i == parts-1 {
			p.before = q.Before
		}
		n, err := m.look(ctx, from, &q, &p, each)
		if err != nil {
			return m, err
		}
		if left -= n; p.next != "" {
			more = append(more, p)
		}
	}
	m.Whole = len(more) == 0
	for i := range more {
		limit := min(left/(len(more)-i), 500)
		if limit == 0 {
			return m, nil
		}
		n, err := m.look(ctx, from, &q, &more[i], limit)
		if err != nil {
			return m, err
		}
		left -= n
	}
	m.Whole = !slices.ContainsFunc(more, func(p part) bool { return p.next != "" })
	return m, nil
}

// look takes the next of a part, and returns how many there were.
func (m *Map) look(ctx context.Context, from Source, q *Query, p *part, limit int) (n int, err error) {
	if !p.events {
		if n, err = m.tracks(ctx, from, q, p, limit); err != nil {
			return n, fmt.Errorf("read tracks: %w", err)
		}
		if n > 0 || p.next != "" {
			return n, nil
		}
		p.events = true
	}
	if n, err = m.events(ctx, from, q, p, limit); err != nil {
		return n, fmt.Errorf("read events: %w", err)
	}
	return n, nil
}

// tracked says whether tracks can be of all classes that are wanted.
func (q *Query) tracked() bool {
	for _, t := range q.Targets {
		if !slices.Contains(zone.TargetTypes(), t) {
			return false
		}
	}
	return true
}

func (q *Query) wants(t event.TargetType) bool {
	return len(q.Targets) == 0 || slices.Contains(q.Targets, t)
}

func (m *Map) tracks(ctx context.Context, from Source, q *Query, p *part, limit int) (n int, err error) {
	found, next, err := from.Tracks(ctx, store.TrackQuery{
		Cameras: []string{q.Camera}, Paths: true, After: p.after, Before: p.before, Page: store.Page{Limit: limit, Cursor: p.next},
	})
	if err != nil {
		return 0, err
	}
	p.next = next
	for i := range found {
		if t := &found[i]; q.wants(t.Type) {
			m.add(boxes(t)...)
			m.Tracks++
		}
	}
	return len(found), nil
}

func (m *Map) events(ctx context.Context, from Source, q *Query, p *part, limit int) (n int, err error) {
	page, err := from.Events(ctx, store.EventQuery{Cameras: []string{q.Camera}, After: p.after, Before: p.before, Limit: limit, Cursor: p.next})
	if err != nil {
		return 0, err
	}
	p.next = page.Next
	for _, e := range page.Events {
		some := false
		for i := range e.Targets {
			if t := &e.Targets[i]; t.Rect != nil && q.wants(t.Type) {
				m.add(*t.Rect)
				some = true
			}
		}
		if some {
			m.Events++
		}
	}
	return len(page.Events), nil
}
