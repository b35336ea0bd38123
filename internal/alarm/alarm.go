// Package alarm holds the intervals between a device's alarm status posts.
package alarm

import (
	"time"

	"github.com/watchpost/watchpost/internal/event"
)

// Alarm is one interval: from a flag's true to its false.
type Alarm struct {
	ID       int64 // given when stored
	DeviceID string
	CameraID string
	Kind     string // "intrusion", "line_crossing", "plate", "face" …; the flag as sent when unknown
	Flag     string // the flag's name as sent
	Rule     string // the flag's id attribute as sent; opaque

	StartedAt time.Time // arrival of the first true
	LastAt    time.Time // arrival of the last true
	EndedAt   time.Time // zero while open
	// DeviceTime is the time of the first true as sent.
	DeviceTime string
	// End says how it ended: Cleared, Offline, Restarted or Stale; "" while it is open.
	End string
	// Incident is what it belongs to. Reads of lists set it; it is zero until that is
	// known.
	Incident event.ID `json:"-"`
}

// How an alarm ended.
const (
	Cleared   = "cleared"          // by a false
	Offline   = "device_offline"   // its device fell silent
	Restarted = "device_restarted" // its device was started anew, and knows nothing of it
	Stale     = "stale"            // for too long nobody said that it goes on, or ended it
)

// Change is what one alarm status post says of one flag.
type Change struct {
	DeviceID, CameraID, Kind, Flag, Rule string
	On                                   bool
	At                                   time.Time // arrival
	DeviceTime                           string
	// Lone, where it is not nil, is set by the store: whether this is a false while no
	// such alarm is open, which ends nothing.
	Lone *bool
}

// End ends the open alarms that nobody ends otherwise.
type End struct {
	DeviceID string    // "" is every device
	Silent   time.Time // only those whose last true is before it, where it is not zero
	End      string    // why, for Alarm.End
	At       time.Time
}

// Of says whether it ends an open alarm.
func (e *End) Of(a *Alarm) bool {
	return (e.DeviceID == "" || e.DeviceID == a.DeviceID) && (e.Silent.IsZero() || a.LastAt.Before(e.Silent))
}
