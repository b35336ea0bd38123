// Package web serves the pages: HTML that is made here, one stylesheet, and small
// modules for what must move. A page is whole and can be used without them.
//
// Whoever may not see a page is turned away before it gets here: the routes are
// handed to package api, whose guard stands before its own.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/saved"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// Store is what pages read, by the contracts of package store.
type Store interface {
	store.Events
	store.Reviews
	store.Shares
	store.Plates
	store.KnownPlates
	store.Counts
	store.Quarantine
	store.Audit
	store.Heard
	store.Incidents
	Bounds(ctx context.Context) (oldest, newest int64, err error)
	Alarms(ctx context.Context, q store.AlarmQuery) (alarms []alarm.Alarm, next string, err error)
	ZoneCounts(ctx context.Context, q store.ZoneCountQuery) ([]store.ZoneCount, error)
	Passages(ctx context.Context, q store.PassageQuery) (passages []zone.Passage, next string, err error)
	Tracks(ctx context.Context, q store.TrackQuery) (tracks []track.Track, next string, err error)
}

// Devices knows devices and cameras as of now.
type Devices interface {
	Devices(ctx context.Context) ([]device.Device, error)
	Device(ctx context.Context, id string) (device.Device, error)
	Camera(ctx context.Context, id string) (device.Camera, error)
}

// Changes are made in the way of the API, whose rules are those of forms too.
type Changes interface {
	// Say says how far somebody is with an event.
	Say(r *http.Request, id event.ID, what api.Said) error
	// SayOfIncident says how far somebody is with all events of an incident.
	SayOfIncident(r *http.Request, id incident.ID, what api.Said) error
	// Correct says what the plate of a target really was.
	Correct(r *http.Request, id event.ID, target int, text string) error
	// Share makes a link to an event for some hours, and Unshare ends it.
	Share(r *http.Request, id event.ID, hours int) (sh access.Share, secret string, err error)
	Unshare(r *http.Request, id event.ID, share string) error
	// Evidence answers with a pack of events.
	Evidence(w http.ResponseWriter, r *http.Request, ids []event.ID) error
	// Shared is what a link shows, and the request as one that may see that.
	Shared(r *http.Request, secret string) (*http.Request, *event.Event, access.Share, error)
	SharedPicture(w http.ResponseWriter, r *http.Request, e *event.Event, n, width int) error
}

// Guide is what to type into a device.
type Guide struct {
	Addresses []netip.Addr // of this machine, the most likely first
	Port      uint16
	TLSPort   uint16 // 0 for none
	Path      string
	User      string // that devices must give, "" for none
}

// Server makes the pages. Set the fields, then call Routes once.
type Server struct {
	Store    Store
	Devices  Devices
	Changes  Changes
	Book     *platebook.Book
	Zones    Zones                             // nil: nothing is drawn
	Findings func(device.Device) []api.Finding // nil: nothing is the matter with any
	Guide    func() Guide
	Saved    *saved.Shelf
	Work     Work
	Auth     *auth.Service
	Managed  api.Managed
	Requests api.Requests // nil: none is remembered
	Posts    api.Posts    // nil: none is kept
	Images   api.Images
	Storage  func(context.Context) (Storage, error)
	SetUp    func() bool // whether there is nobody yet who could log in; nil: there is
	Version  string
	Zone     *time.Location   // where the viewer's is not known; time.Local when nil
	Now      func() time.Time // time.Now when nil
	Log      *slog.Logger

	assets *assets
	sheets sheets
	served map[string]bool // the paths that there are pages at
}

// Routes returns the routes of all pages, and of what they need.
func (s *Server) Routes() ([]api.Page, error) {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Zone == nil {
		s.Zone = time.Local
	}
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.assets, err = readAssets(); err != nil {
		return nil, fmt.Errorf("read what pages are made of: %w", err)
	}
	if s.sheets, err = readSheets(s.assets); err != nil {
		return nil, fmt.Errorf("read the templates of pages: %w", err)
	}
	pages := []api.Page{
		{Pattern: "GET /{$}", Access: api.Viewer, Handle: s.page(s.live)},
		{Pattern: "GET /timeline", Access: api.Viewer, Handle: s.page(s.timeline)},
		{Pattern: "GET /timeline/export", Access: api.Viewer, Handle: s.export},
		{Pattern: "POST /timeline/export", Access: api.Viewer, Handle: s.exportSelected},
		{Pattern: "POST /timeline/evidence", Access: api.Operator, Handle: s.evidenceOfSelected},
		{Pattern: "POST /timeline/change", Access: api.Operator, Handle: s.form(s.changeSelected)},
		{Pattern: "POST /timeline/filters", Access: api.Viewer, Handle: s.form(s.changeSaved)},
		{Pattern: "GET /events/{id}", Access: api.Viewer, Handle: s.page(s.event)},
		{Pattern: "POST /events/{id}/review", Access: api.Operator, Handle: s.form(s.sayOfEvent)},
		{Pattern: "POST /events/{id}/evidence", Access: api.Operator, Handle: s.evidence},
		{Pattern: "POST /events/{id}/shares", Access: api.Operator, Handle: s.form(s.shareEvent)},
		{Pattern: "POST /events/{id}/shares/{share}/end", Access: api.Operator, Handle: s.form(s.endShare)},
		{Pattern: "GET /s/{secret}", Access: api.Public, Handle: s.shared},
		{Pattern: "GET /s/{secret}/images/{n}", Access: api.Public, Handle: s.sharedPicture},
		{Pattern: "POST /events/{id}/plate", Access: api.Operator, Handle: s.form(s.correctPlate)},
		{Pattern: "GET /incidents/{id}", Access: api.Viewer, Handle: s.page(s.incident)},
		{Pattern: "POST /incidents/{id}/review", Access: api.Operator, Handle: s.form(s.sayOfIncident)},
		{Pattern: "GET /plates", Access: api.Viewer, Handle: s.page(s.plates)},
		{Pattern: "GET /plates/{text}", Access: api.Viewer, Handle: s.page(s.plate)},
		{Pattern: "GET /cameras/{id}", Access: api.Viewer, Handle: s.page(s.camera)},
		{Pattern: "GET /counts", Access: api.Viewer, Handle: s.page(s.counts)},
		{Pattern: "GET /report", Access: api.Viewer, Handle: s.page(s.report)},
		{Pattern: "GET /counts.csv", Access: api.Viewer, Handle: s.countsCSV},
		{Pattern: "POST /plates/{text}", Access: api.Operator, Handle: s.form(s.changePlate)},
		{Pattern: "GET /faces", Access: api.Viewer, Handle: s.page(s.faces)},
		{Pattern: "GET /known-plates", Access: api.Viewer, Handle: s.page(s.knownPlates)},
		{Pattern: "GET /known-plates/import", Access: api.Operator, Handle: s.page(s.plateImport)},
		{Pattern: "POST /known-plates/import", Access: api.Operator, Handle: s.upload(s.importPlates)},
		{Pattern: "GET /plate-groups", Access: api.Viewer, Handle: s.page(s.plateGroups)},
		{Pattern: "POST /plate-groups", Access: api.Operator, Handle: s.form(s.addPlateGroup)},
		{Pattern: "POST /plate-groups/{id}", Access: api.Operator, Handle: s.form(s.changePlateGroup)},
		{Pattern: "GET /devices", Access: api.Viewer, Handle: s.page(s.devices)},
		{Pattern: "GET /devices/{id}", Access: api.Viewer, Handle: s.page(s.device)},
		{Pattern: "POST /devices/{id}", Access: api.Admin, Handle: s.form(s.changeDevice)},
		{Pattern: "GET /requests", Access: api.Admin, Handle: s.page(s.requests)},
		{Pattern: "GET /quarantine", Access: api.Admin, Handle: s.page(s.quarantine)},
		{Pattern: "GET /quarantine/{id}", Access: api.Admin, Handle: s.page(s.quarantined)},
		{Pattern: "POST /quarantine/{id}", Access: api.Admin, Handle: s.form(s.deleteQuarantined)},
		// It shows the secret that devices post under.
		{Pattern: "GET /devices/add", Access: api.Admin, Handle: s.page(s.guide)},
		{Pattern: "GET /settings", Access: api.Viewer, Handle: s.page(s.account)},
		{Pattern: "POST /settings", Access: api.Viewer, Handle: s.form(s.changeAccount)},
		{Pattern: "GET /settings/appearance", Access: api.Viewer, Handle: s.page(s.appearance)},
		{Pattern: "POST /settings/appearance", Access: api.Viewer, Handle: s.form(s.changeAppearance)},
		{Pattern: "GET /settings/about", Access: api.Viewer, Handle: s.page(s.aboutPage)},
		{Pattern: "GET /settings/people", Access: api.Admin, Handle: s.page(s.people)},
		{Pattern: "POST /settings/people", Access: api.Admin, Handle: s.form(s.addPerson)},
		{Pattern: "GET /settings/people/{id}", Access: api.Admin, Handle: s.page(s.person)},
		{Pattern: "POST /settings/people/{id}", Access: api.Admin, Handle: s.form(s.changePerson)},
		{Pattern: "GET /settings/groups", Access: api.Admin, Handle: s.page(s.groups)},
		{Pattern: "POST /settings/groups", Access: api.Admin, Handle: s.form(s.addGroup)},
		{Pattern: "GET /settings/groups/{id}", Access: api.Admin, Handle: s.page(s.group)},
		{Pattern: "POST /settings/groups/{id}", Access: api.Admin, Handle: s.form(s.changeGroup)},
		{Pattern: "GET /settings/tokens", Access: api.Admin, Handle: s.page(s.tokens)},
		{Pattern: "POST /settings/tokens", Access: api.Admin, Handle: s.form(s.addToken)},
		{Pattern: "POST /settings/tokens/{id}", Access: api.Admin, Handle: s.form(s.removeToken)},
		{Pattern: "GET /settings/storage", Access: api.Admin, Handle: s.page(s.storagePage)},
		{Pattern: "GET /settings/audit", Access: api.Admin, Handle: s.page(s.audit)},
		{Pattern: "GET /login", Access: api.Public, Handle: s.page(s.login)},
		{Pattern: "POST /login", Access: api.Public, Handle: s.form(s.logIn)},
		{Pattern: "POST /logout", Access: api.Public, Handle: s.form(s.logOut)},
		{Pattern: "GET /setup", Access: api.Public, Handle: s.page(s.setUp)},
		{Pattern: "POST /setup", Access: api.Public, Handle: s.form(s.makeFirst)},
		{Pattern: "GET /static/{name}", Access: api.Public, Handle: s.assets.serve},
		{Pattern: "GET /manifest.webmanifest", Access: api.Public, Handle: s.assets.manifest},
	}
	s.served = make(map[string]bool)
	for _, p := range pages {
		if path, ok := strings.CutPrefix(p.Pattern, "GET "); ok {
			s.served[path] = true
		}
	}
	return pages, nil
}

// policy is what a page may load and do: nothing that does not come from here.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// handler fills a page. What it returns as an error becomes a page too.
type handler func(*view, *http.Request) error

// page makes an answer of a page.
func (s *Server) page(h handler) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := s.view(r)
		if err == nil {
			err = h(v, r)
		}
		if err != nil {
			v = s.failed(v, r, err)
		}
		return v.write(w, r)
	}
}
