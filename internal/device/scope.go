package device

import (
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/access"
)

// Within is what of d a caller sees, and whether that is anything: its cameras in
// sight, and nothing that tells of the others.
func (d Device) Within(s access.Scope) (Device, bool) {
	if !s.Limited() {
		return d, true
	}
	all := d.Cameras
	d.Cameras = slices.DeleteFunc(slices.Clone(all), func(c Camera) bool { return !s.Camera(c.ID) })
	if len(d.Cameras) == 0 {
		return Device{}, false
	}
	if len(d.Cameras) < len(all) {
		d.Counters, d.LastEvent = Counters{}, time.Time{}
		for _, c := range d.Cameras {
			if c.LastEvent.After(d.LastEvent) {
				d.LastEvent = c.LastEvent
			}
		}
	}
	return d, true
}
