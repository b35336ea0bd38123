package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

const platesPage = 50

// platesList is the page of plates: reads as they come, or each plate once where
// something is searched, or narrowed to a group.
type platesList struct {
	Search  string
	ByPlate bool
	Group   string // id
	Groups  []plate.Group
	Reads   []readRow
	Rows    []plateRow
	Older   string
	Stream  string // URL of the stream of reads, "" for none
}

// readRow is one read of a plate.
type readRow struct {
	ID         string // of the event
	At         time.Time
	Text       string // normalised
	Read       string // as the device sent it
	List       string // of the device
	Camera     string
	Direction  string
	Confidence string
	Vehicle    string
	Image      string
}

// plateRow is a plate among others.
type plateRow struct {
	store.PlateSummary
	Camera  string
	Why     string // why a search found it
	Letters []plate.Letter
	Image   string
}

// plates handles GET /plates.
func (s *Server) plates(v *view, r *http.Request) error {
	v.sheet, v.Title = "plates", v.T("nav.plates")
	l := platesList{Search: strings.TrimSpace(cut(v.query.Get("q"), 64)), Group: cut(v.query.Get("group"), 40)}
	l.ByPlate = l.Search != "" || l.Group != "" || v.query.Get("view") == "plates"
	var err error
	if l.Groups, err = s.Book.Groups(r.Context()); err != nil {
		return err
	}
	if l.ByPlate {
		err = s.eachPlate(v, r, &l)
	} else {
		err = s.reads(v, r, &l)
	}
	v.Data = l
	return err
}

// reads fills the page with the reads of plates, newest first.
func (s *Server) reads(v *view, r *http.Request, l *platesList) error {
	cursor := v.query.Get("cursor")
	page, err := s.Store.Events(r.Context(), store.EventQuery{HasPlate: true, Limit: platesPage, Cursor: cursor})
	if err != nil {
		return err
	}
	var texts []string
	for _, e := range page.Events {
		for i := range e.Targets {
			if t := &e.Targets[i]; t.Plate != nil && t.Plate.Text != "" {
				l.Reads = append(l.Reads, v.read(e, t))
				texts = append(texts, plate.Normalize(t.Plate.Text))
			}
		}
	}
	if page.Next != "" {
		l.Older = v.url("cursor", page.Next)
	}
	if cursor == "" {
		l.Stream = "/api/v1/stream?" + url.Values{"topics": {"event"}, "has": {"plate"}}.Encode()
	}
	return v.marks.ask(r.Context(), texts...)
}

func (v *view) read(e *event.Event, t *event.Target) readRow {
	row := readRow{
		ID: e.ID.String(), At: e.ReceivedAt, Text: plate.Normalize(t.Plate.Text), Read: t.Plate.Text, List: v.list(t.Plate),
		Camera: v.Camera(e.CameraID), Image: small(e),
	}
	if t.Plate.Direction != "" {
		row.Direction = v.T("direction." + t.Plate.Direction)
	}
	if c := t.Plate.Confidence; c != nil {
		row.Confidence = fmt.Sprintf("%.0f %%", *c)
	}
	if c := t.Vehicle; c != nil {
		row.Vehicle = vehicleWords(c)
	}
	return row
}

// small is the URL of a small picture of an event: of its first target, else of the
// scene, "" without any.
func small(e *event.Event) string {
	if img := crop(e); img != nil {
		return imageURL(e, img.N, cropWidth)
	}
	if img := overview(e); img != nil {
		return imageURL(e, img.N, cropWidth)
	}
	return ""
}

// eachPlate fills the page with plates, each once.
func (s *Server) eachPlate(v *view, r *http.Request, l *platesList) error {
	q := store.PlateQuery{Fuzzy: l.Search, Known: l.Group, Page: store.Page{Limit: platesPage, Cursor: v.query.Get("cursor")}}
	found, next, err := s.Store.Plates(r.Context(), q)
	if err != nil {
		return err
	}
	var texts []string
	for _, p := range found {
		l.Rows = append(l.Rows, s.plateRow(v, r, p, l.Search))
		texts = append(texts, p.Text)
	}
	if next != "" {
		l.Older = v.url("cursor", next)
	}
	return v.marks.ask(r.Context(), texts...)
}

func (s *Server) plateRow(v *view, r *http.Request, p store.PlateSummary, search string) plateRow {
	row := plateRow{PlateSummary: p, Camera: v.Camera(p.LastCamera)}
	if search != "" {
		row.Letters = plate.NewQuery(search).Explain(p.Text)
		row.Why = v.why(p.Match, row.Letters, strings.ContainsAny(search, "*?"))
	}
	// It may have gone meanwhile; a plate without a picture is still a plate.
	if e, err := s.Store.Event(r.Context(), p.LastEvent); err == nil {
		row.Image = small(e)
	}
	return row
}

// why says why a search found a plate, and which letters were taken for which.
func (v *view) why(match string, letters []plate.Letter, wild bool) string {
	if wild {
		match = "pattern"
	}
	out := v.T("match." + match)
	var told []string
	for _, l := range letters {
		key := "letter." + string(l.Kind)
		if !v.has(key) {
			continue // as it was looked for, or beyond it
		}
		if one := v.T(key, l.Read, l.Sought); len(told) == 0 || told[len(told)-1] != one {
			told = append(told, one)
		}
	}
	if len(told) > 0 {
		out += ": " + strings.Join(told, ", ")
	}
	return out
}
