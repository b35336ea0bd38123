// Package fleet is thousands of devices in one process. They see nothing: their
// posts are prepared once, and only what differs is written into them, so that a
// device costs little more than its connection. It is the load tool.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/sim/send"
)

// MaxDevices is how many devices a fleet may have: as many as have an address of
// their own on loopback.
const MaxDevices = 65536

// Fleet is what is to be sent where. Receiver and Devices must be set.
type Fleet struct {
	Receiver  string // URL, http or https; any certificate is taken
	Devices   int
	Recorders int     // how many of them post as recorders do, the others as cameras
	Events    float64 // a second, of all together
	Tracks    float64 // position posts a second, of all cameras together
	// Heartbeat is how often each device sends one; 0 is never. The devices do it
	// in turn, evenly spread.
	Heartbeat        time.Duration
	Original, Target bool // pictures in the events
	// Addresses lets each device post from its own address, 127.1.x.y. The receiver
	// must be on loopback.
	Addresses      bool
	User, Password string        // sent with every post by Basic, if User is set
	Duration       time.Duration // until ctx ends when 0
	Timeout        time.Duration // for an answer; 15 s when 0
	Workers        int           // posts on their way at once at most; 256 when 0
	Dial           send.Dialer   // TCP when nil; Addresses is then its own matter
	// Progress is told how it goes every ten seconds; nil is not told.
	Progress func(Report)
}

// What a fleet does when nothing else is said.
const (
	defaultTimeout = 15 * time.Second
	defaultWorkers = 256
	progressEvery  = 10 * time.Second
	tooLate        = 10 * time.Second // a post that is so late is not sent at all
)

// run is a fleet at work.
type run struct {
	Fleet
	url     *url.URL
	host    string
	parts   *prepared
	devices []device
	tally   tally
	begin   time.Time
}

// Run posts until Duration is over or ctx ends, and reports. The error is of what
// cannot be run at all.
func (f Fleet) Run(ctx context.Context) (Report, error) {
	r, err := f.prepare()
	if err != nil {
		return Report{}, err
	}
	if f.Duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.Duration)
		defer cancel()
	}
	jobs := make(chan job)
	var wg sync.WaitGroup
	for range r.Workers {
		wg.Go(func() {
			w := worker{run: r}
			for j := range jobs {
				w.do(ctx, j)
			}
		})
	}
	if f.Progress != nil {
		wg.Go(func() { r.progress(ctx) })
	}
	r.begin = time.Now()
	r.tally.begin(r.begin)
	r.dispatch(ctx, jobs)
	close(jobs)
	wg.Wait()
	for i := range r.devices {
		r.devices[i].hangUp()
	}
	return r.report(), nil
}

func (f Fleet) prepare() (*run, error) {
	u, err := url.Parse(f.Receiver)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the receiver %q is no http or https URL", f.Receiver)
	}
	switch {
	case f.Devices < 1 || f.Devices > MaxDevices:
		return nil, fmt.Errorf("%d devices: 1 to %d", f.Devices, MaxDevices)
	case f.Recorders < 0 || f.Recorders > f.Devices:
		return nil, fmt.Errorf("%d recorders among %d devices", f.Recorders, f.Devices)
	case f.Events < 0 || f.Tracks < 0 || f.Heartbeat < 0:
		return nil, errors.New("a rate or an interval below 0")
	case f.Tracks > 0 && f.Recorders == f.Devices:
		return nil, errors.New("recorders send no tracks")
	case f.Events == 0 && f.Tracks == 0 && f.Heartbeat == 0:
		return nil, errors.New("nothing is to be sent: no events, no tracks, no heartbeats")
	}
	if f.Addresses && f.Dial == nil && !loopback(u.Hostname()) {
		return nil, errors.New("devices with addresses of their own need a receiver on loopback")
	}
	if f.Timeout == 0 {
		f.Timeout = defaultTimeout
	}
	if f.Workers == 0 {
		f.Workers = defaultWorkers
	}
	parts, err := prepare(f.Original, f.Target)
	if err != nil {
		return nil, err
	}
	r := &run{Fleet: f, url: u, host: u.Host, parts: parts, devices: make([]device, f.Devices)}
	for i := range r.devices {
		r.devices[i] = device{n: i, recorder: i < f.Recorders, posting: make(chan struct{}, 1)}
	}
	return r, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Is4() && a.IsLoopback()
}

func (r *run) progress(ctx context.Context) {
	t := time.NewTicker(progressEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			r.Progress(r.report())
		}
	}
}

// dialer connects from a device's own address if it has one.
func (r *run) dialer(d *device) send.Dialer {
	if r.Dial != nil {
		return r.Dial
	}
	dialer := &net.Dialer{}
	if r.Addresses {
		dialer.LocalAddr = &net.TCPAddr{IP: d.source()}
	}
	return dialer.DialContext
}
