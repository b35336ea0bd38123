package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// timelinePage is how many cards a page has.
const timelinePage = 48

// timeline is the page of events.
type timeline struct {
	Cards  []card
	Older  string // URL of the next page, "" at the end
	Newest bool   // the page begins with the newest
	Filter filter
	Bars   []bar
	Chips  []chip
	Types  []option
	Camera []option
	Stream string // URL of the stream of what comes
}

// filter is what the address asks for.
type filter struct {
	Cameras []string
	Types   []event.Type
	Targets []event.TargetType
	Search  string
	Picture bool
	After   time.Time
	Before  time.Time
}

// chip switches a class on or off.
type chip struct {
	Class event.TargetType
	Text  string
	On    bool
	URL   string
}

// option is a choice of a list.
type option struct {
	Value, Text string
	On          bool
}

// classes are what the chips stand for.
var classes = []event.TargetType{event.TargetPerson, event.TargetCar, event.TargetMotorcycle, event.TargetFace, event.TargetPlate}

func filterOf(q url.Values) (filter, error) {
	f := filter{Cameras: values(q, "camera"), Search: strings.TrimSpace(cut(q.Get("q"), 64)), Picture: q.Get("has") == "image"}
	for _, t := range values(q, "type") {
		if !event.Type(t).Valid() {
			return f, badRequest("type")
		}
		f.Types = append(f.Types, event.Type(t))
	}
	for _, t := range values(q, "target") {
		if !slices.Contains(event.TargetTypes(), event.TargetType(t)) {
			return f, badRequest("target")
		}
		f.Targets = append(f.Targets, event.TargetType(t))
	}
	for _, p := range []struct {
		name string
		to   *time.Time
	}{{"after", &f.After}, {"before", &f.Before}} {
		text := q.Get(p.name)
		if text == "" {
			continue
		}
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return f, badRequest(p.name)
		}
		*p.to = t
	}
	return f, nil
}

// values are those of a parameter that are not empty.
func values(q url.Values, name string) []string {
	return slices.DeleteFunc(slices.Clone(q[name]), func(s string) bool { return s == "" || len(s) > 200 })
}

func (f filter) query() store.EventQuery {
	return store.EventQuery{
		Cameras: f.Cameras, Types: f.Types, Targets: f.Targets, Fuzzy: f.Search, HasImage: f.Picture, After: f.After, Before: f.Before,
	}
}

// timeline handles GET /timeline.
func (s *Server) timeline(v *view, r *http.Request) error {
	v.sheet, v.Title = "timeline", v.T("nav.timeline")
	f, err := filterOf(v.query)
	if err != nil {
		return err
	}
	q := f.query()
	q.Limit, q.Cursor = timelinePage, v.query.Get("cursor")
	page, err := s.Store.Events(r.Context(), q)
	if err != nil {
		return err
	}
	t := timeline{
		Cards: v.cards(page.Events, v.query.Get("day")), Filter: f,
		Newest: q.Cursor == "" && f.Before.IsZero(),
	}
	if page.Next != "" {
		last := ""
		if n := len(page.Events); n > 0 {
			last = day(page.Events[n-1].ReceivedAt.In(v.zone))
		}
		t.Older = v.url("cursor", page.Next, "day", last)
	}
	if v.part == "" {
		if t.Bars, err = s.density(v, r, f); err != nil {
			return err
		}
		v.choices(&t)
	}
	v.Data = t
	return nil
}

// choices are what the page can be narrowed by.
func (v *view) choices(t *timeline) {
	for _, c := range classes {
		on := slices.Contains(t.Filter.Targets, c)
		t.Chips = append(t.Chips, chip{Class: c, Text: v.T("classes." + string(c)), On: on, URL: v.toggle("target", string(c), on)})
	}
	for _, typ := range event.Types() {
		t.Types = append(t.Types, option{string(typ), v.T("event." + string(typ)), slices.Contains(t.Filter.Types, typ)})
	}
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if !hidden(d, c) {
				t.Camera = append(t.Camera, option{c.ID, v.Camera(c.ID), slices.Contains(t.Filter.Cameras, c.ID)})
			}
		}
	}
	q := url.Values{"topics": {"event"}}
	for _, name := range []string{"camera", "type", "target", "has"} {
		if all := values(v.query, name); len(all) > 0 {
			q[name] = all
		}
	}
	if t.Filter.Search == "" {
		t.Stream = "/api/v1/stream?" + q.Encode()
	}
}

// url is the page's own address with some parameters set; an empty value takes
// one away.
func (v *view) url(pairs ...string) string {
	q := url.Values{}
	for name, all := range v.query {
		q[name] = all
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return v.path
	}
	return v.path + "?" + q.Encode()
}

// toggle is the page's own address with one value of a parameter more, or less.
func (v *view) toggle(name, value string, on bool) string {
	q := url.Values{}
	for n, all := range v.query {
		if n != "cursor" && n != "day" {
			q[n] = slices.Clone(all)
		}
	}
	if on {
		q[name] = slices.DeleteFunc(q[name], func(s string) bool { return s == value })
	} else {
		q.Add(name, value)
	}
	if enc := q.Encode(); enc != "" {
		return v.path + "?" + enc
	}
	return v.path
}

// Without is the page's own address without some parameters.
func (v *view) Without(names ...string) string {
	var pairs []string
	for _, n := range append(names, "cursor", "day") {
		pairs = append(pairs, n, "")
	}
	return v.url(pairs...)
}
