package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

// typed is what stands in a form that had something wrong.
type typed struct{ Name, Role string }

// limits are the cameras and groups that somebody may be limited to.
type limits struct{ Cameras, Groups []option }

// groupOf is a group with the names of its cameras.
type groupOf struct {
	access.Group
	Names []string
}

// choose are all cameras and groups, with those that are chosen.
func (s *Server) choose(v *view, l access.Limits) (out limits) {
	ids := slices.Clone(l.Cameras)
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if !hidden(d, c) {
				out.Cameras = append(out.Cameras, option{c.ID, v.Camera(c.ID), slices.Contains(l.Cameras, c.ID)})
				ids = slices.DeleteFunc(ids, func(id string) bool { return id == c.ID })
			}
		}
	}
	for _, id := range ids { // of devices that are not in the lists
		out.Cameras = append(out.Cameras, option{id, v.Camera(id), true})
	}
	for _, g := range s.Auth.Groups() {
		out.Groups = append(out.Groups, option{g.ID, g.Name, slices.Contains(l.Groups, g.ID)})
	}
	return out
}

func (v *view) roles(now access.Role) (out []option) {
	for _, r := range access.Roles() {
		out = append(out, option{string(r), v.T("role." + string(r)), r == now})
	}
	return out
}

// people handles GET /settings/people.
func (s *Server) people(v *view, _ *http.Request) error {
	p := v.settings("people")
	p.People, p.Roles, p.Limit = s.Auth.Users(), v.roles(access.Viewer), s.choose(v, access.Limits{})
	return nil
}

// limitsOf are the limits that a form names.
func limitsOf(r *http.Request) access.Limits {
	return access.Limits{Cameras: fields(r, "camera"), Groups: fields(r, "group")}
}

// addPerson handles POST /settings/people.
func (s *Server) addPerson(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	n := auth.NewUser{Name: field(r, "name"), Password: r.PostForm.Get("password"), Role: access.Role(field(r, "role")), Limits: limitsOf(r)}
	_, err := s.Auth.AddUser(r.Context(), n, api.By(r))
	if err == nil {
		return "/settings/people?done=added", nil
	}
	if !s.denied(v, w, r, err) {
		return "", err
	}
	p := v.settings("people")
	p.People, p.Roles, p.Limit, p.Typed = s.Auth.Users(), v.roles(n.Role), s.choose(v, n.Limits), typed{Name: n.Name}
	return "", nil
}

// person handles GET /settings/people/{id}.
func (s *Server) person(v *view, r *http.Request) error {
	u, err := s.Auth.User(r.PathValue("id"))
	if err != nil {
		return absent(err)
	}
	p := v.settings("people")
	p.User, p.Roles, p.Limit, p.Sessions = u, v.roles(u.Role), s.choose(v, u.Limits), s.Auth.Sessions(u.ID)
	return nil
}

// changePerson handles POST /settings/people/{id}.
func (s *Server) changePerson(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	id := r.PathValue("id")
	next := "/settings/people/" + url.PathEscape(id) + "?done=saved"
	var err error
	switch field(r, "do") {
	case "save":
		name, role, l, off := field(r, "name"), access.Role(field(r, "role")), limitsOf(r), field(r, "disabled") != ""
		_, err = s.Auth.ChangeUser(r.Context(), id, auth.Change{Name: &name, Role: &role, Limits: &l, Disabled: &off}, api.By(r))
	case "password":
		password := r.PostForm.Get("password")
		_, err = s.Auth.ChangeUser(r.Context(), id, auth.Change{Password: &password}, api.By(r))
	case "logout":
		next, err = "/settings/people/"+url.PathEscape(id)+"?done=closed", s.Auth.LogoutAll(r.Context(), id, api.By(r))
	case "remove":
		next, err = "/settings/people?done=removed", s.Auth.RemoveUser(r.Context(), id, api.By(r))
	default:
		err = badRequest("nothing to do")
	}
	if err == nil {
		return next, nil
	}
	if !s.denied(v, w, r, err) {
		return "", absent(err)
	}
	return "", s.person(v, r)
}

// groups handles GET /settings/groups.
func (s *Server) groups(v *view, _ *http.Request) error {
	p := v.settings("groups")
	for _, g := range s.Auth.Groups() {
		one := groupOf{Group: g}
		for _, c := range g.Cameras {
			one.Names = append(one.Names, v.Camera(c))
		}
		p.Groups = append(p.Groups, one)
	}
	p.Limit = s.choose(v, access.Limits{})
	return nil
}

// addGroup handles POST /settings/groups.
func (s *Server) addGroup(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	_, err := s.Auth.AddGroup(r.Context(), field(r, "name"), fields(r, "camera"), api.By(r))
	if err == nil {
		return "/settings/groups?done=added", nil
	}
	if !s.denied(v, w, r, err) {
		return "", err
	}
	return "", s.groups(v, r)
}

// group handles GET /settings/groups/{id}.
func (s *Server) group(v *view, r *http.Request) error {
	g, err := s.Auth.Group(r.PathValue("id"))
	if err != nil {
		return absent(err)
	}
	p := v.settings("groups")
	p.Group, p.Limit = g, s.choose(v, access.Limits{Cameras: g.Cameras})
	return nil
}

// changeGroup handles POST /settings/groups/{id}.
func (s *Server) changeGroup(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	id, next := r.PathValue("id"), "/settings/groups?done=saved"
	var err error
	if field(r, "do") == "remove" {
		next, err = "/settings/groups?done=removed", s.Auth.RemoveGroup(r.Context(), id, api.By(r))
	} else {
		name, cameras := field(r, "name"), fields(r, "camera")
		_, err = s.Auth.ChangeGroup(r.Context(), id, &name, &cameras, api.By(r))
	}
	if err == nil {
		return next, nil
	}
	if !s.denied(v, w, r, err) {
		return "", absent(err)
	}
	return "", s.group(v, r)
}

// tokens handles GET /settings/tokens.
func (s *Server) tokens(v *view, _ *http.Request) error {
	p := v.settings("tokens")
	p.Tokens, p.Roles, p.Limit = s.Auth.Tokens(), v.roles(access.Viewer), s.choose(v, access.Limits{})
	return nil
}

// addToken handles POST /settings/tokens. Its answer is the page with the secret,
// which nobody can read again.
func (s *Server) addToken(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	n := auth.NewToken{Name: field(r, "name"), Role: access.Role(field(r, "role")), Limits: limitsOf(r)}
	if day := field(r, "expires"); day != "" {
		t, err := time.ParseInLocation(time.DateOnly, day, v.zone)
		if err != nil {
			return "", badRequest("expires")
		}
		n.ExpiresAt = t.AddDate(0, 0, 1) // to the end of the day
	}
	secret, _, err := s.Auth.AddToken(r.Context(), n, api.By(r))
	if err != nil && !s.denied(v, w, r, err) {
		return "", err
	}
	p := v.settings("tokens")
	p.Tokens, p.Roles, p.Limit, p.Secret = s.Auth.Tokens(), v.roles(n.Role), s.choose(v, n.Limits), secret
	if err != nil {
		p.Typed.Name = n.Name
	}
	return "", nil
}

// removeToken handles POST /settings/tokens/{id}.
func (s *Server) removeToken(_ *view, _ http.ResponseWriter, r *http.Request) (string, error) {
	return "/settings/tokens?done=removed", gone(s.Auth.RemoveToken(r.Context(), r.PathValue("id"), api.By(r)))
}

// absent is what a page says of somebody who is not there.
func absent(err error) error {
	if errors.Is(err, auth.ErrNotFound) {
		return event.ErrNotFound
	}
	return err
}

// auditPage is the audit log, or what is wanted of it.
type auditPage struct {
	Lines   []access.Entry
	Who     string
	Action  string
	Actions []option
	Older   string
}

// How many lines a page of the audit log shows, and how many it looks at for them.
const (
	auditAPage = 100
	auditReads = 5000
)

// audit handles GET /settings/audit.
func (s *Server) audit(v *view, r *http.Request) error {
	p := v.settings("audit")
	a := &p.Audit
	a.Who, a.Action = v.query.Get("who"), v.query.Get("action")
	for _, action := range access.Actions() {
		a.Actions = append(a.Actions, option{string(action), v.Action(action), string(action) == a.Action})
	}
	next := v.query.Get("cursor")
	for read := 0; read < auditReads && len(a.Lines) < auditAPage; read += auditAPage {
		page, after, err := s.Store.Audit(r.Context(), store.Page{Cursor: next, Limit: auditAPage})
		if err != nil {
			return err
		}
		for _, e := range page {
			if (a.Who == "" || e.Who == a.Who) && (a.Action == "" || string(e.Action) == a.Action) {
				a.Lines = append(a.Lines, e)
			}
		}
		if next = after; next == "" {
			break
		}
	}
	if next != "" {
		a.Older = v.url("cursor", next, "done", "")
	}
	return nil
}

// Action is what was done, in words.
func (v *view) Action(a access.Action) string {
	if key := "action." + string(a); v.has(key) {
		return v.T(key)
	}
	return string(a)
}
