package capture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// MaxBody bounds the body of a message that a Reader reads, in bytes.
const MaxBody = 64 << 20

// Message is one request read back from a capture.
type Message struct {
	At     time.Time // when it was posted; zero when the capture does not say
	From   string    // the address it came from; "" when the capture does not say
	Method string
	Target string      // as asked for: a path, or a whole URL
	Header http.Header // without what the capture added, and without the body's length
	Body   []byte
}

// Reader reads what [Ring.WriteTo] wrote, or any other requests that stand one
// after another in a file.
type Reader struct {
	in *bufio.Reader
	n  int
}

// NewReader returns a Reader of r.
func NewReader(r io.Reader) *Reader { return &Reader{in: bufio.NewReaderSize(r, 64<<10)} }

// Next returns the next message, and io.EOF after the last.
func (r *Reader) Next() (Message, error) {
	// Files that were put together by hand have empty lines in between.
	for {
		b, err := r.in.Peek(1)
		if err != nil {
			return Message{}, err
		}
		if b[0] != '\r' && b[0] != '\n' {
			break
		}
		r.in.Discard(1)
	}
	r.n++
	m, err := r.message()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return Message{}, fmt.Errorf("request %d: %w", r.n, err)
	}
	return m, nil
}

func (r *Reader) message() (Message, error) {
	req, err := http.ReadRequest(r.in)
	if err != nil {
		return Message{}, err
	}
	defer req.Body.Close()
	body, err := io.ReadAll(io.LimitReader(req.Body, MaxBody+1))
	if err != nil {
		return Message{}, err
	}
	if len(body) > MaxBody {
		return Message{}, fmt.Errorf("its body is larger than %d bytes", MaxBody)
	}
	m := Message{Method: req.Method, Target: req.RequestURI, Header: req.Header, Body: body, From: req.Header.Get(HeaderFrom)}
	if at := req.Header.Get(HeaderAt); at != "" {
		if m.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return Message{}, fmt.Errorf("%s: %w", HeaderAt, err)
		}
	}
	for _, name := range [...]string{HeaderAt, HeaderFrom, HeaderOmitted, "Content-Length"} {
		req.Header.Del(name)
	}
	if req.Close { // net/http has taken it out
		req.Header.Set("Connection", "close")
	}
	return m, nil
}

// IsCapture says whether a file that starts with these bytes is one for a
// Reader: its first line is that of an HTTP request.
func IsCapture(start []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	method, rest, ok := bytes.Cut(line, []byte(" "))
	if !ok || len(method) == 0 || !bytes.Contains(rest, []byte(" HTTP/1.")) {
		return false
	}
	for _, c := range method {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}
