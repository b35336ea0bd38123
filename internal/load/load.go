// Package load sends posts at a receiver as fast, or as steadily, as asked, and
// says how long each took. It is the sending half of the benchmarks and of the
// torture tests; it knows HTTP and nothing of what is in a post.
package load

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Runner posts over a number of connections. Each connection sends one request,
// waits for its answer, and sends the next.
type Runner struct {
	Addr  string // host and port of the receiver
	Conns int
	// Source is the local address of connection i; nil leaves it to the system.
	Source func(i int) netip.Addr
	// Request appends request n of connection i, header and body, to dst. n
	// counts over all connections from 0 and is never used twice. It is called
	// from many goroutines.
	Request func(dst []byte, i int, n int64) []byte
	// Rate is how many requests a second are due over all connections; an answer
	// that is late makes the next requests late, and their latency is counted
	// from when they were due. 0 sends the next as soon as the last was answered.
	Rate float64
	// Count and Duration bound the run; 0 does not bound. One of them, or the
	// context, must end it.
	Count    int64
	Duration time.Duration
	// Answered is told of each answer; status is 0 when there was none. It may
	// be nil, and is called from many goroutines.
	Answered func(i int, n int64, status int, took time.Duration)
	// Reconnect says that a connection that broke is opened again, and not an
	// error that ends the run.
	Reconnect bool
	// Timeout is how long an answer may take; 30 s when 0.
	Timeout time.Duration
}

// Result is what a run did.
type Result struct {
	OK      int64 // answers with 200
	Other   map[int]int64
	Broken  int64 // requests without an answer
	Elapsed time.Duration
	Latency Latencies // of answers with 200
}

// Rate is how many posts a second were answered with 200.
func (r Result) Rate() float64 { return float64(r.OK) / r.Elapsed.Seconds() }

func (r Result) String() string {
	return fmt.Sprintf("%d ok (%.0f/s), %v other, %d broken, p50 %v p99 %v max %v",
		r.OK, r.Rate(), r.Other, r.Broken, r.Latency.Quantile(.5), r.Latency.Quantile(.99), r.Latency.Quantile(1))
}

type run struct {
	*Runner
	next  atomic.Int64
	start time.Time
	end   time.Time

	mu  sync.Mutex
	res Result
}

// Run sends until a bound is met and returns what became of it.
func (r *Runner) Run(ctx context.Context) (Result, error) {
	u := &run{Runner: r, start: time.Now(), res: Result{Other: map[int]int64{}}}
	if r.Duration > 0 {
		u.end = u.start.Add(r.Duration)
	}
	var wg sync.WaitGroup
	errs := make([]error, r.Conns)
	for i := range r.Conns {
		wg.Go(func() { errs[i] = u.connection(ctx, i) })
	}
	wg.Wait()
	u.res.Elapsed = time.Since(u.start)
	return u.res, errors.Join(errs...)
}

// connection sends over connection i until there is nothing left to send.
func (u *run) connection(ctx context.Context, i int) error {
	c := &client{timeout: u.Timeout}
	if c.timeout <= 0 {
		c.timeout = 30 * time.Second
	}
	defer c.close()
	stop := context.AfterFunc(ctx, c.close)
	defer stop()
	dialer := net.Dialer{Timeout: 10 * time.Second}
	if u.Source != nil {
		dialer.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(u.Source(i), 0))
	}
	var mine Result
	mine.Other = map[int]int64{}
	defer func() { u.merge(&mine) }()
	var buf []byte
	for {
		n := u.next.Add(1) - 1
		if u.Count > 0 && n >= u.Count {
			return nil
		}
		due := time.Now()
		if u.Rate > 0 {
			due = u.start.Add(time.Duration(float64(n) / u.Rate * float64(time.Second)))
		}
		if !u.end.IsZero() && due.After(u.end) {
			return nil
		}
		if err := sleepUntil(ctx, due); err != nil {
			return nil
		}
		buf = u.Request(buf[:0], i, n)
		status, err := c.roundTrip(ctx, &dialer, u.Addr, buf)
		took := time.Since(due)
		switch {
		case err != nil:
			mine.Broken++
			status = 0
		case status == 200:
			mine.OK++
			mine.Latency.Add(took)
		default:
			mine.Other[status]++
		}
		if u.Answered != nil {
			u.Answered(i, n, status, took)
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && !u.Reconnect {
			return fmt.Errorf("connection %d: %w", i, err)
		}
	}
}

func sleepUntil(ctx context.Context, t time.Time) error {
	d := time.Until(t)
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func (u *run) merge(r *Result) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.res.OK += r.OK
	u.res.Broken += r.Broken
	for s, n := range r.Other {
		u.res.Other[s] += n
	}
	u.res.Latency.Merge(&r.Latency)
}

// client is one connection, opened when it is needed.
type client struct {
	timeout time.Duration
	mu      sync.Mutex
	conn    net.Conn
	closed  bool
	r       *bufio.Reader
}

// open returns the connection, opened if there is none.
func (c *client) open(ctx context.Context, d *net.Dialer, addr string) (net.Conn, error) {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	if conn != nil {
		return conn, nil
	}
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		conn.Close()
		return nil, net.ErrClosed
	}
	c.conn = conn
	if c.r == nil {
		c.r = bufio.NewReaderSize(conn, 2048)
	}
	c.r.Reset(conn)
	return conn, nil
}

// drop closes the connection; the next request opens another.
func (c *client) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

func (c *client) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.conn != nil {
		c.conn.Close()
	}
}

func (c *client) roundTrip(ctx context.Context, d *net.Dialer, addr string, request []byte) (status int, err error) {
	conn, err := c.open(ctx, d, addr)
	if err != nil {
		return 0, err
	}
	conn.SetDeadline(time.Now().Add(c.timeout))
	_, werr := conn.Write(request)
	// A receiver may answer and close before it has read everything.
	status, keep, err := readAnswer(c.r)
	if err != nil && werr != nil {
		err = werr
	}
	if err != nil || !keep || werr != nil {
		c.drop()
	}
	return status, err
}

// readAnswer reads one answer whole, and says whether the connection stays.
func readAnswer(r *bufio.Reader) (status int, keep bool, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return 0, false, err
	}
	if len(line) < 12 {
		return 0, false, fmt.Errorf("not a status line: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, false, fmt.Errorf("not a status line: %q", line)
	}
	keep = true
	length := 0
	for {
		line, err = r.ReadSlice('\n')
		if err != nil {
			return 0, false, err
		}
		if len(line) <= 2 {
			break
		}
		name, value, _ := strings.Cut(string(line), ":")
		switch value = strings.TrimSpace(value); {
		case strings.EqualFold(name, "Content-Length"):
			if length, err = strconv.Atoi(value); err != nil {
				return 0, false, fmt.Errorf("length of the answer: %w", err)
			}
		case strings.EqualFold(name, "Connection"):
			keep = !strings.EqualFold(value, "close")
		}
	}
	if _, err = r.Discard(length); err != nil {
		return 0, false, err
	}
	return status, keep, nil
}
