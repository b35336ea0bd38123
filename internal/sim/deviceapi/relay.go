package deviceapi

import "sync"

// Relays are a device's alarm outputs, which count from 1. An output is active while
// somebody activated it, or a rule keeps it so. The zero Relays are all released.
type Relays struct {
	mu   sync.Mutex
	on   map[int]bool
	held map[int]map[string]bool // by whom
}

// Set activates or releases an output, as a person does. Releasing it does not let
// go what rules keep active.
func (r *Relays) Set(output int, on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on == nil {
		r.on = map[int]bool{}
	}
	r.on[output] = on
}

// Hold lets a rule keep an output active, or let it go.
func (r *Relays) Hold(output int, rule string, on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !on {
		delete(r.held[output], rule)
		return
	}
	if r.held == nil {
		r.held = map[int]map[string]bool{}
	}
	if r.held[output] == nil {
		r.held[output] = map[string]bool{}
	}
	r.held[output][rule] = true
}

// On says whether an output is active.
func (r *Relays) On(output int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.on[output] || len(r.held[output]) > 0
}

// Release releases all outputs, whoever activated them: cameras do it when the alarm
// of a zone ends, and devices when they reboot.
func (r *Relays) Release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.on)
	clear(r.held)
}
