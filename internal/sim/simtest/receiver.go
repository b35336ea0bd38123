// Package simtest is a receiver for tests of simulated devices. It lives in memory,
// so that it may be used in a bubble of testing/synctest.
package simtest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Success is the answer that devices want.
const Success = `<?xml version="1.0" encoding="UTF-8"?>
<config version="1.0" xmlns="http://www.ipc.com/ver10"><status>success</status></config>`

// Post is a request that the receiver got.
type Post struct {
	At         time.Time
	Target     string // of the request line
	Header     http.Header
	Close      bool // Connection: close
	Connection int  // counted from 1
	Body       []byte
	Err        error // that kept the body from being read whole
}

// Receiver is a server on connections in memory. Its fields must not be changed
// once something is sent to it.
type Receiver struct {
	// Answer answers instead of the success XML.
	Answer http.HandlerFunc
	// Refuse lets connections fail.
	Refuse func() bool

	server *http.Server
	conns  chan net.Conn
	done   chan struct{}
	mu     sync.Mutex
	posts  []Post
	made   int
	secure bool
}

// New is a receiver that ends with the test.
func New(t *testing.T) *Receiver {
	r := &Receiver{conns: make(chan net.Conn), done: make(chan struct{})}
	r.server = &http.Server{Handler: http.HandlerFunc(r.serve), ConnContext: func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, connection{}, numberOf(c))
	}}
	go func() { _ = r.server.Serve(r) }()
	t.Cleanup(func() { _ = r.server.Close() })
	return r
}

// NewTLS is a receiver whose certificate nobody knows.
func NewTLS(t *testing.T) *Receiver {
	r := New(t)
	r.secure = true
	return r
}

type connection struct{}

// numbered is a connection that knows its number.
type numbered struct {
	net.Conn
	n int
}

func numberOf(c net.Conn) int {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	return c.(numbered).n
}

// Dial makes a connection to the receiver, whatever the address.
func (r *Receiver) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if r.Refuse != nil && r.Refuse() {
		return nil, errors.New("connection refused")
	}
	ours, theirs := net.Pipe()
	r.mu.Lock()
	r.made++
	var conn net.Conn = numbered{theirs, r.made}
	r.mu.Unlock()
	if r.secure {
		conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{certificate()}})
	}
	select {
	case r.conns <- conn:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-r.done:
		return nil, net.ErrClosed
	}
}

func certificate() tls.Certificate {
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	defer s.Close()
	return s.TLS.Certificates[0]
}

// Accept returns the next connection; with Close and Addr it makes the receiver a
// net.Listener.
func (r *Receiver) Accept() (net.Conn, error) {
	select {
	case c := <-r.conns:
		return c, nil
	case <-r.done:
		return nil, net.ErrClosed
	}
}

// Close ends the receiver.
func (r *Receiver) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.done:
	default:
		close(r.done)
	}
	return nil
}

// Addr is no true address.
func (r *Receiver) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 5002} }

func (r *Receiver) serve(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	n, _ := req.Context().Value(connection{}).(int)
	p := Post{
		At: time.Now(), Target: req.RequestURI, Header: req.Header, Close: req.Close,
		Connection: n, Body: body, Err: err,
	}
	r.mu.Lock()
	r.posts = append(r.posts, p)
	r.mu.Unlock()
	if r.Answer != nil {
		r.Answer(w, req)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	_, _ = io.WriteString(w, Success)
}

// Posts are those that came so far.
func (r *Receiver) Posts() []Post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Post(nil), r.posts...)
}
