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
	page    bool // it is for people: who has to log in is led there
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
		out = append(out, route{pattern: p.Pattern, access: p.Access, query: anyQuery, handle: p.Handle, page: true})
	}
	return out
}

// own are the routes of this package. The first gives way to a page.
func (s *Server) own() []route {
	return []route{
		{"GET /{$}", Public, anyQuery, s.index, false},
		{"GET /healthz", Public, anyQuery, s.healthz, false},
		{"GET /readyz", Public, anyQuery, s.readyz, false},
		{"GET /metrics", Viewer, anyQuery, s.metrics, false},

		{"GET /api/v1/openapi.json", Public, "", s.openapi, false},
		{"GET /api/v1/version", Public, "", s.version, false},
		{"GET /api/v1/events", Viewer, filterQuery + "state q after before " + pageQuery, s.events, false},
		{"PATCH /api/v1/events", Operator, "", s.patchEvents, false},
		{"DELETE /api/v1/events", Operator, "", s.deleteEvents, false},
		{"GET /api/v1/events/{id}", Viewer, "", s.event, false},
		{"PATCH /api/v1/events/{id}", Operator, "", s.patchEvent, false},
		{"GET /api/v1/events/{id}/changes", Viewer, "", s.eventChanges, false},
		{"PATCH /api/v1/events/{id}/targets/{n}", Operator, "", s.patchTarget, false},
		{"GET /api/v1/events/{id}/shares", Operator, "", s.shares, false},
		{"POST /api/v1/events/{id}/shares", Operator, "", s.addShare, false},
		{"DELETE /api/v1/events/{id}/shares/{share}", Operator, "", s.removeShare, false},
		{"GET /api/v1/events/{id}/images/{n}", Viewer, "width", s.image, false},
		{"GET /api/v1/events/{id}/raw", Viewer, "", s.raw, false},
		{"POST /api/v1/evidence", Operator, "", s.evidencePack, false},
		{"GET /api/v1/evidence/key", Viewer, "", s.evidenceKey, false},
		{"GET /api/v1/devices", Viewer, pageQuery, s.devices, false},
		{"GET /api/v1/devices/{id}", Viewer, "", s.device, false},
		{"PATCH /api/v1/devices/{id}", Admin, "", s.patchDevice, false},
		{"DELETE /api/v1/devices/{id}", Admin, "", s.forgetDevice, false},
		{"GET /api/v1/devices/{id}/requests", Admin, pageQuery, s.deviceRequests, false},
		{"GET /api/v1/devices/{id}/posts", Admin, "", s.posts, false},
		{"GET /api/v1/devices/{id}/posts/download", Admin, "", s.downloadPosts, false},
		{"GET /api/v1/requests", Admin, pageQuery, s.requests, false},
		{"GET /api/v1/cameras", Viewer, "device " + pageQuery, s.cameras, false},
		{"GET /api/v1/cameras/{id}", Viewer, "", s.camera, false},
		{"PATCH /api/v1/cameras/{id}", Admin, "", s.patchCamera, false},
		{"GET /api/v1/cameras/{id}/live", Viewer, "", s.cameraLive, false},
		{"GET /api/v1/cameras/{id}/heatmap", Viewer, "target after before", s.heatmap, false},
		{"GET /api/v1/cameras/{id}/zones", Viewer, "", s.zones, false},
		{"POST /api/v1/cameras/{id}/zones", Operator, "", s.createZone, false},
		{"GET /api/v1/zones/{id}", Viewer, "", s.zone, false},
		{"PUT /api/v1/zones/{id}", Operator, "", s.changeZone, false},
		{"DELETE /api/v1/zones/{id}", Operator, "", s.deleteZone, false},
		{"GET /api/v1/zones/{id}/evaluate", Viewer, "", s.zoneEvaluation, false},
		{"POST /api/v1/zones/{id}/evaluate", Operator, "after", s.evaluateZone, false},
		{"DELETE /api/v1/zones/{id}/evaluate", Operator, "", s.cancelEvaluation, false},
		{"GET /api/v1/passages", Viewer, "camera zone track target action direction after before " + pageQuery, s.passages, false},
		{"GET /api/v1/alarms", Viewer, "camera device kind state after before " + pageQuery, s.alarms, false},
		{"GET /api/v1/tracks", Viewer, "camera device target type after before " + pageQuery, s.tracks, false},
		{"GET /api/v1/tracks/{id}", Viewer, "", s.track, false},
		{"GET /api/v1/incidents", Viewer, "camera device type target plate state reviewed with after before " + pageQuery, s.incidents, false},
		{"PATCH /api/v1/incidents", Operator, "", s.patchIncidents, false},
		{"GET /api/v1/incidents/{id}", Viewer, "", s.incident, false},
		{"PATCH /api/v1/incidents/{id}", Operator, "", s.patchIncident, false},
		{"GET /api/v1/plates", Viewer, "q prefix text group plate_group " + pageQuery, s.plates, false},
		{"GET /api/v1/plates/{text}", Viewer, "", s.plate, false},
		{"PATCH /api/v1/plates/{text}", Operator, "", s.patchPlate, false},
		{"GET /api/v1/plate-groups", Viewer, pageQuery, s.plateGroups, false},
		{"POST /api/v1/plate-groups", Operator, "", s.addPlateGroup, false},
		{"PATCH /api/v1/plate-groups/{id}", Operator, "", s.patchPlateGroup, false},
		{"DELETE /api/v1/plate-groups/{id}", Operator, "", s.removePlateGroup, false},
		{"GET /api/v1/known-plates", Viewer, "q plate_group " + pageQuery, s.knownPlates, false},
		{"GET /api/v1/known-plates/csv", Viewer, "plate_group", s.exportPlates, false},
		{"POST /api/v1/known-plates/csv", Operator, "dry_run digest", s.importPlates, false},
		{"GET /api/v1/faces", Viewer, "camera age sex glasses mask after before " + pageQuery, s.faces, false},
		{"GET /api/v1/counts", Viewer, "bucket tz zone camera type target after before cursor", s.counts, false},
		{"GET /api/v1/quarantine", Admin, pageQuery, s.quarantine, false},
		{"GET /api/v1/quarantine/{id}", Admin, "", s.quarantined, false},
		{"DELETE /api/v1/quarantine/{id}", Admin, "", s.deleteQuarantined, false},
		{"GET /api/v1/quarantine/{id}/body", Admin, "", s.quarantinedBody, false},
		{"GET /api/v1/saved-filters", Viewer, "", s.savedFilters, false},
		{"POST /api/v1/saved-filters", Viewer, "", s.addSavedFilter, false},
		{"PATCH /api/v1/saved-filters/{id}", Viewer, "", s.patchSavedFilter, false},
		{"DELETE /api/v1/saved-filters/{id}", Viewer, "", s.removeSavedFilter, false},
		{"GET /api/v1/setup", Public, "", s.setUpState, false},
		{"POST /api/v1/setup", Public, "", s.setUp, false},
		{"POST /api/v1/login", Public, "", s.login, false},
		{"POST /api/v1/logout", Public, "", s.logout, false},
		{"GET /api/v1/me", Viewer, "", s.me, false},
		{"POST /api/v1/me/password", Viewer, "", s.password, false},
		{"GET /api/v1/me/sessions", Viewer, "", s.mySessions, false},
		{"DELETE /api/v1/me/sessions", Viewer, "", s.logoutAll, false},
		{"DELETE /api/v1/me/sessions/{id}", Viewer, "", s.closeSession, false},
		{"GET /api/v1/users", Admin, pageQuery, s.users, false},
		{"POST /api/v1/users", Admin, "", s.addUser, false},
		{"GET /api/v1/users/{id}", Admin, "", s.user, false},
		{"PATCH /api/v1/users/{id}", Admin, "", s.patchUser, false},
		{"DELETE /api/v1/users/{id}", Admin, "", s.removeUser, false},
		{"GET /api/v1/users/{id}/sessions", Admin, "", s.userSessions, false},
		{"DELETE /api/v1/users/{id}/sessions", Admin, "", s.endUserSessions, false},
		{"GET /api/v1/tokens", Admin, pageQuery, s.tokens, false},
		{"POST /api/v1/tokens", Admin, "", s.addToken, false},
		{"DELETE /api/v1/tokens/{id}", Admin, "", s.removeToken, false},
		{"GET /api/v1/camera-groups", Admin, pageQuery, s.cameraGroups, false},
		{"POST /api/v1/camera-groups", Admin, "", s.addCameraGroup, false},
		{"PATCH /api/v1/camera-groups/{id}", Admin, "", s.patchCameraGroup, false},
		{"DELETE /api/v1/camera-groups/{id}", Admin, "", s.removeCameraGroup, false},
		{"GET /api/v1/audit", Admin, pageQuery, s.audit, false},
		{"GET /api/v1/stream", Viewer, filterQuery + "topics live last_event_id", s.stream, false},
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
