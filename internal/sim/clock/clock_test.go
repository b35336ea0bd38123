package clock_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
)

func TestClockRunsFaster(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := clock.New(10)
		if err := c.Sleep(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(start); got != 6*time.Second {
			t.Errorf("a minute took %v, want 6s", got)
		}
		if got := c.Elapsed(); got != time.Minute {
			t.Errorf("the world is %v old, want 1m", got)
		}
		if got := c.Age(time.Now().Add(-time.Second)); got != 50*time.Second {
			t.Errorf("a second ago the world was %v old, want 50s", got)
		}
		if !c.Now().Equal(time.Now()) || !c.At(time.Minute).Equal(time.Now()) {
			t.Errorf("now is %v, and a minute after the beginning %v; want both %v", c.Now(), c.At(time.Minute), time.Now())
		}
	})
}

func TestSleepEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := clock.New(0).Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
	})
}
