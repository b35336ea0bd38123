// Package camera is a simulated camera at work: what it sees becomes posts, in the
// rhythm and order of a real one, to each of its servers as its settings say.
package camera

import (
	"context"
	"errors"
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

// Options make a camera. Config and View must be set.
type Options struct {
	Config *settings.Config[settings.Camera]
	View   *world.View
	Clock  *clock.Clock  // of true time when nil
	Dial   send.Dialer   // TCP when nil
	Faults []fault.Fault // its trouble
	Seed   uint64
	Boot   time.Duration // how long a reboot takes in the world's time; 10 s when 0
	// OnAlarm is told of each alarm that goes on or off, also by a reboot. It must not
	// block.
	OnAlarm func(detect.Alarm)
	// OnBoot is told when the camera begins to live, and so after each reboot.
	OnBoot func()
	// OnPost is told of each post to each server. It must not block.
	OnPost func(send.Outcome)
}

// Camera is a camera. Its methods may be called at any time by any goroutine.
type Camera struct {
	o         Options
	watcher   *watch.Watcher
	room      *watch.Darkroom
	state     atomic.Pointer[state] // nil while the camera is off or reboots
	reboot    chan struct{}
	rebooting atomic.Bool
	booted    atomic.Int64 // the age of the world then

	mu            sync.Mutex
	entered, left Tally

	raised map[raising]map[detect.Alarm]bool // of the darkroom alone
}

// Tally is how many of each kind crossed a counting line.
type Tally struct{ Person, Car, Motor int }

// ErrOff is that the camera does not run just now.
var ErrOff = errors.New("the camera is off, or reboots")

// New is a camera that waits for its Run.
func New(o Options) *Camera {
	if o.Clock == nil {
		o.Clock = clock.New(1)
	}
	if o.Boot == 0 {
		o.Boot = 10 * time.Second
	}
	c := &Camera{o: o, room: watch.NewDarkroom(16), reboot: make(chan struct{}, 1)}
	now, _ := o.Config.InForce()
	c.watcher = watch.New(o.View, o.Clock, o.Seed, orders(&now), c.look)
	return c
}

// orders are what the camera's eye obeys.
func orders(c *settings.Camera) watch.Orders {
	return watch.Orders{Rules: c.Rules, Clock: c.Clock, PoE: c.PoE}
}

// Run is the camera's life until ctx ends. It returns nil.
func (c *Camera) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		c.live(ctx)
		if ctx.Err() == nil && c.o.Clock.Sleep(ctx, c.o.Boot) == nil {
			c.o.Config.Restart()
		}
		c.rebooting.Store(false)
	}
	return nil
}

// live runs from one boot to the next.
func (c *Camera) live(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	if c.o.OnBoot != nil {
		c.o.OnBoot()
	}
	now, changed := c.o.Config.InForce()
	c.raised = map[raising]map[detect.Alarm]bool{}
	c.booted.Store(int64(c.o.Clock.Elapsed()))
	c.watcher.Obey(orders(&now))
	c.state.Store(c.next(ctx, &wg, nil, now))
	defer func() {
		c.state.Store(nil)
		cancel()
		wg.Wait()
		c.silence()
	}()
	wg.Go(func() { c.watcher.Run(ctx) })
	wg.Go(func() { c.room.Run(ctx) })
	var loop <-chan time.Time // of a camera that reboots by itself
	for _, f := range c.o.Faults {
		if f.Reboot > 0 {
			t := time.NewTimer(c.o.Clock.Real(f.Reboot))
			defer t.Stop()
			loop = t.C
		}
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.reboot:
			return
		case <-loop:
			c.rebooting.Store(true)
			return
		case <-changed:
			now, changed = c.o.Config.InForce()
			c.watcher.Obey(orders(&now))
			c.state.Store(c.next(ctx, &wg, c.state.Load(), now))
		}
	}
}

// Reboot begins a reboot and returns: connections drop, nothing is sent, and what
// was saved is in force afterwards.
func (c *Camera) Reboot() {
	if c.rebooting.CompareAndSwap(false, true) {
		c.reboot <- struct{}{}
	}
}

// Rebooting says whether the camera reboots just now.
func (c *Camera) Rebooting() bool { return c.rebooting.Load() }

// Online says whether a server answers heartbeats: that of an ID, or of 0 for the
// older httpPost block.
func (c *Camera) Online(id int) bool { return c.Stats(id).Online }

// Stats are those of a server since it was last configured; zero of one that is
// not sent anything.
func (c *Camera) Stats(id int) send.Stats {
	if st := c.state.Load(); st != nil {
		for _, o := range st.outlets {
			if o.server.ID == id {
				return o.sender.Stats()
			}
		}
	}
	return send.Stats{}
}

// silence tells that no alarm is on any more.
func (c *Camera) silence() {
	for _, a := range c.watcher.Silence() {
		if c.o.OnAlarm != nil {
			c.o.OnAlarm(a)
		}
	}
}

// PressInput closes the contact of the alarm input for a moment.
func (c *Camera) PressInput() error {
	if c.state.Load() == nil {
		return ErrOff
	}
	c.watcher.Press()
	return nil
}

// Alarms are those that are on.
func (c *Camera) Alarms() []viewtron.Detection {
	if c.state.Load() == nil {
		return nil
	}
	return c.watcher.Alarms()
}

// Counts are how many crossed the counting lines along their arrow and against it.
func (c *Camera) Counts() (entered, left Tally) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entered, c.left
}

func (c *Camera) count(found []detect.Detection) {
	for i := range found {
		if found[i].What != viewtron.LineCounting {
			continue
		}
		c.mu.Lock()
		tally := &c.left
		if found[i].Entrance {
			tally = &c.entered
		}
		for _, s := range found[i].Targets {
			switch s.Stay.Type {
			case viewtron.TargetCar:
				tally.Car++
			case viewtron.TargetMotorcycle:
				tally.Motor++
			default:
				tally.Person++
			}
		}
		c.mu.Unlock()
	}
}

// Snapshot is a JPEG of what the camera sees now.
func (c *Camera) Snapshot() ([]byte, error) {
	st := c.state.Load()
	if st == nil {
		return nil, ErrOff
	}
	stamp := st.settings.Clock.At(c.o.Clock.Now())
	return c.o.View.Frame(c.o.Clock.Elapsed(), stamp).JPEG(world.Quality), nil
}
