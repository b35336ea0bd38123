package page

import (
	"crypto/rand"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// How long a session lasts without use, and how many there are at a time.
const (
	sessionAge  = 12 * time.Hour
	maxSessions = 100
)

// sessions are who is logged in, by their tokens.
type sessions struct {
	now func() time.Time

	mu   sync.Mutex
	used map[string]session
}

// session is when somebody was last there, and the account that they know. They are
// out when it changes, wherever it was changed.
type session struct {
	last    time.Time
	account settings.Account
}

// known is the part of an account that somebody knows who is logged in.
func known(a settings.Account) settings.Account {
	return settings.Account{User: a.User, Password: a.Password}
}

// open begins a session. Of too many it ends the one that rested longest.
func (s *sessions) open(a settings.Account) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.used) >= maxSessions {
		oldest := ""
		for token, one := range s.used {
			if oldest == "" || one.last.Before(s.used[oldest].last) {
				oldest = token
			}
		}
		delete(s.used, oldest)
	}
	token := rand.Text()
	s.used[token] = session{s.now(), known(a)}
	return token
}

// use says whether a session is open, for who knows the account as it is, and keeps
// it so.
func (s *sessions) use(token string, a settings.Account) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.used[token]
	if !ok || s.now().Sub(one.last) > sessionAge || one.account != known(a) {
		delete(s.used, token)
		return false
	}
	one.last = s.now()
	s.used[token] = one
	return true
}

func (s *sessions) close(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.used, token)
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
	if err != nil || !d.sessions.use(c.Value, d.account()) {
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
