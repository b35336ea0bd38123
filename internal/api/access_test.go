package api_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/web"
)

// rule is a line of the policy table in docs/access.md.
type rule struct {
	needs   api.Access
	limited string
}

// policy reads who may call what. A new route must be entered there.
func policy(t *testing.T) map[string]rule {
	t.Helper()
	b, err := os.ReadFile("../../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	needs := map[string]api.Access{"anybody": api.Public, "viewer": api.Viewer, "operator": api.Operator, "administrator": api.Admin}
	out := make(map[string]rule)
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z]+ /[^`]*)` \\| (\\S+) \\| (.+) \\|$").FindAllStringSubmatch(string(b), -1) {
		if needs[m[2]] == 0 {
			t.Errorf("%s needs %q, which is no role", m[1], m[2])
		}
		out[m[1]] = rule{needs[m[2]], m[3]}
	}
	return out
}

// closed is a server that asks for a login, and a world of its own.
func closed() (*api.Server, *world) {
	w := newWorld()
	s := w.server()
	s.Open = false
	return s, w
}

// paged is a closed server with the pages beside it.
func paged(t *testing.T) *api.Server {
	t.Helper()
	return pagedOver(t, newWorld())
}

// pagedOver is one over a world.
func pagedOver(t *testing.T, w *world) *api.Server {
	t.Helper()
	s := w.server()
	s.Open = false
	pages := &web.Server{Store: w, Devices: fakeDevices{w}, Changes: s, Book: s.Book, Saved: s.Saved, Work: s, Guide: func() web.Guide { return web.Guide{} }, Auth: s.Auth, Managed: fakeManaged{w}, Images: w, Requests: fakeRequests{w}, Posts: fakePosts{w}, Now: s.Now}
	var err error
	if s.Pages, err = pages.Routes(); err != nil {
		t.Fatal(err)
	}
	return s
}

// pageAnswers are requests for the pages, as answers are for the rest. Those that
// change something are forms of the pages.
var pageAnswers = []struct{ route, target string }{
	{"GET /", "/"}, {"GET /timeline", "/timeline"}, {"GET /events/{id}", "/events/" + eventID}, {"GET /incidents/{id}", "/incidents/" + incidentID}, {"POST /incidents/{id}/review", "/incidents/" + incidentID + "/review"}, {"GET /plates", "/plates"}, {"GET /plates/{text}", "/plates/JP116D"},
	{"GET /counts", "/counts"}, {"GET /cameras/{id}", "/cameras/" + cameraID}, {"GET /counts.csv", "/counts.csv"}, {"GET /report", "/report"},
	{"GET /devices", "/devices"}, {"GET /devices/add", "/devices/add"}, {"GET /login", "/login"}, {"GET /setup", "/setup"}, {"GET /static/{name}", "/static/none"}, {"GET /manifest.webmanifest", "/manifest.webmanifest"},
	{"POST /events/{id}/review", "/events/" + eventID + "/review"}, {"POST /events/{id}/plate", "/events/" + plateID + "/plate"},
	{"POST /plates/{text}", "/plates/JP116D"}, {"GET /faces", "/faces?sex=male"}, {"GET /known-plates", "/known-plates"}, {"GET /known-plates/import", "/known-plates/import"}, {"POST /known-plates/import", "/known-plates/import"},
	{"GET /plate-groups", "/plate-groups"}, {"POST /plate-groups", "/plate-groups"}, {"POST /plate-groups/{id}", "/plate-groups/" + plateGroupID},
	{"GET /devices/{id}", "/devices/" + deviceID}, {"POST /devices/{id}", "/devices/" + deviceID}, {"GET /requests", "/requests"},
	{"GET /quarantine", "/quarantine"}, {"GET /quarantine/{id}", "/quarantine/" + postID}, {"POST /quarantine/{id}", "/quarantine/" + postID},
	{"POST /events/{id}/evidence", "/events/" + eventID + "/evidence"},
	{"POST /events/{id}/shares", "/events/" + eventID + "/shares"}, {"POST /events/{id}/shares/{share}/end", "/events/" + eventID + "/shares/" + goneID + "/end"},
	{"GET /s/{secret}", "/s/open"}, {"GET /s/{secret}/images/{n}", "/s/open/images/0"},
	{"GET /settings", "/settings"},
	{"POST /settings", "/settings"},
	{"GET /settings/appearance", "/settings/appearance"},
	{"POST /settings/appearance", "/settings/appearance"},
	{"GET /settings/about", "/settings/about"},
	{"GET /settings/people", "/settings/people"},
	{"POST /settings/people", "/settings/people"},
	{"GET /settings/people/{id}", "/settings/people/" + limID},
	{"POST /settings/people/{id}", "/settings/people/" + limID},
	{"GET /settings/groups", "/settings/groups"},
	{"POST /settings/groups", "/settings/groups"},
	{"GET /settings/groups/{id}", "/settings/groups/" + groupID},
	{"POST /settings/groups/{id}", "/settings/groups/" + groupID},
	{"GET /settings/tokens", "/settings/tokens"},
	{"POST /settings/tokens", "/settings/tokens"},
	{"POST /settings/tokens/{id}", "/settings/tokens/none"},
	{"GET /settings/storage", "/settings/storage"},
	{"GET /settings/audit", "/settings/audit"},
	{"POST /login", "/login"}, {"POST /setup", "/setup"}, {"POST /timeline/filters", "/timeline/filters"}, {"GET /timeline/export", "/timeline/export?format=csv"}, {"POST /timeline/export", "/timeline/export"}, {"POST /timeline/evidence", "/timeline/evidence"}, {"POST /timeline/change", "/timeline/change"}, {"POST /logout", "/logout"}, // the last: who has logged out is nobody
}

// ownForm makes a request that changes something an empty form of the pages.
func ownForm(r *http.Request) {
	if r.Method == http.MethodPost {
		body("application/x-www-form-urlencoded", "")(r)
		r.Header.Set("Origin", "http://"+r.Host)
	}
}

// anonymous takes from a request what it shows of who asks.
func anonymous(r *http.Request) {
	r.Header.Del("Cookie")
	r.Header.Del("Authorization")
}

func TestS01RouteSweep(t *testing.T) {
	rules := policy(t)
	seen := make(map[string]bool)
	for _, rt := range api.RouteTable(paged(t)) {
		key := rt.Method + " " + strings.TrimSuffix(rt.Path, "{$}")
		seen[key] = true
		if want, ok := rules[key]; !ok || rt.Access != want.needs {
			t.Errorf("%s: access %v, docs/access.md %v", key, rt.Access, want.needs)
		}
	}
	for key := range rules {
		if !seen[key] {
			t.Errorf("%s is in docs/access.md and not served", key)
		}
	}
	asked := make(map[string]bool)
	for _, tt := range answers {
		asked[tt.route] = true
	}
	defer func() {
		for key := range rules {
			if !asked[key] {
				t.Errorf("nobody has asked for %s", key)
			}
		}
	}()
	for _, caller := range []struct {
		name string
		show func(*http.Request)
		may  api.Access
		code int // where it may not
	}{
		{"nobody", func(*http.Request) {}, api.Public, 401},
		{"a wrong cookie", as("wrong"), api.Public, 401},
		{"a wrong token", bearing("wp_wrong"), api.Public, 401},
		{"a cookie as a token", bearing(annCookie), api.Public, 401},
		{"a token as a cookie", as(adminToken), api.Public, 401},
		{"a token in the query of its kind", header("Authorization", "wp_admin"), api.Public, 401},
		{"a device's password", header("Authorization", "Basic Y2FtOnNlY3JldA=="), api.Public, 401},
		{"Ann's password", header("Authorization", "Basic QW5uOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="), api.Public, 401},
		{"a name in a header", header("X-Forwarded-User", "Ann"), api.Public, 401},
		{"viewer", as(viaCookie), api.Viewer, 403},
		{"limited viewer", as(limCookie), api.Viewer, 403},
		{"viewer's token", bearing(viewerToken), api.Viewer, 403},
		{"operator", as(oleCookie), api.Operator, 403},
		{"administrator", as(annCookie), api.Admin, 403},
		{"administrator's token", bearing(adminToken), api.Admin, 403},
	} {
		t.Run(caller.name, func(t *testing.T) {
			for _, tt := range answers {
				rule := rules[tt.route]
				if tt.status >= 300 {
					continue
				}
				s, _ := closed()
				if tt.route == "GET /" {
					continue // a page, below
				}
				method, _, _ := strings.Cut(tt.route, " ")
				r := httptest.NewRequest(method, tt.target, nil)
				if tt.change != nil {
					tt.change(r)
				}
				anonymous(r)
				caller.show(r)
				rec := httptest.NewRecorder()
				s.Handler().ServeHTTP(streamable{rec}, r)
				switch refused := rec.Code == 401 || rec.Code == 403; {
				case rule.needs > caller.may && rec.Code != caller.code:
					t.Errorf("%s: got %d, want %d", tt.route, rec.Code, caller.code)
				case rule.needs <= caller.may && refused && !personal(tt.route) && rule.limited != "refused":
					t.Errorf("%s: got %d: %s", tt.route, rec.Code, rec.Body)
				case rule.limited == "refused" && caller.name == "limited viewer" && rec.Code != 403:
					t.Errorf("%s, limited: got %d, want 403", tt.route, rec.Code)
				}
			}
			h := paged(t).Handler()
			for _, tt := range pageAnswers {
				asked[tt.route] = true
				method, _, _ := strings.Cut(tt.route, " ")
				rec := call(h, method, tt.target, ownForm, caller.show)
				led := rec.Code == http.StatusSeeOther && strings.HasPrefix(rec.Header().Get("Location"), "/login?next=")
				if refused := led || rec.Code == 403; refused != (rules[tt.route].needs > caller.may) {
					t.Errorf("%s: got %d", tt.route, rec.Code)
				}
			}
		})
	}
}

// personal are routes of one's own: programs have no sessions.
func personal(route string) bool { return strings.Contains(route, "/me/") }

func TestS03SetUp(t *testing.T) {
	const name, pass = "Ann", "correct horse battery"
	for _, tt := range []struct {
		name     string
		loopback bool
		change   func(*http.Request)
		free     bool
	}{
		{"on this machine", true, func(*http.Request) {}, true},
		{"passed on to this machine", true, header("X-Forwarded-For", "198.51.100.9"), false},
		{"from elsewhere", false, func(*http.Request) {}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			w.people.Accounts, w.people.Sessions, w.people.Tokens = nil, nil, nil
			s := w.server()
			s.Open, s.LoopbackOnly = false, tt.loopback
			h := s.Handler()
			local := func(r *http.Request) { r.Host = "127.0.0.1:8080"; tt.change(r) }
			if rec := call(h, "GET", "/api/v1/events", local); tt.free && rec.Code != 200 {
				t.Errorf("got %d", rec.Code)
			} else if !tt.free {
				wantProblem(t, rec, "setup_required")
			}
			for _, target := range []string{"/healthz", "/api/v1/setup", "/api/v1/openapi.json"} {
				if rec := call(h, "GET", target, local); rec.Code != 200 {
					t.Errorf("%s: got %d", target, rec.Code)
				}
			}
			r := httptest.NewRequest("GET", "/api/v1/setup", nil)
			local(r)
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			validate(t, description(t, true), "GET", "/api/v1/setup", r, rec)

			for _, password := range []string{"admin", "password", "administrator"} {
				wantProblem(t, call(h, "POST", "/api/v1/setup", body("application/json", `{"name":"admin","password":"`+password+`"}`), local), "bad_body")
			}
			rec = call(h, "POST", "/api/v1/setup", body("application/json", `{"name":"`+name+`","password":"`+pass+`"}`), local)
			if rec.Code != 200 || len(rec.Result().Cookies()) != 1 {
				t.Fatalf("got %d: %s", rec.Code, rec.Body)
			}
			cookie := rec.Result().Cookies()[0].Value
			wantProblem(t, call(h, "GET", "/api/v1/setup", local), "setup_over")
			wantProblem(t, call(h, "POST", "/api/v1/setup", body("application/json", `{"name":"Eve","password":"`+pass+`"}`), local), "setup_over")
			wantProblem(t, call(h, "GET", "/api/v1/events", local), "login_required")
			if rec := call(h, "GET", "/api/v1/users", local, as(cookie)); rec.Code != 200 {
				t.Errorf("the first administrator: got %d", rec.Code)
			}
		})
	}
}

func TestS19Cookies(t *testing.T) {
	login := body("application/json", `{"name":"Ann","password":"`+password+`"}`)
	for _, tt := range []struct {
		name, base string
		change     func(*http.Request)
		want       string
	}{
		{"http", "", func(*http.Request) {}, `^watchpost=[\w-]{43}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax$`},
		{"http below a path", "/wp", func(*http.Request) {}, `^watchpost=[\w-]{43}; Path=/wp/; Max-Age=15552000; HttpOnly; SameSite=Lax$`},
		{"https", "", header("X-Forwarded-Proto", "https"), `^__Host-watchpost=[\w-]{43}; Path=/; Max-Age=15552000; HttpOnly; Secure; SameSite=Lax$`},
		{"https below a path", "/wp", header("X-Forwarded-Proto", "https"), `^__Host-watchpost=[\w-]{43}; Path=/; Max-Age=15552000; HttpOnly; Secure; SameSite=Lax$`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := closed()
			s.Proxies.Networks, s.Proxies.BasePath = anyNetwork, tt.base
			h := s.Handler()
			rec := call(h, "POST", "/api/v1/login", login, tt.change)
			line := rec.Header().Get("Set-Cookie")
			if rec.Code != 200 || !regexp.MustCompile(tt.want).MatchString(line) {
				t.Fatalf("got %d, %q", rec.Code, line)
			}
			c := rec.Result().Cookies()[0]
			show := func(name string) func(*http.Request) { return header("Cookie", name+"="+c.Value) }
			if rec := call(h, "GET", "/api/v1/me", tt.change, show(c.Name)); rec.Code != 200 || strings.Contains(rec.Body.String(), c.Value) {
				t.Errorf("with the cookie: got %d %s", rec.Code, rec.Body)
			}
			other := map[string]string{"watchpost": "__Host-watchpost", "__Host-watchpost": "watchpost"}[c.Name]
			wantProblem(t, call(h, "GET", "/api/v1/me", tt.change, show(other)), "login_required")

			rec = call(h, "POST", "/api/v1/logout", tt.change, show(c.Name))
			if gone := rec.Result().Cookies(); rec.Code != 204 || len(gone) != 1 || gone[0].Name != c.Name || gone[0].MaxAge >= 0 || gone[0].Path != c.Path {
				t.Errorf("logout: got %d, %+v", rec.Code, gone)
			}
			wantProblem(t, call(h, "GET", "/api/v1/me", tt.change, show(c.Name)), "login_required")
		})
	}
}

// TestS06Forms: what a form of another site can send is taken by no route, and no
// GET changes anything.
func TestS06Forms(t *testing.T) {
	for _, tt := range answers {
		method, _, _ := strings.Cut(tt.route, " ")
		if tt.status >= 300 {
			continue
		}
		for name, change := range map[string]func(*http.Request){
			"foreign origin": header("Origin", "http://evil.example"),
			"cross site":     header("Sec-Fetch-Site", "cross-site"),
			"form":           header("Content-Type", "application/x-www-form-urlencoded"),
			"parts":          header("Content-Type", "Multipart/Form-Data; boundary=x"),
			"text":           header("Content-Type", "text/plain;charset=UTF-8"),
		} {
			s, w := closed()
			r := httptest.NewRequest(method, tt.target, nil)
			if tt.change != nil {
				tt.change(r)
			}
			anonymous(r)
			as(annCookie)(r)
			if method != "GET" {
				change(r)
			}
			before := len(w.log)
			rec := httptest.NewRecorder()
			s.Handler().ServeHTTP(streamable{rec}, r)
			if method != "GET" && rec.Code != 403 && rec.Code != 415 {
				t.Errorf("%s, %s: got %d", tt.route, name, rec.Code)
			}
			if len(w.log) != before || w.events[1].Pinned {
				t.Errorf("%s, %s: changed something: %+v", tt.route, name, w.log[before:])
			}
		}
	}
}

// TestS06FormsOfPages: forms of the pages are taken from the pages alone, and must show
// that they are.
func TestS06FormsOfPages(t *testing.T) {
	n, h := 0, paged(t).Handler()
	for _, tt := range pageAnswers {
		method, _, _ := strings.Cut(tt.route, " ")
		if method == "GET" {
			continue
		}
		n++
		for name, change := range map[string]func(*http.Request){
			"foreign origin": header("Origin", "http://evil.example"),
			"no origin":      header("Origin", "null"),
			"cross site":     header("Sec-Fetch-Site", "cross-site"),
			"same site":      header("Sec-Fetch-Site", "same-site"),
			"no sign":        func(r *http.Request) { r.Header.Del("Origin") },
		} {
			rec := call(h, method, tt.target, ownForm, as(annCookie), change)
			if rec.Code != 403 || len(rec.Result().Cookies()) > 0 {
				t.Errorf("%s, %s: got %d", tt.route, name, rec.Code)
			}
		}
	}
	if n == 0 {
		t.Error("no page has a form")
	}
}

// TestS24Debug: there is nothing for debugging on the web side, and metrics need a
// login.
func TestS24Debug(t *testing.T) {
	s, _ := closed()
	h := s.Handler()
	for _, target := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/swagger", "/swagger/index.html", "/api/docs", "/graphql", "/.git/config", "/server-status", "/console"} {
		for _, who := range []func(*http.Request){func(*http.Request) {}, as(annCookie)} {
			wantProblem(t, call(h, "GET", target, who), "not_found")
		}
	}
	wantProblem(t, call(h, "GET", "/metrics"), "login_required")
	wantProblem(t, call(h, "GET", "/metrics", as(limCookie)), "forbidden")
	if rec := call(h, "GET", "/metrics", bearing(viewerToken)); rec.Code != 200 {
		t.Errorf("metrics with a token: got %d", rec.Code)
	}
}
