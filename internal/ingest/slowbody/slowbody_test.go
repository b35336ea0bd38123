package slowbody_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/slowbody"
)

// serve starts a server that reads bodies with rd, and tells of each.
func serve(t *testing.T, rd *slowbody.Reader) (addr string, bodies <-chan result) {
	t.Helper()
	c := make(chan result, 64)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := rd.Read(w, r)
		c <- result{string(b.Bytes()), err}
		b.Release()
		if err != nil {
			w.WriteHeader(http.StatusTeapot)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String(), c
}

type result struct {
	body string
	err  error
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestReadsWhole(t *testing.T) {
	long := strings.Repeat("0123456789abcdef", 100_000)
	tests := []struct{ name, request, want string }{
		{"small", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "hello"},
		{"empty", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", ""},
		{"R8 chunked", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "hello"},
		{"1.6 MB", fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(long), long), long},
	}
	budget := slowbody.NewBudget(0)
	addr, bodies := serve(t, &slowbody.Reader{Max: 4 << 20, Budget: budget})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			io.WriteString(dial(t, addr), tt.request)
			got := <-bodies
			if got.err != nil || got.body != tt.want {
				t.Errorf("got %d bytes, %v; want %d", len(got.body), got.err, len(tt.want))
			}
		})
	}
}

func TestB10TooLarge(t *testing.T) {
	addr, bodies := serve(t, &slowbody.Reader{Max: 1000, Budget: slowbody.NewBudget(0)})
	for name, request := range map[string]string{
		"told":    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + strings.Repeat("x", 1001),
		"chunked": "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + strings.Repeat("x", 1001) + "\r\n0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, addr)
			io.WriteString(c, request)
			if got := <-bodies; !errors.Is(got.err, slowbody.ErrTooLarge) {
				t.Errorf("got %v, want ErrTooLarge", got.err)
			}
			answer, _ := io.ReadAll(c)
			if !bytes.Contains(answer, []byte(" 418 ")) {
				t.Errorf("the sender did not get to read the answer: %q", answer)
			}
		})
	}
	io.WriteString(dial(t, addr), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"+strings.Repeat("x", 1000))
	if got := <-bodies; got.err != nil {
		t.Errorf("as large as allowed: %v", got.err)
	}
}

func TestR11SlowAndTruncated(t *testing.T) {
	rd := &slowbody.Reader{Max: 1 << 20, Budget: slowbody.NewBudget(0), Grace: 100 * time.Millisecond, MinRate: 1 << 20}
	addr, bodies := serve(t, rd)
	t.Run("stalls", func(t *testing.T) {
		io.WriteString(dial(t, addr), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhel")
		if got := <-bodies; !errors.Is(got.err, slowbody.ErrTooSlow) || got.body != "hel" {
			t.Errorf("got %q %v, want what had arrived and ErrTooSlow", got.body, got.err)
		}
	})
	t.Run("cut", func(t *testing.T) {
		c := dial(t, addr)
		io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhel")
		c.(*net.TCPConn).CloseWrite()
		if got := <-bodies; !errors.Is(got.err, slowbody.ErrTruncated) {
			t.Errorf("got %v, want ErrTruncated", got.err)
		}
	})
}

func TestBudgetDelaysThenRefuses(t *testing.T) {
	budget := slowbody.NewBudget(1 << 20)
	rd := &slowbody.Reader{Max: 8 << 20, Budget: budget, Wait: 50 * time.Millisecond}
	_, back := rd.Borrow(1 << 20) // full
	addr, bodies := serve(t, rd)
	post := "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
	io.WriteString(dial(t, addr), post)
	if got := <-bodies; !errors.Is(got.err, slowbody.ErrBusy) {
		t.Fatalf("without room: got %v, want ErrBusy", got.err)
	}
	back()
	io.WriteString(dial(t, addr), post)
	if got := <-bodies; got.err != nil || got.body != "hello" {
		t.Fatalf("with room again: got %q %v", got.body, got.err)
	}
}

func TestBudgetIsGivenBack(t *testing.T) {
	budget := slowbody.NewBudget(0)
	rd := &slowbody.Reader{Max: 1 << 20, Budget: budget}
	for _, n := range []int{1, 5_000, 300_000, 1 << 20} {
		r := httptest.NewRequestWithContext(context.Background(), "POST", "/", bytes.NewReader(make([]byte, n)))
		b, err := rd.Read(httptest.NewRecorder(), r)
		if err != nil || len(b.Bytes()) != n {
			t.Fatalf("%d bytes: got %d, %v", n, len(b.Bytes()), err)
		}
		if budget.Used() < int64(n) {
			t.Errorf("%d bytes: %d in flight", n, budget.Used())
		}
		b.Release()
		b.Release()
		if budget.Used() != 0 {
			t.Errorf("%d bytes: %d in flight after Release", n, budget.Used())
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1_700, 500_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rd := &slowbody.Reader{Max: 1 << 20, Budget: slowbody.NewBudget(0)}
			data := make([]byte, n)
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("POST", "/", bytes.NewReader(data))
				body, err := rd.Read(httptest.NewRecorder(), r)
				if err != nil {
					b.Fatal(err)
				}
				body.Release()
			}
		})
	}
}
