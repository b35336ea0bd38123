package wire

import (
	"bufio"
	"errors"
	"io"
	"net/http/httputil"
)

// body is a request's body. It implements io.ReadCloser.
type body struct {
	c        *conn
	remain   int64 // bytes still to come; -1 in chunks
	expect   bool  // 100 Continue must be said first
	chunks   io.Reader
	buffered *bufio.Reader // that chunks reads from
	err      error         // what every further Read gets
}

func (b *body) begin(h *head) {
	*b = body{c: b.c, remain: h.length, expect: h.expect}
}

// whole says whether nothing of the body is left on the connection.
func (b *body) whole() bool { return b.remain == 0 }

// Read reads the body. Its end is told with the last bytes.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.expect {
		b.expect = false
		if b.err = b.c.write([]byte("HTTP/1.1 100 Continue\r\n\r\n")); b.err != nil {
			return 0, b.err
		}
	}
	if b.remain < 0 {
		return b.readChunks(p)
	}
	if int64(len(p)) > b.remain {
		p = p[:b.remain]
	}
	n, err := b.c.Read(p)
	b.remain -= int64(n)
	switch {
	case b.remain == 0:
		b.err = io.EOF
	case err == io.EOF:
		b.err = io.ErrUnexpectedEOF
	default:
		return n, err // a deadline may be moved
	}
	return n, b.err
}

// Close does nothing: what is left of the body ends the connection.
func (b *body) Close() error { return nil }

func (b *body) readChunks(p []byte) (int, error) {
	if b.chunks == nil {
		b.buffered = bufio.NewReader(b.c)
		b.chunks = httputil.NewChunkedReader(b.buffered)
	}
	n, err := b.chunks.Read(p)
	if err == io.EOF {
		if err = b.trailer(); err == nil {
			b.remain, err = 0, io.EOF
		}
	}
	b.err = err
	return n, err
}

var errTrailer = errors.New("malformed trailer")

// trailer reads what follows the last chunk, and gives back what was read of the
// next request.
func (b *body) trailer() error {
	for range maxFields {
		line, err := b.buffered.ReadSlice('\n')
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		if len(line) == 1 || len(line) == 2 && line[0] == '\r' {
			rest, _ := b.buffered.Peek(b.buffered.Buffered())
			b.c.unread(rest)
			return nil
		}
	}
	return errTrailer
}
