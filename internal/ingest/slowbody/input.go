package slowbody

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// deadliner is the answer's side of a connection, or does nothing.
type deadliner interface{ SetReadDeadline(time.Time) error }

// deadlinerOf is what moves the deadline of a request that w answers. One that knows
// no deadlines is a test's own.
func deadlinerOf(w http.ResponseWriter) deadliner {
	if d, ok := w.(deadliner); ok {
		return d
	}
	return http.NewResponseController(w)
}

// input is a body with its deadline. It uses the clock that connections use.
type input struct {
	conn     deadliner
	body     io.Reader
	grace    time.Duration
	rate     time.Duration // bytes a second
	start    time.Time
	received int64
	deadline time.Time
}

func (rd *Reader) input(w http.ResponseWriter, r *http.Request) input {
	in := input{
		conn: deadlinerOf(w), body: r.Body, start: time.Now(),
		grace: rd.Grace, rate: time.Duration(rd.MinRate),
	}
	if in.grace <= 0 {
		in.grace = DefaultGrace
	}
	if in.rate <= 0 {
		in.rate = DefaultMinRate
	}
	return in
}

// read reads once. The deadline says when what has arrived by then is too little;
// it is moved along in steps of half the grace, since moving it costs.
func (in *input) read(p []byte) (int, error) {
	due := in.start.Add(in.grace + time.Duration(in.received)*time.Second/in.rate)
	if due.Sub(in.deadline) > in.grace/2 {
		in.deadline = due
		_ = in.conn.SetReadDeadline(due)
	}
	n, err := in.body.Read(p)
	in.received += int64(n)
	return n, err
}

// excuse gives the sender the time that it was not read from.
func (in *input) excuse(waited time.Duration) {
	if waited > 0 {
		in.start, in.deadline = in.start.Add(waited), time.Time{}
	}
}

// done takes the deadline away, for the answer and the next request.
func (in *input) done() { _ = in.conn.SetReadDeadline(time.Time{}) }

// Bounds of what is read of a body that nobody wants.
const (
	drainBytes = 4 << 20
	drainTime  = 5 * time.Second
)

// Skip reads and forgets the body of a request that is answered without it. The
// sender, which sends all of it before it looks for an answer, gets to read the
// answer, and can go on over the same connection, as Digest needs. A body that is
// too large for that, or does not come, ends the connection with the answer.
//
// Without Skip net/http waits for such a body as long as the connection lasts.
func (rd *Reader) Skip(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 && !drain(w, r) {
		w.Header().Set("Connection", "close")
	}
}

// drain says whether it has read to the end. If not, the deadline stays, so that
// nobody waits for the rest later.
func drain(w http.ResponseWriter, r *http.Request) bool {
	rc := deadlinerOf(w)
	now := time.Now()
	if strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
		_ = rc.SetReadDeadline(now) // it sends nothing before it is told to
		return false
	}
	_ = rc.SetReadDeadline(now.Add(drainTime))
	if n, err := io.CopyN(io.Discard, r.Body, drainBytes); err != io.EOF || n == drainBytes {
		return false
	}
	_ = rc.SetReadDeadline(time.Time{})
	return true
}
