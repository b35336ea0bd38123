package deviceapi

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// nonceTime is how long a nonce is good for.
const nonceTime = 5 * time.Minute

// digest is RFC 2617's, with and without qop. Nonces carry their time and a proof
// that they are ours, so that none is remembered.
type digest struct {
	once sync.Once
	key  [32]byte
}

func (d *digest) nonce(now time.Time) string {
	d.once.Do(func() { _, _ = rand.Read(d.key[:]) }) // never fails
	stamp := strconv.FormatInt(now.UnixNano(), 16)
	mac := hmac.New(sha256.New, d.key[:])
	mac.Write([]byte(stamp))
	return stamp + "." + hex.EncodeToString(mac.Sum(nil)[:12])
}

// fresh says whether a nonce is ours, and not too old.
func (d *digest) fresh(nonce string, now time.Time) bool {
	stamp, _, _ := strings.Cut(nonce, ".")
	nanos, err := strconv.ParseInt(stamp, 16, 64)
	if err != nil {
		return false
	}
	at := time.Unix(0, nanos)
	return same(d.nonce(at), nonce) && now.Sub(at) <= nonceTime && !now.Before(at)
}

func (d *digest) challenge(realm string, r *http.Request, a settings.Account, now time.Time) string {
	text := fmt.Sprintf(`Digest realm=%q, qop="auth", nonce=%q, algorithm=MD5`, realm, d.nonce(now))
	if _, right, stale := d.verify(r.Header.Get("Authorization"), r, a, now); right && stale {
		text += ", stale=true"
	}
	return text
}

// verify reads an Authorization header: who it is of, whether the password is
// right, and whether only the nonce is too old.
func (d *digest) verify(header string, r *http.Request, a settings.Account, now time.Time) (user string, right, stale bool) {
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Digest") {
		return "", false, false
	}
	p := parameters(rest)
	secret := sum(p["username"] + ":" + p["realm"] + ":" + a.Password)
	call := sum(r.Method + ":" + p["uri"])
	want := sum(secret + ":" + p["nonce"] + ":" + call)
	if p["qop"] != "" {
		want = sum(strings.Join([]string{secret, p["nonce"], p["nc"], p["cnonce"], p["qop"], call}, ":"))
	}
	right = same(p["response"], want) && same(p["username"], a.User) && p["uri"] == r.RequestURI
	return p["username"], right, !d.fresh(p["nonce"], now)
}

func sum(s string) string {
	h := md5.Sum([]byte(s))
	return hex.EncodeToString(h[:])
}

// parameters reads name=value pairs, with quotes or without.
func parameters(s string) map[string]string {
	p := map[string]string{}
	for s != "" {
		name, rest, ok := strings.Cut(s, "=")
		if !ok {
			break
		}
		name = strings.Trim(name, " ,\t")
		var value string
		if quoted, is := strings.CutPrefix(rest, `"`); is {
			value, s, _ = strings.Cut(quoted, `"`)
		} else {
			value, s, _ = strings.Cut(rest, ",")
		}
		p[strings.ToLower(name)] = strings.TrimSpace(value)
	}
	return p
}
