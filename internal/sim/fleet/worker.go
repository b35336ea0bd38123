package fleet

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// worker posts for whatever device it is told, with memory of its own.
type worker struct {
	*run
	small []byte // the request but for the shared parts of pictures
	cuts  []cut  // where those belong
	in    *bufio.Reader
}

// cut is a shared part that belongs at a place in small.
type cut struct {
	at   int
	part []byte
}

// do posts, counts, and on any failure drops the connection.
func (w *worker) do(ctx context.Context, j job) {
	d := j.device
	select {
	case d.posting <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-d.posting }()
	n, err := w.post(ctx, j)
	if ctx.Err() != nil && err != nil {
		return // it was not given its time
	}
	took := time.Since(j.due)
	if err != nil || d.recorder {
		d.hangUp()
	}
	fine := err == nil
	if d.fine != fine {
		d.fine = fine
		w.tally.online(fine)
	}
	if err != nil {
		w.tally.failed(j.class, kindOf(err))
		return
	}
	w.tally.sent(j.class, took, n)
}

func (w *worker) post(ctx context.Context, j job) (size int, err error) {
	d := j.device
	if d.conn == nil {
		if err := w.connect(ctx, d); err != nil {
			return 0, &failure{"no connection", err}
		}
	}
	size = w.request(j)
	conn := d.conn
	_ = conn.SetDeadline(time.Now().Add(w.Timeout))
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	buffers := w.buffers()
	if _, err := buffers.WriteTo(conn); err != nil {
		return size, &failure{"connection lost while sending", err}
	}
	return size, w.answer(d)
}

func (w *worker) connect(ctx context.Context, d *device) error {
	ctx, cancel := context.WithTimeout(ctx, w.Timeout)
	defer cancel()
	port := w.url.Port()
	if port == "" {
		port = w.url.Scheme
	}
	conn, err := w.dialer(d)(ctx, "tcp", net.JoinHostPort(w.url.Hostname(), port))
	if err != nil {
		return err
	}
	if w.url.Scheme == "https" {
		secure := tls.Client(conn, &tls.Config{ServerName: w.url.Hostname(), InsecureSkipVerify: true})
		if err := secure.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return err
		}
		conn = secure
	}
	d.conn = conn
	return nil
}

// answer reads the answer, which must be 200.
func (w *worker) answer(d *device) error {
	if w.in == nil {
		w.in = bufio.NewReader(d.conn)
	} else {
		w.in.Reset(d.conn)
	}
	resp, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return &failure{"no answer", err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	switch {
	case err != nil:
		return &failure{"no whole answer", err}
	case resp.StatusCode != http.StatusOK:
		return &failure{"answered " + strconv.Itoa(resp.StatusCode), nil}
	case !strings.Contains(string(body), "<status>success</status>"):
		return &failure{"answered without the success XML", nil}
	}
	if resp.Close {
		d.hangUp()
	}
	return nil
}

// request writes a post into the worker's memory and returns its body's size.
func (w *worker) request(j job) int {
	d := j.device
	body := w.parts.of(j.class, d.recorder)
	w.small, w.cuts = w.small[:0], w.cuts[:0]
	length := w.write(body, j) // once for its length
	w.small, w.cuts = w.small[:0], w.cuts[:0]
	target, kind, connection := w.url.EscapedPath(), "application/xml; charset=utf-8", "keep-alive"
	if target == "" {
		target = "/"
	}
	if d.recorder {
		target, kind, connection = w.url.Scheme+"://"+w.host+target, "application/soap+xml; charset=utf-8", "close"
	}
	w.small = fmt.Appendf(w.small, "POST %s HTTP/1.1\r\nHost: %s\r\n", target, w.host)
	if w.User != "" {
		w.small = append(w.small, "Authorization: Basic "...)
		w.small = base64.StdEncoding.AppendEncode(w.small, []byte(w.User+":"+w.Password))
		w.small = append(w.small, "\r\n"...)
	}
	if !d.recorder {
		w.small = append(w.small, "Accept-Encoding: gzip, deflate\r\n"...)
	}
	w.small = fmt.Appendf(w.small, "Content-Type: %s\r\nContent-Length: %d\r\nConnection: %s\r\n\r\n", kind, length, connection)
	w.write(body, j)
	return length
}

// write appends a body and returns its length, shared parts included.
func (w *worker) write(body []segment, j job) int {
	begin, shared := len(w.small), 0
	// A target's number is its device's own and rises.
	id := 1000 + j.number
	for _, s := range body {
		switch s.what {
		case literal:
			w.small = append(w.small, s.text...)
		case name:
			w.small = append(w.small, j.device.name()...)
		case mac:
			text := j.device.mac()
			if j.class == heartbeats { // there it is upper case
				text = strings.ToUpper(text)
			}
			w.small = append(w.small, text...)
		case serial:
			w.small = append(w.small, j.device.serial()...)
		case address:
			w.small = append(w.small, j.device.source().String()...)
		case moment:
			at := j.due.UnixMicro()
			if j.device.recorder {
				at -= at % 1000
			}
			w.small = strconv.AppendInt(w.small, at, 10)
		case target:
			w.small = strconv.AppendUint(w.small, id, 10)
		case event:
			w.small = strconv.AppendUint(w.small, id+200, 10)
		case channel:
			w.small = strconv.AppendUint(w.small, 1+j.number%16, 10)
		case overview:
			shared += w.picture(w.parts.overview, 2*j.number)
		case crop:
			shared += w.picture(w.parts.crop, 2*j.number+1)
		}
	}
	return len(w.small) - begin + shared
}

func (w *worker) picture(p *picture, number uint64) int {
	w.small = p.appendUnique(w.small, number)
	w.cuts = append(w.cuts, cut{len(w.small), p.rest})
	return len(p.rest)
}

// buffers is the request in its pieces, of which the pictures are not copied.
func (w *worker) buffers() net.Buffers {
	var out net.Buffers
	from := 0
	for _, c := range w.cuts {
		out = append(out, w.small[from:c.at], c.part)
		from = c.at
	}
	return append(out, w.small[from:])
}

// of is the body of a kind of post of a kind of device.
func (p *prepared) of(c class, recorder bool) []segment {
	switch {
	case c == tracks:
		return p.tracking
	case c == heartbeats && recorder:
		return p.recorderBeat
	case c == heartbeats:
		return p.cameraBeat
	case recorder:
		return p.recorder
	}
	return p.camera
}

// failure is why a post was lost.
type failure struct {
	kind string
	err  error
}

func (f *failure) Error() string { return f.kind }
func (f *failure) Unwrap() error { return f.err }

// kindOf is a failure in so few words that equal ones can be counted.
func kindOf(err error) string {
	var net net.Error
	switch kind := err.Error(); {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &net) && net.Timeout():
		return kind + ": timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return kind + ": refused"
	case errors.Is(err, syscall.EMFILE):
		return kind + ": too many open files"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return kind + ": no free port"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return kind + ": closed by the receiver"
	default:
		return kind
	}
}
