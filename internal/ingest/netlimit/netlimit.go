// Package netlimit bounds the connections of the device listeners: in all, and
// of each remote address. When there is no room left, a new connection takes the
// place of the one that has been of no use longest, so that devices which post
// keep posting, and new ones get in.
package netlimit

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// Defaults of Limits.
const (
	DefaultMax        = 4096
	DefaultPerAddress = 64
	// Reserve is how many file descriptors are left to the rest of the process:
	// the database, pictures being written, the web page, outputs.
	Reserve = 96
	// fewest is how many connections are taken however few descriptors there are.
	fewest = 16
)

// Options say what the bounds are. The zero Options has the defaults.
type Options struct {
	// Max bounds the connections in all; DefaultMax when 0. The limit on the
	// process's open files lowers it.
	Max int
	// PerAddress bounds the connections of one remote address; DefaultPerAddress
	// when 0. Loopback is exempt: proxies and tunnels come from there.
	PerAddress int
	// Of gives the bound of one address where it differs, as of a recorder that
	// is known to post over many connections; 0 means PerAddress. Nil never
	// differs. It is called with each new connection and must not block.
	Of func(netip.Addr) int
	// Log is told when connections cannot be accepted, and when they can again;
	// slog's default when nil.
	Log *slog.Logger
	// OpenFiles says how many files the process may have open, 0 when nobody
	// knows; the process's own limit when nil.
	OpenFiles func() uint64
}

// Stats are what the listeners that share their bounds have done so far.
type Stats struct {
	Limit   int   // connections that there may be: Max, or what the limit on open files leaves of it
	Open    int   // connections that there are
	Refused int64 // new ones closed at once, since nothing could make room for them
	Evicted int64 // ones closed to make room for a new one
}

// limits are the books of one listener, or of several that share them.
type limits struct {
	Options

	mu      sync.Mutex
	all     map[netip.Addr]int
	open    int
	silent  list // no request has come yet, oldest first
	idle    list // between requests, idle longest first
	refused int64
	evicted int64
}

func newLimits(o Options) *limits {
	if o.Max <= 0 {
		o.Max = DefaultMax
	}
	if o.PerAddress <= 0 {
		o.PerAddress = DefaultPerAddress
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.OpenFiles == nil {
		o.OpenFiles = openFiles
	}
	if n := o.OpenFiles(); n > 0 && n < uint64(o.Max+Reserve) {
		o.Max = max(fewest, int(n)-Reserve)
	}
	return &limits{Options: o, all: make(map[netip.Addr]int)}
}

func (l *limits) stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Stats{Limit: l.Max, Open: l.open, Refused: l.refused, Evicted: l.evicted}
}

// bound is how many connections an address may have; 0 does not bound.
func (l *limits) bound(a netip.Addr) int {
	if !a.IsValid() || a.IsLoopback() {
		return 0
	}
	if l.Of != nil {
		if n := l.Of(a); n > 0 {
			return n
		}
	}
	return l.PerAddress
}

// admit takes a new connection in, or says that there is no room. What had to
// leave for it has been closed when admit returns.
func (l *limits) admit(c *conn) bool {
	bound := l.bound(c.addr)
	l.mu.Lock()
	var victim *conn
	full := true
	switch {
	case bound > 0 && l.all[c.addr] >= bound:
		victim = l.idleOf(c.addr)
	case l.open >= l.Max:
		victim = l.victim()
	default:
		full = false
	}
	if full && victim == nil {
		l.refused++
		l.mu.Unlock()
		return false
	}
	if victim != nil {
		l.evicted++
		l.forget(victim)
	}
	l.open++
	l.all[c.addr]++
	l.silent.push(c)
	l.mu.Unlock()
	if victim != nil {
		victim.Conn.Close()
	}
	return true
}

// victim is the connection that is missed least: one that has sent no request
// yet before one that is between two, the oldest first. Nil when all are at work.
func (l *limits) victim() *conn {
	if l.silent.first != nil {
		return l.silent.first
	}
	return l.idle.first
}

// idleOf is the connection of an address that has been idle longest: a device
// that forgot its connections gets in again. One that has sent nothing yet may
// be about to.
func (l *limits) idleOf(a netip.Addr) *conn {
	for c := l.idle.first; c != nil; c = c.next {
		if c.addr == a {
			return c
		}
	}
	return nil
}

// evictOne closes one connection that is of no use at the moment, if there is
// one: the process has run out of descriptors although the limits are kept.
func (l *limits) evictOne() {
	l.mu.Lock()
	victim := l.victim()
	if victim != nil {
		l.evicted++
		l.forget(victim)
	}
	l.mu.Unlock()
	if victim != nil {
		victim.Conn.Close()
	}
}

// forget takes a connection out of the books; l.mu is held. It may be called
// more than once.
func (l *limits) forget(c *conn) {
	if c.gone {
		return
	}
	c.gone = true
	c.leave()
	l.open--
	if l.all[c.addr]--; l.all[c.addr] == 0 {
		delete(l.all, c.addr)
	}
}

// ConnState is for the server of the listener, as http.Server.ConnState: it tells
// which connections are at work. Connections of other listeners are left alone.
func ConnState(nc net.Conn, state http.ConnState) {
	if t, ok := nc.(interface{ NetConn() net.Conn }); ok { // TLS
		nc = t.NetConn()
	}
	c, ok := nc.(*conn)
	if !ok {
		return
	}
	switch state {
	case http.StateActive:
		c.move(nil)
	case http.StateIdle:
		c.move(&c.limits.idle)
	}
}
