package api

import (
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/platebook"
)

// plateGroupRef is a group of plates where something else is the subject.
type plateGroupRef struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Color plate.Color `json:"color"`
}

// plateGroupJSON is a group that people put plates into. Who is limited to cameras is
// not told how many plates are in it.
type plateGroupJSON struct {
	plateGroupRef
	Plates *int64 `json:"plates,omitempty"`
}

func plateGroupOf(r *http.Request, g plate.Group) plateGroupJSON {
	out := plateGroupJSON{plateGroupRef: plateGroupRef{g.ID, g.Name, g.Color}}
	if !access.ScopeOf(r.Context()).Limited() {
		out.Plates = &g.Plates
	}
	return out
}

type plateGroupList struct {
	Groups []plateGroupJSON `json:"plate_groups"`
	Next   string           `json:"next,omitempty"`
}

// plateGroups handles GET /api/v1/plate-groups.
func (s *Server) plateGroups(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	all, err := s.Book.Groups(r.Context())
	if err != nil {
		return err
	}
	found, next, err := cut(all, page, func(g plate.Group) string { return g.ID })
	if err != nil {
		return err
	}
	out := plateGroupList{Groups: make([]plateGroupJSON, len(found)), Next: next}
	for i, g := range found {
		out.Groups[i] = plateGroupOf(r, g)
	}
	return writeJSON(w, out)
}

type plateGroupBody struct {
	Name  *string      `json:"name"`
	Color *plate.Color `json:"color"`
}

// addPlateGroup handles POST /api/v1/plate-groups.
func (s *Server) addPlateGroup(w http.ResponseWriter, r *http.Request) error {
	var b plateGroupBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	if b.Name == nil || b.Color == nil {
		return problem(codeBadBody, `the body is like {"name": "Residents", "color": "green"}`)
	}
	g, err := s.Book.AddGroup(r.Context(), *b.Name, *b.Color, bookBy(r))
	if err != nil {
		return err
	}
	return created(w, plateGroupOf(r, g))
}

// patchPlateGroup handles PATCH /api/v1/plate-groups/{id}.
func (s *Server) patchPlateGroup(w http.ResponseWriter, r *http.Request) error {
	var b plateGroupBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	g, err := s.Book.ChangeGroup(r.Context(), r.PathValue("id"), b.Name, b.Color, bookBy(r))
	if err != nil {
		return err
	}
	return writeJSON(w, plateGroupOf(r, g))
}

// removePlateGroup handles DELETE /api/v1/plate-groups/{id}.
func (s *Server) removePlateGroup(w http.ResponseWriter, r *http.Request) error {
	if err := s.Book.RemoveGroup(r.Context(), r.PathValue("id"), bookBy(r)); err != nil {
		return err
	}
	return done(w)
}

// bookBy is who asks, for changes of what is known of plates.
func bookBy(r *http.Request) platebook.By {
	by := by(r)
	out := platebook.By{Name: by.Name}
	if by.IP.IsValid() {
		out.IP = by.IP.String()
	}
	return out
}
