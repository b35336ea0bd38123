package netlimit

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
)

// conn is a connection in the books of its listener.
type conn struct {
	net.Conn
	limits *limits
	addr   netip.Addr // of the other end, without zone; invalid when there is none

	// Guarded by limits.mu.
	gone       bool
	in         *list // that it stands in; nil while a request is served
	prev, next *conn
}

// Close closes the connection and gives its place away.
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.limits.mu.Lock()
	c.limits.forget(c)
	c.limits.mu.Unlock()
	return err
}

// CloseWrite ends what is sent and leaves the other direction open, so that a
// client that is still sending gets to read an early answer.
func (c *conn) CloseWrite() error {
	if t, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return t.CloseWrite()
	}
	return errors.ErrUnsupported
}

// SyscallConn gives access to what lies below, for reading without a buffer at
// hand.
func (c *conn) SyscallConn() (syscall.RawConn, error) {
	if s, ok := c.Conn.(syscall.Conn); ok {
		return s.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

// move puts the connection at the end of a list, or in none.
func (c *conn) move(to *list) {
	c.limits.mu.Lock()
	defer c.limits.mu.Unlock()
	if c.gone {
		return
	}
	c.leave()
	if to != nil {
		to.push(c)
	}
}

func (c *conn) leave() {
	if c.in != nil {
		c.in.remove(c)
	}
}

// list is a doubly linked list of connections.
type list struct{ first, last *conn }

func (q *list) push(c *conn) {
	c.in, c.prev, c.next = q, q.last, nil
	if q.last != nil {
		q.last.next = c
	} else {
		q.first = c
	}
	q.last = c
}

func (q *list) remove(c *conn) {
	if c.prev != nil {
		c.prev.next = c.next
	} else {
		q.first = c.next
	}
	if c.next != nil {
		c.next.prev = c.prev
	} else {
		q.last = c.prev
	}
	c.in, c.prev, c.next = nil, nil, nil
}

// addrOf is the address of the other end.
func addrOf(c net.Conn) netip.Addr {
	switch a := c.RemoteAddr().(type) {
	case *net.TCPAddr:
		ip, _ := netip.AddrFromSlice(a.IP)
		return ip.Unmap()
	case nil:
		return netip.Addr{}
	default:
		ap, _ := netip.ParseAddrPort(a.String())
		return ap.Addr().Unmap().WithZone("")
	}
}
