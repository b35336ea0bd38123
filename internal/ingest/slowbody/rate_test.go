package slowbody_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/slowbody"
)

// pipes is a listener of connections that exist in memory alone, so that their
// time is the test's.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// connect serves h and returns a connection to it.
func connect(t *testing.T, h http.HandlerFunc) net.Conn {
	t.Helper()
	l := &pipes{conns: make(chan net.Conn, 1), done: make(chan struct{})}
	ended := make(chan struct{})
	srv := &http.Server{Handler: h, ConnState: func(_ net.Conn, s http.ConnState) {
		if s == http.StateClosed {
			close(ended)
		}
	}}
	go srv.Serve(l)
	client, server := net.Pipe()
	l.conns <- server
	t.Cleanup(func() { client.Close(); srv.Close(); <-ended })
	return client
}

const unhurried = 24 * time.Hour // in a bubble it costs nothing

func TestL07SlowBodies(t *testing.T) {
	type chunk struct {
		bytes int
		after time.Duration
	}
	steady := func(bytes, total int) (all []chunk) { // bytes a second
		for sent := 0; sent < total; sent += bytes {
			all = append(all, chunk{min(bytes, total-sent), time.Second})
		}
		return all
	}
	tests := []struct {
		name    string
		claimed int
		chunks  []chunk
		want    error
		from    time.Duration // of the first byte
		to      time.Duration // the result comes between the two
	}{
		{"1 KB/s", 700_000, steady(1000, 700_000), slowbody.ErrTooSlow, 9 * time.Second, 20 * time.Second},
		{"7 KiB/s", 700_000, steady(7<<10, 700_000), slowbody.ErrTooSlow, 10 * time.Second, 2 * time.Minute},
		{"9 KiB/s", 700_000, steady(9<<10, 700_000), nil, 75 * time.Second, 77 * time.Second},
		{"32 KB/s, 0.7 MB", 700_000, steady(32_000, 700_000), nil, 21 * time.Second, 23 * time.Second},
		{"nothing comes", 700_000, nil, slowbody.ErrTooSlow, 9 * time.Second, 11 * time.Second},
		{"most of it, then nothing", 700_000, []chunk{{699_000, 0}}, slowbody.ErrTooSlow, 80 * time.Second, 100 * time.Second},
		{"a burst, a pause, and the rest", 700_000, []chunk{{300_000, 0}, {400_000, 40 * time.Second}}, nil, 40 * time.Second, 41 * time.Second},
		{"small and late, within the grace", 500, []chunk{{100, 0}, {400, 9 * time.Second}}, nil, 9 * time.Second, 10 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rd := &slowbody.Reader{Max: 16 << 20, Budget: slowbody.NewBudget(0)}
				type outcome struct {
					n    int
					err  error
					took time.Duration
				}
				done := make(chan outcome, 1)
				c := connect(t, func(w http.ResponseWriter, r *http.Request) {
					start := time.Now()
					b, err := rd.Read(w, r)
					done <- outcome{len(b.Bytes()), err, time.Since(start)}
					b.Release()
					if err != nil {
						w.WriteHeader(http.StatusRequestTimeout)
					}
				})
				sent := make(chan struct{})
				go func() {
					defer close(sent)
					fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", tt.claimed)
					for _, k := range tt.chunks {
						time.Sleep(k.after) // how slow it is, in the bubble's time
						if _, err := c.Write(make([]byte, k.bytes)); err != nil {
							return
						}
					}
				}()
				answer, err := http.ReadResponse(bufio.NewReader(c), nil)
				if err != nil {
					t.Fatalf("no answer: %v", err)
				}
				got := <-done
				if !errors.Is(got.err, tt.want) || tt.want == nil && got.n != tt.claimed {
					t.Errorf("got %d bytes, %v; want %v", got.n, got.err, tt.want)
				}
				if got.took < tt.from || got.took > tt.to {
					t.Errorf("took %v, want %v to %v", got.took, tt.from, tt.to)
				}
				if answer.Close != (tt.want != nil) {
					t.Errorf("the answer says that the connection ends: %v, with %v", answer.Close, got.err)
				}
				c.Close()
				<-sent
				if used := rd.Budget.Used(); used != 0 {
					t.Errorf("%d bytes of the budget are lost", used)
				}
			})
		})
	}
}

// TestNoDeadlineIsLeftBehind: neither the answer, which may take its time, nor the
// next post, which may come much later, is bound by that of the body.
func TestNoDeadlineIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rd := &slowbody.Reader{Max: 1 << 20, Budget: slowbody.NewBudget(0)}
		c := connect(t, func(w http.ResponseWriter, r *http.Request) {
			b, err := rd.Read(w, r)
			b.Release()
			time.Sleep(time.Minute) // storage takes its time
			if err != nil || r.Context().Err() != nil {
				w.WriteHeader(http.StatusTeapot)
			}
		})
		in := bufio.NewReader(c)
		for i := range 3 {
			go io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
			answer, err := http.ReadResponse(in, nil)
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("post %d: %+v, %v", i, answer, err)
			}
			time.Sleep(30 * time.Minute) // between two heartbeats
		}
	})
}

// TestWaitingForRoomIsNotTheSendersFault fills the budget for longer than the
// grace while a body is half read.
func TestWaitingForRoomIsNotTheSendersFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rd := &slowbody.Reader{Max: 16 << 20, Budget: slowbody.NewBudget(1 << 20), Wait: unhurried, Grace: time.Second}
		_, give := rd.Borrow(1 << 20)
		done := make(chan error, 1)
		c := connect(t, func(w http.ResponseWriter, r *http.Request) {
			b, err := rd.Read(w, r)
			b.Release()
			done <- err
		})
		go fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n%s", strings.Repeat("x", 500_000))
		time.Sleep(time.Hour)
		give()
		if err := <-done; err != nil {
			t.Errorf("got %v, want the body", err)
		}
	})
}

// TestHalfReadBodiesDoNotBlockEachOther has many more bodies arrive together than
// the budget has room for: each must be taken in the end.
func TestHalfReadBodiesDoNotBlockEachOther(t *testing.T) {
	const bodies, size, limit = 60, 700_000, 4 << 20 // after 64 KiB of each, nothing is left
	budget := slowbody.NewBudget(limit)
	rd := &slowbody.Reader{Max: 16 << 20, Budget: budget, Wait: time.Minute}
	addr, results := serve(t, rd)
	half := make(chan net.Conn, bodies)
	var wg sync.WaitGroup
	for range bodies {
		c := dial(t, addr)
		wg.Go(func() {
			fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", size, strings.Repeat("x", 60_000))
			half <- c
		})
	}
	wg.Wait()
	for range bodies {
		c := <-half
		go io.WriteString(c, strings.Repeat("x", size-60_000))
	}
	for i := range bodies {
		got := <-results
		if got.err != nil || len(got.body) != size {
			t.Errorf("body %d: %d bytes, %v", i, len(got.body), got.err)
		}
		if used := budget.Used(); used > limit+(1<<20) {
			t.Errorf("%d bytes in flight, want at most %d and one body", used, limit)
		}
	}
}

func TestSkip(t *testing.T) {
	refuse := func(rd *slowbody.Reader) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			rd.Skip(w, r)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
	tests := []struct {
		name    string
		request string
		within  time.Duration
		close   bool
	}{
		{"whole", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" + strings.Repeat("x", 500_000), 0, false},
		{"none", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 0, false},
		{"chunked", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 0, false},
		{"stalled", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhel", 5 * time.Second, true},
		{"too large", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + strings.Repeat("x", 4<<20), 0, true},
		{"asks first", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nExpect: 100-continue\r\n\r\n", 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rd := &slowbody.Reader{Max: 16 << 20, Budget: slowbody.NewBudget(0)}
				c := connect(t, refuse(rd))
				start := time.Now()
				go io.WriteString(c, tt.request)
				in := bufio.NewReader(c)
				answer, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); answer.StatusCode != 401 || answer.Close != tt.close || took != tt.within {
					t.Errorf("got %d after %v, close %v; want 401 after %v, close %v", answer.StatusCode, took, answer.Close, tt.within, tt.close)
				}
				if tt.close {
					if _, err := io.Copy(io.Discard, in); err != nil {
						t.Errorf("the connection is not ended: %v", err)
					}
					if took := time.Since(start); took > tt.within+time.Second {
						t.Errorf("the connection ended only after %v", took)
					}
					return
				}
				go io.WriteString(c, tt.request)
				if answer, err := http.ReadResponse(in, nil); err != nil || answer.StatusCode != 401 {
					t.Errorf("again over the same connection: %v", err)
				}
			})
		})
	}
}
