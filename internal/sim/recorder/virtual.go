package recorder

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// virtual are the virtual alarm inputs that are on.
type virtual struct {
	mu sync.Mutex
	on map[int]*time.Timer
}

// virtualHold is how long a virtual alarm lasts.
const virtualHold = 10 * time.Second

// inputFlag is the flag of alarm inputs.
const inputFlag = "sensorAlarm"

// VirtualAlarm triggers a virtual alarm input, which count from 1. It is on for a
// while; triggered again meanwhile, it stays on longer. Its number is the id of the
// flag in the alarm status posts.
func (r *Recorder) VirtualAlarm(n int) error {
	st := r.state.Load()
	if st == nil {
		return ErrOff
	}
	if n < 1 || n > st.settings.Virtual {
		return fmt.Errorf("there is no virtual alarm %d, only 1 to %d", n, st.settings.Virtual)
	}
	hold := r.o.Clock.Real(virtualHold)
	v := &r.virtual
	v.mu.Lock()
	defer v.mu.Unlock()
	if t := v.on[n]; t != nil && t.Stop() {
		t.Reset(hold)
		return nil
	}
	if v.on == nil {
		v.on = map[int]*time.Timer{}
	}
	v.on[n] = time.AfterFunc(hold, func() {
		v.mu.Lock()
		delete(v.on, n)
		v.mu.Unlock()
		r.postInput(0, st.settings.Inputs+n, false, r.o.Clock.Now())
	})
	r.postInput(0, st.settings.Inputs+n, true, r.o.Clock.Now())
	return nil
}

// VirtualAlarms says which virtual alarm inputs are on.
func (r *Recorder) VirtualAlarms() map[int]bool {
	r.virtual.mu.Lock()
	defer r.virtual.mu.Unlock()
	out := map[int]bool{}
	for n := range r.virtual.on {
		out[n] = true
	}
	return out
}

// postInput posts that an alarm input went on or off, of a channel if it is one that
// is wired beside that channel's camera. Its number is the id of the flag; virtual
// inputs are numbered after the sockets on the back.
func (r *Recorder) postInput(channel, n int, on bool, at time.Time) {
	st := r.state.Load()
	if st == nil || st.sender == nil || !st.scheduled(at) {
		return
	}
	m := st.device.Channel(channel).AlarmStatus(inputFlag, on, st.local(at))
	m.Alarms = []viewtron.AlarmFlag{{Name: inputFlag, ID: strconv.Itoa(n), On: on}}
	st.sender.Post(m)
}

// clear ends all without a word.
func (v *virtual) clear() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for n, t := range v.on {
		t.Stop()
		delete(v.on, n)
	}
}
