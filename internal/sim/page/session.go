package page

import (
	"crypto/rand"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// How long a session lasts without use, and how many there are at a time.
const (
	sessionAge  = 12 * time.Hour
	maxSessions = 100
)

// sessions are who is logged in: tokens, and when they were last used.
type sessions struct {
	now func() time.Time

	mu   sync.Mutex
	used map[string]time.Time
}

// open begins a session. Of too many it ends the one that rested longest.
func (s *sessions) open() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.used) >= maxSessions {
		oldest := ""
		for token, at := range s.used {
			if oldest == "" || at.Before(s.used[oldest]) {
				oldest = token
			}
		}
		delete(s.used, oldest)
	}
	token := rand.Text()
	s.used[token] = s.now()
	return token
}

// use says whether a session is open, and keeps it so.
func (s *sessions) use(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.used[token]
	if ok && s.now().Sub(at) > sessionAge {
		delete(s.used, token)
		return false
	}
	if ok {
		s.used[token] = s.now()
	}
	return ok
}

func (s *sessions) close(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.used, token)
}

// closeOthers ends all sessions but one.
func (s *sessions) closeOthers(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for other := range s.used {
		if other != token {
			delete(s.used, other)
		}
	}
}

// cookieName is the session's cookie. Browsers share cookies between the ports of
// a host, and many devices can be simulated on one, so that the port is part of
// the name.
func cookieName(r *http.Request) string {
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil || strings.Trim(port, "0123456789") != "" {
		port = "80"
	}
	return "simulator-" + port
}

// token is the session that a request belongs to, "" for none that is open.
func (d *device) token(r *http.Request) string {
	c, err := r.Cookie(cookieName(r))
	if err != nil || !d.sessions.use(c.Value) {
		return ""
	}
	return c.Value
}

func setCookie(w http.ResponseWriter, r *http.Request, token string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(r), Value: token, Path: "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	})
}

// logout handles POST /logout.
func (d *device) logout(w http.ResponseWriter, r *http.Request) error {
	d.sessions.close(d.token(r))
	setCookie(w, r, "", -1)
	return redirect(w, r, "/login")
}

// local is a path on this device, "/" for what is none.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
