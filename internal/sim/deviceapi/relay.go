package deviceapi

import "sync"

// Relays are a device's alarm outputs, which count from 1. The zero Relays are all
// released.
type Relays struct {
	mu sync.Mutex
	on map[int]bool
}

// Set activates or releases an output.
func (r *Relays) Set(output int, on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on == nil {
		r.on = map[int]bool{}
	}
	r.on[output] = on
}

// On says whether an output is active.
func (r *Relays) On(output int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.on[output]
}

// Release releases all outputs. Cameras do it when the alarm of a zone ends,
// whoever activated them.
func (r *Relays) Release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.on)
}
