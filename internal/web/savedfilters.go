package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/saved"
)

// savedChip is a filter that somebody keeps.
type savedChip struct {
	saved.Filter
	URL string
	On  bool
}

// saved are the viewer's filters, for the page of one.
func (s *Server) saved(r *http.Request, now string) ([]savedChip, error) {
	if s.Saved == nil {
		return nil, nil
	}
	all, err := s.Saved.All(r.Context())
	if err != nil {
		return nil, err
	}
	out := make([]savedChip, len(all))
	for i, f := range all {
		out[i] = savedChip{f, "/timeline?" + f.Query, f.Query == now}
	}
	return out, nil
}

// changeSaved handles POST /timeline/filters: what is done with a saved filter.
func (s *Server) changeSaved(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	id, name, query := field(r, "id"), field(r, "name"), r.PostForm.Get("query")
	q, err := url.ParseQuery(query)
	if err != nil {
		return "", badRequest("query")
	}
	back := timelineURL(q)
	var f saved.Filter
	var action access.Action
	switch r.PostForm.Get("do") {
	case "save":
		action = access.ActionFilterSaved
		f, err = s.Saved.Add(r.Context(), name, query)
	case "rename":
		action = access.ActionFilterChanged
		f, err = s.Saved.Change(r.Context(), id, &name, nil)
	case "remove":
		action = access.ActionFilterRemoved
		f, err = s.Saved.Remove(r.Context(), id)
	default:
		return "", badRequest("do")
	}
	var invalid saved.InvalidError
	switch {
	case errors.As(err, &invalid):
		return "", badRequest(invalid.Field)
	case errors.Is(err, saved.ErrMany):
		return "", badRequest(err.Error())
	}
	if err != nil && !errors.Is(err, saved.ErrNotFound) { // what is gone already is as it should be
		return "", err
	}
	if err == nil {
		s.note(r, action, f.Name, "")
	}
	return local(back), nil
}
