package api_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/api"
)

// TestS19Headers: every answer, errors too, forbids what pages could do with it.
func TestS19Headers(t *testing.T) {
	h := newWorld().server().Handler()
	targets := []string{"/nothing", "/api/v1/nothing"}
	for _, tt := range answers {
		if tt.change == nil {
			targets = append(targets, tt.target)
		}
	}
	for _, target := range targets {
		if strings.Contains(target, "/stream") {
			continue
		}
		rec := call(h, "GET", target)
		for name, want := range map[string]string{
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"X-Frame-Options":              "DENY",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := rec.Header().Get(name); got != want {
				t.Errorf("%s: %s: got %q, want %q", target, name, got, want)
			}
		}
		if csp := rec.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") {
			t.Errorf("%s: Content-Security-Policy %q", target, csp)
		}
		if rec.Header().Get("Cache-Control") == "" || rec.Header().Get("Content-Type") == "" {
			t.Errorf("%s: Cache-Control or Content-Type is missing: %v", target, rec.Header())
		}
		if rec.Header().Values("Set-Cookie") != nil || rec.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: sets a cookie, or lets other sites read", target)
		}
	}
}

// TestS10Traversal: no path of a URL leads to a file that its id does not name.
func TestS10Traversal(t *testing.T) {
	h := newWorld().server().Handler()
	forms := []string{
		"..", "../..", "../../etc/passwd", "..%2f", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%2e%2e%2f", "%252e%252e%252f", `..\`, `..%5c`, "..%5c..%5cwin.ini",
		"/etc/passwd", "%2fetc%2fpasswd", "%00", "a%00.jpg", "CON", "NUL", "C:", "C:%5c", "....//", "..;/", "%c0%ae%c0%ae", "%uff0e", ".", "./", "~", "~root",
		"file:///etc/passwd", "%5c%5chost%5cshare", "*", "?", "%3f", "%0a", "%0d%0aX:1", strings.Repeat("a", 300), strings.Repeat("..%2f", 40), "%ff", "%e2%80%ae", "'", "%27%20OR%201=1",
	}
	if len(forms) < 40 {
		t.Fatalf("only %d forms", len(forms))
	}
	prefixes := []string{
		"/api/v1/events/%s", "/api/v1/events/%s/images/0", "/api/v1/events/" + eventID + "/images/%s", "/api/v1/events/%s/raw", "/api/v1/devices/%s", "/api/v1/devices/%s/posts/download",
		"/api/v1/cameras/%s", "/api/v1/quarantine/%s/body", "/%s",
	}
	for _, p := range prefixes {
		for _, f := range forms {
			target := strings.Replace(p, "%s", f, 1)
			r, err := http.NewRequest("GET", "http://192.0.2.1"+target, nil)
			if err != nil {
				continue // not a URL
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			// "." and "?" and such may leave the path of the list before it.
			if rec.Code == 200 && (strings.HasSuffix(r.URL.Path, "/") || strings.Contains(f, "?")) {
				continue
			}
			if rec.Code != 400 && rec.Code != 404 {
				t.Errorf("%s: got %d", target, rec.Code)
			}
		}
	}
}

func TestHosts(t *testing.T) {
	for _, tt := range []struct {
		host string
		ok   bool
	}{
		{"localhost", true}, {"localhost:8080", true}, {"LOCALHOST.:8080", true}, {"a.localhost", true},
		{"127.0.0.1", true}, {"127.0.0.1:8080", true}, {"192.0.2.1:80", true}, {"[::1]:8080", true}, {"[::1]", true}, {"[fe80::1%25eth0]:80", true}, {"", true},
		{"watch.example", true}, {"Watch.Example:443", true},
		{"evil.example", false}, {"evil.example:8080", false}, {"localhost.evil.example", false}, {"127.0.0.1.evil.example", false},
		{"notlocalhost", false}, {"2130706433", false}, {"0x7f.1", false}, {"user@localhost:1", false},
	} {
		t.Run(tt.host, func(t *testing.T) {
			s := newWorld().server()
			s.Hosts = []string{"watch.example"}
			host := func(r *http.Request) { r.Host = tt.host }
			if got := call(s.Handler(), "GET", "/api/v1/version", host).Code; got != 200 {
				t.Errorf("any listener: got %d, want 200", got)
			}
			s.LoopbackOnly = true
			rec := call(s.Handler(), "GET", "/api/v1/version", host)
			if tt.ok && rec.Code != 200 {
				t.Errorf("loopback listener: got %d, want 200", rec.Code)
			} else if !tt.ok {
				wantProblem(t, rec, "bad_host")
			}
		})
	}
}

func TestS06CrossOrigin(t *testing.T) {
	target := "/api/v1/events/" + eventID
	for _, tt := range []struct {
		name, header, value string
		ok                  bool
	}{
		{"no browser", "X", "", true},
		{"same origin", "Sec-Fetch-Site", "same-origin", true},
		{"typed in", "Sec-Fetch-Site", "none", true},
		{"cross site", "Sec-Fetch-Site", "cross-site", false},
		{"same site", "Sec-Fetch-Site", "same-site", false},
		{"foreign origin", "Origin", "http://evil.example", false},
		{"null origin", "Origin", "null", false},
		{"own origin", "Origin", "http://example.com", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			h := w.server().Handler()
			rec := call(h, "PATCH", target, body("application/json", `{"pinned":true}`), header(tt.header, tt.value))
			if tt.ok != (rec.Code == 200) || tt.ok != w.events[1].Pinned {
				t.Errorf("change: got %d, pinned %v", rec.Code, w.events[1].Pinned)
			}
			r := httptest.NewRequest("GET", "/api/v1/stream", nil)
			r.Header.Set(tt.header, tt.value)
			endedContext(r)
			stream := httptest.NewRecorder()
			h.ServeHTTP(streamable{stream}, r)
			if tt.ok != (stream.Code == 200) {
				t.Errorf("S26 stream: got %d", stream.Code)
			}
			if !tt.ok {
				wantProblem(t, rec, "cross_origin")
			}
		})
	}
}

func TestRouting(t *testing.T) {
	h := newWorld().server().Handler()
	for _, tt := range []struct{ method, target, code, allow string }{
		{"GET", "/api", "not_found", ""},
		{"GET", "/api/v2/events", "not_found", ""},
		{"GET", "/api/v1/", "not_found", ""},
		{"GET", "/api/v1/events/", "not_found", ""},
		{"GET", "/api/v1//events", "not_found", ""},
		{"GET", "/index.html", "not_found", ""},
		{"POST", "/api/v1/events", "method_not_allowed", "DELETE, GET, HEAD, PATCH"},
		{"DELETE", "/api/v1/events/" + eventID, "method_not_allowed", "GET, HEAD, PATCH"},
		{"OPTIONS", "/api/v1/events", "method_not_allowed", "DELETE, GET, HEAD, PATCH"},
		{"POST", "/", "method_not_allowed", "GET, HEAD"},
	} {
		t.Run(tt.method+" "+tt.target, func(t *testing.T) {
			rec := call(h, tt.method, tt.target)
			wantProblem(t, rec, tt.code)
			if got := rec.Header().Get("Allow"); got != tt.allow {
				t.Errorf("Allow: got %q, want %q", got, tt.allow)
			}
		})
	}
}

// TestHead: a HEAD has the status and headers of the GET.
func TestHead(t *testing.T) {
	w := newWorld()
	server := httptest.NewServer(w.server().Handler())
	defer server.Close()
	for _, tt := range answers {
		method, _, _ := strings.Cut(tt.route, " ")
		if method != "GET" || tt.change != nil || tt.route == "GET /metrics" {
			continue
		}
		var got [2]*http.Response
		for i, m := range []string{"GET", "HEAD"} {
			r, err := http.NewRequest(m, server.URL+tt.target, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got[i], err = http.DefaultTransport.RoundTrip(r); err != nil {
				t.Fatal(err)
			}
			got[i].Body.Close()
		}
		if got[0].StatusCode != got[1].StatusCode {
			t.Errorf("%s: GET %d, HEAD %d", tt.target, got[0].StatusCode, got[1].StatusCode)
		}
		for _, name := range []string{"Content-Type", "Content-Disposition", "Etag", "Cache-Control"} {
			if g, h := got[0].Header.Get(name), got[1].Header.Get(name); g != h {
				t.Errorf("%s: %s: GET %q, HEAD %q", tt.target, name, g, h)
			}
		}
	}
	resp, err := http.Head(server.URL + "/api/v1/stream")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("stream: got %q", got)
	}
}

func TestHealth(t *testing.T) {
	full := api.Problem{Code: "storage_full", Text: "There is no room left on the disk."}
	broken := api.Problem{Code: "storage_damaged", Text: "A sync of the disk failed.", Fatal: true}
	for _, tt := range []struct {
		name, path string
		problems   []api.Problem
		status     int
		body       string
	}{
		{"alive", "/healthz", nil, 200, "ok\n"},
		{"ready", "/readyz", nil, 200, "ok\n"},
		{"full is alive", "/healthz", []api.Problem{full}, 200, "ok\n"},
		{"full is not ready", "/readyz", []api.Problem{full}, 503, "storage_full: There is no room left on the disk.\n"},
		{"damaged", "/healthz", []api.Problem{full, broken}, 503, "storage_damaged: A sync of the disk failed.\n"},
		{"both", "/readyz", []api.Problem{full, broken}, 503, "storage_full: There is no room left on the disk.\nstorage_damaged: A sync of the disk failed.\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newWorld().server()
			s.Problems = func() []api.Problem { return slices.Clone(tt.problems) }
			rec := call(s.Handler(), "GET", tt.path)
			if rec.Code != tt.status || rec.Body.String() != tt.body {
				t.Errorf("got %d %q, want %d %q", rec.Code, rec.Body, tt.status, tt.body)
			}
		})
	}
}
