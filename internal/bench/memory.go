package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/internal/sim/fleet"
)

// The load under which memory is measured: devices of which a part keep their
// connections and the others open one for each post, as both are set on the
// devices' pages. All of them post events with two pictures in turn.
const (
	fleetDevices = 10_000
	fleetKeeping = 2_000
	heartbeat    = 30 * time.Second
	fleetEvents  = 200 // a second
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
	report, err := fleet.Fleet{
		Receiver: "http://" + to.Devices + "/API", Devices: fleetDevices, Recorders: fleetDevices - fleetKeeping, Addresses: true,
		Heartbeat: heartbeat, Events: fleetEvents, Original: true, Target: true,
		Duration: max(heartbeat+5*time.Second, time.Duration(b.rounds)*b.length*2),
	}.Run(ctx)
	if lost := report.Events.Failed + report.Heartbeats.Failed; err == nil && lost > 0 {
		err = fmt.Errorf("not all posts were taken:\n%v", report)
	}
	return errors.Join(err, ctx.Err())
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
