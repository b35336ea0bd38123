package journal

import "github.com/watchpost/watchpost/internal/access"

// Within is what of e a caller sees: all of it, or its place in the list alone.
func (e Entry) Within(s access.Scope) Entry {
	seen := !s.Limited()
	switch {
	case seen:
	case e.Event != nil:
		seen = s.Camera(e.Event.CameraID)
	case e.Alarm != nil:
		seen = s.Camera(e.Alarm.CameraID)
	case e.Track != nil:
		seen = s.Camera(e.Track.Track.CameraID)
	case e.Incident != nil:
		seen = e.Incident.Incident.Within(s)
	case e.Device != nil:
		seen = s.Device(e.Device.DeviceID)
	}
	if seen {
		return e
	}
	return Entry{Seq: e.Seq}
}
