package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/store"
)

// plateGroupsPage is the page of the groups that people put plates into.
type plateGroupsPage struct {
	Groups []plate.Group
	Colors []plate.Color
	Edits  bool // the viewer may change them
	Name   string
	Color  plate.Color // to begin with
	Counts bool        // the viewer is told how many are in each
}

// editsAll says whether a caller may change what is for all cameras.
func editsAll(r *http.Request) bool {
	return may(r, access.Operator) && !access.ScopeOf(r.Context()).Limited()
}

// plateGroups handles GET /plate-groups.
func (s *Server) plateGroups(v *view, r *http.Request) error {
	v.sheet, v.Title = "plate-groups", v.T("known.groups")
	all, err := s.Book.Groups(r.Context())
	if err != nil {
		return err
	}
	colors := plate.Colors()
	v.Data = plateGroupsPage{
		Groups: all, Colors: colors, Edits: editsAll(r), Name: field(r, "name"), Color: colors[len(all)%len(colors)],
		Counts: !access.ScopeOf(r.Context()).Limited(),
	}
	return nil
}

// addPlateGroup handles POST /plate-groups.
func (s *Server) addPlateGroup(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	_, err := s.Book.AddGroup(r.Context(), field(r, "name"), plate.Color(field(r, "color")), bookBy(r))
	return s.toGroups(v, r, "group", err)
}

// changePlateGroup handles POST /plate-groups/{id}: another name and color, or with
// its other button, that it goes.
func (s *Server) changePlateGroup(v *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	id := r.PathValue("id")
	if field(r, "do") == "remove" {
		return s.toGroups(v, r, "group_removed", s.Book.RemoveGroup(r.Context(), id, bookBy(r)))
	}
	name, color := field(r, "name"), plate.Color(field(r, "color"))
	_, err := s.Book.ChangeGroup(r.Context(), id, &name, &color, bookBy(r))
	if err != nil {
		r.PostForm.Del("name") // it is not the name of a new one
	}
	return s.toGroups(v, r, "group", err)
}

// toGroups leads back to the groups, or shows what was wrong.
func (s *Server) toGroups(v *view, r *http.Request, done string, err error) (string, error) {
	if err == nil {
		return "/plate-groups?done=" + done, nil
	}
	if v.Wrong = v.wrongPlate(err); v.Wrong == "" {
		return "", err
	}
	return "", s.plateGroups(v, r)
}

// knownPage is the page of the plates of which people know something.
type knownPage struct {
	Search string
	Group  string // id
	Groups []plate.Group
	Rows   []plate.Known
	Older  string
	Export string // URL of the CSV
	Edits  bool
}

// knownPlates handles GET /known-plates.
func (s *Server) knownPlates(v *view, r *http.Request) error {
	v.sheet, v.Title = "known-plates", v.T("known.title")
	p := knownPage{Search: strings.TrimSpace(cut(v.query.Get("q"), 64)), Group: cut(v.query.Get("group"), 40), Export: "/api/v1/known-plates/csv", Edits: editsAll(r)}
	var err error
	if p.Groups, err = s.Book.Groups(r.Context()); err != nil {
		return err
	}
	var next string
	p.Rows, next, err = s.Store.KnownPlates(r.Context(), store.KnownQuery{
		Search: p.Search, Group: p.Group, Page: store.Page{Limit: platesPage, Cursor: v.query.Get("cursor")},
	})
	if err != nil {
		return err
	}
	if next != "" {
		p.Older = v.url("cursor", next)
	}
	if p.Group != "" {
		p.Export += "?" + url.Values{"plate_group": {p.Group}}.Encode()
	}
	var texts []string
	for i := range p.Rows {
		texts = append(texts, p.Rows[i].Text)
	}
	v.Data = p
	return v.marks.ask(r.Context(), texts...)
}
