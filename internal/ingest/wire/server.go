// Package wire is HTTP/1.0 and 1.1 as devices speak it: a server for handlers of
// net/http that costs less for a post than net/http does, and next to nothing for
// a connection that waits.
//
// A connection that waits for its next request holds no buffer. Deadlines are
// noted, and looked at by one goroutine a few times a second, instead of being
// armed and disarmed for every request. The request and what belongs to it are
// used again for the next one on the connection: a handler must not keep them,
// nor their header, URL or context, beyond its return.
//
// What is not HTTP is told too ([Server.Refused]), since on this listener it is
// usually a device that was set up wrong.
package wire

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Server serves connections. Set the fields, then Serve on as many listeners as
// wanted, each in a goroutine, and Shutdown.
type Server struct {
	Handler http.Handler
	// HeaderWithin is how long a request's header may take from its first byte,
	// and a TLS handshake from the connection's. Idle is how long a connection may
	// wait for a request, AnswerWithin how long a client may take to read an
	// answer. 0 sets no bound.
	HeaderWithin, Idle, AnswerWithin time.Duration
	// MaxHeader bounds the request line and header, in bytes.
	MaxHeader int
	// ConnContext makes the context of a connection's requests; nil leaves
	// context.Background.
	ConnContext func(context.Context, net.Conn) context.Context
	// ConnState is told when a connection begins a request and when it has
	// answered it; nil is not told.
	ConnState func(net.Conn, http.ConnState)
	// Refused is told of what was not a request, with the context of its
	// connection; nil is not told.
	Refused func(context.Context, Refusal)
	Log     *slog.Logger

	mu        sync.Mutex
	listeners map[net.Listener]struct{}
	conns     map[*conn]struct{}
	watching  bool // deadlines are being looked at
	empty     chan struct{}
	closing   atomic.Bool // set with mu held

	date dates
}

// Refusal is what came over a connection and was no request.
type Refusal struct {
	Status int    // as answered; 0 when nothing was
	Reason string // a few words: one of those below, or "malformed request line"
}

// Reasons that say what to change on a device. What a handshake failed with
// follows its reason.
const (
	ReasonTLS       = "TLS on the plain port"
	ReasonPlain     = "HTTP on the TLS port"
	ReasonHandshake = "TLS handshake"
	ReasonSlow      = "header too slow"
	ReasonCut       = "header cut off"
)

// tick is how often deadlines are looked at; they may be so much late.
const tick = 200 * time.Millisecond

// Serve takes connections from l until the server is shut down, when it returns
// nil.
func (s *Server) Serve(l net.Listener) error {
	if !s.add(l) {
		l.Close()
		return nil
	}
	defer s.remove(l)
	for {
		nc, err := l.Accept()
		if err != nil {
			if s.closing.Load() {
				return nil
			}
			return err
		}
		c := newConn(s, nc)
		if !s.track(c) {
			nc.Close()
			return nil
		}
		go c.serve()
	}
}

func (s *Server) add(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Load() {
		return false
	}
	if s.listeners == nil {
		s.listeners = make(map[net.Listener]struct{})
	}
	s.listeners[l] = struct{}{}
	return true
}

func (s *Server) remove(l net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

// track takes a connection in, and has its deadlines looked at.
func (s *Server) track(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Load() {
		return false
	}
	if s.conns == nil {
		s.conns = make(map[*conn]struct{})
	}
	s.conns[c] = struct{}{}
	if !s.watching {
		s.watching = true
		go s.watch()
	}
	return true
}

func (s *Server) untrack(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	if s.closing.Load() && len(s.conns) == 0 && s.empty != nil {
		close(s.empty)
		s.empty = nil
	}
}

// watch looks at deadlines while there are connections.
func (s *Server) watch() {
	t := time.NewTicker(tick)
	defer t.Stop()
	for now := range t.C {
		s.mu.Lock()
		for c := range s.conns {
			c.expire(now)
		}
		done := len(s.conns) == 0
		s.watching = !done
		s.mu.Unlock()
		if done {
			return
		}
	}
}

// Shutdown stops listening, closes connections that wait, and returns when the
// others have been answered. When ctx ends first they are cut, and its error is
// returned.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing.Store(true)
	var errs []error
	for l := range s.listeners {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	for c := range s.conns {
		c.closeIdle()
	}
	if len(s.conns) == 0 {
		s.mu.Unlock()
		return errors.Join(errs...)
	}
	empty := make(chan struct{})
	s.empty = empty
	s.mu.Unlock()
	select {
	case <-empty:
	case <-ctx.Done():
		s.mu.Lock()
		for c := range s.conns {
			c.nc.Close()
		}
		s.mu.Unlock()
		errs = append(errs, ctx.Err())
	}
	return errors.Join(errs...)
}
