package api_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/event"
)

// description loads the OpenAPI file. With strict, objects may have no properties
// but those described: callers must expect more of a later version, but this one
// is to be described whole.
func description(t *testing.T, strict bool) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	if strict {
		no := false
		for _, s := range doc.Components.Schemas {
			if s.Value.Type.Is("object") {
				s.Value.AdditionalProperties = openapi3.BoolSchema{Has: &no}
			}
		}
	}
	return doc
}

func TestOpenAPIIsValid(t *testing.T) {
	if err := description(t, false).Validate(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestRoutesAreDescribed walks the route table against the description, both ways.
func TestRoutesAreDescribed(t *testing.T) {
	doc := description(t, false)
	described := make(map[string]*openapi3.Operation)
	params := make(map[string][]string)
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			described[method+" "+path] = op
			for _, p := range op.Parameters {
				if p.Value.In == "query" {
					params[method+" "+path] = append(params[method+" "+path], p.Value.Name)
				}
			}
		}
	}
	for _, rt := range api.RouteTable(newWorld().server()) {
		key := rt.Method + " " + strings.TrimSuffix(rt.Path, "{$}")
		op := described[key]
		if op == nil {
			t.Errorf("%s is served and not described", key)
			continue
		}
		delete(described, key)
		got, want := slices.Sorted(slices.Values(params[key])), slices.Sorted(slices.Values(rt.Params))
		if !slices.Equal(got, want) {
			t.Errorf("%s: parameters described %v, known %v", key, got, want)
		}
	}
	for key := range described {
		t.Errorf("%s is described and not served", key)
	}
}

func TestCodesAreDescribed(t *testing.T) {
	doc := description(t, false)
	var listed []string
	for _, v := range doc.Components.Schemas["Problem"].Value.Properties["code"].Value.Enum {
		listed = append(listed, v.(string))
	}
	slices.Sort(listed)
	if want := slices.Sorted(maps.Keys(api.Codes())); !slices.Equal(listed, want) {
		t.Errorf("codes described %v\nin use %v", listed, want)
	}
}

func TestWordsAreDescribed(t *testing.T) {
	doc := description(t, false)
	enum := func(schema string) []string {
		var out []string
		for _, v := range doc.Components.Schemas[schema].Value.Enum {
			out = append(out, v.(string))
		}
		return out
	}
	if got, want := enum("EventType"), event.Types(); !slices.Equal(got, stringsOf(want)) {
		t.Errorf("types: got %v, want %v", got, want)
	}
	if got, want := enum("Category"), event.Categories(); !slices.Equal(got, stringsOf(want)) {
		t.Errorf("categories: got %v, want %v", got, want)
	}
	if got, want := enum("TargetType"), event.TargetTypes(); !slices.Equal(got, stringsOf(want)) {
		t.Errorf("target types: got %v, want %v", got, want)
	}
}

func stringsOf[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

// answers is a request for every route, and for every kind of problem that a
// request can cause.
var answers = []struct {
	route, target string
	status        int
	change        func(*http.Request)
}{
	{"GET /", "/", 200, nil},
	{"GET /healthz", "/healthz", 200, nil},
	{"GET /readyz", "/readyz", 200, nil},
	{"GET /metrics", "/metrics", 200, nil},
	{"GET /api/v1/openapi.json", "/api/v1/openapi.json", 200, nil},
	{"GET /api/v1/version", "/api/v1/version", 200, nil},
	{"GET /api/v1/events", "/api/v1/events?limit=1", 200, nil},
	{"GET /api/v1/events", "/api/v1/events", 200, nil},
	{"GET /api/v1/events", "/api/v1/events?limit=x", 400, nil},
	{"GET /api/v1/events/{id}", "/api/v1/events/" + eventID, 200, nil},
	{"GET /api/v1/events/{id}", "/api/v1/events/" + goneID, 404, nil},
	{"PATCH /api/v1/events/{id}", "/api/v1/events/" + eventID, 200, body("application/json", `{"pinned":true}`)},
	{"PATCH /api/v1/events/{id}", "/api/v1/events/" + eventID, 400, body("application/json", `{"pinned":1}`)},
	{"PATCH /api/v1/events/{id}", "/api/v1/events/" + eventID, 403, header("Sec-Fetch-Site", "cross-site")},
	{"PATCH /api/v1/events/{id}", "/api/v1/events/" + eventID, 413, body("application/json", strings.Repeat(" ", 64<<10)+"{}")},
	{"PATCH /api/v1/events/{id}", "/api/v1/events/" + eventID, 415, body("text/plain", `{"pinned":true}`)},
	{"PATCH /api/v1/events/{id}", "/api/v1/events/" + eventID, 200, body("application/json", `{"state":"handled","note":"The postman","by":"Guard"}`)},
	{"GET /api/v1/events", "/api/v1/events?state=new,seen", 200, nil},
	{"PATCH /api/v1/events", "/api/v1/events", 204, body("application/json", `{"ids":["`+eventID+`","`+goneID+`"],"state":"seen"}`)},
	{"PATCH /api/v1/events", "/api/v1/events", 400, body("application/json", `{"ids":["`+eventID+`"]}`)},
	{"PATCH /api/v1/events", "/api/v1/events", 415, body("text/plain", `{}`)},
	{"DELETE /api/v1/events", "/api/v1/events", 204, body("application/json", `{"ids":["`+eventID+`"]}`)},
	{"DELETE /api/v1/events", "/api/v1/events", 400, body("application/json", `{"ids":[]}`)},
	{"DELETE /api/v1/events", "/api/v1/events", 403, header("Sec-Fetch-Site", "cross-site")},
	{"PATCH /api/v1/events/{id}/targets/{n}", "/api/v1/events/" + plateID + "/targets/0", 200, body("application/json", `{"plate":"JP 116-O"}`)},
	{"PATCH /api/v1/events/{id}/targets/{n}", "/api/v1/events/" + plateID + "/targets/1", 404, body("application/json", `{"plate":"JP 116-O"}`)},
	{"PATCH /api/v1/events/{id}/targets/{n}", "/api/v1/events/" + plateID + "/targets/0", 400, body("application/json", `{"plate":" - "}`)},
	{"GET /api/v1/events/{id}/shares", "/api/v1/events/" + eventID + "/shares", 200, nil},
	{"GET /api/v1/events/{id}/shares", "/api/v1/events/" + goneID + "/shares", 404, nil},
	{"POST /api/v1/events/{id}/shares", "/api/v1/events/" + eventID + "/shares", 201, body("application/json", `{"hours":24}`)},
	{"POST /api/v1/events/{id}/shares", "/api/v1/events/" + eventID + "/shares", 400, body("application/json", `{"hours":721}`)},
	{"DELETE /api/v1/events/{id}/shares/{share}", "/api/v1/events/" + eventID + "/shares/" + goneID, 204, nil},
	{"DELETE /api/v1/events/{id}/shares/{share}", "/api/v1/events/" + eventID + "/shares/none", 404, nil},
	{"POST /api/v1/evidence", "/api/v1/evidence", 200, body("application/json", `{"ids":["`+eventID+`"]}`)},
	{"POST /api/v1/evidence", "/api/v1/evidence", 400, body("application/json", `{"ids":[]}`)},
	{"POST /api/v1/evidence", "/api/v1/evidence", 404, body("application/json", `{"ids":["`+eventID+`","`+goneID+`"]}`)},
	{"GET /api/v1/evidence/key", "/api/v1/evidence/key", 200, nil},
	{"GET /api/v1/events/{id}/changes", "/api/v1/events/" + eventID + "/changes", 200, nil},
	{"GET /api/v1/events/{id}/changes", "/api/v1/events/" + goneID + "/changes", 404, nil},
	{"PATCH /api/v1/incidents/{id}", "/api/v1/incidents/" + incidentID, 200, body("application/json", `{"state":"handled"}`)},
	{"GET /api/v1/events/{id}/images/{n}", "/api/v1/events/" + eventID + "/images/0", 200, nil},
	{"GET /api/v1/events/{id}/images/{n}", "/api/v1/events/" + eventID + "/images/0?width=320", 200, nil},
	{"GET /api/v1/events/{id}/images/{n}", "/api/v1/events/" + eventID + "/images/0", 206, header("Range", "bytes=0-9")},
	{"GET /api/v1/events/{id}/images/{n}", "/api/v1/events/" + eventID + "/images/0", 304, header("If-None-Match", `"`+eventID+`-0"`)},
	{"GET /api/v1/events/{id}/images/{n}", "/api/v1/events/" + eventID + "/images/0", 416, header("Range", "bytes=999-")},
	{"GET /api/v1/events/{id}/images/{n}", "/api/v1/events/" + plateID + "/images/0", 404, nil},
	{"GET /api/v1/events/{id}/images/{n}", "/api/v1/events/" + plateID + "/images/1", 410, nil},
	{"GET /api/v1/events/{id}/raw", "/api/v1/events/" + eventID + "/raw", 200, nil},
	{"GET /api/v1/events/{id}/raw", "/api/v1/events/" + plateID + "/raw", 404, nil},
	{"GET /api/v1/devices", "/api/v1/devices?limit=1", 200, nil},
	{"GET /api/v1/devices/{id}", "/api/v1/devices/" + deviceID, 200, nil},
	{"GET /api/v1/devices/{id}", "/api/v1/devices/" + strangerID, 200, nil},
	{"GET /api/v1/devices/{id}", "/api/v1/devices/none", 404, nil},
	{"GET /api/v1/devices/{id}/requests", "/api/v1/devices/" + deviceID + "/requests?limit=1", 200, nil},
	{"GET /api/v1/devices/{id}/requests", "/api/v1/devices/none/requests", 404, nil},
	{"GET /api/v1/devices/{id}/posts", "/api/v1/devices/" + deviceID + "/posts", 200, nil},
	{"GET /api/v1/devices/{id}/posts", "/api/v1/devices/" + strangerID + "/posts", 200, nil},
	{"GET /api/v1/devices/{id}/posts/download", "/api/v1/devices/" + deviceID + "/posts/download", 200, nil},
	{"GET /api/v1/devices/{id}/posts/download", "/api/v1/devices/" + strangerID + "/posts/download", 404, nil},
	{"GET /api/v1/requests", "/api/v1/requests", 200, nil},
	{"GET /api/v1/cameras", "/api/v1/cameras?limit=1", 200, nil},
	{"GET /api/v1/cameras", "/api/v1/cameras?device=" + strangerID, 200, nil},
	{"GET /api/v1/cameras/{id}", "/api/v1/cameras/" + cameraID, 200, nil},
	{"GET /api/v1/cameras/{id}", "/api/v1/cameras/none", 404, nil},
	{"GET /api/v1/cameras/{id}/zones", "/api/v1/cameras/" + cameraID + "/zones", 200, nil},
	{"GET /api/v1/cameras/{id}/zones", "/api/v1/cameras/none/zones", 404, nil},
	{"POST /api/v1/cameras/{id}/zones", "/api/v1/cameras/" + cameraID + "/zones", 201, body("application/json", drawing)},
	{"POST /api/v1/cameras/{id}/zones", "/api/v1/cameras/none/zones", 404, body("application/json", drawing)},
	{"POST /api/v1/cameras/{id}/zones", "/api/v1/cameras/cam_02005e40f40d_0/zones", 409, body("application/json", drawing)},
	{"POST /api/v1/cameras/{id}/zones", "/api/v1/cameras/" + cameraID + "/zones", 400, body("application/json", `{}`)},
	{"POST /api/v1/cameras/{id}/zones", "/api/v1/cameras/" + cameraID + "/zones", 403, header("Sec-Fetch-Site", "cross-site")},
	{"POST /api/v1/cameras/{id}/zones", "/api/v1/cameras/" + cameraID + "/zones", 413, body("application/json", strings.Repeat(" ", 64<<10)+"{}")},
	{"POST /api/v1/cameras/{id}/zones", "/api/v1/cameras/" + cameraID + "/zones", 415, body("text/plain", drawing)},
	{"GET /api/v1/zones/{id}", "/api/v1/zones/" + zoneID, 200, nil},
	{"GET /api/v1/zones/{id}", "/api/v1/zones/" + goneID, 404, nil},
	{"GET /api/v1/zones/{id}", "/api/v1/zones/gate", 404, nil},
	{"PUT /api/v1/zones/{id}", "/api/v1/zones/" + zoneID, 200, body("application/json", drawing)},
	{"PUT /api/v1/zones/{id}", "/api/v1/zones/" + zoneID, 400, body("application/json", `{"name":"x","kind":"line","points":[[1,2]]}`)},
	{"PUT /api/v1/zones/{id}", "/api/v1/zones/" + goneID, 404, body("application/json", drawing)},
	{"PUT /api/v1/zones/{id}", "/api/v1/zones/" + zoneID, 413, body("application/json", strings.Repeat(" ", 64<<10)+"{}")},
	{"PUT /api/v1/zones/{id}", "/api/v1/zones/" + zoneID, 415, body("text/plain", drawing)},
	{"DELETE /api/v1/zones/{id}", "/api/v1/zones/" + zoneID, 204, nil},
	{"DELETE /api/v1/zones/{id}", "/api/v1/zones/" + goneID, 404, nil},
	{"GET /api/v1/zones/{id}/evaluate", "/api/v1/zones/" + zoneID + "/evaluate", 200, nil},
	{"GET /api/v1/zones/{id}/evaluate", "/api/v1/zones/" + lineID + "/evaluate", 404, nil},
	{"POST /api/v1/zones/{id}/evaluate", "/api/v1/zones/" + zoneID + "/evaluate?after=2026-11-01T00:00:00Z", 202, nil},
	{"POST /api/v1/zones/{id}/evaluate", "/api/v1/zones/" + zoneID + "/evaluate?after=once", 400, nil},
	{"DELETE /api/v1/zones/{id}/evaluate", "/api/v1/zones/" + zoneID + "/evaluate", 200, nil},
	{"GET /api/v1/passages", "/api/v1/passages", 200, nil},
	{"GET /api/v1/passages", "/api/v1/passages?zone=gate", 400, nil},
	{"GET /api/v1/counts", "/api/v1/counts?zone=" + zoneID + "," + lineID, 200, nil},
	{"GET /api/v1/counts", "/api/v1/counts?zone=" + zoneID + "&type=face", 400, nil},
	{"GET /api/v1/alarms", "/api/v1/alarms", 200, nil},
	{"GET /api/v1/cameras/{id}/live", "/api/v1/cameras/" + cameraID + "/live", 200, nil},
	{"GET /api/v1/cameras/{id}/live", "/api/v1/cameras/none/live", 404, nil},
	{"GET /api/v1/cameras/{id}/heatmap", "/api/v1/cameras/" + cameraID + "/heatmap?target=person&after=2026-11-01T00:00:00Z", 200, nil},
	{"GET /api/v1/cameras/{id}/heatmap", "/api/v1/cameras/" + cameraID + "/heatmap?target=dog", 400, nil},
	{"GET /api/v1/cameras/{id}/heatmap", "/api/v1/cameras/none/heatmap", 404, nil},
	{"GET /api/v1/tracks", "/api/v1/tracks", 200, nil},
	{"GET /api/v1/tracks/{id}", "/api/v1/tracks/" + eventID, 200, nil},
	{"GET /api/v1/tracks/{id}", "/api/v1/tracks/" + plateID, 200, nil},
	{"GET /api/v1/tracks/{id}", "/api/v1/tracks/" + goneID, 404, nil},
	{"GET /api/v1/tracks/{id}", "/api/v1/tracks/x", 400, nil},
	{"GET /api/v1/incidents", "/api/v1/incidents", 200, nil},
	{"GET /api/v1/incidents", "/api/v1/incidents?state=on", 400, nil},
	{"PATCH /api/v1/incidents", "/api/v1/incidents", 204, body("application/json", `{"ids":["`+incidentID+`"],"reviewed":true}`)},
	{"PATCH /api/v1/incidents", "/api/v1/incidents", 400, body("application/json", `{"ids":[]}`)},
	{"GET /api/v1/incidents/{id}", "/api/v1/incidents/" + incidentID, 200, nil},
	{"GET /api/v1/incidents/{id}", "/api/v1/incidents/" + goneID, 200, nil},
	{"GET /api/v1/incidents/{id}", "/api/v1/incidents/" + postID, 404, nil},
	{"PATCH /api/v1/incidents/{id}", "/api/v1/incidents/" + incidentID, 200, body("application/json", `{"reviewed":true}`)},
	{"PATCH /api/v1/incidents/{id}", "/api/v1/incidents/" + postID, 404, body("application/json", `{"reviewed":true}`)},
	{"PATCH /api/v1/incidents/{id}", "/api/v1/incidents/" + incidentID, 415, body("text/plain", `{"reviewed":true}`)},
	{"GET /api/v1/plates", "/api/v1/plates?q=JP116D", 200, nil},
	{"GET /api/v1/plates/{text}", "/api/v1/plates/jp-116%20d", 200, nil},
	{"GET /api/v1/plates/{text}", "/api/v1/plates/XX", 404, nil},
	{"GET /api/v1/faces", "/api/v1/faces?age=middle,old&sex=male&limit=1", 200, nil},
	{"GET /api/v1/faces", "/api/v1/faces?mask=maybe", 400, nil},
	{"GET /api/v1/plates", "/api/v1/plates?plate_group=" + plateGroupID, 200, nil},
	{"GET /api/v1/plates/{text}", "/api/v1/plates/zz1", 200, nil},
	{"PATCH /api/v1/plates/{text}", "/api/v1/plates/jp116d", 200, body("application/json", `{"plate_group":"","owner":"Unit 13"}`)},
	{"PATCH /api/v1/plates/{text}", "/api/v1/plates/NEW1", 200, body("application/json", `{"note":"not read yet"}`)},
	{"PATCH /api/v1/plates/{text}", "/api/v1/plates/ZZ1", 200, body("application/json", `{"owner":""}`)},
	{"PATCH /api/v1/plates/{text}", "/api/v1/plates/jp116d", 400, body("application/json", `{"owner":"\u202e"}`)},
	{"PATCH /api/v1/plates/{text}", "/api/v1/plates/jp116d", 404, body("application/json", `{"plate_group":"none"}`)},
	{"PATCH /api/v1/plates/{text}", "/api/v1/plates/jp116d", 415, body("text/plain", `{"owner":"x"}`)},
	{"GET /api/v1/plate-groups", "/api/v1/plate-groups?limit=1", 200, nil},
	{"POST /api/v1/plate-groups", "/api/v1/plate-groups", 201, body("application/json", `{"name":"Staff","color":"blue"}`)},
	{"POST /api/v1/plate-groups", "/api/v1/plate-groups", 400, body("application/json", `{"name":"Staff","color":"plaid"}`)},
	{"POST /api/v1/plate-groups", "/api/v1/plate-groups", 409, body("application/json", `{"name":"RESIDENTS","color":"blue"}`)},
	{"PATCH /api/v1/plate-groups/{id}", "/api/v1/plate-groups/" + plateGroupID, 200, body("application/json", `{"color":"red"}`)},
	{"PATCH /api/v1/plate-groups/{id}", "/api/v1/plate-groups/none", 404, body("application/json", `{"color":"red"}`)},
	{"DELETE /api/v1/plate-groups/{id}", "/api/v1/plate-groups/" + plateGroupID, 204, nil},
	{"DELETE /api/v1/plate-groups/{id}", "/api/v1/plate-groups/none", 404, nil},
	{"GET /api/v1/saved-filters", "/api/v1/saved-filters", 200, nil},
	{"POST /api/v1/saved-filters", "/api/v1/saved-filters", 201, body("application/json", `{"name":"Night","query":"time_from=22:00"}`)},
	{"POST /api/v1/saved-filters", "/api/v1/saved-filters", 400, body("application/json", `{"name":"Night","query":"next=1"}`)},
	{"PATCH /api/v1/saved-filters/{id}", "/api/v1/saved-filters/" + savedID, 200, body("application/json", `{"name":"Cars by day"}`)},
	{"PATCH /api/v1/saved-filters/{id}", "/api/v1/saved-filters/none", 404, body("application/json", `{"name":"x"}`)},
	{"DELETE /api/v1/saved-filters/{id}", "/api/v1/saved-filters/" + savedID, 204, nil},
	{"DELETE /api/v1/saved-filters/{id}", "/api/v1/saved-filters/none", 404, nil},
	{"GET /api/v1/known-plates", "/api/v1/known-plates?q=unit", 200, nil},
	{"GET /api/v1/known-plates/csv", "/api/v1/known-plates/csv", 200, nil},
	{"POST /api/v1/known-plates/csv", "/api/v1/known-plates/csv", 200, body("text/csv; charset=utf-8", "Kennzeichen;Gruppe\nB AB 1;Gäste\n;\n??;x\n")},
	{"POST /api/v1/known-plates/csv", "/api/v1/known-plates/csv?dry_run=true", 200, body("text/csv", "plate,owner,size\nB AB 1,Ann,9\n")},
	{"POST /api/v1/known-plates/csv", "/api/v1/known-plates/csv?digest=0", 409, body("text/csv", "plate,owner\nB AB 1,Ann\n")},
	{"POST /api/v1/known-plates/csv", "/api/v1/known-plates/csv", 400, body("text/csv", "number\n1\n")},
	{"POST /api/v1/known-plates/csv", "/api/v1/known-plates/csv", 413, body("text/csv", strings.Repeat(" ", 1<<20+1))},
	{"POST /api/v1/known-plates/csv", "/api/v1/known-plates/csv", 415, body("application/json", "{}")},
	{"GET /api/v1/counts", "/api/v1/counts", 200, nil},
	{"GET /api/v1/quarantine", "/api/v1/quarantine", 200, nil},
	{"GET /api/v1/quarantine/{id}", "/api/v1/quarantine/" + postID, 200, nil},
	{"GET /api/v1/quarantine/{id}", "/api/v1/quarantine/" + eventID, 404, nil},
	{"GET /api/v1/quarantine/{id}/body", "/api/v1/quarantine/" + postID + "/body", 200, nil},
	{"GET /api/v1/quarantine/{id}/body", "/api/v1/quarantine/" + goneID + "/body", 404, nil},
	{"GET /api/v1/setup", "/api/v1/setup", 404, nil},
	{"POST /api/v1/setup", "/api/v1/setup", 404, body("application/json", `{"name":"Eve","password":"correct horse battery"}`)},
	{"POST /api/v1/login", "/api/v1/login", 200, body("application/json", `{"name":"Ann","password":"correct horse battery"}`)},
	{"POST /api/v1/login", "/api/v1/login", 401, body("application/json", `{"name":"Ann","password":"wrong"}`)},
	{"POST /api/v1/login", "/api/v1/login", 400, body("application/json", `{"user":"Ann"}`)},
	{"POST /api/v1/login", "/api/v1/login", 415, body("application/x-www-form-urlencoded", "name=Ann&password=x")},
	{"POST /api/v1/logout", "/api/v1/logout", 204, as(annCookie)},
	{"POST /api/v1/logout", "/api/v1/logout", 415, body("text/plain", "")},
	{"GET /api/v1/me", "/api/v1/me", 200, as(annCookie)},
	{"GET /api/v1/me", "/api/v1/me", 200, as(limCookie)},
	{"GET /api/v1/me", "/api/v1/me", 200, bearing(viewerToken)},
	{"GET /api/v1/me", "/api/v1/me", 401, nil},
	{"POST /api/v1/me/password", "/api/v1/me/password", 204, both(as(viaCookie), body("application/json", `{"old_password":"correct horse battery","password":"another good one"}`))},
	{"POST /api/v1/me/password", "/api/v1/me/password", 400, both(as(viaCookie), body("application/json", `{"old_password":"wrong","password":"another good one"}`))},
	{"GET /api/v1/me/sessions", "/api/v1/me/sessions", 200, as(annCookie)},
	{"GET /api/v1/me/sessions", "/api/v1/me/sessions", 403, bearing(viewerToken)},
	{"DELETE /api/v1/me/sessions", "/api/v1/me/sessions", 204, as(annCookie)},
	{"DELETE /api/v1/me/sessions/{id}", "/api/v1/me/sessions/" + digest(annCookie), 204, as(annCookie)},
	{"DELETE /api/v1/me/sessions/{id}", "/api/v1/me/sessions/" + digest(oleCookie), 404, as(annCookie)},
	{"GET /api/v1/users", "/api/v1/users?limit=1", 200, as(annCookie)},
	{"GET /api/v1/users", "/api/v1/users", 200, bearing(adminToken)},
	{"POST /api/v1/users", "/api/v1/users", 201, both(as(annCookie), body("application/json", `{"name":"Bob","password":"another good one","role":"viewer","limits":{"cameras":["cam_a_1"],"groups":["`+groupID+`"]}}`))},
	{"POST /api/v1/users", "/api/v1/users", 400, both(as(annCookie), body("application/json", `{"name":"Bob","password":"another good one","role":"viewer","limits":{}}`))},
	{"POST /api/v1/users", "/api/v1/users", 409, both(as(annCookie), body("application/json", `{"name":"ANN","password":"another good one","role":"viewer"}`))},
	{"GET /api/v1/users/{id}", "/api/v1/users/" + limID, 200, as(annCookie)},
	{"GET /api/v1/users/{id}", "/api/v1/users/none", 404, as(annCookie)},
	{"PATCH /api/v1/users/{id}", "/api/v1/users/" + limID, 200, both(as(annCookie), body("application/json", `{"disabled":true,"limits":null}`))},
	{"PATCH /api/v1/users/{id}", "/api/v1/users/" + annID, 409, both(as(annCookie), body("application/json", `{"role":"viewer"}`))},
	{"DELETE /api/v1/users/{id}", "/api/v1/users/" + limID, 204, as(annCookie)},
	{"DELETE /api/v1/users/{id}", "/api/v1/users/none", 404, as(annCookie)},
	{"GET /api/v1/users/{id}/sessions", "/api/v1/users/" + oleID + "/sessions", 200, as(annCookie)},
	{"GET /api/v1/users/{id}/sessions", "/api/v1/users/none/sessions", 404, as(annCookie)},
	{"DELETE /api/v1/users/{id}/sessions", "/api/v1/users/" + oleID + "/sessions", 204, as(annCookie)},
	{"GET /api/v1/tokens", "/api/v1/tokens?limit=1", 200, as(annCookie)},
	{"POST /api/v1/tokens", "/api/v1/tokens", 201, both(as(annCookie), body("application/json", `{"name":"Home","role":"viewer","limits":{"cameras":["cam_a_1"]},"expires_at":"2030-01-01T00:00:00Z"}`))},
	{"POST /api/v1/tokens", "/api/v1/tokens", 409, both(as(annCookie), body("application/json", `{"name":"dashboard","role":"viewer"}`))},
	{"DELETE /api/v1/tokens/{id}", "/api/v1/tokens/" + tokenID, 204, as(annCookie)},
	{"DELETE /api/v1/tokens/{id}", "/api/v1/tokens/none", 404, as(annCookie)},
	{"PATCH /api/v1/devices/{id}", "/api/v1/devices/" + deviceID, 200, both(as(annCookie), body("application/json", `{"name":"Yard","allowed":false}`))},
	{"PATCH /api/v1/devices/{id}", "/api/v1/devices/" + deviceID, 400, both(as(annCookie), body("application/json", `{"name":"a\nb"}`))},
	{"PATCH /api/v1/devices/{id}", "/api/v1/devices/none", 404, both(as(annCookie), body("application/json", `{"name":"Yard"}`))},
	{"DELETE /api/v1/devices/{id}", "/api/v1/devices/" + deviceID, 204, as(annCookie)},
	{"DELETE /api/v1/devices/{id}", "/api/v1/devices/none", 404, as(annCookie)},
	{"PATCH /api/v1/cameras/{id}", "/api/v1/cameras/" + cameraID, 200, both(as(annCookie), body("application/json", `{"name":"Door"}`))},
	{"PATCH /api/v1/cameras/{id}", "/api/v1/cameras/none", 404, both(as(annCookie), body("application/json", `{"name":"Door"}`))},
	{"DELETE /api/v1/quarantine/{id}", "/api/v1/quarantine/" + postID, 204, as(annCookie)},
	{"DELETE /api/v1/quarantine/{id}", "/api/v1/quarantine/" + eventID, 404, as(annCookie)},
	{"GET /api/v1/camera-groups", "/api/v1/camera-groups", 200, as(annCookie)},
	{"POST /api/v1/camera-groups", "/api/v1/camera-groups", 201, both(as(annCookie), body("application/json", `{"name":"Doors","cameras":[]}`))},
	{"POST /api/v1/camera-groups", "/api/v1/camera-groups", 400, both(as(annCookie), body("application/json", `{"name":"Doors"}`))},
	{"PATCH /api/v1/camera-groups/{id}", "/api/v1/camera-groups/" + groupID, 200, both(as(annCookie), body("application/json", `{"name":"Doors"}`))},
	{"PATCH /api/v1/camera-groups/{id}", "/api/v1/camera-groups/none", 404, both(as(annCookie), body("application/json", `{"name":"Doors"}`))},
	{"DELETE /api/v1/camera-groups/{id}", "/api/v1/camera-groups/" + groupID, 204, as(annCookie)},
	{"DELETE /api/v1/camera-groups/{id}", "/api/v1/camera-groups/none", 404, as(annCookie)},
	{"GET /api/v1/audit", "/api/v1/audit", 200, as(annCookie)},
	{"GET /api/v1/stream", "/api/v1/stream?topics=event", 200, endedContext},
	{"GET /api/v1/stream", "/api/v1/stream?live=none", 404, nil},
	{"GET /api/v1/stream", "/api/v1/stream", 403, header("Sec-Fetch-Site", "cross-site")},
}

// both changes a request twice.
func both(a, b func(*http.Request)) func(*http.Request) {
	return func(r *http.Request) { a(r); b(r) }
}

// endedContext makes a stream end after its greeting.
func endedContext(r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	cancel()
	*r = *r.WithContext(ctx)
}

// TestAnswersAreAsDescribed asks for every route and holds status, media type and
// body against the description.
func TestAnswersAreAsDescribed(t *testing.T) {
	doc := description(t, true)
	asked := make(map[string]bool)
	for _, tt := range answers {
		t.Run(tt.route+" "+tt.target, func(t *testing.T) {
			asked[tt.route] = true
			s := newWorld().server()
			method, path, _ := strings.Cut(tt.route, " ")
			r := httptest.NewRequest(method, tt.target, nil)
			if tt.change != nil {
				tt.change(r)
			}
			s.Open = !ofPeople(path)
			rec := httptest.NewRecorder()
			s.Handler().ServeHTTP(streamable{rec}, r)
			if rec.Code != tt.status {
				t.Fatalf("status: got %d, want %d: %s", rec.Code, tt.status, rec.Body)
			}
			validate(t, doc, method, path, r, rec)
		})
	}
	for _, rt := range api.RouteTable(newWorld().server()) {
		if key := rt.Method + " " + strings.TrimSuffix(rt.Path, "{$}"); !asked[key] {
			t.Errorf("%s is not asked for", key)
		}
	}
}

// ofPeople says whether a route is about who may see what: only a server where
// people log in has use for it.
func ofPeople(path string) bool {
	rest, _ := strings.CutPrefix(path, "/api/v1/")
	first, _, _ := strings.Cut(rest, "/")
	return slices.Contains([]string{"setup", "login", "logout", "me", "users", "tokens", "camera-groups", "audit"}, first)
}

// TestFailuresAreAsDescribed: every route that reads the store may find it full.
func TestFailuresAreAsDescribed(t *testing.T) {
	doc := description(t, true)
	for _, tt := range answers {
		if tt.status != 200 || tt.change != nil {
			continue
		}
		t.Run(tt.route+" "+tt.target, func(t *testing.T) {
			w := newWorld()
			w.err = errDisk
			method, path, _ := strings.Cut(tt.route, " ")
			r := httptest.NewRequest(method, tt.target, nil)
			rec := httptest.NewRecorder()
			w.server().Handler().ServeHTTP(rec, r)
			if rec.Code == 500 {
				validate(t, doc, method, path, r, rec)
			}
		})
	}
}

// streamable is a recorder that takes deadlines.
type streamable struct{ *httptest.ResponseRecorder }

func (streamable) SetWriteDeadline(time.Time) error { return nil }

func validate(t *testing.T, doc *openapi3.T, method, path string, r *http.Request, rec *httptest.ResponseRecorder) {
	t.Helper()
	item := doc.Paths.Value(path)
	op := item.GetOperation(method)
	media := strings.TrimSpace(strings.Split(rec.Header().Get("Content-Type"), ";")[0])
	resp := op.Responses.Value(strconv.Itoa(rec.Code))
	if resp == nil {
		t.Fatalf("status %d is not described", rec.Code)
	}
	if rec.Body.Len() > 0 && resp.Value.Content.Get(media) == nil && len(resp.Value.Content) > 0 {
		t.Fatalf("media type %q is not described for %d", media, rec.Code)
	}
	if media != "application/json" && media != "application/problem+json" {
		return
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: r, Route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op},
		},
		Status: rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		t.Errorf("%v\nanswer: %s", err, rec.Body)
	}
}
