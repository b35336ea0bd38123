package commit

import (
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/journal"
)

// written is a group whose transaction has ended.
type written struct {
	group   []*Job
	entries []journal.Entry
	events  int
	start   time.Time
}

// settle is the last stage: it syncs what has been written, and says so, in order.
// Meanwhile one more transaction is at work, and no more than that: what comes
// then makes one large group instead of many small ones.
func (c *Committer) settle() {
	for w := range c.ended {
		c.tell(&w, c.syncRows())
	}
}

func (c *Committer) syncRows() error {
	if err := c.broken.Load(); err != nil {
		return *err
	}
	err := c.Store.Sync(c.ctx)
	if err != nil {
		err = fmt.Errorf("make rows durable: %w", err)
		c.fail(err)
	}
	return err
}

// tell says what became of a group.
func (c *Committer) tell(w *written, err error) {
	if err != nil {
		c.failGroup(w.group, err)
		return
	}
	c.Metrics.committed(len(w.group), w.events, c.Now().Sub(w.start))
	if c.Publish != nil && len(w.entries) > 0 {
		c.Publish(w.entries)
	}
	var gone []string
	for _, j := range w.group {
		if len(j.Files) > 0 && j.duplicate() {
			gone = append(gone, j.names()...)
		}
		j.done(nil)
	}
	c.remove(gone)
}
