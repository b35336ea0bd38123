package fleet

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/load"
)

// Report is how it went. In JSON durations are in milliseconds.
type Report struct {
	Devices    int     `json:"devices"`
	Online     int     `json:"online"` // whose last post was taken
	Seconds    float64 `json:"seconds"`
	Events     Counts  `json:"events"`
	Tracks     Counts  `json:"tracks"`
	Heartbeats Counts  `json:"heartbeats"`
	// Failures are the posts that were lost, by kind.
	Failures map[string]int64 `json:"failures"`
}

// Counts are of one kind of post. Latencies are from the moment at which a post was
// due to its answer, so that a receiver that holds up the others does not look
// fast.
type Counts struct {
	Wanted float64 `json:"wantedPerSecond"`
	Rate   float64 `json:"perSecond"` // of those that were taken
	Sent   int64   `json:"sent"`      // and taken
	Failed int64   `json:"failed"`
	Bytes  int64   `json:"bytes"` // of bodies
	P50    float64 `json:"p50ms"`
	P90    float64 `json:"p90ms"`
	P99    float64 `json:"p99ms"`
	Max    float64 `json:"maxMs"`
}

// tally counts while it runs.
type tally struct {
	mu       sync.Mutex
	began    time.Time
	fine     int
	sentOf   [classes]int64
	failedOf [classes]int64
	bytes    [classes]int64
	took     [classes]load.Latencies
	failures map[string]int64
}

func (t *tally) begin(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.began, t.failures = at, map[string]int64{}
}

func (t *tally) sent(c class, took time.Duration, size int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sentOf[c]++
	t.bytes[c] += int64(size)
	t.took[c].Add(took)
}

func (t *tally) failed(c class, kind string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failedOf[c]++
	t.failures[kind]++
}

func (t *tally) online(fine bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if fine {
		t.fine++
	} else {
		t.fine--
	}
}

func (r *run) report() Report {
	t := &r.tally
	t.mu.Lock()
	defer t.mu.Unlock()
	elapsed := time.Since(t.began).Seconds()
	counts := func(c class, wanted float64) Counts {
		ms := func(q float64) float64 { return float64(t.took[c].Quantile(q).Microseconds()) / 1000 }
		return Counts{
			Wanted: wanted, Rate: float64(t.sentOf[c]) / max(elapsed, 1e-9), Sent: t.sentOf[c], Failed: t.failedOf[c], Bytes: t.bytes[c],
			P50: ms(0.5), P90: ms(0.9), P99: ms(0.99), Max: ms(1),
		}
	}
	beats := 0.0
	if r.Heartbeat > 0 {
		beats = float64(r.Devices) / r.Heartbeat.Seconds()
	}
	return Report{
		Devices: r.Devices, Online: t.fine, Seconds: elapsed,
		Events: counts(events, r.Fleet.Events), Tracks: counts(tracks, r.Fleet.Tracks), Heartbeats: counts(heartbeats, beats),
		Failures: maps.Clone(t.failures),
	}
}

// String is the report as a table for people.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d devices, %d of them online, %.1f s\n", r.Devices, r.Online, r.Seconds)
	fmt.Fprintf(&b, "%-11s %9s %9s %9s %8s %10s %9s %9s %9s %9s\n", "", "wanted/s", "taken/s", "taken", "lost", "MB", "p50 ms", "p90 ms", "p99 ms", "max ms")
	for _, row := range []struct {
		name string
		Counts
	}{{"events", r.Events}, {"tracks", r.Tracks}, {"heartbeats", r.Heartbeats}} {
		if row.Wanted == 0 {
			continue
		}
		fmt.Fprintf(&b, "%-11s %9.1f %9.1f %9d %8d %10.1f %9.1f %9.1f %9.1f %9.1f\n", row.name,
			row.Wanted, row.Rate, row.Sent, row.Failed, float64(row.Bytes)/1e6, row.P50, row.P90, row.P99, row.Max)
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Failures)) {
		fmt.Fprintf(&b, "lost: %d × %s\n", r.Failures[kind], kind)
	}
	return b.String()
}
