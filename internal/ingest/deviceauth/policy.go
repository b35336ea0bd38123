// Package deviceauth decides who may post: by network, and where it is asked
// for, by a secret in the path or by user name and password (RFC 7617 Basic,
// RFC 7616 Digest).
package deviceauth

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Policy says who may post. The zero Policy lets private addresses in without
// credentials. Its fields must not change once it is used.
type Policy struct {
	// Allow are the networks that may post; DefaultAllow when empty.
	Allow []netip.Prefix
	// User and Password switch Basic and Digest on.
	User     string
	Password string
	// Token is a secret segment of the path, "/API/<token>", for devices that
	// cannot be given a password. With both set, either suffices.
	Token string
	// Now is the clock, for nonces; time.Now when nil.
	Now func() time.Time

	once   sync.Once
	nonces nonces
}

// Decision is what becomes of a request.
type Decision struct {
	OK         bool
	Status     int      // 401 or 403 when not OK
	Challenges []string // WWW-Authenticate, for 401
	Why        string   // one or two words for the connection log
	Advice     string   // one sentence for a person
}

// DefaultAllow are the networks of homes and sites: loopback, private and
// link-local ones. The shared space of carriers, 100.64.0.0/10, is not among
// them: where it is a provider's and no VPN's, strangers are in it.
func DefaultAllow() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range [...]string{
		"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
		"169.254.0.0/16", "fe80::/10", "fc00::/7",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// Check decides about a request from a TCP peer.
func (p *Policy) Check(r *http.Request, remote netip.Addr) Decision {
	p.once.Do(func() {
		if len(p.Allow) == 0 {
			p.Allow = DefaultAllow()
		}
		p.nonces.init(p.now())
	})
	if !p.allowed(remote.Unmap()) {
		return Decision{
			Status: http.StatusForbidden, Why: "address",
			Advice: "This address is not in the networks that may post; add it with --allow if it is a device of yours.",
		}
	}
	if p.Token == "" && p.User == "" && p.Password == "" {
		return Decision{OK: true}
	}
	if p.Token != "" && p.hasToken(r.URL) {
		return Decision{OK: true}
	}
	if p.User == "" && p.Password == "" {
		return Decision{
			Status: http.StatusForbidden, Why: "token",
			Advice: "The path lacks the secret; copy the whole path from the server's start into the device.",
		}
	}
	return p.credentials(r)
}

func (p *Policy) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

func (p *Policy) allowed(a netip.Addr) bool {
	a = a.WithZone("")
	for _, n := range p.Allow {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// hasToken says whether a segment of the path is the token, in a time that
// tells no more than how long the token is.
func (p *Policy) hasToken(u *url.URL) bool {
	found := 0
	for segment := range strings.SplitSeq(u.Path, "/") {
		found |= subtle.ConstantTimeCompare([]byte(segment), []byte(p.Token))
	}
	return found == 1
}

// same compares in a time that does not tell where two texts differ.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// challenge refuses a request and says how to log in.
func (p *Policy) challenge(stale bool, why, advice string) Decision {
	nonce := p.nonces.make(p.now())
	digest := `Digest realm="` + realm + `", qop="auth", nonce="` + nonce + `", opaque="wp"`
	if stale {
		digest += ", stale=true"
	}
	// The best first, as RFC 7616 says. All share a nonce, so that a device which
	// reads the first line and computes as it always did gets in, too.
	return Decision{
		Status: http.StatusUnauthorized, Why: why, Advice: advice,
		Challenges: []string{digest + ", algorithm=SHA-256", digest + ", algorithm=MD5", `Basic realm="` + realm + `", charset="UTF-8"`},
	}
}

const realm = "Watchpost"

// credentials checks the Authorization header.
func (p *Policy) credentials(r *http.Request) Decision {
	header := r.Header.Get("Authorization")
	scheme, rest, _ := strings.Cut(header, " ")
	switch {
	case header == "":
		return p.challenge(false, "no credentials",
			"User name and password are asked for; type them into the device's HTTP POST page.")
	case strings.EqualFold(scheme, "Basic"):
		user, password, ok := r.BasicAuth()
		// Both are compared whatever the first says.
		right := same(user, p.User)
		right = same(password, p.Password) && right
		if ok && right {
			return Decision{OK: true}
		}
	case strings.EqualFold(scheme, "Digest"):
		switch v := p.digest(r, rest); v {
		case right:
			return Decision{OK: true}
		case wrong:
		case oldNonce:
			return p.challenge(true, string(v), "")
		default:
			return p.challenge(false, string(v), digestAdvice[v])
		}
	default:
		return p.challenge(false, "unknown scheme",
			"The device offered an authentication that is not known here; Basic and Digest are.")
	}
	return p.challenge(false, string(wrong),
		"User name or password is wrong; compare those of the device with --device-user and --device-password.")
}
