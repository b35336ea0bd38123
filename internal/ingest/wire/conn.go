package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// What a connection is doing.
const (
	waiting int32 = iota // for a request
	working
	closed
)

// conn is a connection and all that its requests use again.
type conn struct {
	srv    *Server
	nc     net.Conn
	source *source // nil where reading needs a buffer at hand
	ctx    context.Context
	state  atomic.Int32

	buf        *[]byte // nil while nothing is at hand
	begin, end int     // of what was read and not used, in buf
	head       head
	req        *http.Request
	body       body
	answer     answer
	target     string // of the last request, and what was made of it
	url        *url.URL

	mu      sync.Mutex
	due     time.Time // when reading must have led somewhere; zero for never
	expired bool      // due has passed, and reading was ended

	writeDue atomic.Int64 // when writing must have, in nanoseconds; 0 for never, -1 has passed
}

func newConn(s *Server, nc net.Conn) *conn {
	c := &conn{srv: s, nc: nc, ctx: context.Background()}
	c.due = s.after(s.HeaderWithin)
	if _, secure := nc.(*tls.Conn); !secure {
		c.source = newSource(nc, c.takeBuffer, c.giveBuffer)
		c.due = s.after(s.Idle)
	}
	return c
}

// after is a moment from now, or none for a bound of 0.
func (s *Server) after(d time.Duration) time.Time {
	if d <= 0 {
		return time.Time{}
	}
	return time.Now().Add(d)
}

// serve answers request after request.
func (c *conn) serve() {
	defer c.srv.untrack(c)
	defer c.nc.Close()
	defer c.giveBuffer()
	defer func() {
		if p := recover(); p != nil && p != http.ErrAbortHandler {
			c.srv.Log.Error("panic while serving a device", "remote", c.nc.RemoteAddr().String(), "panic", p, "stack", string(debug.Stack()))
		}
	}()
	if c.srv.ConnContext != nil {
		c.ctx = c.srv.ConnContext(c.ctx, c.nc)
	}
	if !c.handshake() {
		return
	}
	c.req = new(http.Request).WithContext(c.ctx)
	c.req.RemoteAddr = c.nc.RemoteAddr().String()
	if t, ok := c.nc.(*tls.Conn); ok {
		state := t.ConnectionState()
		c.req.TLS = &state
	}
	c.body.c, c.answer.c = c, c
	for c.next() && c.handle() {
		if !c.state.CompareAndSwap(working, waiting) || c.srv.closing.Load() {
			return
		}
	}
}

// handshake begins TLS where it is spoken.
func (c *conn) handshake() bool {
	t, ok := c.nc.(*tls.Conn)
	if !ok {
		return true
	}
	err := t.HandshakeContext(c.ctx)
	if err == nil {
		return true
	}
	r := Refusal{Reason: ReasonHandshake + ": " + err.Error()}
	if plain, ok := errors.AsType[tls.RecordHeaderError](err); ok && plain.Conn != nil && looksLikeHTTP(plain.RecordHeader) {
		r = Refusal{http.StatusBadRequest, ReasonPlain}
		io.WriteString(plain.Conn, "HTTP/1.0 400 Bad Request\r\n\r\nThis port speaks TLS: set the protocol to https.\n")
	} else if errors.Is(err, io.EOF) {
		return false // somebody looked whether the port is open
	}
	c.refused(r)
	return false
}

func looksLikeHTTP(first [5]byte) bool {
	switch string(first[:]) {
	case "GET /", "HEAD ", "POST ", "PUT /", "OPTIO":
		return true
	}
	return false
}

func (c *conn) refused(r Refusal) {
	if c.srv.Refused != nil {
		c.srv.Refused(c.ctx, r)
	}
}

// next reads the head of a request, and says whether there is one to handle.
func (c *conn) next() bool {
	n, err := c.readHead()
	if err != nil {
		if r, ok := errors.AsType[*refusal](err); ok {
			c.refuse(r)
		}
		return false
	}
	if !c.state.CompareAndSwap(waiting, working) {
		return false // closed meanwhile
	}
	text := string((*c.buf)[c.begin : c.begin+n])
	c.begin += n
	if r := c.head.parse(text); r != nil {
		c.refuse(r)
		return false
	}
	if c.url == nil || c.target != c.head.target || c.head.method == http.MethodConnect {
		u, err := parseTarget(c.head.method, c.head.target)
		if err != nil {
			c.refuse(&refusal{http.StatusBadRequest, "malformed target"})
			return false
		}
		c.target, c.url = c.head.target, u
	}
	c.request()
	return true
}

// request fills in the request from its head.
func (c *conn) request() {
	h, r := &c.head, c.req
	r.Method, r.URL, r.RequestURI, r.Proto = h.method, c.url, h.target, h.proto
	r.ProtoMajor, r.ProtoMinor = 1, h.minor
	r.Header, r.ContentLength, r.Close = h.header, h.length, h.close
	r.TransferEncoding = nil
	r.Host = c.url.Host
	if hosts := h.header["Host"]; hosts != nil {
		if r.Host == "" {
			r.Host = hosts[0]
		}
		delete(h.header, "Host")
	}
	c.body.begin(h)
	r.Body = http.NoBody
	if h.length != 0 {
		r.Body = &c.body
	}
	r.Form, r.PostForm, r.MultipartForm = nil, nil, nil
}

// handle has a request answered, and says whether another may follow.
func (c *conn) handle() bool {
	c.connState(http.StateActive)
	c.noDue()
	c.answer.begin()
	c.srv.Handler.ServeHTTP(&c.answer, c.req)
	c.answer.close = c.answer.close || c.head.close || !c.body.whole()
	if !c.answer.send() {
		return false
	}
	if c.answer.close {
		if !c.body.whole() || c.begin < c.end {
			c.linger()
		}
		return false
	}
	c.setDue(c.srv.after(c.srv.Idle))
	c.connState(http.StateIdle)
	return true
}

func (c *conn) connState(s http.ConnState) {
	if c.srv.ConnState != nil {
		c.srv.ConnState(c.nc, s)
	}
}

// refuse answers what is not a request, and lets the answer arrive.
func (c *conn) refuse(r *refusal) {
	if r.status != 0 {
		c.answer.refuse(r)
	}
	c.refused(Refusal{r.status, r.reason})
	if r.status != 0 {
		c.linger()
	}
}

// How much, and how long, is still read of a connection that is being closed: were
// it closed with something unread, the client might lose the answer.
const (
	lingerBytes = 256 << 10
	lingerTime  = 500 * time.Millisecond
)

func (c *conn) linger() {
	w, ok := c.nc.(interface{ CloseWrite() error })
	if !ok || w.CloseWrite() != nil {
		return
	}
	c.setDue(time.Now().Add(lingerTime))
	c.ensureBuffer()
	for read := 0; read < lingerBytes; {
		n, err := c.nc.Read(*c.buf)
		if err != nil {
			return
		}
		read += n
	}
}

// closeIdle closes the connection if it waits.
func (c *conn) closeIdle() {
	if c.state.CompareAndSwap(waiting, closed) {
		c.nc.Close()
	}
}

// past is a deadline that has been.
var past = time.Unix(1, 0)

// expire ends what should have been done by now. It is called with the server's
// lock held, by others than the connection's goroutine.
func (c *conn) expire(now time.Time) {
	c.mu.Lock()
	if !c.expired && !c.due.IsZero() && !now.Before(c.due) {
		c.expired = true
		c.nc.SetReadDeadline(past)
	}
	c.mu.Unlock()
	if w := c.writeDue.Load(); w > 0 && w <= now.UnixNano() && c.writeDue.CompareAndSwap(w, -1) {
		c.nc.SetWriteDeadline(past)
	}
}

// setDue says until when reading must have led somewhere.
func (c *conn) setDue(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = t
	if c.expired {
		c.expired = false
		c.nc.SetReadDeadline(time.Time{})
	}
}

func (c *conn) noDue() { c.setDue(time.Time{}) }

// setReadDeadline is for the handler, by way of [http.ResponseController].
func (c *conn) setReadDeadline(t time.Time) {
	c.setDue(t)
	if !t.IsZero() && !t.After(time.Now()) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.expired = true
		c.nc.SetReadDeadline(past)
	}
}

// errTLS is what a TLS client says first, on a port that does not speak it.
func errTLS() *refusal { return &refusal{0, ReasonTLS} }

// readHead reads until there is a whole head, and returns its length.
func (c *conn) readHead() (int, error) {
	seen := 0 // of the head, without an end
	for first := true; ; first = false {
		if c.end == c.begin {
			if err := c.wait(); err != nil {
				return 0, err
			}
		} else if !first {
			if err := c.fill(); err != nil {
				return 0, c.cut(err)
			}
		}
		c.begin += blank((*c.buf)[c.begin:c.end])
		have := (*c.buf)[c.begin:c.end]
		if len(have) == 0 {
			continue
		}
		if len(have) > 1 && have[0] == 0x16 && have[1] == 3 {
			return 0, errTLS()
		}
		if n := endOfHead(have, seen); n > 0 && n <= c.srv.MaxHeader {
			return n, nil
		}
		if len(have) >= c.srv.MaxHeader {
			return 0, &refusal{http.StatusRequestHeaderFieldsTooLarge, "header too large"}
		}
		if seen == 0 {
			c.setDue(c.srv.after(c.srv.HeaderWithin))
		}
		seen = len(have)
	}
}

// cut is what became of a head that is not whole.
func (c *conn) cut(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &refusal{0, ReasonSlow}
	}
	return &refusal{0, ReasonCut}
}
