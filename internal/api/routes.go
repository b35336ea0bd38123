package api

import (
	"net/http"
	"slices"
	"strings"
)

// Access is what a caller must be allowed to do for a route.
type Access int

// The accesses, each more than the one before. The zero value is none of them:
// a route that was not given one is refused to everybody.
const (
	Public   Access = iota + 1 // anybody: tells nothing of what was seen
	Viewer                     // see what was seen
	Operator                   // change what is kept
	Admin                      // read what devices sent as they sent it, and from where
)

func (a Access) String() string {
	names := [...]string{"nobody", "public", "viewer", "operator", "admin"}
	return names[a]
}

// handlerFunc answers a request, or returns why it does not.
type handlerFunc func(http.ResponseWriter, *http.Request) error

// route is a line of the route table.
type route struct {
	pattern string // method and path
	access  Access
	query   string // the query parameters it knows, in one string
	handle  handlerFunc
}

const (
	anyQuery    = "*" // parameters are not looked at
	pageQuery   = "limit cursor "
	filterQuery = "camera device type category target plate group has "
)

// Page is a route of another package that is guarded as those of this one are.
type Page struct {
	Pattern string // method and path
	Access  Access
	Handle  func(http.ResponseWriter, *http.Request) error
}

// routes is the route table.
func (s *Server) routes() []route {
	out := s.own()
	for _, p := range s.Pages {
		out = slices.DeleteFunc(out, func(rt route) bool { return rt.pattern == p.Pattern })
		out = append(out, route{p.Pattern, p.Access, anyQuery, p.Handle})
	}
	return out
}

// own are the routes of this package. The first gives way to a page.
func (s *Server) own() []route {
	return []route{
		{"GET /{$}", Public, anyQuery, s.index},
		{"GET /healthz", Public, anyQuery, s.healthz},
		{"GET /readyz", Public, anyQuery, s.readyz},
		{"GET /metrics", Viewer, anyQuery, s.metrics},

		{"GET /api/v1/openapi.json", Public, "", s.openapi},
		{"GET /api/v1/version", Public, "", s.version},
		{"GET /api/v1/events", Viewer, filterQuery + "q after before " + pageQuery, s.events},
		{"GET /api/v1/events/{id}", Viewer, "", s.event},
		{"PATCH /api/v1/events/{id}", Operator, "", s.patchEvent},
		{"GET /api/v1/events/{id}/images/{n}", Viewer, "width", s.image},
		{"GET /api/v1/events/{id}/raw", Viewer, "", s.raw},
		{"GET /api/v1/devices", Viewer, pageQuery, s.devices},
		{"GET /api/v1/devices/{id}", Viewer, "", s.device},
		{"GET /api/v1/devices/{id}/requests", Admin, pageQuery, s.deviceRequests},
		{"GET /api/v1/devices/{id}/posts", Admin, "", s.posts},
		{"GET /api/v1/devices/{id}/posts/download", Admin, "", s.downloadPosts},
		{"GET /api/v1/requests", Admin, pageQuery, s.requests},
		{"GET /api/v1/cameras", Viewer, "device " + pageQuery, s.cameras},
		{"GET /api/v1/cameras/{id}", Viewer, "", s.camera},
		{"GET /api/v1/cameras/{id}/live", Viewer, "", s.cameraLive},
		{"GET /api/v1/cameras/{id}/zones", Viewer, "", s.zones},
		{"POST /api/v1/cameras/{id}/zones", Operator, "", s.createZone},
		{"GET /api/v1/zones/{id}", Viewer, "", s.zone},
		{"PUT /api/v1/zones/{id}", Operator, "", s.changeZone},
		{"DELETE /api/v1/zones/{id}", Operator, "", s.deleteZone},
		{"GET /api/v1/zones/{id}/evaluate", Viewer, "", s.zoneEvaluation},
		{"POST /api/v1/zones/{id}/evaluate", Operator, "after", s.evaluateZone},
		{"DELETE /api/v1/zones/{id}/evaluate", Operator, "", s.cancelEvaluation},
		{"GET /api/v1/passages", Viewer, "camera zone track target action direction after before " + pageQuery, s.passages},
		{"GET /api/v1/alarms", Viewer, "camera device kind state after before " + pageQuery, s.alarms},
		{"GET /api/v1/tracks", Viewer, "camera device target type after before " + pageQuery, s.tracks},
		{"GET /api/v1/tracks/{id}", Viewer, "", s.track},
		{"GET /api/v1/incidents", Viewer, "camera device type target plate state reviewed with after before " + pageQuery, s.incidents},
		{"PATCH /api/v1/incidents", Operator, "", s.patchIncidents},
		{"GET /api/v1/incidents/{id}", Viewer, "", s.incident},
		{"PATCH /api/v1/incidents/{id}", Operator, "", s.patchIncident},
		{"GET /api/v1/plates", Viewer, "q prefix text group " + pageQuery, s.plates},
		{"GET /api/v1/plates/{text}", Viewer, "", s.plate},
		{"GET /api/v1/counts", Viewer, "bucket tz zone camera type target after before cursor", s.counts},
		{"GET /api/v1/quarantine", Admin, pageQuery, s.quarantine},
		{"GET /api/v1/quarantine/{id}", Admin, "", s.quarantined},
		{"GET /api/v1/quarantine/{id}/body", Admin, "", s.quarantinedBody},
		{"GET /api/v1/setup", Public, "", s.setUpState},
		{"POST /api/v1/setup", Public, "", s.setUp},
		{"POST /api/v1/login", Public, "", s.login},
		{"POST /api/v1/logout", Public, "", s.logout},
		{"GET /api/v1/me", Viewer, "", s.me},
		{"POST /api/v1/me/password", Viewer, "", s.password},
		{"GET /api/v1/me/sessions", Viewer, "", s.mySessions},
		{"DELETE /api/v1/me/sessions", Viewer, "", s.logoutAll},
		{"DELETE /api/v1/me/sessions/{id}", Viewer, "", s.closeSession},
		{"GET /api/v1/users", Admin, pageQuery, s.users},
		{"POST /api/v1/users", Admin, "", s.addUser},
		{"GET /api/v1/users/{id}", Admin, "", s.user},
		{"PATCH /api/v1/users/{id}", Admin, "", s.patchUser},
		{"DELETE /api/v1/users/{id}", Admin, "", s.removeUser},
		{"GET /api/v1/users/{id}/sessions", Admin, "", s.userSessions},
		{"DELETE /api/v1/users/{id}/sessions", Admin, "", s.endUserSessions},
		{"GET /api/v1/tokens", Admin, pageQuery, s.tokens},
		{"POST /api/v1/tokens", Admin, "", s.addToken},
		{"DELETE /api/v1/tokens/{id}", Admin, "", s.removeToken},
		{"GET /api/v1/camera-groups", Admin, pageQuery, s.cameraGroups},
		{"POST /api/v1/camera-groups", Admin, "", s.addCameraGroup},
		{"PATCH /api/v1/camera-groups/{id}", Admin, "", s.patchCameraGroup},
		{"DELETE /api/v1/camera-groups/{id}", Admin, "", s.removeCameraGroup},
		{"GET /api/v1/audit", Admin, pageQuery, s.audit},
		{"GET /api/v1/stream", Viewer, filterQuery + "topics live last_event_id", s.stream},
	}
}

func (rt route) method() string {
	m, _, _ := strings.Cut(rt.pattern, " ")
	return m
}

func (rt route) path() string {
	_, p, _ := strings.Cut(rt.pattern, " ")
	return p
}

func (rt route) params() []string { return strings.Fields(rt.query) }

// elsewhere is the route of requests that are for none of the table.
func elsewhere(h handlerFunc) route {
	return route{pattern: "other", access: Public, query: anyQuery, handle: h}
}

func noRoute(http.ResponseWriter, *http.Request) error {
	return problem(codeNotFound, "there is nothing here; /api/v1/openapi.json lists what there is")
}

func methodNotAllowed(allowed []string) handlerFunc {
	if slices.Contains(allowed, http.MethodGet) {
		allowed = append(allowed, http.MethodHead)
	}
	slices.Sort(allowed)
	list := strings.Join(allowed, ", ")
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Allow", list)
		return problem(codeMethodNotAllowed, "this takes "+list)
	}
}
