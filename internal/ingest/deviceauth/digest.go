package deviceauth

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/http"
	"net/url"
	"strings"
)

// verdict is what came of Digest credentials; the text is for the connection log.
type verdict string

const (
	right     verdict = "right"
	wrong     verdict = "wrong credentials"
	oldNonce  verdict = "old nonce" // all else was right
	malformed verdict = "malformed Digest"
	noQop     verdict = "Digest without qop"
	otherURI  verdict = "Digest of another path"
)

// digestAdvice is a sentence for each verdict that a person can do something
// about.
var digestAdvice = map[verdict]string{
	malformed: "The device's answer to Digest authentication could not be read; give it a path with a token instead (--device-token).",
	noQop:     "The device knows only the old form of Digest, which can be recorded and sent again; give it a path with a token instead (--device-token).",
	otherURI:  "The device signed another path than it asked for; is something between it and here that changes paths?",
}

// digest checks Digest credentials. A client that knows no qop (RFC 2069) is
// refused: nothing would tell its request from a copy of it.
func (p *Policy) digest(r *http.Request, header string) verdict {
	f, ok := parseFields(header)
	newHash, session := algorithm(f["algorithm"])
	switch {
	case !ok || newHash == nil || f["nonce"] == "" || f["response"] == "":
		return malformed
	case f["qop"] == "":
		return noQop
	case f["qop"] != "auth" || f["nc"] == "" || f["cnonce"] == "":
		return malformed
	case !sameTarget(f["uri"], r):
		return otherURI
	}
	want := response(newHash, session, p.User, realm, p.Password, r.Method, f)
	// All are compared whatever the first says.
	good := f["realm"] == realm
	good = same(f["username"], p.User) && good
	good = same(f["response"], want) && good
	if !good {
		return wrong
	}
	// Who gets here knows the password. A nonce of before a restart, or a count
	// that was used, may be the device's sloppiness: it is asked to try again with
	// a new one, which a copy of its request cannot.
	if !p.nonces.use(f["nonce"], f["nc"], p.now()) {
		return oldNonce
	}
	return right
}

// algorithm returns the hash that a client names, nil for one that was not
// offered, and whether it hashes once a session.
func algorithm(name string) (newHash func() hash.Hash, session bool) {
	name, session = strings.CutSuffix(strings.ToUpper(name), "-SESS")
	switch name {
	case "", "MD5":
		return md5.New, session
	case "SHA-256":
		return sha256.New, session
	}
	return nil, false
}

// response is what a client that knows the password must have sent, by RFC 7616
// with qop=auth.
func response(newHash func() hash.Hash, session bool, user, realm, password, method string, f map[string]string) string {
	sum := func(parts ...string) string {
		d := newHash()
		d.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(d.Sum(nil))
	}
	a1 := sum(user, realm, password)
	if session {
		a1 = sum(a1, f["nonce"], f["cnonce"])
	}
	return sum(a1, f["nonce"], f["nc"], f["cnonce"], f["qop"], sum(method, f["uri"]))
}

// sameTarget says whether the uri that was signed is the one that was asked for:
// recorders ask with the whole URL and may sign only its path, or the other way
// round.
func sameTarget(signed string, r *http.Request) bool {
	if signed == r.RequestURI {
		return true
	}
	u, err := url.ParseRequestURI(signed)
	return err == nil && u.RequestURI() == r.URL.RequestURI() && (u.Host == "" || u.Host == r.Host)
}

// Limits of an Authorization header.
const (
	maxHeader = 4 << 10
	maxFields = 32
)

// parseFields reads key=value and key="value", separated by commas. A key that
// stands twice is refused.
func parseFields(s string) (map[string]string, bool) {
	if len(s) > maxHeader {
		return nil, false
	}
	out := make(map[string]string)
	for {
		s = strings.TrimLeft(s, " \t,")
		if s == "" {
			return out, true
		}
		key, rest, ok := strings.Cut(s, "=")
		key = strings.ToLower(strings.TrimSpace(key))
		if !ok || key == "" || len(out) == maxFields {
			return nil, false
		}
		rest = strings.TrimLeft(rest, " \t")
		var value string
		if strings.HasPrefix(rest, `"`) {
			if value, rest, ok = quoted(rest[1:]); !ok {
				return nil, false
			}
		} else {
			end := strings.IndexAny(rest, ", \t")
			if end < 0 {
				end = len(rest)
			}
			value, rest = rest[:end], rest[end:]
		}
		if _, twice := out[key]; twice {
			return nil, false
		}
		out[key] = value
		s = rest
	}
}

// quoted reads to the closing quote.
func quoted(s string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:], true
		case '\\':
			if i++; i == len(s) {
				return "", "", false
			}
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
