package deviceauth_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
)

var noon = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

func policy() *deviceauth.Policy {
	return &deviceauth.Policy{User: "cam", Password: "Watch-2026", Now: func() time.Time { return noon }}
}

// challenged returns a client that has a nonce of p.
func challenged(t *testing.T, p *deviceauth.Policy, algorithm string) client {
	t.Helper()
	d := p.Check(request("/API", ""), local)
	if d.Status != http.StatusUnauthorized {
		t.Fatalf("no challenge: %+v", d)
	}
	return client{
		user: "cam", password: "Watch-2026", algorithm: algorithm, uri: "/API", method: "POST", nc: 1,
		nonce: nonceIn.FindStringSubmatch(d.Challenges[0])[1],
	}
}

// TestS18EachWrongOneSaysWhy: what is shown to the device is the same for each,
// what is shown to the person is not.
func TestS18EachWrongOneSaysWhy(t *testing.T) {
	right := func(t *testing.T, p *deviceauth.Policy) string { return challenged(t, p, "SHA-256").header() }
	tests := []struct {
		name   string
		header func(*testing.T, *deviceauth.Policy) string
		why    string
		stale  bool
	}{
		{"nothing", func(*testing.T, *deviceauth.Policy) string { return "" }, "no credentials", false},
		{"Bearer", func(*testing.T, *deviceauth.Policy) string { return "Bearer x" }, "unknown scheme", false},
		{"wrong Basic", func(*testing.T, *deviceauth.Policy) string { return "Basic Y2FtOng=" }, "wrong credentials", false},
		{"no base64", func(*testing.T, *deviceauth.Policy) string { return "Basic !" }, "wrong credentials", false},
		{"wrong password", func(t *testing.T, p *deviceauth.Policy) string {
			c := challenged(t, p, "MD5")
			c.password = "watch-2026"
			return c.header()
		}, "wrong credentials", false},
		{"other realm", func(t *testing.T, p *deviceauth.Policy) string {
			return strings.Replace(right(t, p), `realm="Watchpost"`, `realm="x"`, 1)
		}, "wrong credentials", false},
		{"no qop", func(t *testing.T, p *deviceauth.Policy) string {
			c := challenged(t, p, "MD5")
			c.noQop = true
			return c.header()
		}, "Digest without qop", false},
		{"auth-int", func(t *testing.T, p *deviceauth.Policy) string {
			return strings.Replace(right(t, p), "qop=auth", "qop=auth-int", 1)
		}, "malformed Digest", false},
		{"other algorithm", func(t *testing.T, p *deviceauth.Policy) string {
			return strings.Replace(right(t, p), "SHA-256", "SHA-512-256", 1)
		}, "malformed Digest", false},
		{"no uri", func(t *testing.T, p *deviceauth.Policy) string {
			return strings.Replace(right(t, p), "uri=", "url=", 1)
		}, "Digest of another path", false},
		{"a nonce of before a restart", func(t *testing.T, _ *deviceauth.Policy) string { return right(t, policy()) }, "old nonce", true},
		{"replayed", func(t *testing.T, p *deviceauth.Policy) string {
			h := right(t, p)
			if d := p.Check(request("/API", h), local); !d.OK {
				t.Fatalf("the first time: %+v", d)
			}
			return h
		}, "old nonce", true},
		{"count that is none", func(t *testing.T, p *deviceauth.Policy) string {
			c := challenged(t, p, "MD5")
			c.nc = 0
			return c.header()
		}, "old nonce", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := policy()
			d := p.Check(request("/API", tt.header(t, p)), local)
			if d.OK || d.Status != http.StatusUnauthorized || d.Why != tt.why || len(d.Challenges) != 3 {
				t.Errorf("got %+v, want 401 and %q", d, tt.why)
			}
			for _, c := range d.Challenges[:2] {
				if got := strings.Contains(c, "stale=true"); got != tt.stale {
					t.Errorf("stale in %q, want %v", c, tt.stale)
				}
			}
		})
	}
}

func TestChallengesAreThreeThatShareANonce(t *testing.T) {
	d := policy().Check(request("/API", ""), local)
	for i, prefix := range []string{"Digest ", "Digest ", "Basic "} {
		if !strings.HasPrefix(d.Challenges[i], prefix) {
			t.Errorf("challenge %d: got %q, want %s", i, d.Challenges[i], prefix)
		}
	}
	if !strings.Contains(d.Challenges[0], "algorithm=SHA-256") || !strings.Contains(d.Challenges[1], "algorithm=MD5") {
		t.Errorf("got %q", d.Challenges)
	}
	if a, b := nonceIn.FindString(d.Challenges[0]), nonceIn.FindString(d.Challenges[1]); a != b {
		t.Errorf("got %s and %s", a, b)
	}
}

// TestDigestOfEveryFormOfTarget: cameras ask with a path and recorders with a
// whole URL, and either may be what they sign.
func TestDigestOfEveryFormOfTarget(t *testing.T) {
	const whole = "http://192.0.2.53:5002"
	for _, tt := range []struct {
		name, asked, signed string
		want                bool
	}{
		{"path", "/API", "/API", true},
		{"whole URL", whole + "/API", whole + "/API", true},
		{"path of a whole URL", whole + "/API", "/API", true},
		{"whole URL of a path", "/API", "http://example.com/API", true}, // the Host header of httptest
		{"with query", whole + "/API?a=b", "/API?a=b", true},
		{"without its query", "/API?a=b", "/API", false},
		{"another path", "/API", "/other", false},
		{"another host", whole + "/API", "http://192.0.2.54/API", false},
		{"nothing", "/API", "", false},
		{"no target", "/API", "API", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := policy()
			c := challenged(t, p, "SHA-256")
			c.uri = tt.signed
			if d := p.Check(request(tt.asked, c.header()), local); d.OK != tt.want {
				t.Errorf("got %+v, want %v", d, tt.want)
			}
		})
	}
}

func TestSharedSpaceIsNotPrivate(t *testing.T) {
	for _, n := range deviceauth.DefaultAllow() {
		if n.String() == "100.64.0.0/10" {
			t.Error("strangers of a carrier's network may post without a password")
		}
	}
}

func TestHide(t *testing.T) {
	p := &deviceauth.Policy{Token: "s3cret-word"}
	for in, want := range map[string]string{
		"/API/s3cret-word":                       "/API/…",
		"/API/%733cret-word":                     "/API/…",
		"/API/%73%33cret-wor%64/x":               "/API/…/x",
		"/a/s3cret-word/b?c=d":                   "/a/…/b?c=d",
		"http://192.0.2.53:5002/API/s3cret-word": "http://192.0.2.53:5002/API/…",
		"/API?t=s3cret-word&u=1":                 "/API?…&u=1",
		"/API?t=%73%33cret-word&u=%zz":           "/API?…&u=%zz",
		"/API/s3cret-words":                      "/API/…",
		"/API/other":                             "/API/other",
		"":                                       "",
	} {
		if got := p.Hide(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	long := "/" + strings.Repeat("ü", 300)
	if got := p.Redact(long); len(got) > 203 || !strings.HasPrefix(long, strings.TrimSuffix(got, "…")) || strings.ToValidUTF8(got, "?") != got {
		t.Errorf("cut: got %d bytes, %q", len(got), got)
	}
	if got := p.Hide(long); got != long {
		t.Error("Hide cuts")
	}
	var none deviceauth.Policy
	if got := none.Hide("/API/x"); got != "/API/x" {
		t.Errorf("without a token: got %q", got)
	}
}

func TestS13SecretsAreNeverPrinted(t *testing.T) {
	p := &deviceauth.Policy{User: "canary-user", Password: "canary-password", Token: "canary-token"}
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("x", "policy", p)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "policy", p)
	fmt.Fprintf(&out, "%v %+v %#v %s %d %q", p, p, p, p, p, p)
	fmt.Fprintf(&out, "%+v", struct{ P *deviceauth.Policy }{p})
	for _, header := range []string{"", "Basic x", `Digest username="canary-user", nonce="x"`} {
		fmt.Fprintf(&out, "%+v", p.Check(request("/API", header), local))
	}
	if strings.Contains(out.String(), "canary") {
		t.Errorf("a secret is shown:\n%s", out.String())
	}
}

func BenchmarkCheck(b *testing.B) {
	b.Run("no credentials asked", func(b *testing.B) {
		var p deviceauth.Policy
		r := httptest.NewRequest("POST", "/API", nil)
		b.ReportAllocs()
		for b.Loop() {
			p.Check(r, local)
		}
	})
	b.Run("digest", func(b *testing.B) {
		p := policy()
		d := p.Check(request("/API", ""), local)
		c := client{user: "cam", password: "Watch-2026", algorithm: "SHA-256", uri: "/API", method: "POST",
			nonce: nonceIn.FindStringSubmatch(d.Challenges[0])[1]}
		var headers []*http.Request
		for c.nc = 1; c.nc <= 1<<16; c.nc++ {
			headers = append(headers, request("/API", c.header()))
		}
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			p.Check(headers[i%len(headers)], local)
			i++
		}
	})
}
