// Package settings is what a simulated device has been told: what its settings
// pages show, what its API reads and writes, and what its posts obey. The values
// carry the names of the device's own pages; see docs/simulator.md.
package settings

import (
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Identity is what a device says about itself.
type Identity struct {
	Name, Model, MAC, Serial, IP string
	Firmware                     string // "5.1.4.0", "5.3.1.0"; recorders "1.4.13"
	API                          string // "1.7" or "1.9", "2.0.0", "2.1.0"
}

// Account is who may log in to the device's page and API.
type Account struct{ User, Password string }

// Camera is what a camera has been told.
type Camera struct {
	Identity Identity
	Account  Account
	// Push is the dialect of the posts, "V1" or "V2"; with V2 pictures are left out.
	Push    string
	Basic   BasicPost // the API's older block, httpPost
	Servers []Server  // at most MaxServers, of the page and of httpPostV2
	Rules   Rules
	Clock   Clock
	Plates  []PlateEntry
}

// MaxServers is how many destinations a camera has room for.
const MaxServers = 3

// BasicPost is the API's httpPost block: one URL, no choice of data.
type BasicPost struct {
	Enable    bool
	Address   string
	Port      int
	Path      string
	Keepalive time.Duration
}

// Server is one destination of a camera's posts.
type Server struct {
	ID       int // 1 to MaxServers
	Enable   bool
	Protocol string // "http" or "https"
	Address  string
	Port     int
	Path     string

	Login          bool // whether User and Password are sent
	User, Password string

	Persistent bool // one connection for all posts
	Heartbeat  bool
	Interval   time.Duration // of heartbeats, 30 to 120 s

	// What a post holds. Tracks are only sent when they are ticked on the page,
	// TracksPage, and asked for, Tracks, whoever set them.
	AlarmStatus, Tracks, TracksPage, Events, Original, Target bool
	Types                                                     []AlarmType
}

// AlarmType is a Smart Alarm Type of the page, as the API names it in
// subscriptionEvents.
type AlarmType string

// The alarm types; All stands for every one, and Face has no box of its own on
// most models.
const (
	All          AlarmType = "ALL"
	Perimeter    AlarmType = "PERIMETER"
	Tripwire     AlarmType = "TRIPWIRE"
	Entry        AlarmType = "AOIENTRY"
	Exit         AlarmType = "AOILEAVE"
	LineCount    AlarmType = "PASSLINECOUNT"
	AreaCount    AlarmType = "TRAFFIC"
	Motion       AlarmType = "MOTION"
	Metadata     AlarmType = "VSD"
	Loitering    AlarmType = "LOITER"
	Parking      AlarmType = "PVD"
	LicensePlate AlarmType = "VEHICLE"
	Face         AlarmType = "VFD"
	Sensor       AlarmType = "SENSOR"
	Object       AlarmType = "OSC"
	Abnormal     AlarmType = "AVD"
	Sound        AlarmType = "ASD"
)

// Rules are the Event settings: what the camera detects at all. A type without a
// rule that is on never fires.
type Rules struct {
	Zones   []Zone // intrusion, entrance, exiting, area counting, loitering, parking
	Lines   []Line // line crossing, line counting
	Motion  Switch
	VSD     Switch
	Plates  PlateRule
	Faces   Switch
	Sensors Switch
}

// Switch is a detection that needs no drawing.
type Switch struct {
	On   bool
	Hold time.Duration // of its alarm
}

// Zone is a polygon and the detection that watches it.
type Zone struct {
	Type   AlarmType // Perimeter, Entry, Exit, AreaCount, Loitering, Parking
	On     bool
	Name   string
	Points []viewtron.Point // 3 to 8, in ten-thousandths of the frame
	Filter Filter
	Dwell  time.Duration // of loitering and parking
	Hold   time.Duration // of the alarm, 20 s as delivered
}

// Line is a directed line and the detection that watches it.
type Line struct {
	Type       AlarmType // Tripwire, LineCount
	On         bool
	Name       string
	Start, End viewtron.Point
	Direction  string // "none" for both, "rightortop", "leftorbotton"
	Filter     Filter
	Hold       time.Duration
}

// Filter is which targets a rule looks at, with sensitivities of 1 to 100.
type Filter struct {
	Person, Car, Motor                                  bool
	PersonSensitivity, CarSensitivity, MotorSensitivity int
}

// PlateRule is the licence plate detection.
type PlateRule struct {
	On          bool
	Sensitivity int
	Region      viewtron.Box
	Repeat      time.Duration // a plate is not read again within it
	Direction   string        // "noLimit", "approach", "leave"
}

// Clock is how the device's clock stands to the true one.
type Clock struct {
	Zone   string // IANA name
	Offset time.Duration
	NTP    bool
}

// PlateEntry is a plate in a camera's database.
type PlateEntry struct {
	Number, Group            string // whiteList, blackList, temporaryList
	Begin, End               time.Time
	Owner, Card, Phone, Kind string
}
