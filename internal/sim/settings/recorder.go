package settings

import "time"

// Recorder is what a recorder has been told.
type Recorder struct {
	Identity Identity
	Account  Account
	Channels []Channel
	Post     RecorderPost
	Clock    Clock
	Groups   []PlateGroup
	// Inputs are the sockets on the back; virtual inputs are numbered after them.
	Inputs, Virtual int
	Outputs         []Output
}

// Channel is a camera on a recorder. Its rules are the camera's own.
type Channel struct {
	Number           int // from 1
	Name             string
	Online           bool
	Rules            Rules
	Image            Image
	Streams          []Stream
	Presets, Cruises []Position
}

// PlateGroup is a group of plates with a name that the user chose.
type PlateGroup struct {
	Name   string
	Plates []PlateEntry
}

// RecorderPost is the page Network → HTTP POST of a recorder.
type RecorderPost struct {
	Enable         bool
	Address        string
	Port           int
	Path           string
	HTTPS          bool
	Persistent     bool
	Anonymous      bool
	User, Password string
	Interval       time.Duration
	Schedule       Schedule
	Snap, Original bool // Attaching Image
	// Events are the Send Event column: smart types as they stand in posts.
	Events []string
}

// Schedule is when events are sent. The zero Schedule is 24x7.
type Schedule struct {
	Custom bool
	// Hours has a bit for each hour of each day, from Sunday.
	Hours [7]uint32
}

// At says whether events are sent at a moment, in the device's own time.
func (s Schedule) At(t time.Time) bool {
	return !s.Custom || s.Hours[t.Weekday()]>>t.Hour()&1 == 1
}
