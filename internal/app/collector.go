package app

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The garbage collector by itself lets a heap grow by as much as is in use. Ours
// is small, and would be collected a hundred times a second under load; it may
// grow by roomToGrow at least.
const (
	roomToGrow = 32 << 20
	least      = 100 // percent, as the collector does by itself
	most       = 600
	// paceEvery is how often it is looked at what is in use.
	paceEvery = 200 * time.Millisecond
	// In each stretch of tidyEvery looks in which less than quiet was allocated,
	// but more than little, what is not in use goes back to the system.
	// What was given back too soon is asked for again, page by page, by the next post.
	tidyEvery = 100
	quiet     = 80 << 20
	little    = 4 << 20
)

// paceCollector lets the garbage collector run less often while little memory is
// in use, until ctx ends; unless GOGC already says how often.
func paceCollector(ctx context.Context) error {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	tick := time.NewTicker(paceEvery)
	defer tick.Stop()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/gc/heap/allocs:bytes"}}
	set := least
	var before uint64
	for look := 1; ; look++ {
		metrics.Read(live)
		if look%tidyEvery == 0 {
			now := live[1].Value.Uint64()
			if grown := now - before; grown > little && grown < quiet {
				debug.FreeOSMemory()
			}
			before = now
		}
		// Setting it stops the world for a moment: not for little.
		if p := percentOf(live[0].Value.Uint64()); p < set*9/10 || p > set*11/10 {
			debug.SetGCPercent(p)
			set = p
		}
		select {
		case <-ctx.Done():
			debug.SetGCPercent(least)
			return nil
		case <-tick.C:
		}
	}
}

// percentOf is by how much a heap may grow of which so many bytes are in use.
func percentOf(live uint64) int {
	return int(min(most, max(least, roomToGrow*100/max(live, 1))))
}
