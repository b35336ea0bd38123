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

// digest checks Digest credentials. stale says that all was right but for the
// age of the nonce. A client that knows no qop (RFC 2069) is refused: nothing
// would tell its request from a copy of it.
func (p *Policy) digest(r *http.Request, header string) (ok, stale bool) {
	f, good := parseFields(header)
	if !good || f["qop"] != "auth" || f["nc"] == "" || f["cnonce"] == "" || f["realm"] != realm {
		return false, false
	}
	var h func() hash.Hash
	algorithm, session := strings.CutSuffix(strings.ToUpper(f["algorithm"]), "-SESS")
	switch algorithm {
	case "", "MD5":
		h = md5.New
	case "SHA-256":
		h = sha256.New
	default:
		return false, false
	}
	if !sameTarget(f["uri"], r) {
		return false, false
	}
	sum := func(parts ...string) string {
		d := h()
		d.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(d.Sum(nil))
	}
	a1 := sum(p.User, realm, p.Password)
	if session {
		a1 = sum(a1, f["nonce"], f["cnonce"])
	}
	want := sum(a1, f["nonce"], f["nc"], f["cnonce"], f["qop"], sum(r.Method, f["uri"]))
	// Both are compared whatever the first says.
	right := same(f["username"], p.User)
	right = same(f["response"], want) && right
	if !right {
		return false, false
	}
	switch p.nonces.use(f["nonce"], f["nc"], p.now()) {
	case nonceGood:
		return true, false
	case nonceOld:
		return false, true
	}
	return false, false
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
