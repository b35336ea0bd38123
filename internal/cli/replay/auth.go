package replay

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// authorizer answers a receiver that asks for credentials, and keeps on
// answering with the same challenge until another comes.
type authorizer struct {
	user, password string

	basic     bool
	digest    bool
	fields    map[string]string // of the challenge
	algorithm string            // as the challenge names it, "" when it does not
	hash      func() hash.Hash
	count     int
}

// challenged takes WWW-Authenticate headers, and says whether sending the
// request again may help.
func (a *authorizer) challenged(headers []string) bool {
	if a.user == "" {
		return false
	}
	tried := a.basic
	basic, found := false, false
	for _, h := range headers {
		scheme, rest, _ := strings.Cut(h, " ")
		if strings.EqualFold(scheme, "Basic") {
			basic = true
		}
		if !strings.EqualFold(scheme, "Digest") || found {
			continue
		}
		fields := parseFields(rest)
		newHash, known := hashes[strings.ToUpper(fields["algorithm"])]
		if !known || fields["qop"] != "" && !hasAuth(fields["qop"]) {
			continue
		}
		found = true // the receiver names what it likes best first
		a.fields, a.algorithm, a.hash, a.count = fields, fields["algorithm"], newHash, 0
	}
	a.digest, a.basic = found, basic && !found
	return a.digest || a.basic && !tried // a new nonce may be all that was missing
}

var hashes = map[string]func() hash.Hash{"": md5.New, "MD5": md5.New, "SHA-256": sha256.New}

func hasAuth(qop string) bool {
	for q := range strings.SplitSeq(qop, ",") {
		if strings.EqualFold(strings.TrimSpace(q), "auth") {
			return true
		}
	}
	return false
}

// header is the Authorization header of a request, "" when none was asked for.
func (a *authorizer) header(method, uri string) string {
	switch {
	case a.basic:
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(a.user+":"+a.password))
	case !a.digest:
		return ""
	}
	a.count++
	nonce, realm := a.fields["nonce"], a.fields["realm"]
	h := fmt.Sprintf(`Digest username=%s, realm=%s, nonce=%s, uri=%s`, quote(a.user), quote(realm), quote(nonce), quote(uri))
	if a.algorithm != "" {
		h += ", algorithm=" + a.algorithm
	}
	if o, ok := a.fields["opaque"]; ok {
		h += ", opaque=" + quote(o)
	}
	a1, a2 := a.sum(a.user, realm, a.password), a.sum(method, uri)
	if a.fields["qop"] == "" {
		return h + `, response="` + a.sum(a1, nonce, a2) + `"`
	}
	count, own := fmt.Sprintf("%08x", a.count), rand.Text()
	return h + fmt.Sprintf(`, qop=auth, nc=%s, cnonce="%s", response="%s"`,
		count, own, a.sum(a1, nonce, count, own, "auth", a2))
}

func (a *authorizer) sum(parts ...string) string {
	h := a.hash()
	h.Write([]byte(strings.Join(parts, ":")))
	return hex.EncodeToString(h.Sum(nil))
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// parseFields reads the key=value and key="value" of a challenge. What it cannot
// read ends it.
func parseFields(s string) map[string]string {
	out := make(map[string]string)
	for {
		s = strings.TrimLeft(s, " \t,")
		key, rest, ok := strings.Cut(s, "=")
		if !ok {
			return out
		}
		var value strings.Builder
		i := 0
		if strings.HasPrefix(rest, `"`) {
			for i = 1; i < len(rest) && rest[i] != '"'; i++ {
				if rest[i] == '\\' && i+1 < len(rest) {
					i++
				}
				value.WriteByte(rest[i])
			}
			i = min(i+1, len(rest))
		} else {
			for ; i < len(rest) && rest[i] != ',' && rest[i] != ' '; i++ {
				value.WriteByte(rest[i])
			}
		}
		out[strings.ToLower(strings.TrimSpace(key))] = value.String()
		s = rest[i:]
	}
}
