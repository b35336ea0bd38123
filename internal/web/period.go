package web

import (
	"net/url"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
)

// period is a span of whole days in the viewer's zone, and the buckets that it is
// counted in.
type period struct {
	Range  string // "today" and the like, "" when the days are given
	Bucket string // "hour", "day", "week", "month"
	// From and To are the first and the last day, at their beginnings.
	From, To time.Time
	Days     int
	Starts   []time.Time // of the buckets
	End      time.Time   // of the last bucket
	spans    bucket.Spans
}

// ranges are the periods that have a name: they move with the day.
var ranges = []string{"today", "yesterday", "7d", "30d", "12m"}

// step is a length of buckets, and how many days it is good for.
type step struct {
	name   string
	length time.Duration
	days   int
}

// steps are the lengths of buckets, and how many days each is good for.
var steps = []step{{"hour", time.Hour, 8}, {"day", bucket.Day, 190}, {"week", bucket.Week, 1400}, {"month", bucket.Month, maxDays}}

// maxDays is how long a period may be.
const maxDays = 20 * 366

// periodOf reads which days are asked for, by default today. Buckets that would be
// too many are made longer.
func (v *view) periodOf(q url.Values) (period, error) {
	days, err := bucket.Of(bucket.Day, v.zone)
	if err != nil {
		return period{}, err
	}
	today := days.Start(v.now)
	p := period{From: today, To: today, Bucket: q.Get("bucket")}
	from, to := q.Get("from"), q.Get("to")
	if from == "" && to == "" {
		if p.Range = q.Get("range"); p.Range == "" {
			p.Range = "today"
		}
		switch p.Range {
		case "today":
		case "yesterday":
			p.From = days.Back(today, 1)
			p.To = p.From
		case "7d":
			p.From = days.Back(today, 6)
		case "30d":
			p.From = days.Back(today, 29)
		case "12m":
			y, m, _ := v.now.In(v.zone).Date()
			p.From = days.Start(time.Date(y, m-11, 1, 12, 0, 0, 0, v.zone))
		default:
			return p, badRequest("range")
		}
	} else if p.From, p.To, err = v.daysOf(days, from, to, today); err != nil {
		return p, err
	}
	p.Days = daysBetween(p.From.In(v.zone), p.To.In(v.zone))
	return p, p.divide(v.zone)
}

// daysOf are the days that a form gives; one that is left out is the other.
func (v *view) daysOf(days bucket.Spans, from, to string, today time.Time) (first, last time.Time, err error) {
	read := func(text string) (time.Time, error) {
		t, err := time.ParseInLocation("2006-01-02", text, v.zone)
		if err != nil || t.Year() < 1970 || t.Year() > 9000 {
			return t, badRequest("date")
		}
		return days.Start(t.Add(12 * time.Hour)), nil
	}
	if from == "" {
		from = to
	}
	if first, err = read(from); err != nil {
		return first, last, err
	}
	if to == "" {
		return first, max2(first, today), nil
	}
	if last, err = read(to); err != nil {
		return first, last, err
	}
	if last.Before(first) {
		first, last = last, first
	}
	return first, last, nil
}

func max2(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// daysBetween is how many days there are from one to another, both included.
func daysBetween(from, to time.Time) int {
	date := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(date(to).Sub(date(from))/bucket.Day) + 1
}

// divide chooses the buckets of the period, and makes them.
func (p *period) divide(zone *time.Location) error {
	if p.Days > maxDays {
		return badRequest("date")
	}
	at := slices.IndexFunc(steps, func(s step) bool { return s.name == p.Bucket })
	if at < 0 && p.Bucket != "" {
		return badRequest("bucket")
	}
	if at < 0 {
		at = 0
		if p.Days > 2 { // as many bars as can be told apart
			at = 1
		}
		if p.Days > 100 {
			at = 3
		}
	}
	for p.Days > steps[at].days {
		at++
	}
	p.Bucket = steps[at].name
	return p.steps(zone, steps[at].length)
}

// steps makes buckets of a length.
func (p *period) steps(zone *time.Location, length time.Duration) error {
	var err error
	if p.spans, err = bucket.Of(length, zone); err != nil {
		return err
	}
	days, err := bucket.Of(bucket.Day, zone)
	if err != nil {
		return err
	}
	p.End = days.Next(p.To)
	p.Starts = nil
	start := p.spans.Start(p.From)
	for ; start.Before(p.End); start = p.spans.Next(start) {
		p.Starts = append(p.Starts, start)
	}
	p.End = start
	if length >= bucket.Week { // whole ones
		p.From, p.To = p.Starts[0], days.Back(p.End, 1)
		p.Days = daysBetween(p.From.In(zone), p.To.In(zone))
	}
	return nil
}

// Begin is where the first bucket begins.
func (p period) Begin() time.Time { return p.begin() }

// begin is where the first bucket begins.
func (p *period) begin() time.Time { return p.Starts[0] }

// index is the bucket that begins at a time, or -1.
func (p *period) index(t time.Time) int {
	i, ok := slices.BinarySearchFunc(p.Starts, t, time.Time.Compare)
	if !ok {
		return -1
	}
	return i
}

// end is where a bucket ends.
func (p *period) end(i int) time.Time {
	if i+1 < len(p.Starts) {
		return p.Starts[i+1]
	}
	return p.End
}

// running says whether now is in the period.
func (p *period) running(now time.Time) bool { return !now.Before(p.begin()) && now.Before(p.End) }

// compares are what a period can be compared with.
var compares = []string{"before", "week", "year"}

// earlier moves a time to where it was in the period that this one is compared
// with, by the clock on the wall.
func (p *period) earlier(t time.Time, vs string, zone *time.Location) time.Time {
	t = t.In(zone)
	y, m, d := t.Date()
	switch {
	case vs == "year":
		y--
	case vs == "week":
		d -= (p.Days + 6) / 7 * 7
	case p.Bucket == "month":
		m -= time.Month(len(p.Starts))
	case p.Bucket == "week":
		d -= 7 * len(p.Starts)
	default:
		d -= p.Days
	}
	h, min, s := t.Clock()
	return time.Date(y, m, d, h, min, s, 0, zone)
}
