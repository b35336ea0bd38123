//go:build linux

package torture

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// TestL12LiveView follows the events with many clients, some of which never read:
// posts are taken as without them, the readers are told everything, and in full
// length, where there is enough to tell that it piles up, the others are dropped.
func TestL12LiveView(t *testing.T) {
	readers, stalled := pick(15, 95), pick(2, 5)
	i := e2e.Start(t, e2e.Options{Plain: true})
	limit := latencyLimit(t, i.Data, 100*time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for range stalled {
		stall(t, strings.TrimPrefix(i.Web, "http://"))
	}
	told := make([]atomic.Int64, readers)
	for n := range readers {
		c := i.Client(t)
		wg.Go(func() {
			start := int64(0)
			for f, err := range c.Stream(ctx, client.StreamOptions{Topics: []string{"event"}, After: &start}) {
				if err != nil {
					return // ctx has ended
				}
				if f.Event != nil {
					told[n].Add(1)
				}
			}
		})
	}
	eventually(t, time.Minute, "all clients are there", func() bool { return streams(i) == readers+stalled })

	l := newLedger()
	r := mixed(i.Devices, 8, l, 0)
	r.Rate, r.Duration = pick(100., 300.), pick(4*time.Second, 2*time.Minute)
	res, err := r.Run(t.Context())
	carried(t, res, err, limit)
	_, acked := l.counts()
	eventually(t, 30*time.Second, "the readers are told everything", func() bool {
		for n := range told {
			if told[n].Load() != int64(acked) {
				return false
			}
		}
		return true
	})
	if long {
		eventually(t, 35*time.Second, "who does not read is dropped", func() bool { return streams(i) == readers })
	}
	t.Logf("%v; %d events told to each of %d", res, acked, readers)
}

// stall opens a stream and reads nothing of it.
func stall(t *testing.T, web string) {
	t.Helper()
	c, err := net.Dial("tcp", web)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(c, "GET /api/v1/stream HTTP/1.1\r\nHost: "+web+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
}

// streams is how many event streams a server has open, -1 when it does not say.
func streams(i *e2e.Instance) int {
	resp, err := http.Get(i.Web + "/metrics")
	if err != nil {
		return -1
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return -1
	}
	_, rest, _ := strings.Cut(string(b), "\nwatchpost_sse_clients ")
	var n int
	if _, err := fmt.Sscan(rest, &n); err != nil {
		return -1
	}
	return n
}
