package web

import (
	"net/http"
	"strings"
)

// loginPage is where somebody logs in, or where the first who can is made.
type loginPage struct {
	Next string // path to go on to
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
	v.Data = loginPage{Next: "/"}
	return nil
}

// local is a path of these pages; anything else is the first page. A link must not
// lead somebody who has just logged in to another site.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}
