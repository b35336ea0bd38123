// Package recorder is a simulated recorder at work: what the cameras on its
// channels see becomes posts to its one receiver, as its settings say.
package recorder

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/fault"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/watch"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// Options make a recorder. Config and Views must be set.
type Options struct {
	Config *settings.Config[settings.Recorder]
	Views  []*world.View // of the channels, in their order; channels beyond see nothing
	Clock  *clock.Clock  // of true time when nil
	Dial   send.Dialer   // TCP when nil
	Faults []fault.Fault
	Seed   uint64
	Boot   time.Duration // how long a reboot takes in the world's time; 10 s when 0
	// OnAlarm is told of each alarm of a channel that goes on or off, also by a reboot.
	// It must not block.
	OnAlarm func(channel int, a detect.Alarm)
	// OnBoot is told when the recorder begins to live, and so after each reboot.
	OnBoot func()
	// OnPost is told of each post but those of Test. It must not block.
	OnPost func(send.Outcome)
}

// Recorder is a recorder. Its methods may be called at any time by any goroutine.
type Recorder struct {
	o         Options
	channels  []*channel
	room      *watch.Darkroom
	state     atomic.Pointer[state] // nil while the recorder is off or reboots
	reboot    chan struct{}
	rebooting atomic.Bool
	virtual   virtual
}

// What a recorder cannot do just now.
var (
	ErrOff     = errors.New("the recorder is off, or reboots")
	ErrNoVideo = errors.New("no video on this channel")
)

// New is a recorder that waits for its Run. It has the channels of its settings.
func New(o Options) *Recorder {
	if o.Clock == nil {
		o.Clock = clock.New(1)
	}
	if o.Boot == 0 {
		o.Boot = 10 * time.Second
	}
	r := &Recorder{o: o, room: watch.NewDarkroom(32), reboot: make(chan struct{}, 1)}
	now, _ := o.Config.InForce()
	for i := range now.Channels {
		if i < len(o.Views) {
			r.channels = append(r.channels, newChannel(r, &now.Channels[i], o.Views[i]))
		}
	}
	return r
}

// Run is the recorder's life until ctx ends. It returns nil.
func (r *Recorder) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		r.live(ctx)
		if ctx.Err() == nil && r.o.Clock.Sleep(ctx, r.o.Boot) == nil {
			r.o.Config.Restart()
		}
		r.rebooting.Store(false)
	}
	return nil
}

// live runs from one boot to the next.
func (r *Recorder) live(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	if r.o.OnBoot != nil {
		r.o.OnBoot()
	}
	now, changed := r.o.Config.InForce()
	for _, c := range r.channels {
		c.begin()
	}
	r.state.Store(r.next(ctx, &wg, nil, now))
	defer func() {
		r.state.Store(nil)
		cancel()
		wg.Wait()
		r.virtual.clear()
		for _, c := range r.channels {
			c.tell(c.watcher.Silence())
		}
	}()
	r.obey(&now)
	for _, c := range r.channels {
		wg.Go(func() { c.watcher.Run(ctx) })
	}
	wg.Go(func() { r.room.Run(ctx) })
	var loop <-chan time.Time // of a recorder that reboots by itself
	for _, f := range r.o.Faults {
		if f.Reboot > 0 {
			t := time.NewTimer(r.o.Clock.Real(f.Reboot))
			defer t.Stop()
			loop = t.C
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.reboot:
			return
		case <-loop:
			r.rebooting.Store(true)
			return
		case <-changed:
			now, changed = r.o.Config.InForce()
			r.state.Store(r.next(ctx, &wg, r.state.Load(), now))
			r.obey(&now)
		}
	}
}

// obey tells the channels their rules, and of cameras that came or went.
func (r *Recorder) obey(now *settings.Recorder) {
	for _, c := range r.channels {
		for i := range now.Channels {
			if now.Channels[i].Number == c.number {
				c.set(&now.Channels[i], now.Clock)
			}
		}
	}
}

// Reboot begins a reboot and returns: nothing is sent, and what was saved is in
// force afterwards.
func (r *Recorder) Reboot() {
	if r.rebooting.CompareAndSwap(false, true) {
		r.reboot <- struct{}{}
	}
}

// Rebooting says whether the recorder reboots just now.
func (r *Recorder) Rebooting() bool { return r.rebooting.Load() }

// Stats are those of the receiver since it was last configured; zero when nothing
// is sent.
func (r *Recorder) Stats() send.Stats {
	if st := r.state.Load(); st != nil && st.sender != nil {
		return st.sender.Stats()
	}
	return send.Stats{}
}

// Online says whether the receiver answers heartbeats.
func (r *Recorder) Online() bool { return r.Stats().Online }

// Test sends one keepalive with settings that need not be saved. The receiver
// passes if it answers with 200; the error says in plain words why it does not.
func (r *Recorder) Test(ctx context.Context, post settings.RecorderPost) error {
	now, _ := r.o.Config.InForce()
	s := send.New(send.ToRecorder(&post), deviceOf(&now), send.Options{Dial: r.o.Dial, Timeout: testTimeout})
	status, err := s.Test(ctx)
	switch {
	case err != nil:
		return err
	case status == http.StatusUnauthorized:
		return errors.New("the receiver wants a login, and does not take this one (401 Unauthorized)")
	case status != http.StatusOK:
		return fmt.Errorf("the receiver answered %d %s", status, http.StatusText(status))
	}
	return nil
}

// testTimeout is how long somebody waits in front of the page.
const testTimeout = 5 * time.Second

// Snapshot is a JPEG of what a channel sees now.
func (r *Recorder) Snapshot(channel int) ([]byte, error) {
	st := r.state.Load()
	if st == nil {
		return nil, ErrOff
	}
	c := r.channel(channel)
	if c == nil || !c.online.Load() {
		return nil, ErrNoVideo
	}
	stamp := st.settings.Clock.At(r.o.Clock.Now())
	return c.watcher.View().Frame(r.o.Clock.Elapsed(), stamp).JPEG(world.Quality), nil
}

// Alarms are those that are on in a channel.
func (r *Recorder) Alarms(channel int) []viewtron.Detection {
	c := r.channel(channel)
	if c == nil || r.state.Load() == nil || !c.online.Load() {
		return nil
	}
	return c.watcher.Alarms()
}

func (r *Recorder) channel(number int) *channel {
	for _, c := range r.channels {
		if c.number == number {
			return c
		}
	}
	return nil
}
