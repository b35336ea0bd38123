// Package bucket divides time into the minutes, hours, days, weeks and months of a
// time zone. An hour that a clock shows twice is two hours; a day may have 23 or 25.
// Weeks begin with Monday.
package bucket

import (
	"fmt"
	"sort"
	"time"
)

// Day, Week and Month are the lengths by which days, weeks and months are asked for,
// however long they are.
const (
	Day   = 24 * time.Hour
	Week  = 7 * Day
	Month = 30 * Day
)

// Finest divides every bucket but minutes: the clocks of all time zones differ by
// whole quarters of an hour.
const Finest = 15 * time.Minute

// Spans are all minutes, hours, days, weeks or months of a time zone. They follow each other
// without gaps.
type Spans struct {
	length time.Duration
	zone   *time.Location
}

// Of returns the minutes, hours, days, weeks or months of a zone, UTC's for nil.
func Of(length time.Duration, zone *time.Location) (Spans, error) {
	switch length {
	case time.Minute, time.Hour, Day, Week, Month:
	default:
		return Spans{}, fmt.Errorf("a bucket of %v, want a minute, an hour, a day, a week or a month", length)
	}
	if zone == nil {
		zone = time.UTC
	}
	return Spans{length, zone}, nil
}

// Start is when the span began that t is in, in UTC.
func (s Spans) Start(t time.Time) time.Time {
	if s.length >= Day {
		return s.dated(t, 0)
	}
	start, _ := s.shown(t)
	return start
}

// dated is when the day, week or month began that is n after the one t is in.
func (s Spans) dated(t time.Time, n int) time.Time {
	t = t.In(s.zone)
	y, m, d := t.Date()
	switch s.length {
	case Week:
		d += 7*n - (int(t.Weekday())+6)%7
	case Month:
		m, d = m+time.Month(n), 1
	default:
		d += n
	}
	return s.midnight(y, m, d)
}

// shown is from when to when a clock shows the minute or hour that t is in: less
// than all of it where the clock was set.
func (s Spans) shown(t time.Time) (start, end time.Time) {
	t = t.In(s.zone)
	_, offset := t.Zone()
	// Truncate counts from a time that is a whole hour, by the clock of UTC.
	shift := time.Duration(offset) * time.Second
	start = t.UTC().Add(shift).Truncate(s.length).Add(-shift)
	end = start.Add(s.length)
	was, is := t.ZoneBounds()
	if !was.IsZero() && start.Before(was) {
		start = was
	}
	if !is.IsZero() && end.After(is) {
		end = is
	}
	return start.UTC(), end.UTC()
}

// midnight is when a date begins: at the first moment that a clock shows it, where
// midnight is left out.
func (s Spans) midnight(y int, m time.Month, d int) time.Time {
	noon := time.Date(y, m, d, 12, 0, 0, 0, s.zone)
	y, m, d = noon.Date() // of the 0th of December, for one
	from := noon.Add(-Day)
	after := sort.Search(int(Day/time.Second), func(n int) bool {
		ay, am, ad := from.Add(time.Duration(n) * time.Second).Date()
		return ay > y || ay == y && (am > m || am == m && ad >= d)
	})
	return from.Add(time.Duration(after) * time.Second).UTC()
}

// Next is when the span begins that follows the one t is in, in UTC.
func (s Spans) Next(t time.Time) time.Time {
	if s.length >= Day {
		return s.dated(t, 1)
	}
	_, end := s.shown(t)
	return end
}

// First is the first span that begins at t or later.
func (s Spans) First(t time.Time) time.Time {
	if start := s.Start(t); start.Equal(t) {
		return start
	}
	return s.Next(t)
}

// Back is the span that is n spans before the one t is in.
func (s Spans) Back(t time.Time, n int) time.Time {
	if s.length >= Day {
		return s.dated(t, -n)
	}
	start := s.Start(t)
	for range n {
		start = s.Start(start.Add(-1))
	}
	return start
}
