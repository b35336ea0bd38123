package deviceauth_test

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
)

var local = netip.MustParseAddr("192.168.1.57")

func request(path, authorization string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return r
}

func TestNetworks(t *testing.T) {
	tests := []struct {
		addr string
		want bool
	}{
		{"127.0.0.1", true}, {"127.8.9.1", true}, {"::1", true}, {"10.1.2.3", true}, {"172.31.0.9", true},
		{"192.168.7.7", true}, {"169.254.3.3", true}, {"fe80::1%eth0", true}, {"fd00::9", true},
		{"::ffff:192.168.7.7", true},
		{"8.8.8.8", false}, {"172.32.0.1", false}, {"2001:db8::1", false}, {"::ffff:8.8.8.8", false},
	}
	var p deviceauth.Policy
	for _, tt := range tests {
		d := p.Check(request("/API", ""), netip.MustParseAddr(tt.addr))
		if d.OK != tt.want || !d.OK && (d.Status != http.StatusForbidden || d.Advice == "") {
			t.Errorf("%s: got %+v, want %v", tt.addr, d, tt.want)
		}
	}
	q := deviceauth.Policy{Allow: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
	if d := q.Check(request("/API", ""), local); d.OK {
		t.Error("an address outside --allow was let in")
	}
	if d := q.Check(request("/API", ""), netip.MustParseAddr("192.0.2.9")); !d.OK {
		t.Error("an address inside --allow was refused")
	}
}

func TestR13CredentialsAreIgnoredWhenNoneAreAsked(t *testing.T) {
	var p deviceauth.Policy
	if d := p.Check(request("/API", "Basic bm90OnJpZ2h0"), local); !d.OK {
		t.Errorf("got %+v, want OK", d)
	}
}

func TestToken(t *testing.T) {
	p := deviceauth.Policy{Token: "s3cret-word"}
	for path, want := range map[string]bool{
		"/API/s3cret-word": true, "/s3cret-word": true, "/a/s3cret-word/b": true,
		"/API": false, "/API/s3cret-wor": false, "/API/s3cret-word2": false, "/API?t=s3cret-word": false,
	} {
		if d := p.Check(request(path, ""), local); d.OK != want {
			t.Errorf("%s: got %+v, want %v", path, d, want)
		}
	}
	if got := p.Redact("/API/s3cret-word"); got != "/API/…" {
		t.Errorf("Redact: got %q", got)
	}
	both := deviceauth.Policy{Token: "s3cret-word", User: "u", Password: "p"}
	if d := both.Check(request("/API/s3cret-word", ""), local); !d.OK {
		t.Error("the token alone was refused")
	}
	if d := both.Check(request("/API", "Basic dTpw"), local); !d.OK {
		t.Error("the password alone was refused")
	}
	if d := both.Check(request("/API", ""), local); d.OK || d.Status != http.StatusUnauthorized {
		t.Errorf("neither: got %+v", d)
	}
}

// client answers a challenge as RFC 7616 says.
type client struct {
	user, password, algorithm, uri, method string
	nc                                     int
	nonce                                  string
	noQop                                  bool
}

func (c client) header() string {
	h := map[string]func() hash.Hash{"MD5": md5.New, "SHA-256": sha256.New}[c.algorithm]
	sum := func(parts ...string) string {
		d := h()
		d.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(d.Sum(nil))
	}
	a1, a2 := sum(c.user, "Watchpost", c.password), sum(c.method, c.uri)
	if c.noQop {
		return fmt.Sprintf(`Digest username="%s", realm="Watchpost", nonce="%s", uri="%s", algorithm=%s, response="%s"`,
			c.user, c.nonce, c.uri, c.algorithm, sum(a1, c.nonce, a2))
	}
	nc := fmt.Sprintf("%08x", c.nc)
	return fmt.Sprintf(`Digest username="%s", realm="Watchpost", nonce="%s", uri="%s", algorithm=%s, qop=auth, nc=%s, cnonce="abc", response="%s"`,
		c.user, c.nonce, c.uri, c.algorithm, nc, sum(a1, c.nonce, nc, "abc", "auth", a2))
}

var nonceIn = regexp.MustCompile(`nonce="([^"]+)"`)

func TestS18Digest(t *testing.T) {
	for _, algorithm := range []string{"MD5", "SHA-256"} {
		now := time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)
		p := deviceauth.Policy{User: "cam", Password: "Watch-2026", Now: func() time.Time { return now }}
		fresh := func() client {
			d := p.Check(request("/API", ""), local)
			if d.Status != http.StatusUnauthorized || len(d.Challenges) != 3 {
				t.Fatalf("no challenge: %+v", d)
			}
			return client{
				user: "cam", password: "Watch-2026", algorithm: algorithm, uri: "/API", method: "POST", nc: 1,
				nonce: nonceIn.FindStringSubmatch(d.Challenges[0])[1],
			}
		}
		check := func(c client) deviceauth.Decision { return p.Check(request("/API", c.header()), local) }

		t.Run(algorithm+" right", func(t *testing.T) {
			c := fresh()
			for c.nc = 1; c.nc < 100; c.nc++ {
				if d := check(c); !d.OK {
					t.Fatalf("count %d: %+v", c.nc, d)
				}
			}
		})
		t.Run(algorithm+" whole URL", func(t *testing.T) {
			c := fresh()
			c.uri = "http://192.0.2.53:5002/API"
			r := request("http://192.0.2.53:5002/API", c.header())
			if d := p.Check(r, local); !d.OK {
				t.Errorf("got %+v", d)
			}
		})
		t.Run(algorithm+" replayed", func(t *testing.T) {
			c := fresh()
			if !check(c).OK || check(c).OK {
				t.Error("the same count was good twice, or never")
			}
			c.nc = 3
			if !check(c).OK {
				t.Error("a later count was refused")
			}
			c.nc = 2
			if !check(c).OK || check(c).OK {
				t.Error("a count that was skipped must be good once")
			}
		})
		for name, change := range map[string]func(*client){
			"wrong password": func(c *client) { c.password = "x" },
			"wrong user":     func(c *client) { c.user = "x" },
			"other uri":      func(c *client) { c.uri = "/other" },
			"other method":   func(c *client) { c.method = "GET" },
			"own nonce":      func(c *client) { c.nonce = strings.Repeat("A", 43) },
			"no qop":         func(c *client) { c.noQop = true },
			"count of zero":  func(c *client) { c.nc = 0 },
		} {
			t.Run(algorithm+" "+name, func(t *testing.T) {
				c := fresh()
				change(&c)
				if d := check(c); d.OK || d.Status != http.StatusUnauthorized {
					t.Errorf("got %+v, want 401", d)
				}
			})
		}
		t.Run(algorithm+" expired", func(t *testing.T) {
			c := fresh()
			now = now.Add(31 * time.Minute)
			d := check(c)
			if d.OK || !strings.Contains(d.Challenges[0], "stale=true") {
				t.Errorf("got %+v, want a stale challenge", d)
			}
		})
	}
}

func TestBasic(t *testing.T) {
	p := deviceauth.Policy{User: "cam", Password: "p:w"}
	for auth, want := range map[string]bool{"Basic Y2FtOnA6dw==": true, "basic Y2FtOnA6dw==": true, "Basic Y2FtOng=": false, "Basic !!": false, "Bearer x": false} {
		if d := p.Check(request("/API", auth), local); d.OK != want {
			t.Errorf("%s: got %+v, want %v", auth, d, want)
		}
	}
}

func FuzzAuthorization(f *testing.F) {
	f.Add(`Digest username="cam", realm="Watchpost", nonce="x", uri="/API", qop=auth, nc=00000001, cnonce="a", response="b"`)
	f.Add(`Digest a="\"`)
	f.Add("Basic Y2FtOnA6dw==")
	p := deviceauth.Policy{User: "cam", Password: "p:w-that-nobody-guesses"}
	f.Fuzz(func(t *testing.T, header string) {
		if d := p.Check(request("/API", header), local); d.OK {
			t.Errorf("%q was let in", header)
		}
	})
}
