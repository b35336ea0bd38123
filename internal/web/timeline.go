package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// timelinePage is how many cards a page has.
const timelinePage = 48

// timeline is the page of events.
type timeline struct {
	Filter filter
	Cards  []card
	URL    string // of the newest that pass the filter
	Older  string // URL of the page of what is older, "" where there is nothing
	Newer  string
	Top    bool   // the page begins with the newest, so that what comes belongs on top of it
	Newest int64  // the number above which what comes is new
	Stream string // URL of the stream of what comes
	At     string // the event that the page was opened at
	Bars   density
	Chips  []chip
	Open   chip   // what is not handled alone
	Active []chip // what else the filter asks for, to be taken away
	Panel  panel
	Saved  []savedChip
	Query  string // of the filter alone
	CSV    string // URLs of all that pass the filter, as files
	NDJSON string
	Back   string // where to go on after something was done
	Change bool   // the viewer may change what is kept
	Views  []option
	Clear  string         // URL without what narrows it, "" where nothing does
	Of     *incidentsList // what is listed in the place of events, nil for events
}

// timeline handles GET /timeline.
func (s *Server) timeline(v *view, r *http.Request) error {
	v.sheet, v.Title = "timeline", v.T("nav.timeline")
	f, err := filterOf(v.query, v.zone)
	if err != nil {
		return err
	}
	if f.View == incidentsView {
		return s.incidents(v, r, f)
	}
	q := f.query()
	q.Limit = timelinePage
	t := timeline{Filter: f, URL: timelineURL(f.values()), Stream: f.stream(), At: v.query.Get("at")}
	if err := s.place(v, r, &q); err != nil {
		return err
	}
	page, err := s.Store.Events(r.Context(), q)
	if err != nil {
		return err
	}
	t.Cards = v.cards(page.Events, "")
	if err := s.links(r, &t, q, page); err != nil {
		return err
	}
	t.Newest = max(v.Seq, q.Above)
	if n := len(page.Events); n > 0 {
		t.Newest = page.Events[0].Seq
		if t.Top {
			t.Newest = max(v.Seq, t.Newest)
		}
	}
	if v.part == "" {
		if t.Bars, err = s.density(v, r, f, page.Events); err != nil {
			return err
		}
		t.CSV, t.NDJSON = exportURL(f, "csv"), exportURL(f, "ndjson")
		t.Back, t.Change = v.url(), access.PrincipalOf(r.Context()).Role.Includes(access.Operator)
		if err := s.narrowing(v, r, &t); err != nil {
			return err
		}
	}
	v.Data = t
	return nil
}

// narrowing is what the list is narrowed by, and can be; and what it is a list of.
func (s *Server) narrowing(v *view, r *http.Request, t *timeline) (err error) {
	v.choices(t)
	q := t.Filter.values()
	t.Query = q.Encode()
	other := url.Values{}
	if t.Filter.View != "" {
		other.Set("view", t.Filter.View)
	}
	if t.Query != other.Encode() {
		t.Clear = timelineURL(other)
	}
	for _, name := range []string{"", incidentsView} {
		if q.Del("view"); name != "" {
			q.Set("view", name)
		}
		t.Views = append(t.Views, option{timelineURL(q), v.T("incident.view." + cmp.Or(name, "events")), t.Filter.View == name})
	}
	t.Saved, err = s.saved(r, t.Query)
	return err
}

// place reads where in the list the page is: below a number, above one, or at an
// event, which is then the first.
func (s *Server) place(v *view, r *http.Request, q *store.EventQuery) error {
	for _, p := range []struct {
		name string
		to   *int64
	}{{"older", &q.Below}, {"newer", &q.Above}} {
		text := v.query.Get(p.name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return badRequest(p.name)
		}
		*p.to, q.Rising = n, p.name == "newer"
	}
	at := v.query.Get("at")
	if at == "" {
		return nil
	}
	id, err := event.ParseID(at)
	if err != nil {
		return badRequest("at")
	}
	e, err := s.Store.Event(r.Context(), id)
	switch {
	case err == nil:
		q.Below = e.Seq + 1
	case errors.Is(err, event.ErrNotFound): // it is gone: what was at about its time
		end := id.Time().Add(time.Millisecond)
		if q.Before.IsZero() || end.Before(q.Before) {
			q.Before = end
		}
	default:
		return err
	}
	return nil
}

// links lead to what is older and newer than a page.
func (s *Server) links(r *http.Request, t *timeline, q store.EventQuery, page store.EventPage) error {
	older, newer := page.Reached, int64(0)
	n := len(page.Events)
	switch {
	case q.Rising:
		older, newer = q.Above+1, page.Reached
		if n > 0 {
			older = page.Events[n-1].Seq
		}
	case q.Below > 0 || !q.Before.IsZero():
		above := q
		if above.Above = q.Below - 1; n > 0 {
			above.Above = page.Events[0].Seq
		}
		above.Below, above.Rising, above.Limit = 0, true, 1
		next, err := s.Store.Events(r.Context(), above)
		if err != nil {
			return err
		}
		if len(next.Events) > 0 || next.Reached > 0 {
			newer = above.Above
		}
	}
	if older > 0 {
		t.Older = t.at("older", older)
	}
	if newer > 0 {
		t.Newer = t.at("newer", newer)
	}
	t.Top = newer == 0 && t.Filter.Before.IsZero() && t.Filter.DayTo == ""
	return nil
}

// at is the address of the page at a place.
func (t *timeline) at(name string, n int64) string {
	q := t.Filter.values()
	q.Set(name, strconv.FormatInt(n, 10))
	return timelineURL(q)
}

// exportURL is where all that pass a filter are had as a file.
func exportURL(f filter, format string) string {
	q := f.values()
	q.Set("format", format)
	return "/timeline/export?" + q.Encode()
}

func timelineURL(q url.Values) string {
	if len(q) == 0 {
		return "/timeline"
	}
	return "/timeline?" + q.Encode()
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
