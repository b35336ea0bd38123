package ingest

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestPatience: nobody waits longer than the wait, nor less by more than a moment, and
// posts of one moment share a timer.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const wait = 5 * time.Second
		p := patience{wait: wait}
		start := time.Now()
		first := p.from(start)
		time.Sleep(wait/moments - time.Millisecond)
		if p.from(time.Now()) != first {
			t.Error("another timer within a moment")
		}
		time.Sleep(time.Millisecond)
		second := p.from(time.Now())
		if second == first {
			t.Error("one timer for two moments")
		}
		<-first
		if d := time.Since(start); d != wait {
			t.Errorf("the first waited %v, want %v", d, wait)
		}
		select {
		case <-second:
			t.Error("the second waited no longer than the first")
		default:
		}
		<-second
		if d := time.Since(start); d != wait+wait/moments {
			t.Errorf("the second waited until %v", d)
		}
	})
}
