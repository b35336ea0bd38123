package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// Sizes of an event's two pictures, which make a post of 0.4 MB.
const overviewSize, cropSize = 270_000, 30_000

// warmUp is sent to each side before anything counts.
const warmUp = 500 * time.Millisecond

// sender makes the requests of one connection, one after the other.
type sender func(host string, conn int) func(number int64, at time.Time) []byte

// offer is what is sent to either side.
type offer struct {
	conns    int
	rate     float64 // posts a second over all connections; 0 is as many as are taken
	requests sender
}

// smallPosts is over how many times as many connections posts without pictures come:
// one waits for a sync of the disk, which takes longer than all else that is done for
// it, and with few connections both sides would stand idle meanwhile.
const smallPosts = 4

// eventPosts measures posts of events.
func (b *bench) eventPosts(ctx context.Context, row int, what string, overview, crop int, role string, goal float64) ([]line, error) {
	conns := b.conns
	if overview+crop == 0 {
		conns *= smallPosts
	}
	l, err := b.against(ctx, role, offer{conns: conns, requests: func(host string, conn int) func(int64, time.Time) []byte {
		return posts.Device{N: conn}.EventTemplate(host, overview, crop).At
	}})
	l.Row, l.What, l.Goal = row, what, goal
	return []line{l}, err
}

// trackingPosts measures posts of positions, seven a second of each camera in life.
func (b *bench) trackingPosts(ctx context.Context, row int) ([]line, error) {
	l, err := b.against(ctx, roleRead, offer{conns: b.conns * smallPosts, requests: func(host string, conn int) func(int64, time.Time) []byte {
		return posts.Device{N: conn}.TrackingTemplate(host, 1+conn, 1000+10*conn).At
	}})
	l.Row, l.What, l.Goal = row, "tracking posts", .8
	return []line{l}, err
}

// Cameras of row 8, and how often each posts.
const manyCameras, postsASecond = 2000, 7

// manyTracks measures many cameras that each follow a target that walks, at the pace
// of life.
func (b *bench) manyTracks(ctx context.Context, row int) ([]line, error) {
	o := offer{conns: manyCameras, rate: manyCameras * postsASecond}
	o.requests = func(host string, conn int) func(int64, time.Time) []byte {
		d, step, buf := posts.Device{N: conn}, conn, []byte(nil)
		return func(_ int64, at time.Time) []byte {
			step++
			x := 25 * (step % 600) // to the right
			if x > 7500 {
				x = 15000 - x // and back
			}
			buf = posts.Request(buf[:0], host, d.Tracking(at, 1+conn, 1000+x))
			return buf
		}
	}
	l, err := b.against(ctx, roleRead, o)
	l.Row, l.Goal = row, .8
	l.What = fmt.Sprintf("positions of %d cameras, %d/s offered", manyCameras, int(o.rate))
	return []line{l}, err
}

// against measures the product and a bound in turns. What is compared is the two
// turns of one round, which have had the same neighbours.
func (b *bench) against(ctx context.Context, role string, o offer) (l line, err error) {
	product, err := b.product(ctx, filepath.Join(b.work, "data"+fmt.Sprint(time.Now().UnixNano())))
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, product.stop()) }()
	bound, err := b.bound(ctx, role)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, bound.stop()) }()
	var numbers atomic.Int64
	numbers.Store(1_000_000_000)
	for _, side := range []*server{product, bound} {
		if _, err := b.turn(ctx, side, o, &numbers, warmUp); err != nil {
			return l, err
		}
	}
	var ours, theirs, ratios, ourTime, theirTime []float64
	for range b.rounds {
		p, err := b.turn(ctx, product, o, &numbers, b.length)
		if err != nil {
			return l, err
		}
		t, err := b.turn(ctx, bound, o, &numbers, b.length)
		if err != nil {
			return l, err
		}
		ours, theirs, ratios = append(ours, p.rate), append(theirs, t.rate), append(ratios, p.rate/t.rate)
		ourTime, theirTime = append(ourTime, p.micros), append(theirTime, t.micros)
	}
	return line{
		Product: median(ours), Bound: median(theirs), Unit: "/s", Ratio: median(ratios), Least: slices.Min(ratios), Most: slices.Max(ratios),
		ProductMicros: median(ourTime), BoundMicros: median(theirTime),
	}, nil
}

// turn is what one side did in one turn.
type turn struct {
	rate   float64 // posts a second
	micros float64 // of a processor's time for each post
}

// turn sends to one side.
func (b *bench) turn(ctx context.Context, to *server, o offer, numbers *atomic.Int64, length time.Duration) (turn, error) {
	requests := make([]func(int64, time.Time) []byte, o.conns)
	for i := range requests {
		requests[i] = o.requests(to.Devices, i)
	}
	r := load.Runner{
		Addr: to.Devices, Conns: o.conns, Rate: o.rate, Duration: length,
		Source: func(i int) netip.Addr { return posts.Device{N: i}.Addr() },
		Request: func(_ []byte, i int, _ int64) []byte {
			return requests[i](numbers.Add(1), time.Now())
		},
	}
	before := to.used()
	res, err := r.Run(ctx)
	used := to.used() - before
	if err == nil && (len(res.Other) > 0 || res.Broken > 0) {
		err = fmt.Errorf("not all posts were taken: %v", res)
	}
	return turn{res.Rate(), float64(used.Microseconds()) / float64(max(res.OK, 1))}, errors.Join(err, ctx.Err())
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	return (s[n/2] + s[(n-1)/2]) / 2
}
