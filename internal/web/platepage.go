package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/store"
)

// platePage is the page of one plate.
type platePage struct {
	store.PlateSummary
	Known   plate.Known
	Groups  []plate.Group
	Edits   bool // the viewer may change what is known
	Cards   []card
	Older   string
	Week    week
	Counted int // reads that the visits, cameras and vehicles are of
	Visits  int
	Usual   string // how long a visit lasts as a rule, "" when nothing can be said
	Cameras []tally
	Vehicle []vehicleFact
	Similar []plateRow
}

// week counts visits by weekday, Monday first, and hour.
type week struct {
	Days [7][24]int
	Most int
}

// tally is how often something was seen.
type tally struct {
	Name string
	N    int
}

// vehicleFact is what was seen of a vehicle, in one respect.
type vehicleFact struct {
	Name string
	All  []tally
}

// Bounds of a plate's page.
const (
	maxCounted = 2000 // reads that are counted, the newest
	maxSimilar = 8
	maxTally   = 6
)

// plate handles GET /plates/{text}.
func (s *Server) plate(v *view, r *http.Request) error {
	return s.platePage(v, r, nil)
}

// platePage fills the page of a plate; typed is what somebody wanted to be known and
// was not taken, nil for none.
func (s *Server) platePage(v *view, r *http.Request, typed *plate.Known) error {
	v.sheet = "plate"
	text := plate.Normalize(r.PathValue("text"))
	p := platePage{PlateSummary: store.PlateSummary{Text: text}, Edits: may(r, access.Operator)}
	var err error
	if p.Known, err = s.Book.Known(r.Context(), text); err != nil {
		return err
	}
	sum, err := s.Store.Plate(r.Context(), text)
	switch limited := access.ScopeOf(r.Context()).Limited(); {
	case err == nil:
		p.PlateSummary = sum
	case !errors.Is(err, event.ErrNotFound), text == "", p.Known.Empty() && (!p.Edits || limited):
		return err
	}
	v.Title = text
	if typed != nil {
		p.Known.Group, p.Known.Owner, p.Known.Note = typed.Group, typed.Owner, typed.Note
	}
	if p.Groups, err = s.Book.Groups(r.Context()); err != nil {
		return err
	}
	page, err := s.Store.Events(r.Context(), store.EventQuery{Plate: text, Limit: timelinePage, Cursor: v.query.Get("cursor")})
	if err != nil {
		return err
	}
	p.Cards = v.cards(page.Events, v.query.Get("day"))
	if page.Next != "" {
		last := ""
		if n := len(page.Events); n > 0 {
			last = day(page.Events[n-1].ReceivedAt.In(v.zone))
		}
		p.Older = v.url("cursor", page.Next, "day", last)
	}
	if v.part == "" {
		if err := s.history(v, r, &p); err != nil {
			return err
		}
		if err := s.similar(v, r, &p); err != nil {
			return err
		}
	}
	v.Data = p
	return nil
}

// history counts what the newest reads of a plate tell.
func (s *Server) history(v *view, r *http.Request, p *platePage) error {
	var times []time.Time
	cameras := make(map[string]int)
	vehicle := [4]map[string]int{{}, {}, {}, {}}
	q := store.EventQuery{Plate: p.Text, Limit: 500}
	for p.Counted < maxCounted {
		page, err := s.Store.Events(r.Context(), q)
		if err != nil {
			return err
		}
		for _, e := range page.Events {
			p.Counted++
			times = append(times, e.ReceivedAt)
			cameras[v.Camera(e.CameraID)]++
			if c := vehicleOf(e, p.Text); c != nil {
				for i, word := range []string{c.Color, c.Type, c.Brand, strings.ReplaceAll(c.Model, "_", " ")} {
					if word != "" && word != "unknown" {
						vehicle[i][word]++
					}
				}
			}
		}
		if q.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	visits := plate.Visits(times)
	p.Visits, p.Week, p.Usual = len(visits), weekOf(visits, v.zone), v.usual(visits)
	p.Cameras = tallies(cameras)
	for i, key := range []string{"color", "type", "brand", "model"} {
		if all := tallies(vehicle[i]); len(all) > 0 {
			p.Vehicle = append(p.Vehicle, vehicleFact{v.T("vehicle." + key), all})
		}
	}
	return nil
}

// weekOf counts when visits begin.
func weekOf(visits []plate.Visit, zone *time.Location) (w week) {
	for _, one := range visits {
		at := one.From.In(zone)
		n := &w.Days[(int(at.Weekday())+6)%7][at.Hour()]
		*n++
		w.Most = max(w.Most, *n)
	}
	return w
}

// usual is how long half of the visits last at most, of those with several reads.
func (v *view) usual(visits []plate.Visit) string {
	var lengths []time.Duration
	for _, one := range visits {
		if d := one.To.Sub(one.From); d >= time.Minute {
			lengths = append(lengths, d)
		}
	}
	if len(lengths) < 3 {
		return ""
	}
	slices.Sort(lengths)
	return v.Span(lengths[len(lengths)/2])
}

// tallies are the most frequent, the most first.
func tallies(counts map[string]int) (out []tally) {
	for name, n := range counts {
		out = append(out, tally{name, n})
	}
	slices.SortFunc(out, func(a, b tally) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name)) })
	return out[:min(len(out), maxTally)]
}

// similar are plates that may be this one, misread, or the other way round.
func (s *Server) similar(v *view, r *http.Request, p *platePage) error {
	found, _, err := s.Store.Plates(r.Context(), store.PlateQuery{Fuzzy: p.Text, Page: store.Page{Limit: 4 * maxSimilar}})
	if err != nil {
		return err
	}
	for _, o := range found {
		if (o.Match == plate.OCR || o.Match == plate.Close) && o.Text != p.Text && len(p.Similar) < maxSimilar {
			p.Similar = append(p.Similar, s.plateRow(v, r, o, p.Text))
		}
	}
	return nil
}

// vehicleOf is what carried a plate, nil when that was not told.
func vehicleOf(e *event.Event, text string) *event.Vehicle {
	for i := range e.Targets {
		t := &e.Targets[i]
		if t.Plate != nil && t.Vehicle != nil && plate.Normalize(t.Plate.Text) == text {
			return t.Vehicle
		}
	}
	return nil
}

// Weekday is a day of the week, Monday first.
func (v *view) Weekday(i int) string {
	return v.T("weekday." + time.Weekday((i + 1) % 7).String()[:3])
}

// Heat is how much of the most a number is, of five.
func (w week) Heat(n int) int {
	if n == 0 || w.Most == 0 {
		return 0
	}
	return 1 + n*4/w.Most
}

// may says whether a caller has a role.
func may(r *http.Request, role access.Role) bool {
	return access.PrincipalOf(r.Context()).Role.Includes(role)
}

// bookBy is who asks, for the audit log.
func bookBy(r *http.Request) platebook.By {
	by := api.By(r)
	out := platebook.By{Name: by.Name}
	if by.IP.IsValid() {
		out.IP = by.IP.String()
	}
	return out
}

// changePlate handles POST /plates/{text}.
func (s *Server) changePlate(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	text := plate.Normalize(r.PathValue("text"))
	group, owner, note := field(r, "group"), field(r, "owner"), field(r, "note")
	_, err := s.Book.Change(r.Context(), text, platebook.Change{Group: &group, Owner: &owner, Note: &note}, bookBy(r))
	if err == nil {
		return "/plates/" + url.PathEscape(text) + "?done=plate", nil
	}
	if v.Wrong = v.wrongPlate(err); v.Wrong == "" {
		return "", err
	}
	return "", s.platePage(v, r, &plate.Known{Group: group, Owner: owner, Note: note})
}

// wrongPlate says what of a change was not taken, "" for what is no fault of who
// made it. It sets the status of the page.
func (v *view) wrongPlate(err error) string {
	var invalid platebook.InvalidError
	v.status = http.StatusBadRequest
	switch {
	case errors.As(err, &invalid):
		return v.reason(invalid)
	case errors.Is(err, platebook.ErrTaken):
		v.status = http.StatusConflict
		return v.T("known.taken")
	case errors.Is(err, platebook.ErrFull):
		v.status = http.StatusConflict
		return v.T("known.full", int64(plate.MaxGroups), int64(plate.MaxKnown))
	case errors.Is(err, platebook.ErrOther):
		v.status = http.StatusConflict
		return v.T("known.other")
	}
	v.status = 0
	return ""
}

// reason is why something was not taken, in a sentence.
func (v *view) reason(e platebook.InvalidError) string {
	number := int64(e.Most)
	if e.Reason == platebook.Twice {
		number = int64(e.Line)
	}
	text := v.T("reason."+string(e.Reason), v.T("known.field."+e.Field), number)
	if e.Line > 0 && e.Reason != platebook.Twice {
		text = v.T("known.in_line", int64(e.Line)) + " " + text
	}
	return text
}
