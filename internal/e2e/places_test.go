//go:build unix

package e2e_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// policyRoute is a line of the policy table that is a GET route.
var policyRoute = regexp.MustCompile("(?m)^\\| `GET (/[^`]*)` \\|")

// pageRoutes are the routes of all pages, by the policy table.
func pageRoutes(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, m := range policyRoute.FindAllStringSubmatch(string(read(t, "../../docs/access.md")), -1) {
		route := m[1]
		switch {
		case strings.HasPrefix(route, "/api/"), strings.HasPrefix(route, "/static/"):
		case slices.Contains(noPages, route), slices.Contains(peoplePages, route):
		default:
			out = append(out, route)
		}
	}
	if len(out) < 5 {
		t.Fatalf("the policy table has the pages %q", out)
	}
	return out
}

// noPages are routes that answer with something else than a page.
var noPages = []string{"/healthz", "/readyz", "/metrics", "/manifest.webmanifest", "/counts.csv", "/timeline/export", "/s/{secret}/images/{n}"}

// peoplePages are pages of somebody who exists, for whom one has to log in: the test
// of the settings opens them.
var peoplePages = []string{"/settings/people/{id}", "/settings/groups/{id}"}

// places are addresses of every page, by its route, as there is something on it:
// a route that is new and not named here fails the test.
func places(t *testing.T, i *e2e.Instance) map[string]string {
	t.Helper()
	all, err := i.Client(t).Events(t.Context(), client.Query{Filter: client.Filter{Types: []string{"license_plate"}}})
	if err != nil || len(all.Items) == 0 {
		t.Fatalf("events with plates: %+v, %v", all.Items, err)
	}
	e := all.Items[0]
	known := map[string]string{
		"/":                    "/",
		"/timeline":            "/timeline",
		"/events/{id}":         "/events/" + e.ID,
		"/plates":              "/plates?q=KLM4B21",
		"/plate-groups":        "/plate-groups",
		"/known-plates":        "/known-plates",
		"/known-plates/import": "/known-plates/import",
		"/counts":              "/counts",
		"/report":              "/report",
		"/faces":               "/faces",
		"/devices":             "/devices",
		"/devices/add":         "/devices/add",
		"/devices/{id}":        "/devices/" + e.Device.ID,
		"/cameras/{id}":        "/cameras/" + e.Camera.ID,
		"/requests":            "/requests",
		"/settings":            "/settings",
		"/settings/appearance": "/settings/appearance",
		"/settings/about":      "/settings/about",
		"/settings/people":     "/settings/people",
		"/settings/groups":     "/settings/groups",
		"/settings/tokens":     "/settings/tokens",
		"/settings/storage":    "/settings/storage",
		"/settings/audit":      "/settings/audit",
		"/quarantine":          "/quarantine",
		"/login":               "/login",
		"/setup":               "/setup",
	}
	if e.Plate != "" {
		known["/plates/{text}"] = "/plates/" + url.PathEscape(e.Plate)
	}
	visits, err := i.Client(t).Incidents(t.Context(), client.IncidentQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if len(visits.Items) > 0 {
		known["/incidents/{id}"] = "/incidents/" + visits.Items[0].ID
	}
	link, err := i.Client(t).ShareEvent(t.Context(), e.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	known["/s/{secret}"] = link.URL
	strange, err := i.Client(t).Quarantine(t.Context(), client.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	if len(strange.Items) > 0 {
		known["/quarantine/{id}"] = "/quarantine/" + strange.Items[0].ID
	}
	out := make(map[string]string)
	for _, route := range pageRoutes(t) {
		place, ok := known[route]
		if !ok {
			t.Errorf("the page %s is not looked at; name a place of it in places_test.go", route)
			continue
		}
		out[route] = place
	}
	return out
}

// posted posts one event of each kind, and what is no event.
func posted(t *testing.T, i *e2e.Instance) {
	t.Helper()
	for name := range eventTypes {
		post(t, i, read(t, ownPosts+name+".xml"))
	}
	// What is not understood, for the quarantine.
	if _, _, err := i.Post("/API", "application/xml", []byte("<config><strange/></config>")); err != nil {
		t.Fatal(err)
	}
}
