package wire_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/wire"
)

// rig is a server whose handler says what it was asked.
type rig struct {
	*wire.Server
	t       *testing.T
	addr    string
	refused chan wire.Refusal
	served  chan error
}

// echo answers with the request's line, some of its header, and its body.
func echo(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, "body: %v", err)
		return
	}
	fmt.Fprintf(w, "%s %s path=%s host=%s len=%d body=%s", r.Method, r.RequestURI, r.URL.Path, r.Host, r.ContentLength, body)
}

func start(t *testing.T, handler http.HandlerFunc, set func(*wire.Server)) *rig {
	t.Helper()
	r := &rig{t: t, refused: make(chan wire.Refusal, 100), served: make(chan error, 1)}
	r.Server = &wire.Server{
		Handler: handler, MaxHeader: 16 << 10, Log: slog.New(slog.DiscardHandler),
		HeaderWithin: 10 * time.Second, Idle: time.Minute, AnswerWithin: 10 * time.Second,
		Refused: func(_ context.Context, f wire.Refusal) { r.refused <- f },
	}
	if set != nil {
		set(r.Server)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.addr = l.Addr().String()
	go func() { r.served <- r.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		r.Shutdown(ctx)
	})
	return r
}

func (r *rig) dial() *net.TCPConn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	return c.(*net.TCPConn)
}

// answers reads answers until the connection ends, as status and body.
func answers(t *testing.T, in *bufio.Reader, method string) (out []string) {
	t.Helper()
	for {
		resp, err := http.ReadResponse(in, &http.Request{Method: method})
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) && len(out) > 0 {
			return out // a request after the last may meet a connection that is closed
		}
		if err != nil {
			t.Fatalf("after %q: %v", out, err)
		}
		if resp.StatusCode == http.StatusContinue {
			out = append(out, "100")
			continue
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%d %s", resp.StatusCode, body))
	}
}

func TestRequests(t *testing.T) {
	long := strings.Repeat("x", 20_000)
	tests := []struct {
		name, send string
		want       []string
	}{
		{"a post", "POST /API HTTP/1.1\r\nHost: w\r\nContent-Length: 3\r\n\r\nabc", []string{"200 POST /API path=/API host=w len=3 body=abc"}},
		{"absolute form", "POST http://h:1/a?b=c HTTP/1.1\r\nHost: w\r\nContent-Length: 0\r\n\r\n", []string{"200 POST http://h:1/a?b=c path=/a host=h:1 len=0 body="}},
		{"no host", "GET / HTTP/1.1\r\n\r\n", []string{"200 GET / path=/ host= len=0 body="}},
		{"asterisk", "OPTIONS * HTTP/1.1\r\n\r\n", []string{"200 OPTIONS * path=* host= len=0 body="}},
		{"lines without carriage returns", "POST / HTTP/1.1\nHost: w\nContent-Length: 1\n\na", []string{"200 POST / path=/ host=w len=1 body=a"}},
		{"empty lines before", "\r\n\r\nGET /a HTTP/1.1\r\n\r\n", []string{"200 GET /a path=/a host= len=0 body="}},
		{"one after the other", "POST /1 HTTP/1.1\r\nContent-Length: 1\r\n\r\naPOST /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nbb\r\nGET /3 HTTP/1.1\r\n\r\n",
			[]string{"200 POST /1 path=/1 host= len=1 body=a", "200 POST /2 path=/2 host= len=2 body=bb", "200 GET /3 path=/3 host= len=0 body="}},
		{"a long body, and another", "POST /1 HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + long + "GET /2 HTTP/1.1\r\n\r\n",
			[]string{"200 POST /1 path=/1 host= len=20000 body=" + long, "200 GET /2 path=/2 host= len=0 body="}},
		{"a header larger than the buffer", "GET / HTTP/1.1\r\nX-Long: " + long[:12_000] + "\r\n\r\n", []string{"200 GET / path=/ host= len=0 body="}},
		{"close", "GET /1 HTTP/1.1\r\nConnection: Close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n", []string{"200 GET /1 path=/1 host= len=0 body="}},
		{"close among others", "GET /1 HTTP/1.1\r\nConnection: keep-alive, close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n", []string{"200 GET /1 path=/1 host= len=0 body="}},
		{"1.0 ends", "GET /1 HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", []string{"200 GET /1 path=/1 host= len=0 body="}},
		{"1.0 that stays", "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", []string{"200 GET /1 path=/1 host= len=0 body=", "200 GET /2 path=/2 host= len=0 body="}},
		{"chunks, a trailer, and another", "POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\nX: y\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
			[]string{"200 POST /1 path=/1 host= len=-1 body=abcd", "200 GET /2 path=/2 host= len=0 body="}},
		{"many after chunks", "POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + strings.Repeat("GET /2 HTTP/1.1\r\nX-Pad: "+long[:3000]+"\r\n\r\n", 4),
			[]string{"200 POST /1 path=/1 host= len=-1 body=", "200 GET /2 path=/2 host= len=0 body=", "200 GET /2 path=/2 host= len=0 body=", "200 GET /2 path=/2 host= len=0 body=", "200 GET /2 path=/2 host= len=0 body="}},
		{"expects to be told", "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na", []string{"100", "200 POST / path=/ host= len=1 body=a"}},
		{"equal lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", []string{"200 POST / path=/ host= len=1 body=a"}},
		{"a tunnel to a target that was good before", "GET /a HTTP/1.1\r\n\r\nCONNECT /a HTTP/1.1\r\n\r\n", []string{"200 GET /a path=/a host= len=0 body=", "400 Bad Request: malformed target\n"}},
		{"body cut off", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", []string{"400 body: unexpected EOF"}},
		{"chunks cut off", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", []string{"400 body: unexpected EOF"}},
		{"trailer cut off", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y", []string{"400 body: unexpected EOF"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, echo, nil)
			whole := func(c *net.TCPConn) {
				io.WriteString(c, tt.send)
				c.CloseWrite()
			}
			bytewise := func(c *net.TCPConn) {
				for i := range min(len(tt.send), 400) {
					io.WriteString(c, tt.send[i:i+1])
				}
				io.WriteString(c, tt.send[min(len(tt.send), 400):])
				c.CloseWrite()
			}
			for name, send := range map[string]func(*net.TCPConn){"whole": whole, "byte by byte": bytewise} {
				c := r.dial()
				go send(c)
				if got := answers(t, bufio.NewReader(c), "GET"); fmt.Sprint(got) != fmt.Sprint(tt.want) {
					t.Errorf("%s: got %.300q, want %.300q", name, got, tt.want)
				}
			}
		})
	}
}

func TestNoRequests(t *testing.T) {
	tests := []struct {
		name, send string
		status     int
		reason     string
	}{
		{"not HTTP", "hello\r\n\r\n", 400, "malformed request line"},
		{"lower-case version", "GET / http/1.1\r\n\r\n", 400, "malformed request line"},
		{"spaces in the target", "GET /a b HTTP/1.1\r\n\r\n", 400, "malformed request line"},
		{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "unsupported protocol version"},
		{"tunnel", "CONNECT h:1 HTTP/1.1\r\n\r\n", 400, "malformed target"},
		{"target", "GET %zz HTTP/1.1\r\n\r\n", 400, "malformed target"},
		{"line without colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400, "malformed header line"},
		{"folded line", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400, "malformed header line"},
		{"space before the colon", "POST / HTTP/1.1\r\nContent-Length : 4\r\n\r\nabcd", 400, "malformed header line"},
		{"control character", "GET / HTTP/1.1\r\nA: b\x00c\r\n\r\n", 400, "malformed header line"},
		{"lengths that differ", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, "more than one Content-Length"},
		{"negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "malformed Content-Length"},
		{"signed length", "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\na", 400, "malformed Content-Length"},
		{"huge length", "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\na", 400, "malformed Content-Length"},
		{"other encoding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "unsupported transfer encoding"},
		{"other expectation", "POST / HTTP/1.1\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\na", 417, "unsupported expectation"},
		{"too large", "GET / HTTP/1.1\r\nA: " + strings.Repeat("x", 17<<10) + "\r\n\r\n", 431, "header too large"},
		{"too many lines", "GET / HTTP/1.1\r\n" + strings.Repeat("A: b\r\nC: d\r\n", 60) + strings.Join(fields(101), "") + "\r\n", 431, "too many header lines"},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 0, "TLS on the plain port"},
		{"cut off", "GET / HT", 0, "header cut off"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, func(http.ResponseWriter, *http.Request) { t.Error("it was handled") }, nil)
			c := r.dial()
			io.WriteString(c, tt.send)
			c.CloseWrite()
			answer, err := io.ReadAll(c)
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if tt.status != 0 {
				want = fmt.Sprintf("HTTP/1.1 %d ", tt.status)
			}
			if !strings.HasPrefix(string(answer), want) || want == "" && len(answer) > 0 {
				t.Errorf("got %q, want %q", answer, want)
			}
			if got := <-r.refused; got.Status != tt.status || got.Reason != tt.reason {
				t.Errorf("told of %+v, want %d %q", got, tt.status, tt.reason)
			}
		})
	}
}

func fields(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("X-%d: y\r\n", i))
	}
	return out
}

func TestAnswers(t *testing.T) {
	r := start(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-B", "two\r\nlines")
		w.Header().Set("X-A", "1")
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK)
		io.WriteString(w, "short")
	}, nil)
	for _, method := range []string{"GET", "HEAD"} {
		c := r.dial()
		fmt.Fprintf(c, "%s / HTTP/1.1\r\nConnection: close\r\n\r\n", method)
		got, _ := io.ReadAll(c)
		head, body, _ := strings.Cut(string(got), "\r\n\r\n")
		for _, want := range []string{"HTTP/1.1 418 I'm a teapot\r\nDate: ", "\r\nX-A: 1\r\nX-B: two  lines\r\nContent-Length: 5\r\nConnection: close"} {
			if !strings.Contains(head, want) {
				t.Errorf("%s: %q lacks %q", method, head, want)
			}
		}
		if want := map[string]string{"GET": "short", "HEAD": ""}[method]; body != want {
			t.Errorf("%s: got the body %q, want %q", method, body, want)
		}
	}
}

func TestUnreadBodyEndsTheConnectionAfterTheAnswer(t *testing.T) {
	r := start(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "no") }, nil)
	c := r.dial()
	fmt.Fprintf(c, "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n%s", strings.Repeat("GET / HTTP/1.1\r\n\r\n", 5555))
	got := answers(t, bufio.NewReader(c), "POST")
	if len(got) != 1 || got[0] != "200 no" {
		t.Errorf("got %q, want one answer", got)
	}
}

func TestDeadlines(t *testing.T) {
	within := func(s *wire.Server) { s.HeaderWithin, s.Idle = 50*time.Millisecond, 50*time.Millisecond }
	t.Run("header", func(t *testing.T) {
		r := start(t, echo, within)
		c := r.dial()
		io.WriteString(c, "GET / HT")
		if got, err := io.ReadAll(c); err != nil || len(got) != 0 {
			t.Errorf("got %q and %v, want the end", got, err)
		}
		if got := <-r.refused; got.Reason != "header too slow" {
			t.Errorf("told of %+v", got)
		}
	})
	t.Run("idle", func(t *testing.T) {
		r := start(t, echo, within)
		c := r.dial()
		io.WriteString(c, "GET / HTTP/1.1\r\n\r\n")
		if got := answers(t, bufio.NewReader(c), "GET"); len(got) != 1 {
			t.Errorf("got %q, want an answer and the end", got)
		}
	})
	t.Run("silent", func(t *testing.T) {
		r := start(t, echo, within)
		if got, err := io.ReadAll(r.dial()); err != nil || len(got) != 0 {
			t.Errorf("got %q and %v, want the end", got, err)
		}
	})
	t.Run("body, by the handler", func(t *testing.T) {
		r := start(t, func(w http.ResponseWriter, r *http.Request) {
			rc := http.NewResponseController(w)
			rc.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
			_, err := io.ReadAll(r.Body)
			rc.SetReadDeadline(time.Time{})
			fmt.Fprint(w, errors.Is(err, os.ErrDeadlineExceeded))
		}, nil)
		c := r.dial()
		io.WriteString(c, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc")
		if got := answers(t, bufio.NewReader(c), "POST"); len(got) != 1 || got[0] != "200 true" {
			t.Errorf("got %q, want the handler told of the deadline", got)
		}
	})
	t.Run("past, by the handler", func(t *testing.T) {
		r := start(t, func(w http.ResponseWriter, r *http.Request) {
			http.NewResponseController(w).SetReadDeadline(time.Now())
			_, err := io.ReadAll(r.Body)
			fmt.Fprint(w, errors.Is(err, os.ErrDeadlineExceeded))
		}, nil)
		c := r.dial()
		io.WriteString(c, "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
		if got := answers(t, bufio.NewReader(c), "POST"); len(got) != 1 || got[0] != "200 true" {
			t.Errorf("got %q, want the handler told of the deadline", got)
		}
	})
	t.Run("a client that does not read", func(t *testing.T) {
		ended := make(chan struct{})
		r := start(t, func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 1<<20)) }, func(s *wire.Server) {
			s.AnswerWithin = 50 * time.Millisecond
			s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
				c.(*net.TCPConn).SetWriteBuffer(4096)
				return ctx
			}
		})
		c := r.dial()
		c.SetReadBuffer(4096)
		go func() {
			defer close(ended)
			for { // until the server has had enough
				if _, err := io.WriteString(c, "GET / HTTP/1.1\r\n\r\n"); err != nil {
					return
				}
			}
		}()
		<-ended
	})
}

func TestShutdown(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	r := start(t, func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		io.WriteString(w, "done")
	}, nil)
	idle, busy := r.dial(), r.dial()
	io.WriteString(busy, "GET / HTTP/1.1\r\n\r\n")
	<-entered
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Shutdown(t.Context()); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	if got, err := io.ReadAll(idle); err != nil || len(got) != 0 {
		t.Errorf("idle connection: %q %v, want the end", got, err)
	}
	if err := <-r.served; err != nil {
		t.Errorf("serve: %v", err)
	}
	close(release)
	if got := answers(t, bufio.NewReader(busy), "GET"); len(got) != 1 || got[0] != "200 done" {
		t.Errorf("busy connection: %q, want its answer and the end", got)
	}
	wg.Wait()
	if _, err := net.Dial("tcp", r.addr); err == nil {
		t.Error("it still listens")
	}
}

func TestShutdownCutsWhatDoesNotEnd(t *testing.T) {
	entered := make(chan struct{})
	r := start(t, func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		io.ReadAll(r.Body)
	}, nil)
	c := r.dial()
	io.WriteString(c, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n")
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Shutdown(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	io.ReadAll(c) // ends
}

func TestPanicEndsOneConnection(t *testing.T) {
	r := start(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" {
			panic("bad")
		}
	}, nil)
	c := r.dial()
	io.WriteString(c, "GET /bad HTTP/1.1\r\n\r\n")
	if got, err := io.ReadAll(c); err != nil || len(got) != 0 {
		t.Errorf("got %q %v, want the end", got, err)
	}
	c = r.dial()
	io.WriteString(c, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
	if got := answers(t, bufio.NewReader(c), "GET"); len(got) != 1 {
		t.Errorf("got %q, want an answer", got)
	}
}

func TestTLS(t *testing.T) {
	ts := httptest.NewUnstartedServer(nil)
	ts.StartTLS() // for its certificate
	defer ts.Close()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.TLS != nil) }, nil)
	go r.Serve(tls.NewListener(inner, ts.TLS))
	c, err := tls.Dial("tcp", inner.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n")
	if got := answers(t, bufio.NewReader(c), "GET"); fmt.Sprint(got) != "[200 true 200 true]" {
		t.Errorf("got %q", got)
	}
	plain, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	io.WriteString(plain, "POST /API HTTP/1.1\r\n\r\n")
	got, _ := io.ReadAll(plain)
	if refused := <-r.refused; !strings.HasPrefix(string(got), "HTTP/1.0 400") || refused.Reason != "HTTP on the TLS port" {
		t.Errorf("got %q, told of %+v", got, refused)
	}
}
