package send

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// What is waited for and read at most.
const (
	maxAnswer      = 64 << 10
	defaultTimeout = 15 * time.Second
	chunk          = 32 << 10
)

// Dialer makes connections.
type Dialer func(ctx context.Context, network, address string) (net.Conn, error)

// link is the connection to a destination, and what was agreed on over it.
type link struct {
	to      Destination
	dial    Dialer
	timeout time.Duration
	rate    int // bytes a second that leave, 0 for as many as can
	login   login
	down    bool // posts are lost until the next heartbeat

	conn net.Conn
	in   *bufio.Reader
}

// answer is what a receiver said.
type answer struct {
	status  int
	success bool // the XML that devices want
}

// check says what is wrong with an answer as devices see it.
func (a answer) check() error {
	switch {
	case a.status != http.StatusOK:
		return fmt.Errorf("the receiver answered %d %s", a.status, http.StatusText(a.status))
	case !a.success:
		return errors.New("the receiver's answer is not the success XML")
	}
	return nil
}

// exchange sends a post and reads the answer. Only a receiver that asks for a
// login is sent the post again, with the login.
func (l *link) exchange(ctx context.Context, p *viewtrontest.Post) (answer, error) {
	a, challenge, err := l.once(ctx, p)
	if err != nil || a.status != http.StatusUnauthorized || !l.to.Login {
		return a, err
	}
	l.login.user, l.login.password = l.to.User, l.to.Password
	if !l.login.challenged(challenge) {
		return a, nil
	}
	a, _, err = l.once(ctx, p)
	return a, err
}

// once is one request and its answer. After an error the connection is closed.
func (l *link) once(ctx context.Context, p *viewtrontest.Post) (a answer, challenge []string, err error) {
	if err := l.connect(ctx); err != nil {
		return a, nil, err
	}
	conn := l.conn
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		if !stop() && err != nil {
			err = context.Cause(ctx)
		}
		if err != nil || !l.to.Persistent {
			l.hangUp()
		}
	}()
	// A receiver may answer, and close, before it has read all.
	sent := l.write(append(l.head(p), p.Body...))
	_ = conn.SetReadDeadline(time.Now().Add(l.timeout))
	resp, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return a, nil, fmt.Errorf("no answer: %w", cmpErr(sent, err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return a, nil, fmt.Errorf("no whole answer: %w", err)
	}
	if resp.Close || sent != nil || len(body) == maxAnswer {
		l.hangUp()
	}
	return answer{status: resp.StatusCode, success: isSuccess(body)}, resp.Header.Values("WWW-Authenticate"), nil
}

// cmpErr is the first that is an error.
func cmpErr(errs ...error) error {
	return errs[slices.IndexFunc(errs, func(err error) bool { return err != nil })]
}

// cut sends the first part of a post only and closes the connection.
func (l *link) cut(ctx context.Context, p *viewtrontest.Post, share float64) error {
	if err := l.connect(ctx); err != nil {
		return err
	}
	defer l.hangUp()
	conn := l.conn
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	wire := append(l.head(p), p.Body...)
	if err := l.write(wire[:int(float64(len(wire))*share)]); err != nil {
		return err
	}
	return errors.New("the connection was dropped in the middle of the post")
}

// write writes with a deadline that moves as long as there is progress.
func (l *link) write(b []byte) error {
	for part := range slices.Chunk(b, chunk) {
		if l.rate > 0 {
			time.Sleep(time.Duration(len(part)) * time.Second / time.Duration(l.rate))
		}
		_ = l.conn.SetWriteDeadline(time.Now().Add(l.timeout))
		if _, err := l.conn.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// head is the request without its body, as the device writes it.
func (l *link) head(p *viewtrontest.Post) []byte {
	target := l.to.path()
	if p.Absolute {
		target = l.to.URL()
	}
	b := append([]byte(nil), "POST "+target+" HTTP/1.1\r\n"...)
	field := func(name, value string) { b = append(b, name+": "+value+"\r\n"...) }
	field("Host", l.to.host())
	if h := l.login.header(http.MethodPost, target); h != "" {
		field("Authorization", h)
	}
	names := make([]string, 0, len(p.Header))
	for name := range p.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		field(name, strings.Join(p.Header[name], ", "))
	}
	field("Content-Length", strconv.Itoa(len(p.Body)))
	if l.to.Persistent {
		field("Connection", "keep-alive")
	} else {
		field("Connection", "close")
	}
	return append(b, "\r\n"...)
}

func (l *link) connect(ctx context.Context) error {
	if l.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	conn, err := l.dial(ctx, "tcp", l.to.dialed())
	if err != nil {
		return fmt.Errorf("no connection: %w", err)
	}
	if l.to.HTTPS {
		// Devices take any certificate.
		secure := tls.Client(conn, &tls.Config{ServerName: l.to.Address, InsecureSkipVerify: true})
		if err := secure.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return fmt.Errorf("no TLS: %w", err)
		}
		conn = secure
	}
	l.conn, l.in = conn, bufio.NewReader(conn)
	return nil
}

func (l *link) hangUp() {
	if l.conn != nil {
		_ = l.conn.Close()
	}
	l.conn, l.in = nil, nil
}

// isSuccess says whether an answer is the success XML.
func isSuccess(body []byte) bool {
	var reply struct {
		XMLName xml.Name `xml:"config"`
		Status  string   `xml:"status"`
	}
	err := xml.NewDecoder(bytes.NewReader(body)).Decode(&reply)
	return err == nil && strings.TrimSpace(reply.Status) == "success"
}
