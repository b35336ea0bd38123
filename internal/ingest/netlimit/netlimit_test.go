package netlimit_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/netlimit"
)

func serve(t *testing.T, o netlimit.Options) (*netlimit.Listener, string) {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o.Log = slog.New(slog.DiscardHandler)
	l := netlimit.New(inner, o)
	srv := &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") }),
		ConnState: netlimit.ConnState,
	}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return l, inner.Addr().String()
}

// get asks once over an open connection.
func get(c net.Conn) error {
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
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

func TestF22NewConnectionsReplaceTheLongestIdle(t *testing.T) {
	l, addr := serve(t, netlimit.Options{Max: 20})
	busy := dial(t, addr)
	for i := range 1000 {
		if err := get(dial(t, addr)); err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		if i%10 == 0 {
			if err := get(busy); err != nil {
				t.Fatalf("the device that keeps posting was cut after %d others: %v", i, err)
			}
		}
	}
	s := l.Stats()
	if s.Open > 20 || s.Evicted < 900 || s.Refused != 0 {
		t.Errorf("got %+v, want at most 20 open, the rest evicted, none refused", s)
	}
}

func TestCountsGoDownAgain(t *testing.T) {
	l, addr := serve(t, netlimit.Options{Max: 20})
	var conns []net.Conn
	for range 10 {
		c := dial(t, addr)
		if err := get(c); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, c)
	}
	if got := l.Stats().Open; got != 10 {
		t.Fatalf("got %d open, want 10", got)
	}
	for _, c := range conns {
		c.Close()
	}
	tooLong := time.After(time.Minute)
	for l.Stats().Open > 0 { // the server notices each in its own time
		select {
		case <-time.After(time.Millisecond):
		case <-tooLong:
			t.Fatalf("%d connections are open still", l.Stats().Open)
		}
	}
}

func TestPerAddressBoundSparesLoopback(t *testing.T) {
	_, addr := serve(t, netlimit.Options{PerAddress: 2})
	for i := range 10 {
		if err := get(dial(t, addr)); err != nil {
			t.Fatalf("connection %d from loopback: %v", i, err)
		}
	}
}

func TestAddressBound(t *testing.T) {
	outside, err := outsideAddr()
	if err != nil && os.Getenv("WATCHPOST_REQUIRE") != "" {
		t.Fatalf("needs an address that is not loopback: %v", err)
	}
	if err != nil {
		t.Skipf("skipped: needs an address that is not loopback: %v", err)
	}
	inner, err := net.Listen("tcp", net.JoinHostPort(outside, "0"))
	if err != nil {
		t.Fatal(err)
	}
	l := netlimit.New(inner, netlimit.Options{PerAddress: 2, Log: slog.New(slog.DiscardHandler)})
	defer l.Close()
	go func() {
		for {
			if _, err := l.Accept(); err != nil {
				return
			}
		}
	}()
	for range 5 {
		c := dial(t, inner.Addr().String())
		defer c.Close()
	}
	last := dial(t, inner.Addr().String())
	if _, err := last.Read(make([]byte, 1)); err == nil {
		t.Error("a sixth connection from one address stayed open")
	}
	if s := l.Stats(); s.Open != 2 || s.Refused < 1 {
		t.Errorf("got %+v, want 2 open and the rest refused", s)
	}
}

func outsideAddr() (string, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return "", err
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() {
			return n.IP.String(), nil
		}
	}
	return "", fmt.Errorf("none among %v", addrs)
}
