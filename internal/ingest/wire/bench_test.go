package wire_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/wire"
)

// BenchmarkPost is a post of 1.7 KB over a connection that stays, and its answer:
// here and by net/http.
func BenchmarkPost(b *testing.B) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header()["Content-Type"] = []string{"application/xml"}
		io.WriteString(w, "<config/>")
	})
	own := &wire.Server{Handler: handler, MaxHeader: 32 << 10, Idle: time.Minute, HeaderWithin: time.Minute, AnswerWithin: time.Minute, Log: slog.New(slog.DiscardHandler)}
	std := &http.Server{Handler: handler, IdleTimeout: time.Minute, ReadHeaderTimeout: time.Minute}
	for _, s := range []struct {
		name     string
		serve    func(net.Listener) error
		shutdown func(context.Context) error
	}{{"own", own.Serve, own.Shutdown}, {"nethttp", std.Serve, std.Shutdown}} {
		b.Run(s.name, func(b *testing.B) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			go s.serve(l)
			defer s.shutdown(b.Context())
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			post := fmt.Appendf(nil, "POST /API HTTP/1.1\r\nHost: w\r\nContent-Type: application/xml\r\nContent-Length: 1700\r\n\r\n%s", strings.Repeat("x", 1700))
			in := bufio.NewReader(c)
			b.ReportAllocs()
			for b.Loop() {
				c.Write(post)
				resp, err := http.ReadResponse(in, nil)
				if err != nil {
					b.Fatal(err)
				}
				io.Copy(io.Discard, resp.Body)
			}
		})
	}
}
