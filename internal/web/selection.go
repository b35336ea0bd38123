package web

import (
	"errors"
	"iter"
	"net/http"

	"github.com/watchpost/watchpost/internal/event"
)

// Work is what pages have done with events, by the contract of api.Server.
type Work interface {
	ChangeEvents(r *http.Request, ids []event.ID, pinned *bool, state *event.ReviewState) error
	DeleteEvents(r *http.Request, ids []event.ID) error
	Export(w http.ResponseWriter, r *http.Request, format string, pages iter.Seq2[[]*event.Event, error]) error
}

const (
	maxSelected = 500 // events that are chosen at once
	exportPage  = 200 // events that are read at once
)

// errSelection is that of a form which has chosen none, or too many.
var errSelection = errors.New("no events, or too many, are chosen")

// confirmation asks once more before events are removed.
type confirmation struct {
	IDs  []event.ID
	Back string
}

// selected are the events that a form has chosen.
func selected(r *http.Request) ([]event.ID, error) {
	all := r.PostForm["id"]
	if len(all) == 0 || len(all) > maxSelected {
		return nil, errSelection
	}
	out := make([]event.ID, len(all))
	for i, text := range all {
		var err error
		if out[i], err = event.ParseID(text); err != nil {
			return nil, badRequest("id")
		}
	}
	return out, nil
}

// changeSelected handles POST /timeline/change.
func (s *Server) changeSelected(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	ids, err := selected(r)
	if err != nil {
		return "", err
	}
	back, do := local(r.PostForm.Get("back")), r.PostForm.Get("do")
	switch do {
	case "pin", "unpin":
		pinned := do == "pin"
		return back, s.Work.ChangeEvents(r, ids, &pinned, nil)
	case "delete":
		if r.PostForm.Get("sure") == "" {
			v.sheet, v.Title, v.Data = "confirm", v.T("selection.delete"), confirmation{ids, back}
			return "", nil
		}
		return back, s.Work.DeleteEvents(r, ids)
	}
	state, ok := event.ParseReviewState(do)
	if !ok {
		return "", badRequest("do")
	}
	return back, s.Work.ChangeEvents(r, ids, nil, &state)
}

// exportSelected handles POST /timeline/export.
func (s *Server) exportSelected(w http.ResponseWriter, r *http.Request) error {
	return s.file(w, r, func() (iter.Seq2[[]*event.Event, error], string, error) {
		if err := readForm(w, r); err != nil {
			return nil, "", err
		}
		ids, err := selected(r)
		if err != nil {
			return nil, "", err
		}
		return func(yield func([]*event.Event, error) bool) {
			for len(ids) > 0 {
				n := min(len(ids), exportPage)
				if found, err := s.Store.SomeEvents(r.Context(), ids[:n]); !yield(found, err) || err != nil {
					return
				}
				ids = ids[n:]
			}
		}, r.PostForm.Get("format"), nil
	})
}

// export handles GET /timeline/export: all that pass the filter.
func (s *Server) export(w http.ResponseWriter, r *http.Request) error {
	return s.file(w, r, func() (iter.Seq2[[]*event.Event, error], string, error) {
		v, err := s.view(r)
		if err != nil {
			return nil, "", err
		}
		f, err := filterOf(v.query, v.zone)
		if err != nil {
			return nil, "", err
		}
		q := f.query()
		q.Limit = exportPage
		return func(yield func([]*event.Event, error) bool) {
			for {
				page, err := s.Store.Events(r.Context(), q)
				if !yield(page.Events, err) || err != nil || page.Reached == 0 {
					return
				}
				q.Below = page.Reached
			}
		}, v.query.Get("format"), nil
	})
}

// file answers with events as a file, or with a page that says what was wrong.
func (s *Server) file(w http.ResponseWriter, r *http.Request, ask func() (iter.Seq2[[]*event.Event, error], string, error)) error {
	pages, format, err := ask()
	if err == nil && format != "csv" && format != "ndjson" {
		err = badRequest("format")
	}
	if err == nil {
		return s.Work.Export(w, r, format, pages)
	}
	v, wrong := s.view(r)
	if wrong != nil {
		return wrong
	}
	return s.failed(v, r, err).write(w, r)
}
