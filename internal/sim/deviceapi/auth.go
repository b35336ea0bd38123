package deviceapi

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/lockout"
	"github.com/watchpost/watchpost/internal/sim/settings"
)

// guard lets in who knows the password, by Basic or by Digest as the account says.
type guard struct {
	lock   *lockout.Guard
	digest digest
}

// check says whether a request may come in: nil, unauthorized or userLocked. A
// request without credentials is no failure, it asks for the challenge.
func (g *guard) check(r *http.Request, a settings.Account, now time.Time) error {
	given := r.Header.Get("Authorization")
	if given == "" {
		return unauthorized
	}
	var user string
	var right, stale bool
	if a.Digest {
		user, right, stale = g.digest.verify(given, r, a, now)
	} else {
		var password string
		user, password, _ = r.BasicAuth()
		right = same(user, a.User) && same(password, a.Password)
	}
	who := lockout.From(r, user)
	switch {
	case g.lock.Locked(who, now) > 0:
		return userLocked
	case right && stale:
		return unauthorized
	case right:
		g.lock.Passed(who)
		return nil
	}
	if left, _ := g.lock.Failed(who, now); left == 0 {
		return userLocked
	}
	return unauthorized
}

// challenge is what a request that was not let in is asked for.
func (g *guard) challenge(r *http.Request, id settings.Identity, a settings.Account, now time.Time) string {
	realm := strings.ToUpper(strings.ReplaceAll(id.MAC, ":", ""))
	if !a.Digest {
		return fmt.Sprintf("Basic realm=%q", realm)
	}
	return g.digest.challenge(realm, r, a, now)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
