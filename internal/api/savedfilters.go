package api

import (
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/saved"
)

// savedFilterJSON is a filter of the timeline that somebody keeps.
type savedFilterJSON struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Query     string    `json:"query"`
	Shared    bool      `json:"shared"` // everybody's
	CreatedAt timestamp `json:"created_at"`
}

func savedFilterOf(f saved.Filter) savedFilterJSON {
	return savedFilterJSON{f.ID, f.Name, f.Query, f.Owner == "", timestamp(f.CreatedAt)}
}

type savedFilterList struct {
	Filters []savedFilterJSON `json:"saved_filters"`
}

// savedFilters handles GET /api/v1/saved-filters.
func (s *Server) savedFilters(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Saved.All(r.Context())
	if err != nil {
		return err
	}
	out := savedFilterList{Filters: make([]savedFilterJSON, len(all))}
	for i, f := range all {
		out.Filters[i] = savedFilterOf(f)
	}
	return writeJSON(w, out)
}

type savedFilterBody struct {
	Name  *string `json:"name"`
	Query *string `json:"query"`
}

// addSavedFilter handles POST /api/v1/saved-filters.
func (s *Server) addSavedFilter(w http.ResponseWriter, r *http.Request) error {
	var b savedFilterBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	if b.Name == nil || b.Query == nil {
		return problem(codeBadBody, `the body is like {"name": "Cars at night", "query": "target=car&time_from=22:00&time_to=06:00"}`)
	}
	f, err := s.Saved.Add(r.Context(), *b.Name, *b.Query)
	if err != nil {
		return err
	}
	s.note(r, access.ActionFilterSaved, f.Name, "")
	return created(w, savedFilterOf(f))
}

// patchSavedFilter handles PATCH /api/v1/saved-filters/{id}.
func (s *Server) patchSavedFilter(w http.ResponseWriter, r *http.Request) error {
	var b savedFilterBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	if b.Name == nil && b.Query == nil {
		return problem(codeBadBody, `the body is like {"name": "Cars at night"}, or has a query`)
	}
	f, err := s.Saved.Change(r.Context(), r.PathValue("id"), b.Name, b.Query)
	if err != nil {
		return err
	}
	s.note(r, access.ActionFilterChanged, f.Name, "")
	return writeJSON(w, savedFilterOf(f))
}

// removeSavedFilter handles DELETE /api/v1/saved-filters/{id}.
func (s *Server) removeSavedFilter(w http.ResponseWriter, r *http.Request) error {
	f, err := s.Saved.Remove(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	s.note(r, access.ActionFilterRemoved, f.Name, "")
	return done(w)
}
