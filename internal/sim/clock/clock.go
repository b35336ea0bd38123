// Package clock is the time that simulated devices live in.
package clock

import (
	"context"
	"time"
)

// Clock is the time of a simulated world, which may run faster than the true one.
// How long something takes is counted in the world's time; what devices write into
// their posts is the true time, so that receivers find their clocks right at any
// speed.
type Clock struct {
	began time.Time
	speed float64
}

// New is a clock of a world that begins now and runs so many times as fast as the
// true time; 0 is 1.
func New(speed float64) *Clock {
	if speed <= 0 {
		speed = 1
	}
	return &Clock{began: time.Now(), speed: speed}
}

// Now is the true time.
func (c *Clock) Now() time.Time { return time.Now() }

// Elapsed is how old the world is.
func (c *Clock) Elapsed() time.Duration {
	return time.Duration(float64(time.Since(c.began)) * c.speed)
}

// At is the true time at an age of the world.
func (c *Clock) At(age time.Duration) time.Time { return c.began.Add(c.Real(age)) }

// Real is how long a duration of the world takes in truth.
func (c *Clock) Real(d time.Duration) time.Duration {
	return time.Duration(float64(d) / c.speed)
}

// Sleep waits for a duration of the world, or until ctx ends, which it then says.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(c.Real(d))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Age is how old the world is at a moment, which is negative before it began.
func (c *Clock) Age(at time.Time) time.Duration {
	return time.Duration(float64(at.Sub(c.began)) * c.speed)
}
