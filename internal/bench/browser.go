package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// browser is a window of Chromium that a row is measured in.
type browser struct {
	ctx  context.Context
	end  []func()
	home string // its profile
}

// openBrowser starts Chromium. With a profile of its own, nothing is in its cache.
func openBrowser(ctx context.Context) (*browser, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("find a browser, leave rows 5 and 9 out without one: %w", err)
	}
	home, err := os.MkdirTemp("", "watchpost-bench-browser-")
	if err != nil {
		return nil, err
	}
	all, cancelAll := chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path), chromedp.UserDataDir(home), chromedp.Flag("headless", "new"),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.WindowSize(1280, 900),
	)
	tab, cancel := chromedp.NewContext(all)
	b := &browser{ctx: tab, home: home, end: []func(){func() { _ = chromedp.Cancel(tab) }, cancel, cancelAll}}
	if err := chromedp.Do(tab, chromedp.EmulateViewport(1280, 900)); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", path, err), b.close())
	}
	return b, nil
}

func (b *browser) close() error {
	for _, end := range b.end {
		end()
	}
	return os.RemoveAll(b.home)
}

func (b *browser) open(url string) error { return chromedp.Do(b.ctx, chromedp.Navigate(url)) }

// Posts of row 5: so many a second, so many in all.
const watchedRate, watchedPosts = 100, 2000

// listen has the page note when each event comes over the stream, by its plate.
const listen = `new Promise((ready) => {
  globalThis.came = {};
  const stream = new EventSource("/api/v1/stream?topics=event");
  stream.addEventListener("event", (e) => { came[JSON.parse(e.data).plate] = performance.timeOrigin + performance.now(); });
  stream.addEventListener("open", () => ready(true));
})`

// toBrowser measures from the moment that a post is sent to the one in which a page
// that is open knows of its event.
func (b *bench) toBrowser(ctx context.Context, row int) (lines []line, err error) {
	product, err := b.product(ctx, filepath.Join(b.work, "watched"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop()) }()
	window, err := openBrowser(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, window.close()) }()
	if err := window.open("http://" + product.Web + "/timeline"); err != nil {
		return nil, err
	}
	if _, err := chromedp.Run(window.ctx, chromedp.Evaluate[bool](listen, chromedp.EvalAwaitPromise)); err != nil {
		return nil, fmt.Errorf("listen in the browser: %w", err)
	}
	camera := viewtrontest.NewCamera(1)
	device := viewtrontest.Device{Poster: camera, Receiver: "http://" + product.Devices + "/API"}
	defer device.Close()
	sent := make(map[string]time.Time, watchedPosts)
	tick := time.NewTicker(time.Second / watchedRate)
	defer tick.Stop()
	for n := range watchedPosts {
		<-tick.C
		plate := fmt.Sprintf("WP%05d", n)
		m := camera.Plate(time.Now(), viewtrontest.Hit{Targets: []viewtrontest.Target{
			{ID: n + 1, Box: viewtrontest.Box(4000, 4000, 5000, 4500), Plate: &viewtrontest.Plate{Text: plate}},
		}})
		sent[plate] = time.Now()
		if status, _, err := device.Post(ctx, m); err != nil || status != http.StatusOK {
			return nil, fmt.Errorf("post %d: answered %d: %w", n, status, err)
		}
	}
	if _, err := chromedp.Run(window.ctx, chromedp.Poll[bool](
		"Object.keys(came).length === "+strconv.Itoa(watchedPosts), chromedp.WithPollingTimeout(30*time.Second))); err != nil {
		return nil, fmt.Errorf("wait for all events in the browser: %w", err)
	}
	came, err := chromedp.Run(window.ctx, chromedp.Evaluate[map[string]float64]("came"))
	if err != nil {
		return nil, err
	}
	var l load.Latencies
	for plate, at := range came {
		l.Add(time.UnixMicro(int64(at * 1000)).Sub(sent[plate]))
	}
	return []line{{
		Row: row, What: fmt.Sprintf("99th percentile from post to browser at %d events a second", watchedRate),
		Product: float64(l.Quantile(.99).Microseconds()) / 1000, Unit: "ms", Limit: 50,
	}}, nil
}

// visit is what a first visit of a page costs.
type visit struct {
	Millis float64 // from the click until all is there but pictures of events
	Bytes  float64 // over the network, headers included, without pictures of events
}

// cost asks the browser for it.
const cost = `(() => {
  const page = performance.getEntriesByType("navigation")[0];
  const rest = performance.getEntriesByType("resource").filter((r) => !r.name.includes("/images/"));
  return {Millis: page.domContentLoadedEventEnd, Bytes: [page, ...rest].reduce((sum, r) => sum + r.transferSize, 0)};
})()`

// visits are how often the first page is opened.
const visits = 20

// firstPage measures what a browser that was never here needs for the first page.
func (b *bench) firstPage(ctx context.Context, row int) (lines []line, err error) {
	dir, err := b.history(ctx)
	if err != nil {
		return nil, err
	}
	product, err := b.product(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop()) }()
	for _, path := range []string{"/", "/timeline"} {
		var millis, bytes []float64
		for range visits {
			v, err := b.visit(ctx, "http://"+product.Web+path)
			if err != nil {
				return nil, err
			}
			millis, bytes = append(millis, v.Millis), append(bytes, v.Bytes/1000)
		}
		what := fmt.Sprintf("page %s with %d events, for a browser that was never here", path, b.events)
		lines = append(lines,
			line{Row: row, What: what, Product: median(millis), Unit: "ms", Limit: 150},
			line{Row: row, What: what, Product: median(bytes), Unit: "KB", Limit: 100})
	}
	return lines, nil
}

// visit opens a page in a browser of its own.
func (b *bench) visit(ctx context.Context, url string) (v visit, err error) {
	window, err := openBrowser(ctx)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, window.close()) }()
	if err := window.open(url); err != nil {
		return v, err
	}
	return chromedp.Run(window.ctx, chromedp.Evaluate[visit](cost))
}
