package app

import (
	"log/slog"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// memoryPart is how much of a memory limit is for the Go heap; the rest is for
// what the runtime does not count.
const memoryPart = .8

// limitMemory makes the garbage collector work harder before a container's limit
// is met, unless GOMEMLIMIT already says how hard.
func limitMemory(log *slog.Logger) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	limit := cgroupLimit()
	if limit == 0 {
		return
	}
	soft := int64(memoryPart * float64(limit))
	debug.SetMemoryLimit(soft)
	log.Info("memory is limited", "limit", limit, "heap", soft)
}

// cgroupLimit is the memory that the system lets this process have, 0 when it
// sets no limit.
func cgroupLimit() int64 {
	for _, path := range [...]string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		b, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
		if err == nil && n > 0 && n < math.MaxInt64/2 && n < 1<<46 {
			return n
		}
	}
	return 0
}
