package main

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// machine is what the figures depend on.
type machine struct {
	Cores      int    `json:"cores"`
	Go         string `json:"go"`
	OS         string `json:"os"`
	Arch       string `json:"arch"`
	SyncMicros int64  `json:"sync_us"` // of 4 KiB, the median
	Load       string `json:"load"`    // of the last minutes, before anything was measured
}

func machineFacts(dir string) (machine, error) {
	m := machine{Cores: runtime.NumCPU(), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, Load: "unknown"}
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(b))[:2], " ")
	}
	took, err := syncTime(dir)
	m.SyncMicros = took.Microseconds()
	return m, err
}

// syncs are how many syncs the median is of.
const syncs = 200

// syncTime is what it takes to make 4 KiB durable at the end of a file.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.CreateTemp(dir, "sync-")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	page := make([]byte, 4096)
	took := make([]time.Duration, syncs)
	for i := range took {
		begin := time.Now()
		if _, err := f.Write(page); err != nil {
			return 0, err
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			return 0, err
		}
		took[i] = time.Since(begin)
	}
	slices.Sort(took)
	return took[syncs/2], nil
}
