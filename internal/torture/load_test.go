//go:build linux

package torture

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// trackingLoad posts the targets of 64 cameras as they move.
func trackingLoad(addr string) *load.Runner {
	return &load.Runner{
		Addr: addr, Conns: 64, Rate: pick(500., 2500.), Source: func(i int) netip.Addr { return posts.Device{N: i}.Addr() },
		Request: func(dst []byte, i int, n int64) []byte {
			return posts.Request(dst, addr, posts.Device{N: i}.Tracking(time.Now(), int(n/6400), int(n/64%8000)))
		},
	}
}

// carried fails unless all posts were answered with success, in time.
func carried(t *testing.T, res load.Result, err error, limit time.Duration) {
	t.Helper()
	if err != nil || len(res.Other) > 0 || res.Broken > 0 {
		t.Errorf("not all posts were taken: %v %v", res, err)
	}
	if p99 := res.Latency.Quantile(.99); p99 > limit {
		t.Errorf("p99 is %v, want at most %v", p99, limit)
	}
}

func TestL01Tracking(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	limit := latencyLimit(t, i.Data, 50*time.Millisecond)
	r := trackingLoad(i.Devices)
	r.Duration = pick(4*time.Second, 5*time.Minute)
	before := of(i).processor(t)
	res, err := r.Run(t.Context())
	cores := (of(i).processor(t) - before).Seconds() / res.Elapsed.Seconds()
	carried(t, res, err, limit)
	peak := of(i).peak(t)
	if peak > 250 {
		t.Errorf("%.0f MB of memory, want at most 250", peak)
	}
	if cores > 1 {
		t.Errorf("%.2f processors, want at most 1", cores)
	}
	t.Logf("%v; %.0f MB, %.2f processors", res, peak, cores)
}

// bigPosts are posts of about 680 KB, one for each device.
func bigPosts(host string, n int) []*posts.Template {
	all := make([]*posts.Template, n)
	for i := range all {
		all[i] = posts.Device{N: i}.EventTemplate(host, 450_000, 60_000)
	}
	return all
}

func TestL02Images(t *testing.T) {
	dir := ownDisk(t, pick[int64](2000, 20_000))
	i := e2e.Start(t, e2e.Options{Plain: true, Data: filepath.Join(dir, "data")})
	limit := latencyLimit(t, i.Data, 150*time.Millisecond)
	big := bigPosts(i.Devices, 16)
	r := load.Runner{
		Addr: i.Devices, Conns: len(big), Rate: pick(30., 150.), Duration: pick(4*time.Second, 2*time.Minute),
		Source: func(i int) netip.Addr { return posts.Device{N: i}.Addr() },
		Request: func(dst []byte, c int, _ int64) []byte {
			return append(dst, big[c].At(numbers.Add(1), time.Now())...)
		},
	}
	res, err := r.Run(t.Context())
	carried(t, res, err, limit)
	peak := of(i).peak(t)
	if peak > 350 {
		t.Errorf("%.0f MB of memory, want at most 350", peak)
	}
	t.Logf("posts of %d KB: %v; %.0f MB", len(big[0].At(0, time.Now()))/1000, res, peak)
}

func TestL08Burst(t *testing.T) {
	dir := ownDisk(t, 2000)
	i := e2e.Start(t, e2e.Options{Plain: true, Data: filepath.Join(dir, "data")})
	limit := latencyLimit(t, i.Data, 10*time.Second)
	big := bigPosts(i.Devices, 50)
	r := load.Runner{
		Addr: i.Devices, Conns: len(big), Count: pick[int64](150, 500), Timeout: 2 * time.Minute,
		Source: func(i int) netip.Addr { return posts.Device{N: i}.Addr() },
		Request: func(dst []byte, c int, _ int64) []byte {
			return append(dst, big[c].At(numbers.Add(1), time.Now())...)
		},
	}
	res, err := r.Run(t.Context())
	carried(t, res, err, limit)
	if res.Elapsed > limit {
		t.Errorf("it took %v, want at most %v", res.Elapsed, limit)
	}
	peak := of(i).peak(t)
	if peak > 600 {
		t.Errorf("%.0f MB of memory, want at most 600", peak)
	}
	t.Logf("%v in %v; %.0f MB", res, res.Elapsed, peak)
}

// TestL05Idle keeps many connections open that send a heartbeat a minute.
func TestL05Idle(t *testing.T) {
	requireFiles(t, 4096)
	i := e2e.Start(t, e2e.Options{Plain: true})
	beat := func(c net.Conn, n int) error {
		if _, err := c.Write(posts.Request(nil, i.Devices, posts.Device{N: n}.Keepalive())); err != nil {
			return err
		}
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		// The answer is shorter than this, and there is one at a time.
		answer := make([]byte, 1024)
		if got, err := c.Read(answer); err != nil || !strings.HasPrefix(string(answer[:got]), "HTTP/1.1 200 ") {
			return fmt.Errorf("answer %q: %w", answer[:got], err)
		}
		return nil
	}
	for n, c := range dial(t, i.Devices, 3, 20) { // what the first posts take is not counted
		if err := beat(c, n); err != nil {
			t.Fatal(err)
		}
	}
	before := of(i).memory(t)
	conns := dial(t, i.Devices, 4, 2000)
	for n, c := range conns {
		if err := beat(c, n); err != nil {
			t.Fatalf("connection %d: %v", n, err)
		}
	}
	// In the short form a tenth of them, in a tenth of the time.
	beats := pick(200, 3*len(conns))
	length := pick(6*time.Second, 3*time.Minute)
	start, computed := time.Now(), of(i).processor(t)
	for n := range beats {
		if err := beat(conns[n%len(conns)], n%len(conns)); err != nil {
			t.Fatalf("connection %d: %v", n%len(conns), err)
		}
		if early := time.Until(start.Add(length / time.Duration(beats) * time.Duration(n+1))); early > 5*time.Millisecond {
			<-time.After(early)
		}
	}
	busy := (of(i).processor(t) - computed).Seconds() / time.Since(start).Seconds()
	// What the first posts of so many devices took has been given back by now, in
	// the full form.
	grown := of(i).memory(t) - before
	if grown > pick(120., 60.) {
		t.Errorf("2000 connections take %.0f MB, want at most 60", grown)
	}
	if busy > pick(.15, .03) {
		t.Errorf("%.1f %% of a processor, want at most 3", 100*busy)
	}
	t.Logf("%.1f MB for 2000 connections, %.1f %% of a processor", grown, 100*busy)
}

// TestL06Slowloris opens a thousand connections that send their header a byte at
// a time, while cameras post.
func TestL06Slowloris(t *testing.T) {
	t.Parallel()
	requireFiles(t, 2048)
	i := e2e.Start(t, e2e.Options{Plain: true})
	limit := latencyLimit(t, i.Data, 2*50*time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var res load.Result
	var err error
	var wg sync.WaitGroup
	wg.Go(func() {
		r := trackingLoad(i.Devices)
		res, err = r.Run(ctx)
	})
	conns := dial(t, i.Devices, 5, 1000)
	cut := make([]time.Duration, len(conns))
	var slow sync.WaitGroup
	for n, c := range conns {
		if c == nil {
			t.Fatalf("connection %d was not taken", n)
		}
		slow.Go(func() { cut[n] = drip(c, "POST /API HTTP/1.1\r\n", 5*time.Second, time.Minute) })
	}
	slow.Wait()
	cancel()
	wg.Wait()
	longest := time.Duration(0)
	for _, d := range cut {
		longest = max(longest, d)
	}
	if longest > pick(30*time.Second, 15*time.Second) {
		t.Errorf("a connection was cut after %v, want at most 15 s", longest)
	}
	// What the end of the test breaks off is no failure.
	if err != nil || len(res.Other) > 0 || res.Broken > 64 {
		t.Errorf("tracking posts: %v %v", res, err)
	}
	if p99 := res.Latency.Quantile(.99); p99 > limit {
		t.Errorf("p99 of tracking posts is %v, want at most %v", p99, limit)
	}
	t.Logf("cut after at most %v; tracking posts: %v", longest, res)
}

// drip sends text a byte at a time until the other end closes the connection, and
// returns when that was, at most limit.
func drip(c net.Conn, text string, pause, limit time.Duration) time.Duration {
	start := time.Now()
	for n := 0; time.Since(start) < limit; n++ {
		if _, err := c.Write([]byte{text[min(n, len(text)-1)]}); err != nil {
			break
		}
		c.SetReadDeadline(time.Now().Add(pause))
		if _, err := io.ReadAll(c); err == nil || !isTimeout(err) {
			break
		}
	}
	return time.Since(start)
}

func isTimeout(err error) bool {
	n, ok := err.(net.Error)
	return ok && n.Timeout()
}

// TestL07SlowBodies uploads very slowly; that is cut. What is only slow is taken.
func TestL07SlowBodies(t *testing.T) {
	t.Parallel()
	i := e2e.Start(t, e2e.Options{Plain: true})
	body, _ := posts.Device{N: 1}.Event(numbers.Add(1), time.Now(), 300_000, 0)
	type outcome struct {
		status int
		took   time.Duration
		err    error
	}
	outcomes := make([]outcome, 200)
	var wg sync.WaitGroup
	for n, c := range dial(t, i.Devices, 6, len(outcomes)) {
		if c == nil {
			t.Fatalf("connection %d was not taken", n)
		}
		wg.Go(func() {
			o := &outcomes[n]
			o.status, o.took, o.err = upload(c, i.Devices, body, 1<<10)
		})
	}
	if long {
		wg.Go(func() {
			slow, _ := posts.Device{N: 2}.Event(numbers.Add(1), time.Now(), 520_000, 0)
			c, err := net.Dial("tcp", i.Devices)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			status, took, err := upload(c, i.Devices, slow, 32<<10)
			if err != nil || status != http.StatusOK {
				t.Errorf("%d KB at 32 KB/s: %d %v after %v", len(slow)/1000, status, err, took)
			}
			t.Logf("%d KB at 32 KB/s: taken after %v", len(slow)/1000, took)
		})
	}
	wg.Wait()
	var longest time.Duration
	for n, o := range outcomes {
		if o.err != nil || o.status != http.StatusRequestTimeout {
			t.Errorf("upload %d: %d %v, want 408", n, o.status, o.err)
		}
		longest = max(longest, o.took)
	}
	if longest > pick(40*time.Second, 20*time.Second) {
		t.Errorf("an upload was cut after %v, want at most 20 s", longest)
	}
	t.Logf("cut after at most %v", longest)
}

// upload posts a body at a rate in bytes a second and returns the answer's status.
func upload(c net.Conn, host string, body []byte, rate int) (status int, took time.Duration, err error) {
	start := time.Now()
	answered := make(chan error, 1)
	go func() {
		line := make([]byte, len("HTTP/1.1 200"))
		c.SetReadDeadline(start.Add(2 * time.Minute))
		_, err := io.ReadFull(c, line)
		if err == nil {
			_, err = fmt.Sscanf(string(line), "HTTP/1.1 %d", &status)
		}
		answered <- err
	}()
	all := posts.Request(nil, host, body)
	head := len(all) - len(body)
	if _, err := c.Write(all[:head]); err != nil {
		return 0, time.Since(start), err
	}
	for sent := 0; sent < len(body); {
		n := min(max(rate/10, 1), len(body)-sent)
		if _, werr := c.Write(body[sent : sent+n]); werr != nil {
			break // the answer says why
		}
		sent += n
		select {
		case err = <-answered:
			return status, time.Since(start), err
		case <-time.After(time.Until(start.Add(time.Duration(sent) * time.Second / time.Duration(rate)))):
		}
	}
	err = <-answered
	return status, time.Since(start), err
}
