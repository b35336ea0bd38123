package ingest

import (
	"context"
	"net"
	"net/http"
	"net/netip"

	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/viewtron"
)

// conn is what a connection's posts have in common; one request at a time uses
// it. Nearly always that is everything but what happened, so what was made of one
// post serves the next.
type conn struct {
	peer   netip.Addr
	ip     string          // peer as text
	device *registry.Entry // of its last post that told
	// nameless is what its posts were filed under before one told.
	nameless *registry.Entry

	sentMAC, mac string // of the last post, as sent and normalised
	beat         bool   // a keepalive of it was captured: the next will be the same
}

type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, newConn(c.RemoteAddr().String()))
}

// connOf is the connection of a request. One that is served by itself, as in
// tests, is its own.
func connOf(r *http.Request) *conn {
	if c, ok := r.Context().Value(connKey{}).(*conn); ok {
		return c
	}
	return newConn(r.RemoteAddr)
}

func newConn(remote string) *conn {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return new(conn)
	}
	peer := ap.Addr().Unmap().WithZone("")
	return &conn{peer: peer, ip: peer.String()}
}

// normal is viewtron.NormalizeMAC.
func (c *conn) normal(mac string) string {
	if mac != c.sentMAC {
		c.sentMAC, c.mac = mac, viewtron.NormalizeMAC(mac)
	}
	return c.mac
}
