package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// density is how much came over a time.
type density struct {
	Bars   []bar
	Scales []option // Value is the address
	Before string   // URL of the time before, "" for none
	After  string
	From   time.Time
	To     time.Time
}

// bar is what came in a part of it, by class.
type bar struct {
	From, To time.Time
	Parts    []barPart
	Label    string // "08"; "" for none
	Title    string
	Total    int64
	URL      string // the timeline of this part
	Chosen   bool
}

// barPart is one class of a bar, in units of a picture 100 high.
type barPart struct {
	Class event.TargetType
	Y, H  float64
}

// scale is how long a time the bars are of.
type scale struct {
	name   string
	length time.Duration // roughly
	unit   time.Duration // what is counted at once
	units  int
	every  int // hours of a bar; 0 is one unit
	label  string
}

var scales = []scale{
	{name: "day", length: 24 * time.Hour, unit: time.Hour, units: 24, label: "15"},
	{name: "week", length: 7 * 24 * time.Hour, unit: time.Hour, units: 7 * 24, every: 6, label: "Mon"},
	{name: "month", length: 30 * 24 * time.Hour, unit: bucket.Day, units: 30, label: "2"},
}

// density is how much came over a time, of what the filter lets through by camera,
// type and class. That time ends now, or with what the page shows when that is
// longer ago.
func (s *Server) density(v *view, r *http.Request, f filter, shown []*event.Event) (density, error) {
	i := max(0, slices.IndexFunc(scales, func(s scale) bool { return s.name == v.query.Get("scale") }))
	sc := scales[i]
	end := v.now
	if _, before := f.span(); !before.IsZero() && end.Sub(before) > sc.length {
		end = before.Add(-time.Microsecond)
	} else if len(shown) > 0 && end.Sub(shown[0].ReceivedAt) > sc.length {
		end = shown[0].ReceivedAt
	}
	until, err := time.Parse(time.RFC3339, v.query.Get("until"))
	if err == nil && until.Before(v.now) {
		end = until.Add(-time.Microsecond)
	} else {
		until = time.Time{}
	}
	d, err := s.bars(v, r, f, sc, end)
	if err != nil {
		return d, err
	}
	at := func(end time.Time, scale string) string {
		q := f.values()
		if scale != "day" {
			q.Set("scale", scale)
		}
		if !end.IsZero() {
			q.Set("until", end.UTC().Format(time.RFC3339))
		}
		return timelineURL(q)
	}
	for _, o := range scales {
		d.Scales = append(d.Scales, option{at(until, o.name), v.T("timeline.scale." + o.name), o.name == sc.name})
	}
	d.Before = at(d.From, sc.name)
	if d.To.Before(v.now) {
		d.After = at(d.To.Add(sc.length), sc.name)
	}
	return d, nil
}

// bars counts.
func (s *Server) bars(v *view, r *http.Request, f filter, sc scale, end time.Time) (d density, err error) {
	units, err := bucket.Of(sc.unit, v.zone)
	if err != nil {
		return d, err
	}
	starts := []time.Time{units.Start(end)}
	for len(starts) < sc.units {
		starts = append(starts, units.Start(starts[len(starts)-1].Add(-time.Nanosecond)))
	}
	slices.Reverse(starts)
	d.From, d.To = starts[0], units.Next(starts[len(starts)-1])
	q := store.CountQuery{Bucket: sc.unit, TimeZone: v.zone, Cameras: f.Cameras, Types: f.typesToCount(), After: d.From, Before: d.To, Merged: true}
	if len(f.Types)+len(f.Categories) > 0 && len(q.Types) == 0 {
		return d, nil
	}
	counts, err := s.Store.Counts(r.Context(), q)
	if err != nil {
		return d, err
	}
	after, before := f.span()
	var sums []map[event.TargetType]int64
	for _, start := range starts {
		local := start.In(v.zone)
		if sc.every == 0 || len(d.Bars) == 0 || local.Hour()%sc.every == 0 {
			b := bar{From: start}
			if sc.every == 0 || local.Hour() == 0 {
				b.Label = v.barLabel(sc, local)
			}
			d.Bars, sums = append(d.Bars, b), append(sums, make(map[event.TargetType]int64))
		}
		d.Bars[len(d.Bars)-1].To = units.Next(start)
	}
	var most int64 = 1
	for _, c := range counts {
		i := slices.IndexFunc(d.Bars, func(b bar) bool { return c.Start.Before(b.To) })
		if i < 0 || !wanted(f, c.Target) {
			continue
		}
		sums[i][c.Target] += c.Events
		d.Bars[i].Total += c.Events
		most = max(most, d.Bars[i].Total)
	}
	for i := range d.Bars {
		b := &d.Bars[i]
		b.Parts = partsOf(sums[i], most)
		b.Title = v.T("timeline.bar", v.exactly(b.From, b.To), b.Total)
		q := f.values()
		q.Del("day_from")
		q.Del("day_to")
		q.Set("after", b.From.UTC().Format(time.RFC3339))
		q.Set("before", b.To.UTC().Format(time.RFC3339))
		for _, name := range []string{"scale", "until"} {
			if text := v.query.Get(name); text != "" {
				q.Set(name, text)
			}
		}
		b.URL = timelineURL(q)
		b.Chosen = (!after.IsZero() || !before.IsZero()) && (before.IsZero() || b.From.Before(before)) && b.To.After(after)
	}
	if !slices.ContainsFunc(d.Bars, func(b bar) bool { return !b.Chosen }) {
		for i := range d.Bars { // all of them tell nothing
			d.Bars[i].Chosen = false
		}
	}
	return d, nil
}

// barLabel says where a bar begins.
func (v *view) barLabel(sc scale, t time.Time) string {
	if sc.label == "Mon" {
		return v.T("weekday.short." + t.Format("Mon"))
	}
	return t.Format(sc.label)
}

// typesToCount are the types that a filter lets through, by themselves and by
// category; all for none.
func (f filter) typesToCount() []event.Type {
	if len(f.Categories) == 0 {
		return f.Types
	}
	var out []event.Type
	for _, t := range event.Types() {
		if slices.Contains(f.Categories, t.Category()) && (len(f.Types) == 0 || slices.Contains(f.Types, t)) {
			out = append(out, t)
		}
	}
	return out
}

// partsOf stacks classes.
func partsOf(sums map[event.TargetType]int64, most int64) (out []barPart) {
	y := 100.0
	for _, class := range event.TargetTypes() {
		n := sums[class]
		if n == 0 {
			continue
		}
		h := max(float64(n)*100/float64(most), 1.5)
		y -= h
		out = append(out, barPart{class, max(y, 0), h})
	}
	return out
}

// wanted says whether a count is of a class that the filter lets through. Counts
// of no class are of events, which are counted by their classes too.
func wanted(f filter, t event.TargetType) bool {
	return t != "" && (len(f.Targets) == 0 || slices.Contains(f.Targets, t))
}
