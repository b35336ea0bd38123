package watch

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/world"
)

// pressed is how long an alarm input that is triggered by hand stays closed.
const pressed = 2 * time.Second

// Press closes the contact of the alarm input for a moment. While it is closed still,
// that begins anew and is no other alarm.
func (w *Watcher) Press() {
	age := w.clock.Elapsed()
	w.mu.Lock()
	if n := len(w.pressed); n > 0 && w.pressed[n-1].To > age {
		w.pressed[n-1].To = age + pressed
	} else {
		// Incidents of the world have ids above 0.
		w.pressed = append(w.pressed, world.Incident{ID: -1 - int(age/time.Millisecond), What: world.AlarmInput, From: age, To: age + pressed})
	}
	w.mu.Unlock()
	w.look()
}
