// Package device holds what posts: cameras and recorders, and their channels.
package device

import (
	"errors"
	"time"
)

// ErrNotFound means that no device or camera has the id asked for.
var ErrNotFound = errors.New("no such device")

// Kind is what a device is.
type Kind string

// The kinds. A device is KindUnknown until a post tells.
const (
	KindCamera  Kind = "camera"
	KindNVR     Kind = "nvr"
	KindUnknown Kind = "unknown"
)

// Device is what posts. It is known by its MAC, else its serial number, else
// its address, and registered at first contact.
type Device struct {
	ID      string // "dev_" and the MAC's twelve hex digits, or "dev_sn_…", or "dev_ip_…"
	Name    string // given by a person, else as the device calls itself
	Given   string // by a person, "" when none did
	OwnName string `json:"-"` // what the device calls itself, "" when it does not
	Kind    Kind
	MAC     string // normalised: lower case, colons
	Serial  string
	IP      string // TCP peer of the last post
	OwnIP   string // the address the device says it has, "" when it says none

	Format   string // "v1" or "v2", of the last post that told
	Firmware string // a hint from the form of its posts ("5.3.1"), "" when unknown

	FirstSeen     time.Time
	LastSeen      time.Time
	LastKeepalive time.Time
	LastEvent     time.Time
	Online        bool
	// Heartbeat is the learned interval of keepalives, 0 until learned.
	Heartbeat time.Duration
	// ClockOffset is the device's clock minus ours, from the last post with a
	// numeric time; ClockKnown says whether there was one.
	ClockOffset time.Duration
	ClockKnown  bool

	Blocked   bool // by a person: its posts are refused
	Forgotten bool // by a person: it is in no list until it posts again

	Counters Counters
	Cameras  []Camera // by channel
}

// Camera is one channel of a device: what users name and think in.
type Camera struct {
	ID        string // "cam_" + what follows "dev_" + "_" + channel
	DeviceID  string
	Name      string
	Channel   int // 1 for a camera that posts itself; 0 for posts of a recorder that name none
	LastSeen  time.Time
	LastEvent time.Time
}

// Counters count a device's posts since it was first seen.
type Counters struct {
	Keepalives    int64 `json:"keepalives"`
	AlarmStatus   int64 `json:"alarm_status"`
	LoneFalse     int64 `json:"lone_false"` // of alarms that were not on
	Events        int64 `json:"events"`
	Tracking      int64 `json:"tracking"`
	Unknown       int64 `json:"unknown"`
	Malformed     int64 `json:"malformed"`
	Duplicates    int64 `json:"duplicates"`
	ImagesMissing int64 `json:"images_missing"`
	Refused       int64 `json:"refused"`
	Bytes         int64 `json:"bytes"`
}
