package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// filter is what the address of the timeline asks for, but for the place in the list.
type filter struct {
	Cameras    []string
	Types      []event.Type
	Categories []event.Category
	Targets    []event.TargetType
	Groups     []string
	States     []string // how far people are with them
	Search     string   // of a plate
	Has        []string // of hasWords
	TimeFrom   string   // of each day, as 22:00
	TimeTo     string
	DayFrom    string // as 2026-11-24
	DayTo      string // this day too
	View       string // what is listed: incidentsView, or "" for events
	After      time.Time
	Before     time.Time
	zone       *time.Location
}

// hasWords are what an event can be asked to have.
var hasWords = []string{"image", "plate", "face"}

// Forms of the address.
const (
	clockForm = "15:04"
	dayForm   = "2006-01-02"
	mostOfOne = 100 // values of one parameter
)

// filterOf reads a filter as a viewer in a zone means it.
func filterOf(q url.Values, zone *time.Location) (filter, error) {
	f := filter{
		Cameras: values(q, "camera"), Groups: values(q, "group"), Search: strings.TrimSpace(cut(q.Get("q"), 64)),
		TimeFrom: q.Get("time_from"), TimeTo: q.Get("time_to"), DayFrom: q.Get("day_from"), DayTo: q.Get("day_to"), zone: zone,
	}
	var err error
	known(q, "type", event.Types(), &f.Types, &err)
	known(q, "category", event.Categories(), &f.Categories, &err)
	known(q, "target", event.TargetTypes(), &f.Targets, &err)
	known(q, "has", hasWords, &f.Has, &err)
	known(q, "state", event.ReviewStates(), &f.States, &err)
	switch view := q.Get("view"); view {
	case "", "events":
	case incidentsView:
		f.View = view
	default:
		return f, badRequest("view")
	}
	for _, p := range []struct{ name, form, text string }{
		{"time_from", clockForm, f.TimeFrom}, {"time_to", clockForm, f.TimeTo}, {"day_from", dayForm, f.DayFrom}, {"day_to", dayForm, f.DayTo},
	} {
		if _, wrong := time.Parse(p.form, p.text); wrong != nil && p.text != "" {
			return f, badRequest(p.name)
		}
	}
	for _, p := range []struct {
		name string
		to   *time.Time
	}{{"after", &f.After}, {"before", &f.Before}} {
		if text := q.Get(p.name); text != "" {
			t, wrong := time.Parse(time.RFC3339, text)
			if wrong != nil {
				return f, badRequest(p.name)
			}
			*p.to = t.UTC()
		}
	}
	return f, err
}

// known reads the values of a parameter that are among some words.
func known[T ~string](q url.Values, name string, words []T, to *[]T, err *error) {
	for _, text := range values(q, name) {
		if !slices.Contains(words, T(text)) {
			*err = badRequest(name)
			return
		}
		*to = append(*to, T(text))
	}
}

// values are those of a parameter that are not empty, each once.
func values(q url.Values, name string) []string {
	var out []string
	for _, s := range q[name] {
		if s != "" && len(s) <= 200 && len(out) < mostOfOne && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// values writes a filter as filterOf reads it.
func (f filter) values() url.Values {
	q := url.Values{}
	add := func(name string, all ...string) {
		for _, v := range all {
			if v != "" {
				q.Add(name, v)
			}
		}
	}
	add("camera", f.Cameras...)
	add("type", asText(f.Types)...)
	add("category", asText(f.Categories)...)
	add("target", asText(f.Targets)...)
	add("group", f.Groups...)
	add("q", f.Search)
	add("has", f.Has...)
	add("state", f.States...)
	add("view", f.View)
	add("time_from", f.TimeFrom)
	add("time_to", f.TimeTo)
	add("day_from", f.DayFrom)
	add("day_to", f.DayTo)
	for name, t := range map[string]time.Time{"after": f.After, "before": f.Before} {
		if !t.IsZero() {
			add(name, t.Format(time.RFC3339))
		}
	}
	return q
}

func asText[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// has says whether events must have something.
func (f filter) has(what string) bool { return slices.Contains(f.Has, what) }

// span is from when to when events are asked for: by days and by exact times.
func (f filter) span() (after, before time.Time) {
	after, before = f.After, f.Before
	if d, err := time.ParseInLocation(dayForm, f.DayFrom, f.zone); err == nil && d.After(after) {
		after = d.UTC()
	}
	if d, err := time.ParseInLocation(dayForm, f.DayTo, f.zone); err == nil {
		if end := d.AddDate(0, 0, 1).UTC(); before.IsZero() || end.Before(before) {
			before = end
		}
	}
	return after, before
}

// hours is the part of each day that is asked for, nil for all of it.
func (f filter) hours() *bucket.Clock {
	if f.TimeFrom == "" && f.TimeTo == "" {
		return nil
	}
	return &bucket.Clock{From: ofDay(f.TimeFrom), To: ofDay(f.TimeTo), Zone: f.zone}
}

// ofDay is a time of day since midnight.
func ofDay(text string) time.Duration {
	t, err := time.Parse(clockForm, text)
	if err != nil {
		return 0
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// query asks for the events that pass.
func (f filter) query() store.EventQuery {
	q := store.EventQuery{
		Cameras: f.Cameras, Types: f.Types, Categories: f.Categories, Targets: f.Targets, Groups: f.Groups, Fuzzy: f.Search,
		HasImage: f.has("image"), HasPlate: f.has("plate"), HasFace: f.has("face"), Hours: f.hours(),
	}
	for _, text := range f.States {
		state, _ := event.ParseReviewState(text)
		q.States = append(q.States, state)
	}
	q.After, q.Before = f.span()
	return q
}

// stream is the address of the stream of what may pass.
func (f filter) stream() string {
	q := url.Values{"topics": {"event"}}
	for name, all := range f.values() {
		switch name {
		case "camera", "type", "category", "target", "group", "has":
			q[name] = all
		}
	}
	return "/api/v1/stream?" + q.Encode()
}

// But is the filter as fields of a form, without some of them.
func (f filter) But(names ...string) []option {
	var out []option
	q := f.values()
	for _, name := range slices.Sorted(maps.Keys(q)) {
		for _, v := range q[name] {
			if !slices.Contains(names, name) {
				out = append(out, option{Value: name, Text: v})
			}
		}
	}
	return out
}
