// Package journal holds the one ordered list of what happened. An entry is
// written in the same transaction as the thing itself; whoever must not miss
// anything reads the list from a cursor of its own.
package journal

import (
	"time"

	"github.com/watchpost/watchpost/internal/alarm"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/track"
)

// Kind is what an entry tells; it is also the name of the frame in the event
// stream of the API.
type Kind string

// The kinds. An event entry tells that an event was stored, an alarm entry that
// an alarm began or ended, a device entry that a device was heard first, came
// back or fell silent, a track entry that a target came into view or has left.
const (
	KindEvent  Kind = "event"
	KindAlarm  Kind = "alarm"
	KindDevice Kind = "device"
	KindTrack  Kind = "track"
	// An incident entry tells what became of an incident.
	KindIncident Kind = "incident"
)

// Entry is one thing that happened. Exactly one of Event, Alarm, Device, Track and
// Incident is set, by Kind. What it points to must not be changed.
type Entry struct {
	Seq    int64
	At     time.Time
	Kind   Kind
	Event  *event.Event
	Alarm  *alarm.Alarm
	Device *DeviceChange
	Track  *TrackChange
	// Incident has no members: those are with what belongs to it.
	Incident *incident.Change
}

// TrackChange is what a track entry tells. Read from the journal, the track is as
// it stands now, not as of then; of one that is not kept any more only its ID is
// known. Its path is left out.
type TrackChange struct {
	Change track.Change // Began or Ended
	Track  track.Track
}

// Change is what happened to a device.
type Change string

// The changes of a device.
const (
	FirstContact Change = "first_contact"
	Online       Change = "online"
	Offline      Change = "offline"
	// TooMany: an address named more devices than it may; the posts are kept
	// under the address. See the registry of package ingest.
	TooMany Change = "too_many_devices"
)

// DeviceChange is what a device entry tells.
type DeviceChange struct {
	Change   Change      `json:"change"`
	DeviceID string      `json:"id"`
	Name     string      `json:"name"`
	Kind     device.Kind `json:"kind"`
	IP       string      `json:"ip,omitempty"`
	LastSeen time.Time   `json:"last_seen"`
}
