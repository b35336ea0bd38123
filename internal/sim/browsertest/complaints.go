package browsertest

import (
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// Complaints is what a browser's console holds against pages.
type Complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *Complaints) hear(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		c.list = append(c.list, exception(event.ExceptionDetails))
	case *log.EventEntryAdded:
		// A status that is an error is told by the page itself.
		if event.Entry.Level == log.EntryLevelError && !strings.Contains(event.Entry.Text, "the server responded with a status of") {
			c.list = append(c.list, event.Entry.Text)
		}
	}
}

// All are the complaints so far.
func (c *Complaints) All() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.list)
}

func exception(e *runtime.ExceptionDetails) string {
	if e.Exception != nil && e.Exception.Description != "" {
		return e.Exception.Description
	}
	return e.Text
}
