package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/evidence"
	"github.com/watchpost/watchpost/internal/live"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/saved"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// Server answers the API. Set the fields, then call Handler once.
type Server struct {
	Store      Store
	Devices    Devices
	Managed    Managed
	Images     Images
	Thumbnails Thumbnailer
	Requests   Requests
	Posts      Posts
	Zones      Zones
	Book       *platebook.Book
	Live       *live.Bus
	Presence   Presence // nil: nobody is ever in view

	// Saved is where people keep filters of the timeline.
	Saved *saved.Shelf

	// Pages are served beside the API.
	Pages []Page

	// Review says how far somebody is with events and incidents.
	Review Reviewer
	// EvidenceKey signs packs of events.
	EvidenceKey *evidence.Key
	// Discard removes events with their pictures.
	Discard func(ctx context.Context, events []*event.Event) error

	// Problems says what is not in order; nil: nothing ever is.
	Problems func() []Problem
	// Findings says what is the matter with a device; nil: nothing.
	Findings func(device.Device) []Finding
	// Auth knows who may log in. While it knows nobody, a request from this machine
	// may do everything if LoopbackOnly is set, and others only set it up. Open lets
	// everybody do everything.
	Auth *auth.Service
	Open bool
	// Proxies says whose word counts on where a request came from.
	Proxies webproxy.Trust
	// LoopbackOnly, for a listener on a loopback address, refuses requests for
	// host names other than localhost and Hosts. Otherwise any web page could
	// point its own name at 127.0.0.1 ("DNS rebinding") and read everything
	// here as its own. Addresses are accepted: they cannot be pointed elsewhere.
	LoopbackOnly bool
	Hosts        []string

	MaxStreams int                 // event streams open at once; 0 is DefaultMaxStreams
	Gatherer   prometheus.Gatherer // of /metrics
	Metrics    *Metrics            // nil counts nothing
	Version    Version
	Now        func() time.Time // nil is time.Now
	Log        *slog.Logger     // nil discards

	slots      chan struct{} // one for each open stream
	frames     frames        // of the last journal entries
	exposition http.Handler  // of the metrics
}

// knownMethods are the methods that are told from a path that is not there.
var knownMethods = []string{
	http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace,
}

// Handler returns the handler of all routes. A stream lasts as long as the
// context of its request: give the http.Server a BaseContext that ends with its
// shutdown, and no WriteTimeout.
func (s *Server) Handler() http.Handler {
	if s.Log == nil {
		s.Log = slog.New(slog.DiscardHandler)
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.MaxStreams <= 0 {
		s.MaxStreams = DefaultMaxStreams
	}
	s.slots = make(chan struct{}, s.MaxStreams)
	s.exposition = exposition(s.Gatherer, s.Log)

	mux := http.NewServeMux()
	methods := make(map[string][]string)
	for _, rt := range s.routes() {
		mux.Handle(rt.pattern, s.serve(rt))
		methods[rt.path()] = append(methods[rt.path()], rt.method())
	}
	for p, allowed := range methods {
		// One pattern a method: one for all of them could not stand beside a route of a
		// wider path, as "/devices/add" beside "GET /devices/{id}".
		refuse := s.serve(elsewhere(methodNotAllowed(slices.Clone(allowed))))
		for _, m := range knownMethods {
			if !slices.Contains(allowed, m) {
				mux.Handle(m+" "+p, refuse)
			}
		}
	}
	none := s.serve(elsewhere(noRoute))
	mux.Handle("/", none)
	return s.Proxies.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The mux would redirect to the clean form of the path.
		if r.URL.Path != path.Clean("/"+r.URL.Path) {
			none.ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
}
