//go:build unix

package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/store"
)

// BenchmarkCommit measures what an event costs in groups of several sizes, of
// time and of the processor's: intrusions of persons, and a mix with pictures,
// plates and faces.
func BenchmarkCommit(b *testing.B) {
	for _, kind := range []string{"plain", "mixed"} {
		for _, size := range []int{1, 16, 32, 256} {
			b.Run(fmt.Sprintf("%s/%d", kind, size), func(b *testing.B) { benchmarkCommit(b, size, kind == "mixed") })
		}
	}
}

func benchmarkCommit(b *testing.B, size int, mix bool) {
	const cams = 128
	db := open(b, filepath.Join(b.TempDir(), "w.db"))
	defer db.Close()
	if _, err := db.Commit(b.Context(), &store.Batch{At: t0, Devices: cameras(cams)}); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	n := 0
	var took, longest, used time.Duration
	for b.Loop() {
		batch := &store.Batch{At: t0}
		for range size {
			n++
			e := newEvent(n, cams)
			if mix {
				mixed(e.Event, r)
			}
			batch.Events = append(batch.Events, e)
		}
		begun, before := time.Now(), processorTime(b)
		if _, err := db.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		used += processorTime(b) - before
		d := time.Since(begun)
		took, longest = took+d, max(longest, d)
	}
	b.ReportMetric(float64(took.Microseconds())/float64(n), "µs/event")
	b.ReportMetric(float64(used.Microseconds())/float64(n), "cpu-µs/event")
	b.ReportMetric(float64(longest.Microseconds())/1000, "ms-longest")
}

// processorTime is what this process has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
