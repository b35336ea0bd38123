// Package ingest is the device listener: it takes what cameras and recorders
// post, has it stored, and only then says so.
//
// A post goes: may this address post (deviceauth) → read the body within bounds
// (slowbody) → viewtron.Parse → whose is it (registry) → translate into an
// event → the committer → the answer. Tracking posts are answered at once and
// written within a second; keepalives live in memory.
package ingest

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/ingest/deviceauth"
	"github.com/watchpost/watchpost/internal/ingest/netlimit"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/ingest/wire"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// Defaults of Server.
const (
	DefaultMaxPost = 16 << 20
	DefaultIdle    = 35 * time.Minute
	DefaultSilence = 2 * time.Second
	// AnswerWithin is how long a post may wait for stable storage. Then the
	// device is told 503, and the post is stored all the same when the storage
	// takes it.
	AnswerWithin = 5 * time.Second
	// HeaderWithin is how long a request's header may take to arrive.
	HeaderWithin = 10 * time.Second
	// MaxHeader bounds a request's header, in bytes.
	MaxHeader = 32 << 10
	// ReadAnswerWithin is how long a client may take to read an answer.
	ReadAnswerWithin = 10 * time.Second
)

// Server takes posts. Set the exported fields, then Serve on as many listeners
// as wanted, each in a goroutine, and Close.
type Server struct {
	Committer *commit.Committer
	Registry  *registry.Registry
	Auth      *deviceauth.Policy
	Log       *slog.Logger
	ConnLog   *connlog.Log
	Capture   *capture.Ring // nil keeps no raw posts
	Metrics   *Metrics      // nil counts nothing
	Budget    *slowbody.Budget

	MaxPost      int64         // bytes of a body; DefaultMaxPost when 0
	Idle         time.Duration // of a connection between posts; DefaultIdle when 0
	TrackSilence time.Duration // after which a target has left; DefaultSilence when 0
	AlarmLimit   time.Duration // after which an alarm that nobody repeats or ends is over; 0 is never
	KeepRaw      bool          // keep each event's XML without image data
	// CaptureTracking keeps raw tracking posts too.
	CaptureTracking bool
	// Full says whether there is no room: posts that need storing are refused
	// at once. Nil never is.
	Full func() bool
	// ReportFull is told when a post could not be stored for want of room, and
	// Quarantined of each post that was not understood. Both may be nil, and must
	// not block.
	ReportFull  func()
	Quarantined func(store.Quarantined)
	// Clock says in which zone a device tells local times, and whether its dates
	// begin with the day. Nil takes no local time for a device's clock.
	Clock func(deviceID, mac, serial string) (zone *time.Location, dayFirst bool)
	// Zones returns the zones of a camera when it is heard of first; see SetZones.
	// Nil knows of none.
	Zones func(cameraID string) []zone.Zone
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Wait is how long a post may wait for storage; AnswerWithin when 0.
	Wait time.Duration

	http     wire.Server
	reader   *slowbody.Reader
	tracking *tracking
	patience patience
	strange  strangers
	stop     context.CancelFunc
	done     chan struct{}
}

// Start prepares the server; it must be called once, before Serve.
func (s *Server) Start() {
	if s.MaxPost <= 0 {
		s.MaxPost = DefaultMaxPost
	}
	if s.Idle <= 0 {
		s.Idle = DefaultIdle
	}
	if s.TrackSilence <= 0 {
		s.TrackSilence = DefaultSilence
	}
	if s.Wait <= 0 {
		s.Wait = AnswerWithin
	}
	if s.Budget == nil {
		s.Budget = slowbody.NewBudget(0)
	}
	s.reader = &slowbody.Reader{Max: s.MaxPost, Budget: s.Budget}
	s.patience.wait = s.Wait
	s.tracking = newTracking(s.TrackSilence)
	s.tracking.zones = s.Zones
	s.http.Handler, s.http.Log = s, s.Log
	s.http.HeaderWithin, s.http.Idle, s.http.AnswerWithin = HeaderWithin, s.Idle, ReadAnswerWithin
	s.http.MaxHeader = MaxHeader
	s.http.ConnContext, s.http.ConnState, s.http.Refused = withConn, netlimit.ConnState, s.noRequest
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.done = stop, make(chan struct{})
	go func() {
		defer close(s.done)
		s.runUpkeep(ctx)
	}()
}

// Serve takes posts from l until the server is closed; it returns nil then.
// With a TLS configuration the listener speaks TLS.
func (s *Server) Serve(l net.Listener, tlsConfig *tls.Config) error {
	if tlsConfig != nil {
		l = tls.NewListener(l, tlsConfig)
	}
	return s.http.Serve(l)
}

// Close stops listening, lets the posts at hand end while ctx lasts, and writes
// the open tracks and what is new of the devices. The committer must be closed
// after it.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	s.stop()
	<-s.done
	return err
}

func (s *Server) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}
