package api

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// admit decides whether a request reaches its handler, and returns it with who
// asks in its context.
func (s *Server) admit(rt route, params []string, r *http.Request) (*http.Request, error) {
	if !s.hostAllowed(r) {
		return r, problem(codeBadHost, "this listens for this machine alone, under localhost or an address; a proxy in front must ask for one of them")
	}
	if err := new(http.CrossOriginProtection).Check(r); err != nil {
		return r, problem(codeCrossOrigin, "changes are not taken from pages of other sites")
	}
	if formPosted(r) {
		return r, problem(codeMediaType, "forms are not taken here; the body must be application/json")
	}
	p, err := s.identify(r)
	if err == nil && !allowed(p.Role, rt.access) {
		err = ErrForbidden
	}
	if err != nil && rt.access != Public {
		return r, err
	}
	if err != nil || p.Role == "" {
		p = access.Principal{Scope: access.Only()} // nobody, who sees nothing
	}
	r = r.WithContext(access.WithPrincipal(r.Context(), p))
	if rt.query == anyQuery {
		return r, nil
	}
	return r, knownParams(r, params)
}

// allowed says whether a role may have what needs this access.
func allowed(r access.Role, need Access) bool {
	switch need {
	case Public:
		return true
	case Viewer:
		return r.Includes(access.Viewer)
	case Operator:
		return r.Includes(access.Operator)
	case Admin:
		return r.Includes(access.Administrator)
	}
	return false
}

// formPosted says whether a browser could have been made to send this by a form of
// another site, which asks nobody before it does.
func formPosted(r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || !strings.HasPrefix(r.URL.Path, "/api/") {
		return false
	}
	t, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	forms := []string{"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}
	return slices.Contains(forms, strings.ToLower(strings.TrimSpace(t)))
}

// identify says who asks.
func (s *Server) identify(r *http.Request) (access.Principal, error) {
	if s.Open {
		return access.Principal{Role: access.Administrator}, nil
	}
	o := webproxy.Of(r.Context())
	empty := s.Auth.Empty()
	if empty && s.free(o) {
		return access.Principal{Role: access.Administrator, Gone: s.Auth.First()}, nil
	}
	p, err := s.credentials(r, o)
	if err == nil {
		return p, nil
	}
	if empty {
		return p, problem(codeSetUp, "nobody can log in yet: make the first administrator with POST /api/v1/setup")
	}
	return p, ErrLogin
}

// free says whether a request may do everything while there is no user: it comes
// from this machine, and nobody has passed it on.
func (s *Server) free(o webproxy.Origin) bool {
	return s.LoopbackOnly && len(s.Proxies.Networks) == 0 && !o.Forwarded
}

// credentials says who has what a request shows: a token, the word of a trusted
// proxy, or a session.
func (s *Server) credentials(r *http.Request, o webproxy.Origin) (access.Principal, error) {
	if lines := r.Header.Values("Authorization"); len(lines) > 0 {
		kind, secret, _ := strings.Cut(lines[0], " ")
		if len(lines) == 1 && strings.EqualFold(kind, "Bearer") {
			return s.Auth.Token(strings.TrimSpace(secret))
		}
	}
	if o.User != "" {
		return s.Auth.Named(o.User)
	}
	c, err := r.Cookie(cookieName(o.HTTPS))
	if err != nil {
		return access.Principal{}, auth.ErrLogin
	}
	return s.Auth.Session(c.Value)
}

// cookieName is the name of the cookie of sessions. Under https its prefix keeps
// other hosts of the domain, and unencrypted pages, from setting one.
func cookieName(https bool) string {
	if https {
		return "__Host-watchpost"
	}
	return "watchpost"
}

// sessionCookie is the cookie of a session, or with a negative age one that removes it.
func sessionCookie(r *http.Request, secret string, maxAge int) *http.Cookie {
	o := webproxy.Of(r.Context())
	c := &http.Cookie{
		Name: cookieName(o.HTTPS), Value: secret, Path: "/", MaxAge: maxAge, HttpOnly: true, Secure: o.HTTPS, SameSite: http.SameSiteLaxMode,
	}
	if !o.HTTPS {
		c.Path = o.Base + "/"
	}
	return c
}

// hostAllowed says whether a request may be for its host, with or without a port. It
// is the host of the connection that counts: the name that a proxy tells of is in
// the hands of whoever can reach it.
func (s *Server) hostAllowed(r *http.Request) bool {
	host := webproxy.Of(r.Context()).Host
	if !s.LoopbackOnly || host == "" { // HTTP/1.0, no browser
		return true
	}
	if addr, err := netip.ParseAddrPort(host); err == nil && addr.IsValid() {
		return true
	}
	name := host
	if i := strings.LastIndexByte(name, ':'); i >= 0 && !strings.HasSuffix(name, "]") {
		name = name[:i]
	}
	if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil {
		return true
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name == "localhost" || strings.HasSuffix(name, ".localhost") ||
		slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

// by is who asks, for the audit log.
func by(r *http.Request) auth.By {
	return auth.By{Name: access.PrincipalOf(r.Context()).Name, IP: webproxy.Of(r.Context()).Addr}
}

// note writes a line of the audit log. What it tells of has been done: a failure
// is logged, and changes nothing.
func (s *Server) note(r *http.Request, action access.Action, object, detail string) {
	if err := s.Auth.Note(r.Context(), by(r), action, object, detail); err != nil {
		s.Log.Error("write the audit log", "action", string(action), "object", object, "err", err)
	}
}

// whilePermitted returns a context that ends when the caller may no longer ask. The
// function that it returns must be called.
func (s *Server) whilePermitted(ctx context.Context) (context.Context, context.CancelFunc) {
	p := access.PrincipalOf(ctx)
	ctx, cancel := context.WithCancel(ctx)
	if !p.Until.IsZero() {
		var end context.CancelFunc
		ctx, end = context.WithTimeout(ctx, p.Until.Sub(s.Now()))
		cancel = both(end, cancel)
	}
	if p.Gone != nil {
		go func() {
			select {
			case <-p.Gone:
				cancel()
			case <-ctx.Done():
			}
		}()
	}
	return ctx, cancel
}

func both(a, b context.CancelFunc) context.CancelFunc {
	return func() { a(); b() }
}
