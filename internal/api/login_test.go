package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/access"
)

var anyNetwork = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}

func loginAs(name, pass string) func(*http.Request) {
	return body("application/json", `{"name":"`+name+`","password":"`+pass+`"}`)
}

func from(addr string) func(*http.Request) {
	return func(r *http.Request) { r.RemoteAddr = addr + ":40000" }
}

func TestS05BruteForce(t *testing.T) {
	s, _ := closed()
	h := s.Handler()
	for i := range 100 {
		rec := call(h, "POST", "/api/v1/login", loginAs("Ann", "wrong"), from("198.51.100.9"))
		if i < 10 {
			wantProblem(t, rec, "wrong_login")
			continue
		}
		wantProblem(t, rec, "too_many_tries")
		if after, err := strconv.Atoi(rec.Header().Get("Retry-After")); err != nil || after < 1 || after > 30 {
			t.Fatalf("Retry-After: %q", rec.Header().Get("Retry-After"))
		}
	}
	wantProblem(t, call(h, "POST", "/api/v1/login", loginAs("Ann", password), from("198.51.100.9")), "too_many_tries")
	if rec := call(h, "POST", "/api/v1/login", loginAs("Ann", password), from("198.51.100.10")); rec.Code != 200 {
		t.Errorf("from elsewhere: got %d", rec.Code)
	}
	if rec := call(h, "GET", "/api/v1/events", as(annCookie), from("198.51.100.9")); rec.Code != 200 {
		t.Errorf("a session of before: got %d", rec.Code)
	}
}

// TestS05BehindAProxy: behind a proxy that is trusted clients are counted apart,
// behind another they are not.
func TestS05BehindAProxy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		trust []netip.Prefix
		apart bool
	}{{"trusted", anyNetwork[:1], true}, {"not trusted", nil, false}} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := closed()
			s.Proxies.Networks = []netip.Prefix{}
			if tt.apart {
				s.Proxies.Networks = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
			}
			h := s.Handler()
			for range 11 {
				call(h, "POST", "/api/v1/login", loginAs("Ann", "wrong"), from("192.0.2.1"), header("X-Forwarded-For", "198.51.100.9"))
			}
			rec := call(h, "POST", "/api/v1/login", loginAs("Ann", password), from("192.0.2.1"), header("X-Forwarded-For", "198.51.100.10"))
			if (rec.Code == 200) != tt.apart {
				t.Errorf("another client: got %d", rec.Code)
			}
		})
	}
}

// TestS15LoginHeader: only a trusted proxy may say who has logged in, and only when
// told that it may.
func TestS15LoginHeader(t *testing.T) {
	for _, tt := range []struct {
		name, header, peer, user string
		want                     string // who it is, "" for nobody
	}{
		{"off by default", "", "192.0.2.1", "Ann", ""},
		{"trusted", "X-Remote-User-Name", "192.0.2.1", "ann", "Ann"},
		{"not trusted", "X-Remote-User-Name", "198.51.100.9", "Ann", ""},
		{"nobody of that name", "X-Remote-User-Name", "192.0.2.1", "Eve", ""},
		{"nobody", "X-Remote-User-Name", "192.0.2.1", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := closed()
			s.Proxies.Networks, s.Proxies.LoginHeader = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}, tt.header
			rec := call(s.Handler(), "GET", "/api/v1/me", from(tt.peer), header("X-Remote-User-Name", tt.user), header("X_Remote_User_Name", "Ann"))
			if tt.want == "" {
				wantProblem(t, rec, "login_required")
			} else if got := decodeJSON(t, rec); got["name"] != tt.want || got["login"] != "proxy" {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestBasePath(t *testing.T) {
	s, _ := closed()
	s.Proxies.BasePath = "/apps/wp"
	h := s.Handler()
	for _, target := range []string{"/apps/wp/api/v1/events/" + eventID, "/api/v1/events/" + eventID} {
		rec := call(h, "GET", target, as(annCookie))
		if rec.Code != 200 || !strings.Contains(rec.Body.String(), `"url":"/apps/wp/api/v1/events/`) {
			t.Errorf("%s: got %d %s", target, rec.Code, rec.Body)
		}
	}
}

// TestStreamEndsWithItsToken: a token that expires takes its streams with it.
func TestStreamEndsWithItsToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := closed()
		h := s.Handler()
		r := httptest.NewRequest("GET", "/api/v1/stream", nil).WithContext(t.Context())
		bearing(viewerToken)(r)
		ended := make(chan struct{})
		go func() {
			h.ServeHTTP(streamable{httptest.NewRecorder()}, r)
			close(ended)
		}()
		for _, tt := range []struct {
			wait time.Duration
			want bool
		}{{59 * time.Minute, false}, {2 * time.Minute, true}} {
			time.Sleep(tt.wait)
			synctest.Wait()
			got := false
			select {
			case <-ended:
				got = true
			default:
			}
			if got != tt.want {
				t.Errorf("after another %v: ended %v", tt.wait, got)
			}
		}
	})
}

// TestAuditLog: it tells who did what, from where.
func TestAuditLog(t *testing.T) {
	s, w := closed()
	h := s.Handler()
	call(h, "PATCH", "/api/v1/events/"+eventID, as(oleCookie), body("application/json", `{"pinned":true}`), from("198.51.100.9"))
	call(h, "PATCH", "/api/v1/events/"+goneID, as(oleCookie), body("application/json", `{"pinned":true}`))
	call(h, "PATCH", "/api/v1/users/"+viaID, as(annCookie), body("application/json", `{"role":"operator"}`), from("198.51.100.10"))
	call(h, "POST", "/api/v1/tokens", bearing(adminToken), body("application/json", `{"name":"Home","role":"viewer"}`))
	want := []access.Entry{
		{Who: "Ole", Action: access.ActionPinned, Object: eventID, IP: "198.51.100.9"},
		{Who: "Ann", Action: access.ActionUserChanged, Object: "Via", IP: "198.51.100.10", Detail: "viewer to operator"},
		{Who: "Backup", Action: access.ActionTokenAdded, Object: "Home", IP: "192.0.2.1", Detail: "viewer"},
	}
	if got := len(w.log) - 2; got != len(want) {
		t.Fatalf("got %+v", w.log[2:])
	}
	for i, e := range w.log[2:] {
		want[i].N, want[i].At = e.N, now
		if e != want[i] {
			t.Errorf("got %+v, want %+v", e, want[i])
		}
	}
}
