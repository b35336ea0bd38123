package viewtrontest

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 1 << 20

// Device posts to a receiver as a device does: one post after the other, cameras
// on a connection that stays open, recorders on one for each. It is ready to use
// once Poster and Receiver are set, by any number of goroutines.
type Device struct {
	// Poster gives messages their shape: a [Camera] or a [Recorder].
	Poster interface {
		Post(*viewtron.Message) (*Post, error)
	}
	// Receiver is the URL to post to: "http://192.0.2.5:5002/API".
	Receiver string
	// Header is added to every post; nil adds nothing.
	Header http.Header
	// Dial makes connections; nil dials TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// TLS is used for https; nil verifies the receiver as usual.
	TLS *tls.Config

	mu   sync.Mutex
	conn net.Conn
	in   *bufio.Reader
}

// Post sends a message and reads the answer. A connection that was kept open and
// turns out to be closed is replaced once.
func (d *Device) Post(ctx context.Context, m *viewtron.Message) (status int, body []byte, err error) {
	p, err := d.Poster.Post(m)
	if err != nil {
		return 0, nil, err
	}
	return d.Send(ctx, p)
}

// Send is Post of a post that is built already.
func (d *Device) Send(ctx context.Context, p *Post) (status int, body []byte, err error) {
	u, err := url.Parse(d.Receiver)
	if err != nil {
		return 0, nil, fmt.Errorf("address of the receiver: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := d.conn != nil
	status, body, err = d.exchange(ctx, u, p)
	if kept && errors.Is(err, errClosed) && ctx.Err() == nil {
		status, body, err = d.exchange(ctx, u, p)
	}
	if err != nil {
		return 0, nil, fmt.Errorf("post to %s: %w", u.Redacted(), err)
	}
	return status, body, nil
}

// Close closes the connection, if one is open. The device may post again.
func (d *Device) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.hangUp()
}

func (d *Device) hangUp() error {
	if d.conn == nil {
		return nil
	}
	err := d.conn.Close()
	d.conn, d.in = nil, nil
	return err
}

// errClosed means that the connection ended before the answer began.
var errClosed = errors.New("the receiver closed the connection")

func (d *Device) exchange(ctx context.Context, u *url.URL, p *Post) (status int, body []byte, err error) {
	if err := d.connect(ctx, u); err != nil {
		return 0, nil, err
	}
	conn := d.conn
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer func() {
		if !stop() {
			err = errors.Join(ctx.Err(), err)
		}
		if err != nil || p.Close {
			_ = d.hangUp()
		}
	}()
	// A receiver may answer, and close, before it has read all.
	wire := net.Buffers{d.head(u, p), p.Body}
	_, sent := wire.WriteTo(conn)
	if _, err := d.in.Peek(1); err != nil {
		return 0, nil, errors.Join(errClosed, sent, err)
	}
	resp, err := http.ReadResponse(d.in, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("answer: %w", err)
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return 0, nil, fmt.Errorf("answer: %w", err)
	}
	if resp.Close {
		_ = d.hangUp()
	}
	return resp.StatusCode, body, nil
}

// head is the post's request line and headers, for the receiver.
func (d *Device) head(u *url.URL, p *Post) []byte {
	q := *p
	if len(d.Header) > 0 {
		q.Header = p.Header.Clone()
		for name, values := range d.Header {
			q.Header[name] = values
		}
	}
	if u.Path != "" && u.Path != "/" {
		q.Path = u.EscapedPath()
	}
	target := q.Path
	if q.Absolute {
		target = u.Scheme + "://" + u.Host + q.Path
	}
	return q.head(u.Host, target)
}

// connect opens the connection if none is open.
func (d *Device) connect(ctx context.Context, u *url.URL) error {
	if d.conn != nil {
		return nil
	}
	dial := d.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	if u.Scheme == "https" {
		if conn, err = d.handshake(ctx, conn, u.Hostname()); err != nil {
			return err
		}
	}
	d.conn, d.in = conn, bufio.NewReader(conn)
	return nil
}

func (d *Device) handshake(ctx context.Context, conn net.Conn, host string) (net.Conn, error) {
	config := d.TLS.Clone() // nil of nil
	if config == nil {
		config = &tls.Config{}
	}
	if config.ServerName == "" {
		config.ServerName = host
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return secure, nil
}
