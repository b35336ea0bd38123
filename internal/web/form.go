package web

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// maxForm is how much a form may hold, in bytes.
const maxForm = 256 << 10

// formHandler does what a form asks for, and returns the path to go on at. When
// that is "" it has filled the page that is the answer: what was wrong, or what is
// shown once.
type formHandler func(v *view, w http.ResponseWriter, r *http.Request) (next string, err error)

// form takes what a form of these pages posts. The guard of the routes has turned
// away other sites already; a form that shows no sign of where it is from is refused
// too, as every browser gives one.
func (s *Server) form(h formHandler) func(http.ResponseWriter, *http.Request) error {
	return s.posted(readForm, h)
}

// upload takes a form that may hold a file.
func (s *Server) upload(h formHandler) func(http.ResponseWriter, *http.Request) error {
	return s.posted(readUpload, h)
}

func (s *Server) posted(read func(http.ResponseWriter, *http.Request) error, h formHandler) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.view(r)
		next := ""
		if err == nil {
			err = read(w, r)
		}
		if err == nil {
			next, err = h(v, w, r)
		}
		if err != nil {
			v = s.failed(v, r, err)
		} else if next != "" {
			http.Redirect(w, r, v.Base+next, http.StatusSeeOther)
			return nil
		}
		return v.write(w, r)
	}
}

// strange is a form that is not of these pages, for all that can be seen.
type strange string

func (s strange) Error() string { return string(s) }

// readForm reads a form that is of these pages.
func readForm(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("Sec-Fetch-Site") != "same-origin" && r.Header.Get("Origin") == "" {
		return strange("a form without Sec-Fetch-Site and Origin")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return badRequest("not a form")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return badRequest(fmt.Sprintf("read the form: %v", err))
	}
	return nil
}

// maxUpload is how much a form with a file may hold, in bytes.
const maxUpload = 3 << 20

// readUpload reads a form of these pages that may hold a file.
func readUpload(w http.ResponseWriter, r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return readForm(w, r)
	}
	if r.Header.Get("Sec-Fetch-Site") != "same-origin" && r.Header.Get("Origin") == "" {
		return strange("a form without Sec-Fetch-Site and Origin")
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	if err := r.ParseMultipartForm(maxUpload); err != nil { // all of it in memory
		return badRequest(fmt.Sprintf("read the form: %v", err))
	}
	return nil
}

// field is what was typed into a field, without blanks around it.
func field(r *http.Request, name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }

// fields are the values that were chosen of a list, each once.
func fields(r *http.Request, name string) []string {
	out := slices.Clone(r.PostForm[name])
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

// Done says what was just done, when the address tells: forms lead on to a page that
// says so.
func (v *view) Done() string {
	if key := "done." + v.query.Get("done"); v.has(key) {
		return v.T(key)
	}
	return ""
}
