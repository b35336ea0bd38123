// Package webproxy reads what reverse proxies in front of the web side say of a
// request: where it came from, under which name and path, and who has logged in.
// It believes proxies of trusted networks alone; whatever others send is as if it
// were not there.
package webproxy

import (
	"context"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// The headers that are read.
const (
	forwardedFor   = "X-Forwarded-For"
	forwardedProto = "X-Forwarded-Proto"
	forwardedHost  = "X-Forwarded-Host"
	ingressPath    = "X-Ingress-Path" // of Home Assistant
)

// Trust says whom to believe. The zero value believes nobody.
type Trust struct {
	Networks []netip.Prefix // of proxies
	// LoginHeader is the header in which a trusted proxy names the user who has
	// logged in there; "" reads none.
	LoginHeader string
	// BasePath is the path under which a proxy has this server, such as
	// "/watchpost"; "" is its root.
	BasePath string
}

// Origin is where a request comes from.
type Origin struct {
	Addr  netip.Addr // of the client
	Host  string     // that the last connection asked for, whatever a proxy says
	HTTPS bool       // the client's connection is encrypted
	Base  string     // path under which the client sees this server, "" for its root
	User  string     // who has logged in at a trusted proxy, "" for nobody
	// Forwarded says that somebody claims to have passed it on, whom it may be
	// wrong to believe.
	Forwarded bool
}

type originKey struct{}

// Of is the origin of the request of a context.
func Of(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

// With returns a context of a request from o.
func With(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// Handler gives next requests as the client made them: with the client's host, the
// path below the base, and an Origin in the context.
func (t *Trust) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o, host := t.origin(r)
		u := *r.URL
		if t.BasePath != "" {
			if u.Path == t.BasePath {
				http.Redirect(w, r, t.BasePath+"/", http.StatusPermanentRedirect)
				return
			}
			u.Path, u.RawPath = below(t.BasePath, u.Path), below(t.BasePath, u.RawPath)
		}
		r = r.WithContext(With(r.Context(), o))
		r.Host, r.URL = host, &u
		next.ServeHTTP(w, r)
	})
}

// below is a path without the base in front; proxies may have taken it off already.
func below(base, path string) string {
	if rest, ok := strings.CutPrefix(path, base); ok && strings.HasPrefix(rest, "/") {
		return rest
	}
	return path
}

// origin is where a request comes from, and the host that the client asked for.
func (t *Trust) origin(r *http.Request) (o Origin, host string) {
	peer := peerOf(r)
	o = Origin{Addr: peer, Host: r.Host, HTTPS: r.TLS != nil, Base: t.BasePath, Forwarded: forwarded(r.Header)}
	if !t.trusted(peer) {
		return o, r.Host
	}
	h := endToEnd(r.Header)
	o.Addr = t.client(peer, h.Values(forwardedFor))
	switch strings.ToLower(last(h.Values(forwardedProto))) {
	case "https":
		o.HTTPS = true
	case "http":
		o.HTTPS = false
	}
	if path := h.Get(ingressPath); ValidBase(path) {
		o.Base = path
	}
	// A name that stands there twice may be of two: nobody's.
	if names := h.Values(t.LoginHeader); t.LoginHeader != "" && len(names) == 1 {
		o.User = strings.TrimSpace(names[0])
	}
	host = r.Host
	if name := last(h.Values(forwardedHost)); hostForm.MatchString(name) {
		host = name
	}
	return o, host
}

func peerOf(r *http.Request) netip.Addr {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap().WithZone("")
}

func (t *Trust) trusted(a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(t.Networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// client is the right-most address that is no trusted proxy: what stands to the left
// of it anybody may have written. A list that is cut short by nonsense ends with the
// last proxy before it.
func (t *Trust) client(peer netip.Addr, lines []string) netip.Addr {
	hops := strings.Split(strings.Join(lines, ","), ",")
	for _, hop := range slices.Backward(hops) {
		a, ok := address(strings.TrimSpace(hop))
		if !ok {
			return peer
		}
		if peer = a; !t.trusted(a) {
			return peer
		}
	}
	return peer
}

// address reads an address as proxies write them, also with a port.
func address(s string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().WithZone(""), true
	}
	if a, err := netip.ParseAddrPort(s); err == nil {
		return a.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}

// forwarded says whether a request claims to have been passed on.
func forwarded(h http.Header) bool {
	return slices.ContainsFunc([]string{forwardedFor, "Forwarded", "X-Real-Ip", ingressPath}, func(name string) bool { return h.Get(name) != "" })
}

// endToEnd is a header without what Connection says is of one hop only: a client
// could have had a proxy take off its own.
func endToEnd(h http.Header) http.Header {
	if h.Get("Connection") == "" {
		return h
	}
	h = h.Clone()
	for _, line := range h.Values("Connection") {
		for name := range strings.SplitSeq(line, ",") {
			h.Del(strings.TrimSpace(name))
		}
	}
	return h
}

// last is what the nearest proxy has added to a list.
func last(lines []string) string {
	list := strings.Split(strings.Join(lines, ","), ",")
	return strings.TrimSpace(list[len(list)-1])
}

// Forms of what becomes part of answers.
var (
	hostForm = regexp.MustCompile(`^[A-Za-z0-9.\-]{1,253}(:[0-9]{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?$`)
	pathForm = regexp.MustCompile(`^(/[A-Za-z0-9_~.\-]{1,100}){1,10}$`)
)

// ValidBase says whether a path can be a BasePath other than "".
func ValidBase(path string) bool {
	return pathForm.MatchString(path) && !strings.Contains(path+"/", "/../") && !strings.Contains(path+"/", "/./")
}
