package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// The load under which memory is measured: devices of which a part keep their
// connections and the others open one for each post, as both are set on the
// devices' pages; and others that post events with two pictures.
const (
	fleet        = 10_000
	fleetKeeping = 2_000
	heartbeat    = 30 * time.Second
	fleetEvents  = 200 // a second
	fleetSenders = 64
	// firstOfFleet keeps the fleet apart from the devices that post events.
	firstOfFleet = 1_000
)

// memory measures what the product occupies at rest, and at most while a fleet
// posts.
func (b *bench) memory(ctx context.Context, row int) (lines []line, err error) {
	product, err := b.product(ctx, filepath.Join(b.work, "data-memory"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop()) }()
	if err := pause(ctx, 5*time.Second); err != nil {
		return nil, err
	}
	idle, err := product.memory("VmRSS")
	if err != nil {
		return nil, err
	}
	if err := b.fleet(ctx, product); err != nil {
		return nil, err
	}
	most, err := product.memory("VmHWM")
	return []line{
		{Row: row, What: "memory, idle", Product: idle, Unit: "MB", Limit: 40},
		{Row: row, What: "memory, 10,000 devices' heartbeats and 200 events/s", Product: most, Unit: "MB", Limit: 250},
	}, err
}

// fleet posts for as long as all turns of another row take, and at least until
// every device has sent a heartbeat.
func (b *bench) fleet(ctx context.Context, to *server) error {
	length := max(heartbeat+5*time.Second, time.Duration(b.rounds)*b.length*2)
	const keptRate = fleetKeeping / float64(heartbeat/time.Second)
	const openedRate = (fleet - fleetKeeping) / float64(heartbeat/time.Second)
	events := make([]*posts.Template, fleetSenders)
	for i := range events {
		events[i] = posts.Device{N: i}.EventTemplate(to.Devices, overviewSize, cropSize)
	}
	runs := []load.Runner{{
		Addr: to.Devices, Duration: length, Conns: fleetKeeping, Rate: keptRate,
		Source: func(i int) netip.Addr { return posts.Device{N: firstOfFleet + i}.Addr() },
		Request: func(dst []byte, i int, _ int64) []byte {
			return posts.Request(dst, to.Devices, posts.Device{N: firstOfFleet + i}.Keepalive())
		},
	}, {
		// Each address stands for so many devices as it may introduce.
		Addr: to.Devices, Duration: length, Conns: fleetSenders + 16, Rate: openedRate,
		Source: func(i int) netip.Addr { return posts.Device{N: firstOfFleet + fleetKeeping + i}.Addr() },
		Request: func(dst []byte, i int, n int64) []byte {
			share := int64((fleet - fleetKeeping) / (fleetSenders + 16))
			d := posts.Device{N: firstOfFleet + fleetKeeping + i*int(share) + int(n/(fleetSenders+16)%share)}
			return posts.LastRequest(dst, to.Devices, d.Keepalive())
		},
	}, {
		Addr: to.Devices, Duration: length, Conns: fleetSenders, Rate: fleetEvents,
		Source:  func(i int) netip.Addr { return posts.Device{N: i}.Addr() },
		Request: func(_ []byte, i int, n int64) []byte { return events[i].At(2_000_000_000+n, time.Now()) },
	}}
	errs := make([]error, len(runs))
	var wg sync.WaitGroup
	for i := range runs {
		wg.Go(func() {
			res, err := runs[i].Run(ctx)
			if err == nil && (len(res.Other) > 0 || res.Broken > 0) {
				err = fmt.Errorf("not all posts were taken: %v", res)
			}
			errs[i] = err
		})
	}
	wg.Wait()
	return errors.Join(append(errs, ctx.Err())...)
}

// memory reads a figure of a child's status, in MB.
func (s *server) memory(name string) (float64, error) {
	path := fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid)
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	_, after, found := bytes.Cut(b, []byte(name+":"))
	fields := bytes.Fields(after)
	if !found || len(fields) == 0 {
		return 0, fmt.Errorf("%s has no %s", path, name)
	}
	kb, err := strconv.ParseFloat(string(fields[0]), 64)
	return kb * 1024 / 1e6, err
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
