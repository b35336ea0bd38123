package bucket

import "time"

// Clock is a part of every day by the clock of a zone: from one time of day until
// another, on the next day where that is not later.
type Clock struct {
	From, To time.Duration // since midnight, as a clock shows it
	Zone     *time.Location
}

// On is the part that begins on the day that t is in.
func (c Clock) On(t time.Time) (from, to time.Time) {
	y, m, d := t.In(c.Zone).Date()
	at := func(day int, of time.Duration) time.Time {
		return time.Date(y, m, day, 0, int(of/time.Minute), 0, 0, c.Zone).UTC()
	}
	from, to = at(d, c.From), at(d, c.To)
	if c.To <= c.From {
		to = at(d+1, c.To)
	}
	// Where the clock is set, the next part may begin early.
	if next := at(d+1, c.From); next.Before(to) {
		to = next
	}
	return from, to
}

// Before is the part that begins on the day before the one that t is in.
func (c Clock) Before(t time.Time) (from, to time.Time) {
	y, m, d := t.In(c.Zone).Date()
	return c.On(time.Date(y, m, d-1, 12, 0, 0, 0, c.Zone))
}

// Holds says whether t is in a part.
func (c Clock) Holds(t time.Time) bool {
	for _, of := range []func(time.Time) (time.Time, time.Time){c.On, c.Before} {
		if from, to := of(t); !t.Before(from) && t.Before(to) {
			return true
		}
	}
	return false
}
