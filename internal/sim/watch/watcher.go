// Package watch is a camera's eye: it looks at its view of the world as often as a
// camera does while somebody is in it, has what it sees judged by the rules, and
// takes the pictures.
package watch

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/detect"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/internal/sim/world"
	"github.com/watchpost/watchpost/viewtron"
)

// Cameras were measured to look 6 to 8 times a second, seven on average.
const (
	every  = time.Second / 7
	jitter = 0.1
)

// Look is what was seen and detected at a moment.
type Look struct {
	Age    time.Duration // of the world
	At     time.Time     // the true time
	Sights []world.Sight // only valid while the look is handled
	Found  []detect.Detection
	Alarms []detect.Alarm
}

// Watcher watches one view.
type Watcher struct {
	view   *world.View
	clock  *clock.Clock
	rnd    *rand.Rand
	handle func(Look)

	mu     sync.Mutex
	rules  settings.Rules
	fresh  bool // rules that the detector has not been told yet
	wake   chan struct{}
	active map[viewtron.Detection]bool
}

// New is a watcher that waits for its Run. handle is told of each look, one after
// the other, while Run runs.
func New(v *world.View, c *clock.Clock, seed uint64, rules settings.Rules, handle func(Look)) *Watcher {
	return &Watcher{
		view: v, clock: c, rnd: rand.New(rand.NewPCG(seed, 3)), handle: handle,
		rules: rules, wake: make(chan struct{}, 1), active: map[viewtron.Detection]bool{},
	}
}

// SetRules puts other rules in force at once.
func (w *Watcher) SetRules(rules settings.Rules) {
	w.mu.Lock()
	w.rules, w.fresh = rules, true
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Alarms are those that are on, in the order of their names.
func (w *Watcher) Alarms() []viewtron.Detection {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []viewtron.Detection
	for what := range w.active {
		out = append(out, what)
	}
	slices.Sort(out)
	return out
}

// View is what is watched.
func (w *Watcher) View() *world.View { return w.view }

// Run watches until ctx ends. It begins without memory and without alarms.
func (w *Watcher) Run(ctx context.Context) {
	w.mu.Lock()
	d := detect.New(w.rules)
	w.fresh = false
	clear(w.active)
	w.mu.Unlock()
	var sights []world.Sight
	for ctx.Err() == nil {
		w.obey(d)
		look := Look{Age: w.clock.Elapsed(), At: w.clock.Now()}
		sights = w.view.At(look.Age, sights[:0])
		look.Sights = sights
		look.Found, look.Alarms = d.Step(look.Age, sights)
		w.note(look.Alarms)
		if len(sights) > 0 || len(look.Alarms) > 0 {
			w.handle(look)
		}
		if !w.rest(ctx, d, len(sights) > 0) {
			return
		}
	}
}

func (w *Watcher) obey(d *detect.Detector) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fresh {
		d.SetRules(w.rules)
		w.fresh = false
	}
}

func (w *Watcher) note(alarms []detect.Alarm) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range alarms {
		if a.On {
			w.active[a.What] = true
		} else {
			delete(w.active, a.What)
		}
	}
}

// rest waits for the next look; false when ctx ended.
func (w *Watcher) rest(ctx context.Context, d *detect.Detector, busy bool) bool {
	pause := time.Duration(float64(every) * (1 - jitter + 2*jitter*w.rnd.Float64()))
	if !busy {
		now := w.clock.Elapsed()
		next := w.view.Next(now)
		if off := d.Next(); off >= 0 && (next < 0 || off < next) {
			next = off
		}
		switch {
		case next < 0:
			pause = -1
		case next > now+pause:
			pause = next - now
		}
	}
	var ring <-chan time.Time // of no timer if nothing ever happens again
	if pause >= 0 {
		t := time.NewTimer(w.clock.Real(pause) + 1)
		defer t.Stop()
		ring = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-w.wake:
	case <-ring:
	}
	return true
}
