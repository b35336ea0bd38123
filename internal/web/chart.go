package web

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// chart is numbers by the bucket, stacked.
type chart struct {
	Series  []series
	Bars    []chartBar
	Top     int64 // what the highest bar may be
	Total   int64
	Was     int64  // the earlier period, as far as this one has come
	Earlier string // its days, "" when nothing is compared
	Many    bool   // more bars than anybody would walk through with a keyboard
}

// series is one kind of what is counted.
type series struct {
	Class string // of its colour
	Name  string
	Total int64
}

// chartBar is one bucket.
type chartBar struct {
	Start time.Time
	Label string // below, "" for most
	Name  string // when it was, in full
	Title string // all of it in words
	Parts []chartPart
	N     []int64 // by series
	Total int64
	Was   int64
	WasY  float64 // where the earlier one ends, of a picture 100 high
	URL   string
	Now   bool
}

// chartPart is a part of a bar, in units of a picture 100 high.
type chartPart struct {
	Class string
	Y, H  float64
}

// newChart is a chart without numbers.
func (v *view) newChart(p *period, all []series) chart {
	c := chart{Series: all, Bars: make([]chartBar, len(p.Starts)), Many: len(p.Starts) > 62}
	for i, start := range p.Starts {
		c.Bars[i] = chartBar{
			Start: start, Name: v.bucketName(p, i), Label: v.bucketLabel(p, i), N: make([]int64, len(all)),
			Now: !v.now.Before(start) && v.now.Before(p.end(i)),
		}
	}
	return c
}

func (c *chart) add(bar, of int, n int64) {
	if bar < 0 || of < 0 {
		return
	}
	c.Bars[bar].N[of] += n
	c.Bars[bar].Total += n
	c.Series[of].Total += n
	c.Total += n
}

// draw makes the shapes, when all numbers are there.
func (c *chart) draw(v *view) {
	var most int64
	for _, b := range c.Bars {
		most = max(most, b.Total, b.Was)
	}
	c.Top = roundUp(most)
	for i := range c.Bars {
		b := &c.Bars[i]
		y := 100.0
		words := make([]string, 0, len(c.Series))
		for n, of := range c.Series {
			if b.N[n] == 0 {
				continue
			}
			h := max(float64(b.N[n])*100/float64(c.Top), 0.6)
			y -= h
			b.Parts = append(b.Parts, chartPart{of.Class, max(y, 0), h})
			words = append(words, of.Name+" "+thousands(b.N[n]))
		}
		if len(words) == 0 {
			words = append(words, "0")
		}
		b.Title = b.Name + ": " + strings.Join(words, ", ")
		b.WasY = 100 - float64(b.Was)*100/float64(c.Top)
		if c.Earlier != "" {
			b.Title += " (" + v.T("counts.was", b.Was) + ")"
		}
	}
}

// roundUp is the next number that is easily read, and has a half: 4, or 1, 2 or 5 and
// zeros.
func roundUp(n int64) int64 {
	if n <= 4 {
		return 4
	}
	for unit := int64(10); ; unit *= 10 {
		for _, f := range []int64{1, 2, 5} {
			if f*unit >= n {
				return f * unit
			}
		}
	}
}

// Half is what stands at half the height.
func (c chart) Half() int64 { return c.Top / 2 }

// Noted says whether the earlier period had anything, or this one has.
func (c chart) Noted() bool { return c.Total > 0 || c.Was > 0 }

// countChart counts events or targets by the bucket.
func (s *Server) countChart(ctx context.Context, v *view, f *countFilter) (chart, error) {
	q := f.query(f.length(), v.zone)
	q.Merged = true
	found, err := s.Store.Counts(ctx, q)
	if err != nil {
		return chart{}, err
	}
	var all []series
	at := make(map[event.TargetType]int)
	use := func(t event.TargetType, class, name string) {
		at[t] = len(all)
		all = append(all, series{Class: class, Name: name})
	}
	if f.Unit == "events" && len(f.Targets) == 0 {
		use("", "k-all", v.T("counts.unit.events"))
	} else {
		seen := make(map[event.TargetType]bool)
		for _, c := range found {
			seen[c.Target] = true
		}
		for _, t := range event.TargetTypes() {
			if seen[t] {
				use(t, "k-"+string(t), v.ClassName(t))
			}
		}
	}
	number := func(c *store.Count) int64 {
		if f.Unit == "events" {
			return c.Events
		}
		return c.Targets
	}
	out := v.newChart(&f.period, all)
	for i := range found {
		if n, ok := at[found[i].Target]; ok {
			out.add(f.index(found[i].Start), n, number(&found[i]))
		}
	}
	err = f.compare(v, &out, func(length time.Duration, after, before time.Time, add func(time.Time, int64)) error {
		q.Bucket, q.After, q.Before = length, after, before
		found, err := s.Store.Counts(ctx, q)
		for i := range found {
			if c := &found[i]; (c.Target == "") == (f.Unit == "events" && len(f.Targets) == 0) {
				add(c.Start, number(c))
			}
		}
		return err
	})
	for i := range out.Bars {
		out.Bars[i].URL = v.timelineOf(f.Starts[i], f.end(i), f.Cameras, f.Types, f.Targets)
	}
	out.draw(v)
	return out, err
}

// ClassName is how many of a class are called.
func (v *view) ClassName(t event.TargetType) string {
	if v.has("classes." + string(t)) {
		return v.T("classes." + string(t))
	}
	return v.T("counts.class.unknown")
}

// zoneChart counts what was done at one zone by the bucket.
func (s *Server) zoneChart(ctx context.Context, v *view, f *countFilter) (chart, error) {
	q := store.ZoneCountQuery{Bucket: f.length(), TimeZone: v.zone, Zones: []zone.ID{f.Zone.ID}, Targets: f.tracked(), After: f.begin(), Before: f.End}
	found, err := s.Store.ZoneCounts(ctx, q)
	if err != nil {
		return chart{}, err
	}
	all := []series{{Class: "k-in", Name: v.T("counts.in")}, {Class: "k-out", Name: v.T("counts.out")}}
	if f.Zone.Kind == zone.Area {
		all = []series{{Class: "k-in", Name: v.T("counts.entered")}}
	}
	out := v.newChart(&f.period, all)
	for _, c := range found {
		i := f.index(c.Start)
		if f.Zone.Kind == zone.Area {
			out.add(i, 0, c.Entered)
			continue
		}
		out.add(i, 0, c.In)
		out.add(i, 1, c.Out)
	}
	err = f.compare(v, &out, func(length time.Duration, after, before time.Time, add func(time.Time, int64)) error {
		q.Bucket, q.After, q.Before = length, after, before
		found, err := s.Store.ZoneCounts(ctx, q)
		for _, c := range found {
			add(c.Start, c.In+c.Out+c.Entered)
		}
		return err
	})
	out.draw(v)
	return out, err
}

func (p *period) length() time.Duration {
	for _, s := range steps {
		if s.name == p.Bucket {
			return s.length
		}
	}
	return time.Hour
}

// compare puts the numbers of the earlier period beside those of this one. read
// reads them in buckets of a length.
func (f *countFilter) compare(v *view, c *chart, read func(length time.Duration, after, before time.Time, add func(time.Time, int64)) error) error {
	if f.Vs == "" {
		return nil
	}
	move := func(t time.Time) time.Time { return f.earlier(t, f.Vs, v.zone) }
	after, before := f.spans.Start(move(f.begin())), move(f.End)
	sums := make(map[int64]int64)
	if err := read(f.length(), after, before, func(start time.Time, n int64) { sums[start.Unix()] += n }); err != nil {
		return err
	}
	for i := range c.Bars {
		c.Bars[i].Was = sums[f.spans.Start(move(f.Starts[i])).Unix()]
	}
	// A day that is not over is compared with as much of the other.
	if f.running(v.now) {
		before = move(v.now)
	}
	c.Earlier = v.fromTo(move(f.From), move(f.To))
	return read(store.Whole, after, before, func(_ time.Time, n int64) { c.Was += n })
}

// fromTo says from when to when, in days.
func (v *view) fromTo(from, to time.Time) string {
	if day(from.In(v.zone)) == day(to.In(v.zone)) {
		return v.Date(from)
	}
	return v.Date(from) + " – " + v.Date(to)
}

// DaysOf says which days the period has.
func (v *view) DaysOf(f countFilter) string { return v.fromTo(f.From, f.To) }

// shortMonth and shortDay are the first letters of names, which every language of
// the catalogue shortens so.
func (v *view) shortMonth(t time.Time) string { return firstRunes(v.T("month."+t.Format("Jan")), 3) }
func (v *view) shortDay(t time.Time) string   { return firstRunes(v.T("weekday."+t.Format("Mon")), 2) }

func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(n, len(r))])
}

// bucketName says when a bucket is, in full.
func (v *view) bucketName(p *period, i int) string {
	start, end := p.Starts[i].In(v.zone), p.end(i).In(v.zone)
	switch p.Bucket {
	case "hour":
		hours := start.Format("15:04") + "–" + end.Format("15:04")
		if p.Days == 1 {
			return hours
		}
		return fmt.Sprintf("%s %d %s, %s", v.shortDay(start), start.Day(), v.shortMonth(start), hours)
	case "week":
		_, week := start.ISOWeek()
		return v.T("counts.week", fmt.Sprint(week), v.fromTo(start, end.Add(-time.Hour)))
	case "month":
		return fmt.Sprintf("%s %d", v.T("month."+start.Format("Jan")), start.Year())
	}
	return v.Date(start)
}

// bucketLabel is what stands below a bar: as many as there is room for.
func (v *view) bucketLabel(p *period, i int) string {
	start := p.Starts[i].In(v.zone)
	every := (len(p.Starts) + 11) / 12
	switch p.Bucket {
	case "hour":
		if p.Days > 2 {
			if start.Hour() == 0 && start.Minute() == 0 {
				return fmt.Sprintf("%s %d", v.shortDay(start), start.Day())
			}
			return ""
		}
		if start.Hour()%3 == 0 {
			return start.Format("15")
		}
		return ""
	case "month":
		if i%every == 0 {
			return v.shortMonth(start)
		}
		return ""
	case "week":
		every = (len(p.Starts) + 7) / 8
	}
	switch {
	case i%every != 0:
		return ""
	case i == 0 || start.Day() <= every || p.Bucket == "week" || len(p.Starts) > 62:
		return fmt.Sprintf("%d %s", start.Day(), v.shortMonth(start))
	}
	return fmt.Sprint(start.Day())
}

// unlinked takes the links off the bars: on paper they lead nowhere.
func (c *chart) unlinked() {
	for i := range c.Bars {
		c.Bars[i].URL = ""
	}
}
