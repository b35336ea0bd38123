package webproxy_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/watchpost/watchpost/internal/webproxy"
)

var trust = webproxy.Trust{
	Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}, LoginHeader: "X-Forwarded-User",
}

const (
	proxy    = "10.0.0.1:40000"
	stranger = "198.51.100.9:40000"
)

func ask(t webproxy.Trust, peer, target string, lines ...string) (o webproxy.Origin, host, path string, rec *httptest.ResponseRecorder) {
	r := httptest.NewRequest("GET", target, nil)
	r.Host, r.RemoteAddr = "127.0.0.1:8080", peer
	for i := 0; i < len(lines); i += 2 {
		r.Header[lines[i]] = append(r.Header[lines[i]], lines[i+1])
	}
	rec = httptest.NewRecorder()
	t.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		o, host, path = webproxy.Of(r.Context()), r.Host, r.URL.EscapedPath()
	})).ServeHTTP(rec, r)
	return o, host, path, rec
}

// TestS15Headers: whose headers count, and which part of them.
func TestS15Headers(t *testing.T) {
	for _, tt := range []struct {
		name  string
		peer  string
		lines []string
		addr  string
		https bool
		host  string
		user  string
	}{
		{"no proxy", stranger, nil, "198.51.100.9", false, "", ""},
		{"stranger says everything", stranger, []string{
			"X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "cam.example", "X-Forwarded-User", "Ann", "X-Real-Ip", "192.0.2.1",
			"Forwarded", "for=192.0.2.1;proto=https", "X-Ingress-Path", "/evil",
		}, "198.51.100.9", false, "", ""},
		{"proxy", proxy, []string{"X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "cam.example", "X-Forwarded-User", "Ann"}, "192.0.2.1", true, "cam.example", "Ann"},
		{"proxy that says nothing", proxy, nil, "10.0.0.1", false, "", ""},
		{"client wrote to the left", proxy, []string{"X-Forwarded-For", "127.0.0.1, 10.9.9.9, 192.0.2.1"}, "192.0.2.1", false, "", ""},
		{"two proxies", proxy, []string{"X-Forwarded-For", "203.0.113.5, 192.0.2.1, 10.0.0.2"}, "192.0.2.1", false, "", ""},
		{"in two lines", proxy, []string{"X-Forwarded-For", "203.0.113.5", "X-Forwarded-For", "192.0.2.1"}, "192.0.2.1", false, "", ""},
		{"only proxies", proxy, []string{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}, "10.0.0.3", false, "", ""},
		{"nonsense on the right", proxy, []string{"X-Forwarded-For", "192.0.2.1, unknown"}, "10.0.0.1", false, "", ""},
		{"nonsense behind a proxy", proxy, []string{"X-Forwarded-For", "<script>, 10.0.0.2"}, "10.0.0.2", false, "", ""},
		{"with a port", proxy, []string{"X-Forwarded-For", "192.0.2.1:5555"}, "192.0.2.1", false, "", ""},
		{"IPv6", "[2001:db8::1]:443", []string{"X-Forwarded-For", "[2001:dead::7]:5555"}, "2001:dead::7", false, "", ""},
		{"IPv4 in IPv6 form", "[::ffff:10.0.0.1]:443", []string{"X-Forwarded-For", "::ffff:192.0.2.1"}, "192.0.2.1", false, "", ""},
		{"other headers of the kind", proxy, []string{"X-Real-Ip", "192.0.2.1", "Forwarded", "for=192.0.2.1;proto=https", "X_forwarded_user", "Ann", "X-Remote-User", "Ann"}, "10.0.0.1", false, "", ""},
		{"taken off by Connection", proxy, []string{"Connection", "close, X-Forwarded-For, x-forwarded-user", "X-Forwarded-For", "192.0.2.1", "X-Forwarded-User", "Ann"}, "10.0.0.1", false, "", ""},
		{"two users", proxy, []string{"X-Forwarded-User", "Ann", "X-Forwarded-User", "Bob"}, "10.0.0.1", false, "", ""},
		{"proto of the nearest", proxy, []string{"X-Forwarded-Proto", "https, http"}, "10.0.0.1", false, "", ""},
		{"a host that is none", proxy, []string{"X-Forwarded-Host", "cam.example/<script>"}, "10.0.0.1", false, "", ""},
		{"no address of a peer", "@", []string{"X-Forwarded-For", "192.0.2.1"}, "invalid IP", false, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.host == "" {
				tt.host = "127.0.0.1:8080"
			}
			o, host, _, _ := ask(trust, tt.peer, "/", tt.lines...)
			if o.Addr.String() != tt.addr || o.HTTPS != tt.https || host != tt.host || o.User != tt.user || o.Host != "127.0.0.1:8080" {
				t.Errorf("got %+v and host %s, want %+v", o, host, tt)
			}
		})
	}
	off := trust
	off.LoginHeader = ""
	if o, _, _, _ := ask(off, proxy, "/", "X-Forwarded-User", "Ann", "", "Ann"); o.User != "" {
		t.Errorf("without a header named: got %q", o.User)
	}
}

func TestForwardedIsNoticed(t *testing.T) {
	for _, tt := range []struct {
		name, value string
		want        bool
	}{
		{"Accept", "*/*", false}, {"X-Forwarded-For", "192.0.2.1", true}, {"Forwarded", "for=_x", true}, {"X-Real-Ip", "192.0.2.1", true}, {"X-Ingress-Path", "/a", true},
	} {
		if o, _, _, _ := ask(webproxy.Trust{}, stranger, "/", tt.name, tt.value); o.Forwarded != tt.want {
			t.Errorf("%s: got %v", tt.name, o.Forwarded)
		}
	}
}

func TestBasePath(t *testing.T) {
	based := trust
	based.BasePath = "/apps/watchpost"
	for _, tt := range []struct{ name, target, path, base string }{
		{"kept by the proxy", "/apps/watchpost/api/v1/events", "/api/v1/events", "/apps/watchpost"},
		{"taken off by the proxy", "/api/v1/events", "/api/v1/events", "/apps/watchpost"},
		{"root", "/apps/watchpost/", "/", "/apps/watchpost"},
		{"escapes", "/apps/watchpost/api/v1/plates/A%2FB", "/api/v1/plates/A%2FB", "/apps/watchpost"},
		{"begins alike", "/apps/watchpost2/api", "/apps/watchpost2/api", "/apps/watchpost"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if o, _, path, _ := ask(based, stranger, tt.target); path != tt.path || o.Base != tt.base {
				t.Errorf("got %q below %q", path, o.Base)
			}
		})
	}
	if _, _, _, rec := ask(based, stranger, "/apps/watchpost"); rec.Code != 308 || rec.Header().Get("Location") != "/apps/watchpost/" {
		t.Errorf("got %d to %q", rec.Code, rec.Header().Get("Location"))
	}
	if o, _, _, _ := ask(based, proxy, "/", "X-Ingress-Path", "/api/hassio_ingress/abc"); o.Base != "/api/hassio_ingress/abc" {
		t.Errorf("ingress: got %q", o.Base)
	}
	for _, bad := range []string{"", "/", "evil", "//evil.example", "/a/../b", "/a/..", "/.", "/a\"><script>", "/a b", "/a/"} {
		if o, _, _, _ := ask(based, proxy, "/", "X-Ingress-Path", bad); o.Base != "/apps/watchpost" {
			t.Errorf("ingress %q: got %q", bad, o.Base)
		}
	}
}
