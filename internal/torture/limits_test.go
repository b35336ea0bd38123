//go:build linux

package torture

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// dial opens n connections, 50 from each address from 127.block.0.1 on. Those
// that the server does not take are nil.
func dial(t *testing.T, addr string, block byte, n int) []net.Conn {
	t.Helper()
	conns := make([]net.Conn, n)
	t.Cleanup(func() { closeAll(conns) })
	for i := range conns {
		from := netip.AddrFrom4([4]byte{127, block, byte(i / 50 >> 8), byte(i/50) + 1})
		d := net.Dialer{Timeout: 5 * time.Second, LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(from, 0))}
		conns[i], _ = d.Dial("tcp", addr)
	}
	return conns
}

func closeAll(conns []net.Conn) {
	for _, c := range conns {
		if c != nil {
			c.Close()
		}
	}
}

// TestF22FewFiles opens many more connections than the server may have files.
// Devices that are connected go on, and afterwards all is as before.
func TestF22FewFiles(t *testing.T) {
	requireFiles(t, 2048)
	i := e2e.Start(t, e2e.Options{Wrap: []string{"sh", "-c", `ulimit -n 256; exec "$@"`, "sh"}})
	l := newLedger()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	devices := mixed(i.Devices, 16, l, 20_000)
	devices.Rate = 100
	var res load.Result
	var err error
	var wg sync.WaitGroup
	wg.Go(func() { res, err = devices.Run(ctx) })
	eventually(t, 20*time.Second, "devices post", func() bool { _, acked := l.counts(); return acked >= 50 })

	crowd := dial(t, i.Devices, 2, 1000)
	_, before := l.counts()
	eventually(t, 20*time.Second, "devices go on posting", func() bool { _, acked := l.counts(); return acked >= before+pick(100, 2000) })
	closeAll(crowd)
	took := eventually(t, 5*time.Second, "a new device is taken", func() bool {
		status, _, err := i.Post("/API", "application/xml", posts.Device{N: 300}.Keepalive())
		return err == nil && status == http.StatusOK
	})
	if err := i.Client(t).Healthy(t.Context()); err != nil {
		t.Errorf("the API: %v", err)
	}
	_, before = l.counts()
	eventually(t, 20*time.Second, "devices still post", func() bool { _, acked := l.counts(); return acked >= before+50 })
	cancel()
	wg.Wait()
	if err != nil || res.Other[503] > 0 {
		t.Errorf("a device was cut off: %v, %v", err, res)
	}
	t.Logf("taken again after %v; %v", took, res)
	l.verify(t.Context(), t, i.Web)
}

// TestF25SlowReader exports to a reader that takes its time, while events come
// in. The database's log does not grow without bound, and the export is complete.
func TestF25SlowReader(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	l := newLedger()
	events := pick[int64](3000, 100_000)
	runner := mixed(i.Devices, 16, l, 0)
	runner.Count = events
	if _, err := runner.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := numbers.Load() // what is older must be in the export
	first := last - events

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		more := mixed(i.Devices, 16, l, 0)
		more.Rate = pick(200., 500.)
		more.Run(ctx)
	})
	var largest atomic.Int64
	wg.Go(func() { watchSize(ctx, filepath.Join(i.Data, "watchpost.db-wal"), &largest) })

	cmd := e2e.Command(t, "export", "--server", i.Web, "--format", "ndjson")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	seen := readSlowly(t, bufio.NewScanner(out), pick(4*time.Second, 5*time.Minute)/time.Duration(events))
	if err := cmd.Wait(); err != nil {
		t.Fatalf("export: %v", err)
	}
	cancel()
	wg.Wait()
	missing := 0
	for number := first + 1; number <= last; number++ {
		if seen[number] != 1 {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d events are not once in the export", missing, events)
	}
	if got := largest.Load(); got > 256<<20 || got == 0 {
		t.Errorf("the database's log had up to %d MB, want at most 256 and more than none", got>>20)
	}
	_, acked := l.counts()
	t.Logf("the log had up to %.1f MB; %d events while %d were exported", float64(largest.Load())/(1<<20), acked-int(events), len(seen))
}

// readSlowly reads events, one in a while, and counts them by number.
func readSlowly(t *testing.T, lines *bufio.Scanner, while time.Duration) map[int64]int {
	t.Helper()
	seen := make(map[int64]int)
	start := time.Now()
	for n := time.Duration(1); lines.Scan(); n++ {
		_, rest, _ := strings.Cut(lines.Text(), `"event_id":"`)
		digits, _, _ := strings.Cut(rest, `"`)
		number, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			t.Fatalf("line %q", lines.Text())
		}
		seen[number]++
		if early := time.Until(start.Add(n * while)); early > 20*time.Millisecond {
			<-time.After(early)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return seen
}

// watchSize remembers the largest size that a file has.
func watchSize(ctx context.Context, path string, largest *atomic.Int64) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if st, err := os.Stat(path); err == nil && st.Size() > largest.Load() {
			largest.Store(st.Size())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// TestS21InventedDevices posts from one address in the name of very many devices.
// The list of devices stays short, and a known device is not touched.
func TestS21InventedDevices(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	c := i.Client(t)
	known := posts.Device{N: 1}
	post := func(number int64) {
		t.Helper()
		runner := load.Runner{Addr: i.Devices, Conns: 1, Count: 1, Source: func(int) netip.Addr { return known.Addr() },
			Request: func(dst []byte, _ int, _ int64) []byte {
				body, _ := known.Event(number, time.Now(), 0, 0)
				return posts.Request(dst, i.Devices, body)
			}}
		if res, err := runner.Run(t.Context()); err != nil || res.OK != 1 {
			t.Fatalf("the known device: %v %v", res, err)
		}
	}
	first := numbers.Add(1)
	post(first)
	invented := load.Runner{Addr: i.Devices, Conns: 8, Count: pick[int64](2000, 10_000),
		Source: func(int) netip.Addr { return netip.MustParseAddr("127.9.9.9") },
		Request: func(dst []byte, _ int, n int64) []byte {
			return posts.Request(dst, i.Devices, posts.Device{N: int(1000 + n)}.Keepalive())
		}}
	res, err := invented.Run(t.Context())
	if err != nil || res.OK != invented.Count {
		t.Fatalf("invented devices: %v %v", res, err)
	}
	second := numbers.Add(1)
	post(second)

	devices := 0
	var knownID string
	for d, err := range c.AllDevices(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		devices++
		if d.MAC == known.MAC() {
			knownID = d.ID
		}
	}
	if devices > 135 {
		t.Errorf("%d devices are listed, want about as many as an address may name (128)", devices)
	}
	if knownID == "" {
		t.Fatal("the known device is not listed any more")
	}
	page, err := c.Events(t.Context(), client.Query{Filter: client.Filter{Devices: []string{knownID}}})
	if err != nil || len(page.Items) != 2 {
		t.Errorf("the known device has %d events, %v; want both", len(page.Items), err)
	}
	if log := strings.Count(i.Logged(), "\n"); log > 100 {
		t.Errorf("%d lines of log", log)
	}
	t.Logf("%d devices listed after %d invented", devices, invented.Count)
}
