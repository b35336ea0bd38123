package api

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// cookieAge is how long a browser keeps a session; the server forgets it earlier
// when it is not used.
const cookieAge = 180 * 24 * time.Hour

// setUpJSON says whether there is somebody who can log in.
type setUpJSON struct {
	// Token says that the secret which the console shows is asked for.
	Token bool `json:"token"`
}

// setUpState handles GET /api/v1/setup.
func (s *Server) setUpState(w http.ResponseWriter, _ *http.Request) error {
	if !s.Auth.Empty() {
		return auth.ErrSetUp
	}
	return writeJSON(w, setUpJSON{s.Auth.SetUpToken()})
}

type setUpBody struct {
	Name     string `json:"name"`
	Password string `json:"password"`
	Token    string `json:"token"`
}

// setUp handles POST /api/v1/setup: it makes the first administrator, who is logged
// in.
func (s *Server) setUp(w http.ResponseWriter, r *http.Request) error {
	if !s.Auth.Empty() {
		return auth.ErrSetUp
	}
	var b setUpBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	o := webproxy.Of(r.Context())
	_, err := s.Auth.SetUp(r.Context(), auth.SetUp{Name: b.Name, Password: b.Password, Token: b.Token, IP: o.Addr})
	if errors.Is(err, auth.ErrLogin) {
		err = problem(codeWrongSetUp, "the token is not the one that the server printed when it started")
	}
	if err != nil {
		return s.tooMany(w, r, err)
	}
	return s.begin(w, r, auth.Login{Name: b.Name, Password: b.Password})
}

type loginBody struct {
	Name     string `json:"name"`
	Password string `json:"password"`
}

// login handles POST /api/v1/login.
func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	var b loginBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	return s.begin(w, r, auth.Login{Name: b.Name, Password: b.Password})
}

// begin logs somebody in and answers with who that is.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, l auth.Login) error {
	l.IP, l.UserAgent = webproxy.Of(r.Context()).Addr, r.UserAgent()
	secret, _, err := s.Auth.Login(r.Context(), l)
	if errors.Is(err, auth.ErrLogin) {
		err = problem(codeWrongLogin, "the name or the password is wrong")
	}
	if err != nil {
		return s.tooMany(w, r, err)
	}
	p, err := s.Auth.Session(secret)
	if err != nil {
		return err
	}
	http.SetCookie(w, sessionCookie(r, secret, int(cookieAge/time.Second)))
	return writeJSON(w, meOf(p))
}

// tooMany says when to try again, where too much was tried.
func (s *Server) tooMany(w http.ResponseWriter, r *http.Request, err error) error {
	if errors.Is(err, auth.ErrTooMany) {
		wait := s.Auth.RetryAfter(webproxy.Of(r.Context()).Addr)
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	}
	return err
}

// logout handles POST /api/v1/logout.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	if err := LogOut(w, r, s.Auth); err != nil {
		return err
	}
	return done(w)
}

// me handles GET /api/v1/me.
func (s *Server) me(w http.ResponseWriter, r *http.Request) error {
	return writeJSON(w, meOf(access.PrincipalOf(r.Context())))
}

// self is the person who asks; programs, and where nobody has to log in, are none.
func self(r *http.Request) (access.Principal, error) {
	p := access.PrincipalOf(r.Context())
	if p.UserID == "" {
		return p, problem(codeForbidden, "this is for people who have logged in")
	}
	return p, nil
}

type passwordBody struct {
	Old string `json:"old_password"`
	New string `json:"password"`
}

// password handles POST /api/v1/me/password. All other sessions end.
func (s *Server) password(w http.ResponseWriter, r *http.Request) error {
	p, err := self(r)
	if err != nil {
		return err
	}
	var b passwordBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	if err := s.Auth.ChangePassword(r.Context(), p, b.Old, b.New, by(r)); err != nil {
		return s.tooMany(w, r, err)
	}
	return done(w)
}

// mySessions handles GET /api/v1/me/sessions.
func (s *Server) mySessions(w http.ResponseWriter, r *http.Request) error {
	p, err := self(r)
	if err != nil {
		return err
	}
	return writeJSON(w, s.sessionsOf(p.UserID, p.SessionID))
}

// logoutAll handles DELETE /api/v1/me/sessions: everywhere, here too.
func (s *Server) logoutAll(w http.ResponseWriter, r *http.Request) error {
	p, err := self(r)
	if err != nil {
		return err
	}
	if err := s.Auth.LogoutAll(r.Context(), p.UserID, by(r)); err != nil {
		return err
	}
	Forget(w, r)
	return done(w)
}

// closeSession handles DELETE /api/v1/me/sessions/{id}.
func (s *Server) closeSession(w http.ResponseWriter, r *http.Request) error {
	p, err := self(r)
	if err != nil {
		return err
	}
	if err := s.Auth.CloseSession(r.Context(), p.UserID, r.PathValue("id"), by(r)); err != nil {
		return fmt.Errorf("close session: %w", absent(err, auth.ErrNotFound, codeNoSession, "you have no session with this id"))
	}
	return done(w)
}
