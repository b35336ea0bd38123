//go:build linux

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
)

// syncTime is the median of 200 times that a disk needs to keep 4 KB for good.
func syncTime(t *testing.T, dir string) time.Duration {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "sync-time"))
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4<<10)
	took := make([]time.Duration, 200)
	for i := range took {
		if _, err := f.WriteAt(block, 0); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			t.Fatal(err)
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// assumedSync is the sync time that the promised latencies are for.
const assumedSync = 250 * time.Microsecond

// latencyLimit is a promised latency on this machine: a slower disk takes longer.
// In the short form, which shares the processors with other tests, it only
// catches what is badly wrong.
func latencyLimit(t *testing.T, dir string, promised time.Duration) time.Duration {
	t.Helper()
	sync := syncTime(t, dir)
	scale := max(1, float64(sync)/float64(assumedSync))
	limit := time.Duration(scale * float64(promised) * pick(20., 1.))
	t.Logf("T_fs %v; promised %v, limit %v", sync, promised, limit)
	return limit
}

// process is a running server as the system sees it.
type process struct{ pid int }

func of(i *e2e.Instance) process { return process{i.PID()} }

// kilobytes reads a line of the process's status.
func (p process) kilobytes(t *testing.T, name string) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no %s in the status of process %d", name, p.pid)
	return 0
}

// memory is what the process holds, in MB; peak the most that it has held.
func (p process) memory(t *testing.T) float64 { return float64(p.kilobytes(t, "VmRSS")) / 1e3 * 1.024 }
func (p process) peak(t *testing.T) float64   { return float64(p.kilobytes(t, "VmHWM")) / 1e3 * 1.024 }

// resetPeak has peak count from now on.
func (p process) resetPeak(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.pid), []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
}

// clockTick is the unit of processor times in /proc.
const clockTick = 10 * time.Millisecond

// processor is how long the process has been computing.
func (p process) processor(t *testing.T) time.Duration {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	if err != nil {
		t.Fatal(err)
	}
	// The name of the program, which may hold blanks, ends with a bracket.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+2:]))
	var ticks int64
	for _, f := range fields[11:13] { // user and system
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick
}

// requireFiles is Require for tests that open many connections.
func requireFiles(t *testing.T, n uint64) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	e2e.Require(t, limit.Cur >= n, fmt.Sprintf("ulimit -n of at least %d", n))
}

// eventually waits until something holds, and fails when it does not in time.
func eventually(t *testing.T, within time.Duration, what string, holds func() bool) time.Duration {
	t.Helper()
	start := time.Now()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Since(start) > within {
			t.Fatalf("%s: not within %v", what, within)
		}
		<-tick.C
	}
	return time.Since(start)
}
