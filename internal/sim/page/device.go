package page

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"github.com/watchpost/watchpost/internal/sim/lockout"
	"github.com/watchpost/watchpost/internal/sim/settings"
)

//go:embed templates/*.html
var templateFiles embed.FS

// maxForm is how large a form may be: a full database of plates is the largest.
const maxForm = 2 << 20

// policy lets a page use nothing but what the device itself serves.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// device is what the pages of cameras and recorders have in common.
type device struct {
	kind      string
	now       func() time.Time
	identity  func() settings.Identity
	account   func() settings.Account
	pending   func() bool
	reboot    func()
	rebooting func() bool
	online    func() map[int]bool // of a camera's servers
	places    []place

	lock      *lockout.Guard
	sessions  *sessions
	templates map[string]*template.Template
	assets    assets
}

// action handles a request; see fail for its errors.
type action func(http.ResponseWriter, *http.Request) error

// handler serves the routes to whoever is logged in, and what all devices have.
func (d *device) handler(routes map[string]action) http.Handler {
	d.sessions = &sessions{now: d.now, used: map[string]session{}}
	d.assets = newAssets()
	d.templates = parseTemplates(d.assets)
	mux := http.NewServeMux()
	mux.Handle("GET "+d.assets.prefix, d.assets)
	mux.HandleFunc("/login", d.open(d.login))
	mux.HandleFunc("POST /logout", d.open(d.logout))
	mux.HandleFunc("GET /status", d.closed(d.status))
	mux.HandleFunc("POST /system/reboot", d.closed(d.startReboot))
	mux.HandleFunc("GET /system/reboot", d.closed(d.rebootPage))
	for route, h := range routes {
		mux.HandleFunc(route, d.closed(h))
	}
	mux.HandleFunc("/", d.closed(func(http.ResponseWriter, *http.Request) error { return errNotFound }))
	return http.NewCrossOriginProtection().Handler(mux)
}

// open lets everybody in.
func (d *device) open(h action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if r.Method == http.MethodPost {
			if err := r.ParseForm(); err != nil {
				d.fail(w, r, errBadForm)
				return
			}
		}
		var err error
		if d.rebooting() && r.URL.Path != "/status" {
			err = d.wait(w, r)
		} else {
			err = h(w, r)
		}
		if err != nil {
			d.fail(w, r, err)
		}
	}
}

// closed lets those in who are logged in, and shows others the way.
func (d *device) closed(h action) http.HandlerFunc {
	return d.open(func(w http.ResponseWriter, r *http.Request) error {
		if d.token(r) != "" {
			return h(w, r)
		}
		if r.URL.Path == "/status" || r.URL.Path == snapshotPath {
			w.WriteHeader(http.StatusUnauthorized)
			return nil
		}
		next := ""
		if r.Method == http.MethodGet && r.URL.Path != "/" {
			next = "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		return redirect(w, r, "/login"+next)
	})
}

var (
	errNotFound = errors.New("there is no such page on this device")
	errBadForm  = errors.New("the form is too large, or damaged")
)

// fail tells the person what went wrong.
func (d *device) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, title := http.StatusInternalServerError, "Error"
	switch {
	case errors.Is(err, errNotFound):
		status, title = http.StatusNotFound, "Not found"
	case errors.Is(err, errBadForm):
		status, title = http.StatusBadRequest, "Bad request"
	}
	v := messageView{shell: d.shell(r, title), Text: err.Error()}
	if d.render(w, status, "message", v) != nil {
		http.Error(w, title, status)
	}
}

// messageView is a page with one sentence.
type messageView struct {
	shell
	Text string
}

// wait says that the device is rebooting, until it is back.
func (d *device) wait(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Retry-After", "1")
	v := d.shell(r, "Rebooting")
	if r.Method != http.MethodGet {
		v.Path = "/"
	}
	return d.render(w, http.StatusServiceUnavailable, "wait", v)
}

// render writes a page as a whole or not at all.
func (d *device) render(w http.ResponseWriter, status int, name string, view any) error {
	var page bytes.Buffer
	if err := d.templates[name].ExecuteTemplate(&page, "page", view); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // whoever is gone needs no answer
	return nil
}

// parseTemplates parses each page together with the layout and the parts. The
// files are embedded, so that one that does not parse is a fault of ours.
func parseTemplates(a assets) map[string]*template.Template {
	base := template.Must(template.New("").Funcs(template.FuncMap{"asset": a.url}).
		ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	pages := map[string]*template.Template{}
	for _, file := range names {
		name := file[len("templates/") : len(file)-len(".html")]
		if name == "layout" || name == "parts" {
			continue
		}
		pages[name] = template.Must(template.Must(base.Clone()).ParseFS(templateFiles, file))
	}
	return pages
}

// redirect follows what was done by a page that may be loaded again.
func redirect(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// saved shows a page again after a save, unless that failed.
func (d *device) saved(w http.ResponseWriter, r *http.Request, err error, path string) error {
	if err != nil {
		return err
	}
	return redirect(w, r, path+"?saved")
}

// status handles GET /status, which the pages ask every other second.
func (d *device) status(w http.ResponseWriter, _ *http.Request) error {
	answer := struct {
		Rebooting bool         `json:"rebooting"`
		Pending   bool         `json:"pending"`
		Online    map[int]bool `json:"online,omitempty"`
	}{Rebooting: d.rebooting(), Pending: d.pending()}
	if d.online != nil {
		answer.Online = d.online()
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(answer)
}

// startReboot handles POST /system/reboot.
func (d *device) startReboot(w http.ResponseWriter, r *http.Request) error {
	d.reboot()
	next := local(r.PostFormValue("next"))
	if next == "/" {
		next = "/system/reboot"
	}
	return redirect(w, r, next)
}

// rebootPage handles GET /system/reboot.
func (d *device) rebootPage(w http.ResponseWriter, r *http.Request) error {
	return d.render(w, http.StatusOK, "reboot", d.shell(r, "Reboot"))
}
