package send

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"regexp"
	"strings"
)

// login answers a receiver's challenge, and goes on with its answer until another
// challenge comes.
type login struct {
	user, password string
	scheme         string            // "Basic", "Digest", or "" before a challenge
	fields         map[string]string // of a Digest challenge
	uses           int               // of its nonce
}

// challenged takes the WWW-Authenticate headers of a 401, and says whether the
// request is worth sending again. Digest is preferred. A Basic login that was
// refused is not tried again, a Digest one is with a new nonce.
func (l *login) challenged(headers []string) bool {
	before := l.scheme
	l.scheme = ""
	for _, h := range headers {
		scheme, rest, _ := strings.Cut(h, " ")
		switch {
		case strings.EqualFold(scheme, "Digest"):
			fields := fieldsOf(rest)
			if newHash(fields["algorithm"]) == nil || fields["qop"] != "" && !listed(fields["qop"], "auth") {
				continue
			}
			old := l.fields["nonce"]
			l.scheme, l.fields, l.uses = "Digest", fields, 0
			return before != "Digest" || fields["nonce"] != old
		case strings.EqualFold(scheme, "Basic"):
			l.scheme = "Basic"
		}
	}
	return l.scheme != "" && before != "Basic"
}

// header is the Authorization of a request, "" before any challenge.
func (l *login) header(method, uri string) string {
	switch l.scheme {
	case "Basic":
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(l.user+":"+l.password))
	case "Digest":
		return l.digest(method, uri)
	}
	return ""
}

func (l *login) digest(method, uri string) string {
	l.uses++
	f := l.fields
	sum := func(parts ...string) string {
		h := newHash(f["algorithm"])()
		h.Write([]byte(strings.Join(parts, ":")))
		return hex.EncodeToString(h.Sum(nil))
	}
	secret, request := sum(l.user, f["realm"], l.password), sum(method, uri)
	out := fmt.Sprintf(`Digest username=%s, realm=%s, nonce=%s, uri=%s`, quoted(l.user), quoted(f["realm"]), quoted(f["nonce"]), quoted(uri))
	if f["qop"] == "" {
		out += fmt.Sprintf(`, response="%s"`, sum(secret, f["nonce"], request))
	} else {
		count, own := fmt.Sprintf("%08x", l.uses), rand.Text()
		out += fmt.Sprintf(`, qop=auth, nc=%s, cnonce="%s", response="%s"`, count, own, sum(secret, f["nonce"], count, own, "auth", request))
	}
	if f["algorithm"] != "" {
		out += ", algorithm=" + f["algorithm"]
	}
	if f["opaque"] != "" {
		out += ", opaque=" + quoted(f["opaque"])
	}
	return out
}

// newHash makes the hash of an algorithm of Digest, nil of one that is not known.
func newHash(algorithm string) func() hash.Hash {
	switch strings.ToUpper(algorithm) {
	case "", "MD5":
		return md5.New
	case "SHA-256":
		return sha256.New
	}
	return nil
}

func listed(list, want string) bool {
	for item := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(item), want) {
			return true
		}
	}
	return false
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// fieldsOf are the key=value and key="value" of a challenge.
func fieldsOf(challenge string) map[string]string {
	field := regexp.MustCompile(`([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))`)
	out := make(map[string]string)
	for _, m := range field.FindAllStringSubmatch(challenge, -1) {
		value := m[3]
		if value == "" {
			value = regexp.MustCompile(`\\(.)`).ReplaceAllString(m[2], "$1")
		}
		out[strings.ToLower(m[1])] = value
	}
	return out
}
