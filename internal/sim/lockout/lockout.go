// Package lockout makes guessing passwords slow, as devices do: who was wrong waits
// longer each time, and after some failures in a row is locked out for a while.
package lockout

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// What is allowed: Failures in a row, and then nothing for LockTime. Failures that
// are older than that are forgotten.
const (
	Failures = 5
	LockTime = 5 * time.Minute
)

// maxKept is how many who were wrong are remembered at a time.
const maxKept = 1000

// Who is somebody at the door: an address, and the name that they give.
type Who struct{ Address, User string }

// From is who a request with this user name comes from.
func From(r *http.Request, user string) Who {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return Who{Address: host, User: user[:min(len(user), 64)]}
}

// Guard remembers who was wrong. The zero Guard has seen nobody; its methods may be
// called by many goroutines at once.
type Guard struct {
	mu   sync.Mutex
	kept map[Who]record
}

type record struct {
	failures int
	last     time.Time
}

// Locked is how long somebody is still locked out, 0 if they are not.
func (g *Guard) Locked(who Who, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.kept[who]
	if r.failures < Failures {
		return 0
	}
	return max(0, LockTime-now.Sub(r.last))
}

// Failed notes a wrong password. It says how many more may be wrong, 0 when that was
// the last, and how long the answer should take.
func (g *Guard) Failed(who Who, now time.Time) (left int, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := g.kept[who]
	if now.Sub(r.last) >= LockTime {
		r.failures = 0
	}
	r.failures = min(r.failures+1, Failures)
	r.last = now
	g.keep(who, r)
	return Failures - r.failures, time.Duration(r.failures-1) * time.Second / 2
}

// keep is called with mu held. Of too many it forgets the one who was wrong the
// longest ago.
func (g *Guard) keep(who Who, r record) {
	if g.kept == nil {
		g.kept = map[Who]record{}
	}
	if _, known := g.kept[who]; !known && len(g.kept) >= maxKept {
		var oldest Who
		found := false
		for w, one := range g.kept {
			if !found || one.last.Before(g.kept[oldest].last) {
				oldest, found = w, true
			}
		}
		delete(g.kept, oldest)
	}
	g.kept[who] = r
}

// Passed forgets the failures of somebody who knew the password.
func (g *Guard) Passed(who Who) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.kept, who)
}
