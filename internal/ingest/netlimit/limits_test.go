package netlimit_test

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/netlimit"
)

// TestF22SilentConnectionsDoNotCutDevices opens a thousand connections that say
// nothing: those that have posted before must stay.
func TestF22SilentConnectionsDoNotCutDevices(t *testing.T) {
	l, addr := serve(t, netlimit.Options{Max: 32})
	var devices []net.Conn
	for range 16 {
		c := dial(t, addr)
		if err := get(c); err != nil {
			t.Fatal(err)
		}
		devices = append(devices, c)
	}
	for range 1000 {
		dial(t, addr)
	}
	for l.Stats().Evicted < 1000-16 { // the last are still being accepted
		if err := get(dial(t, addr)); err != nil {
			t.Fatalf("a new device: %v", err)
		}
	}
	for i, c := range devices {
		if err := get(c); err != nil {
			t.Errorf("device %d was cut: %v", i, err)
		}
	}
	if s := l.Stats(); s.Open > 32 || s.Refused != 0 {
		t.Errorf("got %+v, want at most 32 open and none refused", s)
	}
}

func TestOpenFilesLowerTheLimit(t *testing.T) {
	for _, tt := range []struct {
		name  string
		max   int
		files uint64
		want  int
	}{
		{"plenty", 0, 1 << 20, netlimit.DefaultMax},
		{"not known", 0, 0, netlimit.DefaultMax},
		{"no limit", 0, ^uint64(0), netlimit.DefaultMax},
		{"F22 ulimit -n 256", 0, 256, 160},
		{"one too few", 1000, 1095, 999},
		{"just enough", 1000, 1096, 1000},
		{"hardly any", 0, 40, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := netlimit.New(new(fake), netlimit.Options{Max: tt.max, OpenFiles: func() uint64 { return tt.files }})
			if got := l.Stats().Limit; got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// fake is a listener whose connections and errors are made up.
type fake struct {
	next   []any // net.Conn or error
	closed chan struct{}
}

func (f *fake) Accept() (net.Conn, error) {
	if len(f.next) == 0 {
		<-f.closed
		return nil, net.ErrClosed
	}
	n := f.next[0]
	f.next = f.next[1:]
	if err, ok := n.(error); ok {
		return nil, err
	}
	return n.(net.Conn), nil
}

func (f *fake) Close() error   { close(f.closed); return nil }
func (f *fake) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 5002} }

// from is one end of a connection from an address.
type from struct {
	net.Conn
	addr   string
	closed bool
}

func (c *from) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.addr))
}
func (c *from) Close() error { c.closed = true; return nil }

var errTooManyFiles = &net.OpError{Op: "accept", Err: syscall.EMFILE}

func TestAcceptOutlivesTheLackOfFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		old, fresh := &from{addr: "192.0.2.1:1"}, &from{addr: "192.0.2.2:1"}
		f := &fake{closed: make(chan struct{})}
		f.next = append(f.next, old)
		for range 12 {
			f.next = append(f.next, errTooManyFiles)
		}
		f.next = append(f.next, &net.OpError{Op: "accept", Err: syscall.ENFILE}, fresh)
		l := netlimit.New(f, netlimit.Options{Log: slog.New(slog.NewJSONHandler(&log, nil))})
		if _, err := l.Accept(); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if c.RemoteAddr().String() != fresh.addr {
			t.Errorf("got a connection from %v", c.RemoteAddr())
		}
		if !old.closed {
			t.Error("no idle connection was closed to get a file back")
		}
		if took := time.Since(start); took < time.Second || took > 10*time.Second {
			t.Errorf("it tried again for %v: too often, or too seldom", took)
		}
		if got := strings.Count(log.String(), "\n"); got != 3 {
			t.Errorf("got %d lines, want one for each error and one for the end:\n%s", got, log.String())
		}
		if s := l.Stats(); s.Open != 1 || s.Evicted != 1 {
			t.Errorf("got %+v, want the new one open and the old one evicted", s)
		}
	})
}

func TestCloseEndsAcceptThatRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{closed: make(chan struct{})}
		for range 100 {
			f.next = append(f.next, errTooManyFiles)
		}
		l := netlimit.New(f, netlimit.Options{Log: slog.New(slog.DiscardHandler)})
		done := make(chan error)
		go func() {
			_, err := l.Accept()
			done <- err
		}()
		synctest.Wait()
		l.Close()
		if err := <-done; !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v, want net.ErrClosed", err)
		}
	})
}

// accept takes everything that a fake listener has.
func accept(t *testing.T, l *netlimit.Listener, f *fake) (conns []net.Conn) {
	t.Helper()
	go func() { l.Close() }()
	for {
		c, err := l.Accept()
		if err != nil {
			return conns
		}
		conns = append(conns, c)
	}
}

func TestBoundOfOneAddress(t *testing.T) {
	one := func(addr string) *from { return &from{addr: addr} }
	recorder := netip.MustParseAddr("192.0.2.9")
	tests := []struct {
		name  string
		conns []string
		open  int
		want  int64 // refused
	}{
		{"within", []string{"192.0.2.1:1", "192.0.2.1:2", "192.0.2.2:1"}, 3, 0},
		{"beyond", []string{"192.0.2.1:1", "192.0.2.1:2", "192.0.2.1:3", "192.0.2.2:1"}, 3, 1},
		{"mapped is the same address", []string{"192.0.2.1:1", "[::ffff:192.0.2.1]:2", "192.0.2.1:3"}, 2, 1},
		{"zones are the same address", []string{"[fe80::1%a]:1", "[fe80::1%b]:2", "[fe80::1]:3"}, 2, 1},
		{"loopback is exempt", []string{"127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "[::1]:1", "[::1]:2", "[::1]:3"}, 6, 0},
		{"a known recorder may have more", []string{"192.0.2.9:1", "192.0.2.9:2", "192.0.2.9:3", "192.0.2.9:4"}, 3, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{closed: make(chan struct{})}
			for _, a := range tt.conns {
				f.next = append(f.next, one(a))
			}
			l := netlimit.New(f, netlimit.Options{PerAddress: 2, Of: func(a netip.Addr) int {
				if a == recorder {
					return 3
				}
				return 0
			}})
			conns := accept(t, l, f)
			if s := l.Stats(); s.Open != tt.open || s.Refused != tt.want {
				t.Errorf("got %+v, want %d open and %d refused", s, tt.open, tt.want)
			}
			for _, c := range conns {
				c.Close()
				c.Close() // as net/http does
			}
			if s := l.Stats(); s.Open != 0 {
				t.Errorf("all closed: got %+v", s)
			}
		})
	}
}

func TestAnAddressGetsItsIdleConnectionsBack(t *testing.T) {
	f := &fake{closed: make(chan struct{}), next: []any{&from{addr: "192.0.2.1:1"}, &from{addr: "192.0.2.1:2"}, &from{addr: "192.0.2.2:1"}}}
	l := netlimit.New(f, netlimit.Options{PerAddress: 2})
	var conns []net.Conn
	for range 3 {
		c, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		netlimit.ConnState(c, http.StateActive)
		conns = append(conns, c)
	}
	for _, i := range []int{2, 1, 0} {
		netlimit.ConnState(conns[i], http.StateIdle)
	}
	third := &from{addr: "192.0.2.1:3"}
	f.next = append(f.next, third)
	if _, err := l.Accept(); err != nil {
		t.Fatal(err)
	}
	if s := l.Stats(); s.Open != 3 || s.Evicted != 1 || s.Refused != 0 {
		t.Errorf("got %+v, want one idle connection of the address given up for its new one", s)
	}
	netlimit.ConnState(conns[1], http.StateActive) // it is gone; nothing may come of it
	netlimit.ConnState(conns[1], http.StateIdle)
	conns[1].Close()
	if s := l.Stats(); s.Open != 3 {
		t.Errorf("the evicted one was counted twice: %+v", s)
	}
}

func TestConnectionsAtWorkAreNeverEvicted(t *testing.T) {
	release := make(chan struct{})
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := netlimit.New(inner, netlimit.Options{Max: 4})
	working := make(chan struct{}, 4)
	srv := &http.Server{ConnState: netlimit.ConnState, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		working <- struct{}{}
		<-release
	})}
	go srv.Serve(l)
	defer srv.Close()
	answers := make(chan error, 4)
	for range 4 {
		c := dial(t, inner.Addr().String())
		go func() { answers <- get(c) }()
		<-working
	}
	if _, err := dial(t, inner.Addr().String()).Read(make([]byte, 1)); err == nil {
		t.Error("a fifth connection was let in")
	}
	if s := l.Stats(); s.Open != 4 || s.Refused != 1 || s.Evicted != 0 {
		t.Errorf("got %+v, want four at work and one refused", s)
	}
	close(release)
	for range 4 {
		if err := <-answers; err != nil {
			t.Errorf("a post that was being taken was cut: %v", err)
		}
	}
}

func TestListenersShareTheirBounds(t *testing.T) {
	a := &fake{closed: make(chan struct{}), next: []any{&from{addr: "192.0.2.1:1"}}}
	b := &fake{closed: make(chan struct{}), next: []any{&from{addr: "192.0.2.2:1"}}}
	plain := netlimit.New(a, netlimit.Options{Max: 1})
	secure := plain.Share(b)
	if _, err := plain.Accept(); err != nil {
		t.Fatal(err)
	}
	if _, err := secure.Accept(); err != nil {
		t.Fatal(err)
	}
	if s := plain.Stats(); s.Open != 1 || s.Evicted != 1 || s != secure.Stats() {
		t.Errorf("got %+v, want one connection in all", s)
	}
}

func TestConnectionsWithTLSAreKnown(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewUnstartedServer(nil)
	ts.StartTLS() // for its certificate alone
	defer ts.Close()
	l := netlimit.New(inner, netlimit.Options{Max: 2})
	srv := &http.Server{ConnState: netlimit.ConnState, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") })}
	go srv.Serve(tls.NewListener(l, ts.TLS))
	defer srv.Close()
	device, err := tls.Dial("tcp", inner.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	if err := get(device); err != nil {
		t.Fatal(err)
	}
	for range 10 { // silent: had the device's post not been noticed, it would be the oldest of them
		dial(t, inner.Addr().String())
	}
	tooLong := time.After(time.Minute)
	for l.Stats().Evicted < 9 { // the tenth is within the bound, beside the device
		select {
		case <-time.After(time.Millisecond):
		case <-tooLong:
			t.Fatalf("%d silent connections were cut, want 9", l.Stats().Evicted)
		}
	}
	if err := get(device); err != nil {
		t.Errorf("the device was cut: %v", err)
	}
}
