package ingest

import (
	"sync"
	"time"
)

// patience tells posts when they have waited long enough. A timer of its own for
// each would be made, set and taken away for nothing: those that came within a
// moment share one, which is right for the first of them.
type patience struct {
	wait time.Duration

	mu    sync.Mutex
	over  chan struct{} // of the newest moment
	until time.Time     // when that moment ends
}

// moments is how many of them a wait is divided into: how much of it the last of a
// moment may miss.
const moments = 50

// from returns what is closed when a post that begins to wait now has waited long
// enough.
func (p *patience) from(now time.Time) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over == nil || !now.Before(p.until) {
		over := make(chan struct{})
		p.over, p.until = over, now.Add(p.wait/moments)
		time.AfterFunc(p.wait, func() { close(over) })
	}
	return p.over
}
