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
	// End says how it ended: Cleared or Offline; "" while it is open.
	End string
	// Incident is what it belongs to. Reads of lists set it; it is zero until that is
	// known.
	Incident event.ID `json:"-"`
}

// How an alarm ended.
const (
	Cleared = "cleared"        // by a false
	Offline = "device_offline" // its device fell silent
)

// Change is what one alarm status post says of one flag.
type Change struct {
	DeviceID, CameraID, Kind, Flag, Rule string
	On                                   bool
	At                                   time.Time // arrival
	DeviceTime                           string
}

// End ends all open alarms of a device that does not end them itself.
type End struct {
	DeviceID string
	End      string // why, for Alarm.End
	At       time.Time
}
