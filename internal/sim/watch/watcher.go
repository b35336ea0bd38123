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

// Cameras on their own were measured to look 6 to 8 times a second, seven on average,
// and those behind the PoE port of a recorder 9 to 12 times.
const (
	every    = time.Second / 7
	everyPoE = time.Second * 2 / 21
	jitter   = 0.1
)

// Orders are what a watcher is told.
type Orders struct {
	Rules settings.Rules
	Clock settings.Clock // that schedules go by
	PoE   bool           // behind the PoE port of a recorder
}

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

	mu      sync.Mutex
	orders  Orders
	fresh   bool // rules that the detector has not been told yet
	wake    chan struct{}
	active  map[detect.Alarm]bool // with On
	pressed []world.Incident      // what was triggered by hand
}

// New is a watcher that waits for its Run. handle is told of each look, one after
// the other, while Run runs.
func New(v *world.View, c *clock.Clock, seed uint64, o Orders, handle func(Look)) *Watcher {
	return &Watcher{
		view: v, clock: c, rnd: rand.New(rand.NewPCG(seed, 3)), handle: handle,
		orders: o, wake: make(chan struct{}, 1), active: map[detect.Alarm]bool{},
	}
}

// Obey puts other orders in force at once.
func (w *Watcher) Obey(o Orders) {
	w.mu.Lock()
	w.orders, w.fresh = o, true
	w.mu.Unlock()
	w.look()
}

// look has the watcher look at once.
func (w *Watcher) look() {
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
	for a := range w.active {
		out = append(out, a.What)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Silence ends all alarms and returns them, as they go off. The watcher must not
// run.
func (w *Watcher) Silence() []detect.Alarm {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []detect.Alarm
	for a := range w.active {
		a.On = false
		out = append(out, a)
	}
	clear(w.active)
	return out
}

// View is what is watched.
func (w *Watcher) View() *world.View { return w.view }

// Run watches until ctx ends. It begins without memory and without alarms.
func (w *Watcher) Run(ctx context.Context) {
	w.mu.Lock()
	o := w.orders
	d := detect.New(o.Rules)
	w.fresh = false
	clear(w.active)
	w.pressed = nil
	w.mu.Unlock()
	var sights []world.Sight
	var going []world.Incident
	for ctx.Err() == nil {
		look := Look{Age: w.clock.Elapsed(), At: w.clock.Now()}
		going = w.view.Incidents(look.Age, going[:0])
		o, going = w.told(d, look.Age, going)
		sights = sights[:0]
		if !world.Blind(going) {
			sights = w.view.At(look.Age, sights)
		}
		look.Sights = sights
		look.Found, look.Alarms = d.Step(detect.Moment{At: look.Age, Local: o.Clock.At(look.At), Sights: sights, Incidents: going})
		w.note(look.Alarms)
		if len(sights) > 0 || len(look.Found) > 0 || len(look.Alarms) > 0 {
			w.handle(look)
		}
		if !w.rest(ctx, d, o.PoE, len(sights) > 0) {
			return
		}
	}
}

// told are the orders in force, which the detector is told if they are new, and what
// goes on with what was triggered by hand.
func (w *Watcher) told(d *detect.Detector, age time.Duration, going []world.Incident) (Orders, []world.Incident) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fresh {
		d.SetRules(w.orders.Rules)
		w.fresh = false
	}
	w.pressed = slices.DeleteFunc(w.pressed, func(n world.Incident) bool { return n.To <= age })
	return w.orders, append(going, w.pressed...)
}

func (w *Watcher) note(alarms []detect.Alarm) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range alarms {
		on := a
		on.On = true
		if a.On {
			w.active[on] = true
		} else {
			delete(w.active, on)
		}
	}
}

// rest waits for the next look; false when ctx ended.
func (w *Watcher) rest(ctx context.Context, d *detect.Detector, poe, busy bool) bool {
	pace := every
	if poe {
		pace = everyPoE
	}
	pause := time.Duration(float64(pace) * (1 - jitter + 2*jitter*w.rnd.Float64()))
	if !busy {
		now := w.clock.Elapsed()
		next := w.view.Next(now)
		for _, other := range []time.Duration{d.Next(), w.view.Change(now)} {
			if other >= 0 && (next < 0 || other < next) {
				next = other
			}
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
