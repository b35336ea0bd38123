package web

import (
	"errors"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/auth"
)

// settingsPage is one of the pages of settings, by its tab.
type settingsPage struct {
	Tab  string
	Tabs []settingsTab

	// account
	Person   bool // who asks is a person, who has a password
	Sessions []access.Session
	Own      string // id of the session that asks

	// appearance
	Languages, Zones []option
	ZoneNow          string

	// people, groups and tokens
	People []access.User
	User   access.User
	Groups []groupOf
	Group  access.Group
	Tokens []access.Token
	Secret string // of a token that was just made
	Typed  typed
	Roles  []option
	Limit  limits

	Audit   auditPage
	Storage Storage
	About   about
}

// settingsTab is a page of settings among the others.
type settingsTab struct {
	Name, URL string
	On        bool
}

// tabs are the pages of settings; those of administrators after the first three.
var tabs = []struct{ name, path string }{
	{"account", "/settings"}, {"appearance", "/settings/appearance"}, {"about", "/settings/about"},
	{"people", "/settings/people"}, {"groups", "/settings/groups"}, {"tokens", "/settings/tokens"}, {"storage", "/settings/storage"}, {"audit", "/settings/audit"},
}

// ownTabs is how many of them are everybody's.
const ownTabs = 3

// settings begins a page of settings.
func (v *view) settings(tab string) *settingsPage {
	p := &settingsPage{Tab: tab}
	for i, t := range tabs {
		if i < ownTabs || v.Admin {
			p.Tabs = append(p.Tabs, settingsTab{v.T("settings." + t.name), t.path, t.name == tab})
		}
	}
	v.sheet, v.Title, v.Data = "settings", v.T("settings."+tab)+" · "+v.T("nav.settings"), p
	return p
}

// account handles GET /settings.
func (s *Server) account(v *view, r *http.Request) error {
	p, who := v.settings("account"), access.PrincipalOf(r.Context())
	if p.Person = who.UserID != ""; p.Person {
		p.Sessions, p.Own = s.Auth.Sessions(who.UserID), who.SessionID
	}
	return nil
}

// changeAccount handles POST /settings: another password, or the end of sessions.
// Tokens go on.
func (s *Server) changeAccount(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	who := access.PrincipalOf(r.Context())
	if who.UserID == "" {
		return "/settings", nil // nobody has to log in here
	}
	var err error
	next := "/settings?done=saved"
	switch field(r, "do") {
	case "password":
		if err = s.Auth.ChangePassword(r.Context(), who, r.PostForm.Get("old"), r.PostForm.Get("password"), api.By(r)); err != nil && s.denied(v, w, r, err) {
			return "", s.account(v, r)
		}
	case "close":
		next = "/settings?done=closed"
		err = gone(s.Auth.CloseSession(r.Context(), who.UserID, field(r, "session"), api.By(r)))
	case "everywhere":
		if next, err = "/login", s.Auth.LogoutAll(r.Context(), who.UserID, api.By(r)); err == nil {
			api.Forget(w, r)
		}
	default:
		err = badRequest("nothing to do")
	}
	return next, err
}

// appearance handles GET /settings/appearance.
func (s *Server) appearance(v *view, r *http.Request) error {
	p := v.settings("appearance")
	lang := ""
	if c, err := r.Cookie(languageCookie); err == nil {
		lang = c.Value
	}
	p.Languages = append(p.Languages, option{"", v.T("settings.as_browser"), lang == ""})
	for _, c := range catalogues {
		p.Languages = append(p.Languages, option{c.tag.String(), c.say("language"), lang == c.tag.String()})
	}
	now := ""
	if z := zoneOf(r, chosenZone); z != nil {
		now = z.String()
	}
	p.ZoneNow = v.zone.String()
	p.Zones = append(p.Zones, option{"", v.T("settings.as_browser"), now == ""})
	names := slices.Clone(zones)
	if now != "" && !slices.Contains(names, now) {
		names = append(names, now)
	}
	for _, z := range names {
		p.Zones = append(p.Zones, option{z, strings.ReplaceAll(z, "_", " "), z == now})
	}
	return nil
}

// changeAppearance handles POST /settings/appearance.
func (s *Server) changeAppearance(v *view, w http.ResponseWriter, r *http.Request) (string, error) {
	theme, density, lang, zone := field(r, "theme"), field(r, "density"), field(r, "language"), field(r, "zone")
	known := func(l *catalogue) bool { return l.tag.String() == lang }
	if !slices.Contains(themes, theme) || !slices.Contains(densities, density) || zone != "" && namedZone(zone) == nil ||
		lang != "" && !slices.ContainsFunc(catalogues, known) {
		return "", badRequest("appearance")
	}
	v.keepLook(w, themeCookie, theme)
	v.keepLook(w, densityCookie, density)
	v.keepLook(w, languageCookie, lang)
	v.keepLook(w, chosenZone, zone)
	return "/settings/appearance?done=saved", nil
}

// zones are time zones to choose from, one at least for each offset where many live.
var zones = []string{
	"UTC", "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Phoenix", "America/Denver", "America/Mexico_City", "America/Chicago",
	"America/Bogota", "America/New_York", "America/Toronto", "America/Halifax", "America/Santiago", "America/St_Johns", "America/Sao_Paulo",
	"America/Argentina/Buenos_Aires", "Atlantic/Azores", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Africa/Lagos", "Europe/Berlin", "Europe/Vienna",
	"Europe/Zurich", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Amsterdam", "Europe/Stockholm", "Europe/Warsaw", "Africa/Johannesburg",
	"Africa/Cairo", "Europe/Athens", "Europe/Helsinki", "Europe/Kyiv", "Asia/Jerusalem", "Europe/Istanbul", "Asia/Riyadh", "Africa/Nairobi", "Asia/Tehran",
	"Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Jakarta", "Asia/Shanghai",
	"Asia/Hong_Kong", "Asia/Singapore", "Asia/Manila", "Australia/Perth", "Asia/Tokyo", "Asia/Seoul", "Australia/Adelaide", "Australia/Brisbane",
	"Australia/Sydney", "Pacific/Auckland",
}

// Storage is what is kept, what may be, and where.
type Storage struct {
	Folder           string
	Database, Images int64 // bytes
	Free, Total      int64 // of the disk
	Keep             time.Duration
	KeepSize         int64 // 0 has no bound
	KeepFree         int64
	Oldest           time.Time // of the events; zero when there are none
}

// Used is how much is kept.
func (s Storage) Used() int64 { return s.Database + s.Images }

// Share is how much of what may be used is, in percent.
func (s Storage) Share() int64 {
	limit := s.Used() + s.room()
	if limit <= 0 {
		return 100
	}
	return min(100, s.Used()*100/limit)
}

// room is how much may still come until retention removes what is oldest.
func (s Storage) room() int64 {
	room := s.Free - s.KeepFree
	if s.KeepSize > 0 {
		room = min(room, s.KeepSize-s.Used())
	}
	return max(room, 0)
}

// leastPast is how much of the past there must be to say what comes.
const leastPast = time.Hour

// Lasts is when the room will be used up at the rate of what is kept, from now;
// false where there is too little to tell by.
func (s Storage) Lasts(now time.Time) (time.Duration, bool) {
	past := now.Sub(s.Oldest)
	if s.Oldest.IsZero() || past < leastPast || s.Used() <= 0 {
		return 0, false
	}
	const longest = 100 * 365 * 24 * time.Hour
	left := float64(s.room()) / float64(s.Used()) * float64(past)
	return time.Duration(min(left, float64(longest))), true
}

// storagePage handles GET /settings/storage.
func (s *Server) storagePage(v *view, r *http.Request) (err error) {
	p := v.settings("storage")
	if s.Storage != nil {
		p.Storage, err = s.Storage(r.Context())
	}
	return err
}

// Lasts says how long the room will last.
func (v *view) Lasts(s Storage) string {
	left, ok := s.Lasts(v.now)
	switch {
	case !ok:
		return v.T("storage.early")
	case left < time.Minute:
		return v.T("storage.full")
	}
	return v.T("storage.lasts", v.Span(left))
}

// about is what runs here.
type about struct {
	Version, Go string
	Modules     []module
}

// module is a library that is built in.
type module struct{ Path, Version string }

// aboutPage handles GET /settings/about.
func (s *Server) aboutPage(v *view, _ *http.Request) error {
	p := v.settings("about")
	p.About.Version = s.Version
	if info, ok := debug.ReadBuildInfo(); ok {
		p.About.Go = info.GoVersion
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			p.About.Modules = append(p.About.Modules, module{m.Path, m.Version})
		}
	}
	return nil
}

// gone makes what was removed meanwhile no error: a form asked for its end.
func gone(err error) error {
	if errors.Is(err, auth.ErrNotFound) {
		return nil
	}
	return err
}
