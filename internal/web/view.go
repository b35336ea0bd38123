package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// view is one page on its way: whom it is for, and what is on it. Templates call
// its methods.
type view struct {
	*catalogue
	server *Server
	zone   *time.Location
	now    time.Time
	path   string
	query  url.Values

	// What a handler sets.
	sheet  string // the template
	part   string // the part of it that is wanted alone, "" for the whole page
	Title  string
	Data   any
	status int

	// Base is the path under which a proxy has the pages, "" for its root; Who is who
	// has logged in, "" where nobody has to; Bare is a page without the frame.
	Base string
	Seq  int64 // the place in the journal that the page shows, or one before it
	Who  string
	Bare bool
	// Secret says that whoever knows the address may see the page: it is told to nobody.
	Secret bool
	// Theme and Density are as the viewer has chosen, "" for the usual.
	Theme, Density string
	Admin          bool // who asks may change everything
	// Wrong is what was wrong with a form, "" when nothing was.
	Wrong string

	Devices []device.Device
	names   map[string]name

	ctx   context.Context // of the request: what a template asks for, it asks with it
	marks *marks
	// forgotten is the name of a camera whose device is not in the lists, or its id.
	forgotten func(id string) string
}

// name is how a camera is called, and by what it is seen.
type name struct{ camera, device string }

func (s *Server) view(r *http.Request) (*view, error) {
	v := &view{
		catalogue: catalogueOf(r), server: s, zone: s.Zone, now: s.Now(),
		path: r.URL.Path, query: r.URL.Query(), part: r.Header.Get("X-Part"), names: make(map[string]name),
		ctx: r.Context(), marks: newMarks(s.Store),
		Base: webproxy.Of(r.Context()).Base, Who: access.PrincipalOf(r.Context()).Name,
		Theme: chosen(r, themeCookie, themes), Density: chosen(r, densityCookie, densities),
	}
	v.Admin = access.PrincipalOf(r.Context()).Role.Includes(access.Administrator)
	v.forgotten = func(id string) string {
		c, err := s.Devices.Camera(r.Context(), id)
		if err != nil {
			return id
		}
		return c.Name
	}
	if zone := cmp.Or(zoneOf(r, chosenZone), zoneOf(r, zoneCookie)); zone != nil {
		v.zone = zone
	}
	// First of all: what happens while the page is made comes by its stream.
	var err error
	if _, v.Seq, err = s.Store.Bounds(r.Context()); err != nil {
		return v, fmt.Errorf("read the end of the journal: %w", err)
	}
	if v.Devices, err = s.Devices.Devices(r.Context()); err != nil {
		return v, fmt.Errorf("list devices: %w", err)
	}
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			v.names[c.ID] = name{c.Name, d.Name}
		}
	}
	return v, nil
}

// T is the text of a key.
func (v *view) T(key string, args ...any) string { return v.say(key, args...) }

// N is the text of a key for a number of something.
func (v *view) N(key string, n int64, args ...any) string { return v.count(key, n, args...) }

// Thousands is a number as it is read.
func (v *view) Thousands(n int64) string { return thousands(n) }

// Lang is the language of the page.
func (v *view) Lang() string { return v.tag.String() }

// On says whether a page is the one that is shown, or above it.
func (v *view) On(path string) bool {
	return v.path == path || path != "/" && strings.HasPrefix(v.path, path+"/")
}

// Camera is how a camera is called.
func (v *view) Camera(id string) string {
	if n, ok := v.names[id]; ok && n.camera != "" {
		return n.camera
	}
	if v.forgotten == nil {
		return id
	}
	return v.forgotten(id)
}

// Findings is how many things a person should look at.
func (v *view) Findings() (n int) {
	if v.server.Findings == nil {
		return 0
	}
	for _, d := range v.Devices {
		n += len(v.server.Findings(d))
	}
	return n
}

// Online is how many devices are heard.
func (v *view) Online() (n int64) {
	for _, d := range v.Devices {
		if d.Online {
			n++
		}
	}
	return n
}

// Free says whether nobody has to log in, as nobody can yet.
func (v *view) Free() bool { return v.server.SetUp != nil && v.server.SetUp() }

// Known is how many devices there are.
func (v *view) Known() int64 { return int64(len(v.Devices)) }

// empty is a page that has nothing to show, and what to do about it.
type empty struct{ Title, Text, Do, URL string }

// Empty says that there is nothing, by the texts of a key.
func (v *view) Empty(key, url string) empty {
	e := empty{Title: v.T(key + ".title"), Text: v.T(key)}
	if v.has(key + ".do") {
		e.Do, e.URL = v.T(key+".do"), url
	}
	return e
}

// Group is how a list or group of plates is called.
func (v *view) Group(name string) string {
	if v.has("list." + name) {
		return v.T("list." + name)
	}
	return name
}

// sheets are the templates, by name.
type sheets map[string]*template.Template

// failed is the page that says what went wrong.
func (s *Server) failed(v *view, r *http.Request, err error) *view {
	v.sheet, v.status = "error", http.StatusInternalServerError
	key, about := "error.internal", any(nil)
	var bad badRequest
	var odd strange
	switch {
	case errors.As(err, &bad):
		v.status, key, about = http.StatusBadRequest, "error.request", cut(string(bad), 80)
	case errors.Is(err, errSelection):
		v.status, key, about = http.StatusBadRequest, "error.selection", maxSelected
	case errors.As(err, &odd):
		v.status, key = http.StatusForbidden, "error.form"
	case errors.Is(err, platebook.ErrLimited):
		v.status, key = http.StatusForbidden, "error.limited"
	case errors.Is(err, platebook.ErrNoPlate), errors.Is(err, platebook.ErrNoGroup), errors.Is(err, event.ErrNotFound), errors.Is(err, incident.ErrNotFound), errors.Is(err, device.ErrNotFound):
		v.status, key = http.StatusNotFound, "error.gone"
	case errors.Is(err, store.ErrCursor):
		v.status, key = http.StatusBadRequest, "error.cursor"
	case errors.Is(err, store.ErrUnavailable):
		v.status, key = http.StatusServiceUnavailable, "error.store"
	}
	if v.status >= http.StatusInternalServerError {
		s.Log.Error("make a page", "path", r.URL.EscapedPath(), "err", err)
	}
	v.Title = v.T(key + ".title")
	v.Data = v.T(key, about)
	return v
}

// badRequest is something in the address of a page that cannot be meant.
type badRequest string

func (b badRequest) Error() string { return string(b) }

// below puts the addresses of a page below a base.
func below(base string, page []byte) []byte {
	if base == "" {
		return page
	}
	for _, name := range []string{"href", "src", "action", "formaction", "data-full"} {
		page = bytes.ReplaceAll(page, []byte(" "+name+`="/`), []byte(" "+name+`="`+base+"/"))
	}
	return page
}

// write makes the page and answers with it.
func (v *view) write(w http.ResponseWriter, r *http.Request) error {
	sheet := v.server.sheets[v.sheet]
	name := "page"
	if v.part != "" && sheet.Lookup(v.part) != nil && v.sheet != "error" {
		name = v.part
	}
	var b bytes.Buffer
	if err := sheet.ExecuteTemplate(&b, name, v); err != nil {
		return fmt.Errorf("make page %s: %w", v.sheet, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	if !v.Secret {
		h.Set("Referrer-Policy", "same-origin") // without it browsers hide where a form is from
	}
	h.Set("Content-Language", v.Lang())
	h.Set("Vary", "Accept-Encoding, Accept-Language, Cookie, X-Part")
	send(w, r, v.status, below(v.Base, b.Bytes()))
	return nil
}
