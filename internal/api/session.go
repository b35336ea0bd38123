package api

import (
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// By is who makes a request, for the audit log.
func By(r *http.Request) auth.By { return by(r) }

// LogIn logs somebody in and gives the browser the session. Its errors are those of
// auth.Service.Login.
func LogIn(w http.ResponseWriter, r *http.Request, people *auth.Service, name, password string) error {
	secret, _, err := people.Login(r.Context(), auth.Login{
		Name: name, Password: password, IP: webproxy.Of(r.Context()).Addr, UserAgent: r.UserAgent(),
	})
	if err == nil {
		http.SetCookie(w, sessionCookie(r, secret, int(cookieAge/time.Second)))
	}
	return err
}

// LogOut ends the session of a request, where it has one, and has the browser forget
// it.
func LogOut(w http.ResponseWriter, r *http.Request, people *auth.Service) error {
	if p := access.PrincipalOf(r.Context()); p.SessionID != "" {
		if err := people.Logout(r.Context(), p, by(r)); err != nil {
			return err
		}
	}
	Forget(w, r)
	return nil
}

// Forget has a browser forget its session.
func Forget(w http.ResponseWriter, r *http.Request) { http.SetCookie(w, sessionCookie(r, "", -1)) }
