package api

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/watchpost/watchpost/internal/webproxy"
)

// toLogin leads a person who asks for a page, and must log in first, to where that
// is done and from there back. What a script asks for, a part of a page, is refused
// as everything else.
func toLogin(w http.ResponseWriter, r *http.Request, err error) bool {
	var p *problemError
	if !errors.As(err, &p) || p.Status != http.StatusUnauthorized || r.Header.Get("X-Part") != "" {
		return false
	}
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet {
		next = "/" // what a form holds is lost
	}
	to := url.URL{Path: webproxy.Of(r.Context()).Base + "/login", RawQuery: url.Values{"next": {next}}.Encode()}
	if p.Code == codeSetUp {
		to.Path, to.RawQuery = webproxy.Of(r.Context()).Base+"/setup", ""
	}
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
	return true
}
