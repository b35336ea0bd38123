package commit

import (
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/journal"
)

// unsynced is how many groups may have been written and not synced, beside that
// which is being synced.
const unsynced = 8

// written is a group whose transaction has ended.
type written struct {
	group   []*Job
	entries []journal.Entry
	events  int
	start   time.Time
}

// settle is the last stage: it syncs what has been written, whatever groups that
// are, and says so, in order. Meanwhile the next transaction is at work.
func (c *Committer) settle() {
	for first := range c.ended {
		groups := []written{first}
	more:
		for len(groups) <= unsynced {
			select {
			case w, ok := <-c.ended:
				if !ok {
					break more
				}
				groups = append(groups, w)
			default:
				break more
			}
		}
		err := c.syncRows()
		for i := range groups {
			c.tell(&groups[i], err)
		}
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
