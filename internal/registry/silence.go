package registry

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/journal"
)

// Heartbeats. A device that has not shown its interval yet is given the longest
// that device pages offer for HTTP POST.
const (
	unlearnedHeartbeat = 2 * time.Minute
	shortestHeartbeat  = 5 * time.Second
	longestHeartbeat   = 30 * time.Minute
)

// learn takes the gap since the last keepalive as a sample of the interval.
func (e *Entry) learn(at time.Time) {
	gap := at.Sub(e.d.LastKeepalive)
	if e.d.LastKeepalive.IsZero() || gap < time.Second || gap > longestHeartbeat+time.Minute {
		return // the first, a burst, or after an outage
	}
	e.gaps[e.gapsN%len(e.gaps)] = gap
	e.gapsN++
	if e.gapsN < 2 {
		return
	}
	sorted := slices.Clone(e.gaps[:min(e.gapsN, len(e.gaps))])
	slices.Sort(sorted)
	// Whole seconds: devices are set to whole seconds, the rest is jitter.
	e.d.Heartbeat = max(sorted[(len(sorted)-1)/2].Round(time.Second), time.Second)
}

// silence is how long the device may be quiet before it is offline: three of its
// intervals.
func (e *Entry) silence() time.Duration {
	h := e.d.Heartbeat
	if h == 0 {
		h = unlearnedHeartbeat
	}
	return 3 * max(h, shortestHeartbeat)
}

// Tick returns the devices that have fallen silent by now.
func (r *Registry) Tick(now time.Time) []journal.DeviceChange {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out []journal.DeviceChange
	for _, e := range r.devices {
		e.mu.Lock()
		if e.d.Online && now.Sub(e.d.LastSeen) > e.silence() && now.Sub(e.since) > e.silence() {
			e.d.Online = false
			e.dirty = true
			out = append(out, *e.change(journal.Offline))
		}
		e.mu.Unlock()
	}
	return out
}

// Dirty returns up to limit rows that the store has to catch up with, new
// devices included. Saved must be called on each.
func (r *Registry) Dirty(limit int) []Row {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out []Row
	for _, e := range r.devices {
		if len(out) == limit {
			break
		}
		e.mu.Lock()
		if e.dirty {
			out = append(out, e.pending())
		}
		e.mu.Unlock()
	}
	return out
}
