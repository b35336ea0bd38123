package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// loginPage is where somebody logs in, or where the first who can is made.
type loginPage struct {
	Next  string // path to go on to
	Name  string // as typed
	Token bool   // the secret that the console shows is asked for
}

// login handles GET /login.
func (s *Server) login(v *view, _ *http.Request) error {
	v.sheet, v.Title, v.Bare = "login", v.T("login.title"), true
	v.Data = loginPage{Next: local(v.query.Get("next"))}
	return nil
}

// setUp handles GET /setup. When it is over, it is where one logs in.
func (s *Server) setUp(v *view, r *http.Request) error {
	if s.SetUp == nil || !s.SetUp() {
		return s.login(v, r)
	}
	v.sheet, v.Title, v.Bare = "setup", v.T("setup.title"), true
	v.Data = loginPage{Token: s.Auth.SetUpToken()}
	return nil
}

// logIn handles POST /login.
func (s *Server) logIn(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	name, next := field(r, "name"), local(r.PostForm.Get("next"))
	err := api.LogIn(w, r, s.Auth, name, r.PostForm.Get("password"))
	if err == nil {
		return next, nil
	}
	if !s.denied(v, w, r, err) {
		return "", err
	}
	v.sheet, v.Title, v.Bare = "login", v.T("login.title"), true
	v.Data = loginPage{Next: next, Name: name}
	return "", nil
}

// makeFirst handles POST /setup: it makes the first administrator, who is logged in
// and goes on to what is to be typed into devices.
func (s *Server) makeFirst(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	if s.SetUp == nil || !s.SetUp() {
		return "/login", nil
	}
	name, password := field(r, "name"), r.PostForm.Get("password")
	_, err := s.Auth.SetUp(r.Context(), auth.SetUp{Name: name, Password: password, Token: field(r, "token"), IP: webproxy.Of(r.Context()).Addr})
	if err == nil {
		err = api.LogIn(w, r, s.Auth, name, password)
	}
	switch {
	case errors.Is(err, auth.ErrSetUp):
		return "/login", nil
	case err == nil:
		return s.firstPage(r), nil
	case errors.Is(err, auth.ErrLogin):
		v.status, v.Wrong = http.StatusForbidden, v.T("setup.wrong")
	case !s.denied(v, w, r, err):
		return "", err
	}
	v.sheet, v.Title, v.Bare = "setup", v.T("setup.title"), true
	v.Data = loginPage{Name: name, Token: s.Auth.SetUpToken()}
	return "", nil
}

// firstPage is where somebody goes on who has just been made the first: where there
// are no devices, to what makes some.
func (s *Server) firstPage(r *http.Request) string {
	// The request is of somebody who sees nothing yet.
	all, err := s.Devices.Devices(access.WithScope(r.Context(), access.Scope{}))
	if err == nil && len(all) == 0 {
		return "/devices/add"
	}
	return "/"
}

// logOut handles POST /logout.
func (s *Server) logOut(_ *view, w http.ResponseWriter, r *http.Request) (string, error) {
	return "/login", api.LogOut(w, r, s.Auth)
}

// denied has a page say why somebody was not let in, or what was wrong with what was
// typed about people. Other errors are not for it.
func (s *Server) denied(v *view, w http.ResponseWriter, r *http.Request, err error) bool {
	var invalid auth.InvalidError
	switch {
	case errors.As(err, &invalid):
		v.status, v.Wrong = http.StatusBadRequest, v.T("invalid."+invalid.Field)
		if !v.has("invalid." + invalid.Field) {
			v.Wrong = invalid.Error()
		}
	case errors.Is(err, auth.ErrLogin):
		v.status, v.Wrong = http.StatusUnauthorized, v.T("login.wrong")
	case errors.Is(err, auth.ErrTooMany):
		wait := max(1, int64(math.Ceil(s.Auth.RetryAfter(webproxy.Of(r.Context()).Addr).Seconds())))
		w.Header().Set("Retry-After", strconv.FormatInt(wait, 10))
		v.status, v.Wrong = http.StatusTooManyRequests, v.T("login.too_many", wait)
	case errors.Is(err, auth.ErrExists):
		v.status, v.Wrong = http.StatusConflict, v.T("invalid.taken")
	case errors.Is(err, auth.ErrLast):
		v.status, v.Wrong = http.StatusConflict, v.T("invalid.last")
	case errors.Is(err, auth.ErrInUse):
		v.status, v.Wrong = http.StatusConflict, v.T("invalid.in_use")
	default:
		return false
	}
	return true
}

// local is a path of these pages; anything else is the first page. A link must not
// lead somebody who has just logged in to another site.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}
