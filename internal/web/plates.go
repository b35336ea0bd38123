package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

const platesPage = 50

// platesList is the page of plates.
type platesList struct {
	Search string
	Rows   []plateRow
	Older  string
}

// plateRow is a plate among others.
type plateRow struct {
	store.PlateSummary
	Camera string
	Why    string // why a search found it
	Image  string
}

// plates handles GET /plates.
func (s *Server) plates(v *view, r *http.Request) error {
	v.sheet, v.Title = "plates", v.T("nav.plates")
	l := platesList{Search: strings.TrimSpace(cut(v.query.Get("q"), 64))}
	q := store.PlateQuery{Fuzzy: l.Search, Page: store.Page{Limit: platesPage, Cursor: v.query.Get("cursor")}}
	found, next, err := s.Store.Plates(r.Context(), q)
	if err != nil {
		return err
	}
	for _, p := range found {
		row := plateRow{PlateSummary: p, Camera: v.Camera(p.LastCamera)}
		if l.Search != "" && v.has("match."+p.Match) {
			row.Why = v.T("match." + p.Match)
		}
		if e, err := s.Store.Event(r.Context(), p.LastEvent); err == nil {
			if img := crop(e); img != nil {
				row.Image = imageURL(e, img.N, cropWidth)
			} else if img := overview(e); img != nil {
				row.Image = imageURL(e, img.N, cropWidth)
			}
		}
		l.Rows = append(l.Rows, row)
	}
	if next != "" {
		l.Older = v.url("cursor", next)
	}
	v.Data = l
	return nil
}

// platePage is the page of one plate.
type platePage struct {
	store.PlateSummary
	Cards   []card
	Older   string
	Visits  [7][24]int // by weekday, Monday first, and hour
	Most    int
	Counted int // reads that the visits are of
	Vehicle string
}

// maxCounted is how many reads the visits are counted of.
const maxCounted = 500

// plate handles GET /plates/{text}.
func (s *Server) plate(v *view, r *http.Request) error {
	v.sheet = "plate"
	text := plate.Normalize(r.PathValue("text"))
	sum, err := s.Store.Plate(r.Context(), text)
	if err != nil {
		return err
	}
	v.Title = sum.Text
	p := platePage{PlateSummary: sum}
	page, err := s.Store.Events(r.Context(), store.EventQuery{Plate: text, Limit: maxCounted, Cursor: v.query.Get("cursor")})
	if err != nil {
		return err
	}
	for _, e := range page.Events {
		at := e.ReceivedAt.In(v.zone)
		n := &p.Visits[(int(at.Weekday())+6)%7][at.Hour()]
		*n++
		p.Most = max(p.Most, *n)
		p.Counted++
		if p.Vehicle == "" {
			p.Vehicle = vehicleOf(e, text)
		}
	}
	p.Cards = v.cards(page.Events[:min(len(page.Events), timelinePage)], "")
	if page.Next != "" {
		p.Older = v.url("cursor", page.Next)
	}
	v.Data = p
	return nil
}

// vehicleOf is what carried a plate.
func vehicleOf(e *event.Event, text string) string {
	for i := range e.Targets {
		t := &e.Targets[i]
		if t.Plate != nil && t.Vehicle != nil && plate.Normalize(t.Plate.Text) == text {
			return words(t.Vehicle.Color, t.Vehicle.Brand, t.Vehicle.Model, t.Vehicle.Type)
		}
	}
	return ""
}

// Weekday is a day of the week, Monday first.
func (v *view) Weekday(i int) string {
	return v.T("weekday." + time.Weekday((i + 1) % 7).String()[:3])
}

// Heat is how much of the most a number is, of five.
func (p platePage) Heat(n int) int {
	if n == 0 || p.Most == 0 {
		return 0
	}
	return 1 + n*4/p.Most
}
