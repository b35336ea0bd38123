package heat_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/heat"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
)

var begin = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

// stored is a store with one camera: lists are newest first.
type stored struct {
	tracks  []track.Track
	events  []*event.Event
	largest int // list that was asked for
}

func (s *stored) Tracks(_ context.Context, q store.TrackQuery) (out []track.Track, next string, err error) {
	s.largest = max(s.largest, q.Limit)
	for i := from(q.Cursor, len(s.tracks)-1); i >= 0; i-- {
		if t := s.tracks[i]; !t.FirstSeen.Before(q.After) && t.FirstSeen.Before(q.Before) {
			if len(out) == q.Limit {
				return out, fmt.Sprint(i), nil
			}
			out = append(out, t)
		}
	}
	return out, "", nil
}

func (s *stored) Events(_ context.Context, q store.EventQuery) (page store.EventPage, err error) {
	s.largest = max(s.largest, q.Limit)
	for i := from(q.Cursor, len(s.events)-1); i >= 0; i-- {
		if e := s.events[i]; !e.ReceivedAt.Before(q.After) && e.ReceivedAt.Before(q.Before) {
			if len(page.Events) == q.Limit {
				page.Next = fmt.Sprint(i)
				return page, nil
			}
			page.Events = append(page.Events, e)
		}
	}
	return page, nil
}

// from is the place that a cursor names, the end of the list without one.
func from(cursor string, end int) int {
	if n, err := strconv.Atoi(cursor); err == nil {
		return n
	}
	return end
}

func (s *stored) see(at time.Duration, typ event.TargetType, r geo.Rect) {
	s.events = append(s.events, &event.Event{ReceivedAt: begin.Add(at), Targets: []event.Target{{Type: typ, Rect: &r}}})
}

func day(targets ...event.TargetType) heat.Query {
	return heat.Query{Camera: "cam", Targets: targets, After: begin, Before: begin.Add(24 * time.Hour)}
}

func at(m *heat.Map, x, y int) int {
	return m.Cells[y*heat.Rows/geo.Full*heat.Columns+x*heat.Columns/geo.Full]
}

func TestEventsCoverTheirBoxes(t *testing.T) {
	s := &stored{}
	s.see(time.Hour, event.TargetPerson, geo.Rect{0, 0, 5000, 5000})
	s.see(2*time.Hour, event.TargetPerson, geo.Rect{2500, 2500, 10000, 10000})
	s.see(3*time.Hour, event.TargetCar, geo.Rect{0, 0, 10000, 10000})
	m, err := heat.Of(t.Context(), s, day(event.TargetPerson))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		x, y int
		want int
	}{{100, 100, 1}, {4000, 4000, 2}, {9900, 9900, 1}, {9900, 100, 0}} {
		if got := at(&m, tt.x, tt.y); got != tt.want {
			t.Errorf("at %d,%d: got %v, want %v", tt.x, tt.y, got, tt.want)
		}
	}
	if !m.Whole || m.Events != 2 || m.Tracks != 0 || m.Most() != 2 {
		t.Errorf("got %v, %d events, %d tracks, most %v", m.Whole, m.Events, m.Tracks, m.Most())
	}
}

// TestTrackCountsOnceWhereItWas: along its way, and once however long it stood.
func TestTrackCountsOnceWhereItWas(t *testing.T) {
	var p track.Packer
	for i := range 20 {
		p.Add(time.Duration(i)*time.Second, geo.Rect{i * 400, 4000, i*400 + 500, 6000})
	}
	for i := range 100 {
		p.Add(time.Duration(20+i)*time.Second, geo.Rect{7600, 4000, 8100, 6000})
	}
	path := p.Path()
	s := &stored{tracks: []track.Track{{Type: event.TargetPerson, FirstSeen: begin.Add(time.Hour), Path: path}}}
	s.see(time.Hour, event.TargetPerson, geo.Rect{0, 0, 10000, 10000}) // is of the track
	m, err := heat.Of(t.Context(), s, day())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []int{100, 2000, 4000, 6000, 8000} {
		if got := at(&m, x, 5000); got != 1 {
			t.Errorf("at %d: got %v, want 1", x, got)
		}
	}
	if at(&m, 9900, 5000) != 0 || at(&m, 5000, 1000) != 0 || m.Tracks != 1 || m.Events != 0 {
		t.Errorf("elsewhere: %v %v, %d tracks, %d events", at(&m, 9900, 5000), at(&m, 5000, 1000), m.Tracks, m.Events)
	}
	if m, err = heat.Of(t.Context(), s, day(event.TargetFace)); err != nil || m.Most() != 0 {
		t.Errorf("faces: %v, %v", m.Most(), err)
	}
}

// TestWorkIsBounded: of a busy day each part is looked at, and none in full.
func TestWorkIsBounded(t *testing.T) {
	s := &stored{}
	for i := range 5000 {
		s.see(time.Duration(i)*15*time.Second, event.TargetPerson, geo.Rect{0, 0, 2000, 2000})
	}
	for i := range 10 {
		s.see(23*time.Hour+time.Duration(i)*time.Minute, event.TargetPerson, geo.Rect{8000, 8000, 10000, 10000})
	}
	m, err := heat.Of(t.Context(), s, day())
	if err != nil {
		t.Fatal(err)
	}
	if m.Whole || m.Events < 300 || m.Events > 1000 || s.largest > 500 {
		t.Errorf("whole %v, %d events, lists of %d", m.Whole, m.Events, s.largest)
	}
	if got := at(&m, 9000, 9000); got != 10 {
		t.Errorf("evening: got %v, want 10", got)
	}
	if got := at(&m, 1000, 1000); got != m.Events-10 {
		t.Errorf("before: got %v, want %d", got, m.Events-10)
	}
	// A camera that is new has all in one part of a month.
	month := day()
	month.After = begin.Add(-30 * 24 * time.Hour)
	if m, err = heat.Of(t.Context(), s, month); err != nil || m.Events != 640 || m.Whole {
		t.Errorf("a month: %d events, whole %v, %v", m.Events, m.Whole, err)
	}
	if m, err = heat.Of(t.Context(), s, heat.Query{Camera: "cam", After: begin, Before: begin}); err != nil || m.Most() != 0 {
		t.Errorf("no time at all: %v, %v", m.Most(), err)
	}
}

// BenchmarkMap makes a map of as many tracks as one is made of, each of a minute of
// walking.
func BenchmarkMap(b *testing.B) {
	var p track.Packer
	for i := range 420 {
		x := (i * 61) % 7000
		p.Add(time.Duration(i)*143*time.Millisecond, geo.Rect{x, 3000 + i*5, x + 1200, 6000 + i*7})
	}
	path := p.Path()
	s := &stored{}
	for i := range 700 {
		s.tracks = append(s.tracks, track.Track{Type: event.TargetPerson, FirstSeen: begin.Add(time.Duration(i) * 2 * time.Minute), Path: path})
	}
	for b.Loop() {
		if m, err := heat.Of(b.Context(), s, day()); err != nil || m.Tracks < 600 {
			b.Fatal(m.Tracks, err)
		}
	}
}
