package netlimit

import (
	"errors"
	"net"
	"sync"
	"time"
)

// How a connection is kept alive: a device that lost power is noticed after a
// minute, and its place is free again.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 10 * time.Second, Count: 3}

// How long accepting rests after it failed; doubled each time.
const (
	firstRest = 5 * time.Millisecond
	lastRest  = time.Second
)

// Listener accepts the connections that there is room for. Its Accept does not
// fail before it is closed: when the system cannot give a connection (too many
// open files), it closes one that is idle, rests a moment, and tries again.
type Listener struct {
	net.Listener
	limits *limits
	closed chan struct{}
	once   sync.Once
}

// New wraps a listener. [ConnState] must be the server's, so that it is known
// which connections are idle.
func New(inner net.Listener, o Options) *Listener { return wrap(inner, newLimits(o)) }

// Share wraps a further listener, as that with TLS, within the same bounds: they
// hold for both together.
func (n *Listener) Share(inner net.Listener) *Listener { return wrap(inner, n.limits) }

func wrap(inner net.Listener, l *limits) *Listener {
	return &Listener{Listener: inner, limits: l, closed: make(chan struct{})}
}

// Stats are what has become of connections so far.
func (n *Listener) Stats() Stats { return n.limits.stats() }

// Close stops listening.
func (n *Listener) Close() error {
	n.once.Do(func() { close(n.closed) })
	return n.Listener.Close()
}

// Accept returns the next connection that there is room for.
func (n *Listener) Accept() (net.Conn, error) {
	var trouble string
	rest := firstRest
	for {
		inner, err := n.Listener.Accept()
		if err != nil {
			if n.over(err) {
				return nil, err
			}
			if s := err.Error(); s != trouble {
				trouble = s
				n.limits.Log.Warn("cannot accept connections", "addr", n.Addr().String(), "err", err)
			}
			n.limits.evictOne()
			if !n.rest(rest) {
				return nil, net.ErrClosed
			}
			rest = min(rest*2, lastRest)
			continue
		}
		if trouble != "" {
			trouble, rest = "", firstRest
			n.limits.Log.Info("connections are accepted again", "addr", n.Addr().String())
		}
		c := &conn{Conn: inner, limits: n.limits, addr: addrOf(inner)}
		if !n.limits.admit(c) {
			inner.Close()
			continue
		}
		tune(inner)
		return c, nil
	}
}

// over says whether an error of Accept means that the listener is closed.
func (n *Listener) over(err error) bool {
	if errors.Is(err, net.ErrClosed) {
		return true
	}
	select {
	case <-n.closed:
		return true
	default:
		return false
	}
}

// rest waits; it says false when the listener is closed meanwhile.
func (n *Listener) rest(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-n.closed:
		return false
	}
}

// tune sets what a device's connection needs. A system that lacks one of the
// options works without it.
func tune(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetNoDelay(true)
		_ = t.SetKeepAliveConfig(keepAlive)
	}
}
