// Package slowbody reads the body of a request within bounds: of size, of time,
// and of the memory that all bodies take together. A buffer grows with what has
// been received, never by the length that a request claims.
package slowbody

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// Errors of Read.
var (
	ErrTooLarge  = errors.New("body too large")
	ErrTooSlow   = errors.New("body too slow")
	ErrTruncated = errors.New("body ended early")
	ErrBusy      = errors.New("too many bytes in flight")
)

// Defaults of Reader.
const (
	DefaultGrace   = 10 * time.Second
	DefaultMinRate = 8 << 10
	DefaultWait    = 5 * time.Second
)

// Reader reads bodies. Its fields must not change once it is used.
type Reader struct {
	Max    int64 // bytes of a body
	Budget *Budget
	// A body must arrive at MinRate bytes a second on average, after a grace. 0
	// is the default.
	Grace   time.Duration
	MinRate int64
	// Wait is how long a body may wait for room in the budget.
	Wait time.Duration
}

// Body is a body that was read. It holds a part of the budget until Release.
type Body struct {
	buf      *[]byte
	reader   *Reader
	taken    int64
	released atomic.Bool
}

// Bytes is the body. It must not be used after Release.
func (b *Body) Bytes() []byte {
	if b.buf == nil {
		return nil
	}
	return *b.buf
}

// Release gives the memory back. It may be called more than once.
func (b *Body) Release() {
	if b.released.Swap(true) {
		return
	}
	if b.buf != nil {
		putBuffer(b.buf)
	}
	if b.taken > 0 {
		b.reader.Budget.give(b.taken)
	}
}

// Read reads a request's body. The Body is never nil, and holds what had arrived
// when there is an error; it must be released. After an error other than
// ErrTooLarge the connection is of no more use.
func (rd *Reader) Read(w http.ResponseWriter, r *http.Request) (*Body, error) {
	b := &Body{reader: rd}
	if r.ContentLength == 0 {
		return b, nil
	}
	if r.ContentLength > rd.Max {
		if r.Header.Get("Expect") == "" {
			rd.drain(w, r)
		}
		return b, ErrTooLarge
	}
	in := &input{rd: rd, rc: http.NewResponseController(w), body: r.Body, start: time.Now()}
	first := int64(smallestBuffer)
	if r.ContentLength > 0 {
		first = min(r.ContentLength+1, 64<<10)
	}
	if err := rd.grow(r.Context(), b, int(first)); err != nil {
		return b, err
	}
	for {
		buf := *b.buf
		if len(buf) == cap(buf) {
			next := cap(buf) * 2
			if want := int(r.ContentLength) + 1; want > cap(buf) && want < next {
				next = want
			}
			if err := rd.grow(r.Context(), b, next); err != nil {
				return b, err
			}
			buf = *b.buf
		}
		n, err := in.read(buf[len(buf):cap(buf)])
		*b.buf = buf[:len(buf)+n]
		switch {
		case int64(len(*b.buf)) > rd.Max:
			rd.drain(w, r)
			return b, ErrTooLarge
		case err == io.EOF:
			in.done()
			return b, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return b, ErrTooSlow
		case err != nil:
			return b, fmt.Errorf("%w: %w", ErrTruncated, err)
		}
	}
}

// grow gives the body a larger buffer, taking the room for it first.
func (rd *Reader) grow(ctx context.Context, b *Body, n int) error {
	next := getBuffer(n)
	more := int64(cap(*next)) - b.taken
	wait := rd.Wait
	if wait <= 0 {
		wait = DefaultWait
	}
	if err := rd.Budget.take(ctx, more, wait); err != nil {
		putBuffer(next)
		return err
	}
	b.taken += more
	if b.buf != nil {
		*next = append(*next, *b.buf...)
		putBuffer(b.buf)
	}
	b.buf = next
	return nil
}

// Borrow returns an empty buffer of at least this capacity, counted in the
// budget without waiting, and what gives it back.
func (rd *Reader) Borrow(capacity int) ([]byte, func()) {
	b := getBuffer(capacity)
	n := int64(cap(*b))
	rd.Budget.force(n)
	return *b, func() {
		putBuffer(b)
		rd.Budget.give(n)
	}
}

// input is a body with its deadline.
type input struct {
	rd       *Reader
	rc       *http.ResponseController
	body     io.Reader
	start    time.Time
	received int64
	deadline time.Time
}

// read reads once. The deadline says when what has arrived by then is too little;
// it is moved along only when it is near, since moving it costs.
func (in *input) read(p []byte) (int, error) {
	grace, rate := in.rd.Grace, in.rd.MinRate
	if grace <= 0 {
		grace = DefaultGrace
	}
	if rate <= 0 {
		rate = DefaultMinRate
	}
	due := in.start.Add(grace + time.Duration(in.received)*time.Second/time.Duration(rate))
	if due.Sub(in.deadline) > grace/2 || in.deadline.IsZero() {
		in.deadline = due
		// A writer that knows no deadlines is a test's own.
		_ = in.rc.SetReadDeadline(due)
	}
	n, err := in.body.Read(p)
	in.received += int64(n)
	return n, err
}

// done takes the deadline away, for the next request of the connection.
func (in *input) done() { _ = in.rc.SetReadDeadline(time.Time{}) }

// Bounds of what is read of a body that is refused, so that its sender gets to
// read why instead of a broken connection.
const (
	drainBytes = 4 << 20
	drainTime  = 2 * time.Second
)

func (rd *Reader) drain(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(drainTime))
	io.CopyN(io.Discard, r.Body, drainBytes) // as far as it goes
	w.Header().Set("Connection", "close")
}
