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
	ErrTooLarge  = errors.New("body too large")           // answer 413
	ErrTooSlow   = errors.New("body too slow")            // answer 408
	ErrTruncated = errors.New("body ended early")         // there is hardly anyone left to answer
	ErrBusy      = errors.New("too many bytes in flight") // answer 503
)

// Defaults of Reader.
const (
	DefaultGrace   = 10 * time.Second
	DefaultMinRate = 8 << 10
	DefaultWait    = 5 * time.Second
)

// Reader reads bodies. Max and Budget must be set; the fields must not change
// once it is used.
type Reader struct {
	Max    int64 // bytes of a body
	Budget *Budget
	// A body must arrive at MinRate bytes a second on average, after a grace. 0
	// is the default.
	Grace   time.Duration
	MinRate int64
	// Wait is how long a body may wait for room in the budget; DefaultWait when
	// 0. It does not count against the sender.
	Wait time.Duration

	buffers buffers
}

// Body is a body that was read. It holds a part of the budget until Release.
type Body struct {
	reader   *Reader
	buf      *[]byte
	share    share
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
	if b.released.Swap(true) || b.buf == nil {
		return
	}
	b.reader.buffers.put(b.buf)
	b.buf = nil
	b.reader.Budget.give(&b.share)
}

// Read reads a request's body. The Body is never nil, and holds what had arrived
// when there is an error; it must be released. An error ends the connection: the
// answer says so, and of a body that is refused a bounded part is still read, so
// that its sender gets to read the answer instead of a broken connection.
func (rd *Reader) Read(w http.ResponseWriter, r *http.Request) (*Body, error) {
	b := &Body{reader: rd}
	if r.ContentLength == 0 {
		return b, nil
	}
	err := ErrTooLarge
	if r.ContentLength <= rd.Max {
		err = rd.read(w, r, b)
	}
	if err != nil {
		w.Header().Set("Connection", "close")
		if errors.Is(err, ErrTooLarge) || errors.Is(err, ErrBusy) {
			drain(w, r)
		}
	}
	return b, err
}

func (rd *Reader) read(w http.ResponseWriter, r *http.Request, b *Body) error {
	first := int64(smallestBuffer)
	if r.ContentLength > 0 {
		first = min(r.ContentLength+1, firstBuffer) // one more, to see the end
	}
	if _, err := rd.grow(r.Context(), b, int(first)); err != nil {
		return err
	}
	in := rd.input(w, r)
	for {
		buf := *b.buf
		if len(buf) == cap(buf) {
			waited, err := rd.grow(r.Context(), b, next(cap(buf), r.ContentLength))
			if err != nil {
				return err
			}
			in.excuse(waited)
			buf = *b.buf
		}
		n, err := in.read(buf[len(buf):cap(buf)])
		*b.buf = buf[:len(buf)+n]
		switch {
		case int64(len(*b.buf)) > rd.Max:
			return ErrTooLarge
		case err == io.EOF:
			in.done()
			return nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return ErrTooSlow
		case err != nil:
			return fmt.Errorf("%w: %w", ErrTruncated, err)
		}
	}
}

// firstBuffer is the most that a body gets before any of it has arrived.
const firstBuffer = 64 << 10

// next is the size after one that has been filled: eight times as large, which
// holds most posts with pictures after one step, or twice where buffers are not
// kept for the next body, and not more than what is still to come, if that is
// told.
func next(size int, claimed int64) int {
	n := size * 8
	if n > largestPooled {
		n = max(size*2, largestPooled)
	}
	if want := claimed + 1; want > int64(size) && want < int64(n) {
		n = int(want)
	}
	return n
}

// grow gives the body a larger buffer, taking the room for it first.
func (rd *Reader) grow(ctx context.Context, b *Body, n int) (waited time.Duration, err error) {
	limit := rd.Wait
	if limit <= 0 {
		limit = DefaultWait
	}
	larger := rd.buffers.get(n)
	waited, err = rd.Budget.take(ctx, &b.share, int64(cap(*larger))-b.share.bytes, limit)
	if err != nil {
		rd.buffers.put(larger)
		return waited, err
	}
	if b.buf != nil {
		*larger = append(*larger, *b.buf...)
		rd.buffers.put(b.buf)
	}
	b.buf = larger
	return waited, nil
}

// Borrow returns an empty buffer of at least this capacity, counted in the
// budget without waiting, and what gives it back, to be called once.
func (rd *Reader) Borrow(capacity int) ([]byte, func()) {
	b := rd.buffers.get(capacity)
	var s share
	rd.Budget.force(&s, int64(cap(*b)))
	return *b, func() {
		rd.buffers.put(b)
		rd.Budget.give(&s)
	}
}
