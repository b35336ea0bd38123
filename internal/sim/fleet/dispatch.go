package fleet

import (
	"context"
	"time"
)

// class is a kind of post.
type class uint8

const (
	events class = iota
	tracks
	heartbeats
	classes
)

// job is one post that is due.
type job struct {
	class  class
	device *device
	due    time.Time
	number uint64 // counted for each class
}

// stream is posts of a class at even distances.
type stream struct {
	class class
	gap   time.Duration
	next  time.Time
	n     uint64
}

// dispatch hands out what is due until ctx ends. What cannot be handed out in
// time, because all workers are busy, keeps the time at which it was due.
func (r *run) dispatch(ctx context.Context, jobs chan<- job) {
	var streams []stream
	add := func(c class, rate float64) {
		if rate > 0 {
			gap := time.Duration(float64(time.Second) / rate)
			streams = append(streams, stream{class: c, gap: max(gap, 1), next: r.begin})
		}
	}
	if r.Heartbeat > 0 {
		add(heartbeats, float64(r.Devices)/r.Heartbeat.Seconds())
	}
	add(events, r.Events)
	add(tracks, r.Tracks)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		s := &streams[0]
		for i := range streams {
			if streams[i].next.Before(s.next) {
				s = &streams[i]
			}
		}
		if wait := time.Until(s.next); wait > 0 {
			timer.Reset(wait)
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
		}
		if time.Since(s.next) > tooLate {
			r.tally.failed(s.class, "not sent: more than 10 s late")
		} else {
			select {
			case <-ctx.Done():
				return
			case jobs <- job{s.class, r.pick(s.class, s.n), s.next, s.n}:
			}
		}
		s.n++
		s.next = s.next.Add(s.gap)
	}
}

// pick is the device of the nth post of a class: heartbeats go round, others jump
// about evenly. Tracks are of cameras, which stand behind the recorders.
func (r *run) pick(c class, n uint64) *device {
	all := r.devices
	if c == tracks {
		all = all[r.Recorders:]
	}
	if c == heartbeats {
		return &all[n%uint64(len(all))]
	}
	n = n*0x9E3779B97F4A7C15 + uint64(c)
	n ^= n >> 31
	return &all[n%uint64(len(all))]
}
