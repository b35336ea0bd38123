// Package deviceapi is the HTTP and XML interface that simulated cameras and
// recorders answer, as documented and as seen: names with their misspellings, both
// forms of lists, the error codes, commands that come and go with the firmware.
// What is read and written is settings.Config, which the device's page shares.
package deviceapi

import (
	"errors"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Engine is the running device as its API sees it. Channels count from 1; a camera
// has one. The methods may be called from many goroutines at once.
type Engine interface {
	// Snapshot is a JPEG of what a channel sees now.
	Snapshot(channel int) ([]byte, error)
	// Since is when recordings begin; they go on until now. Recorded is a JPEG of what
	// a channel saw at a moment between.
	Since() time.Time
	Recorded(channel int, at time.Time) ([]byte, error)
	// Alarms are the detections whose alarm is on in a channel, in any order.
	Alarms(channel int) []viewtron.Detection
}

// CameraEngine is a running camera.
type CameraEngine interface {
	Engine
	// Online says whether a destination answers heartbeats: a Server's ID, or 0
	// for the BasicPost.
	Online(id int) bool
	// Counts are how many crossed the counting lines, along them and against them,
	// since the camera began.
	Counts() (entered, left Count)
}

// RecorderEngine is a running recorder.
type RecorderEngine interface {
	Engine
	// VirtualAlarm triggers a virtual alarm input, which count from 1.
	VirtualAlarm(n int) error
}

// Count is how many of each kind crossed.
type Count struct{ Person, Car, Bike int }

// ErrNoVideo is an Engine's answer for a channel that has no picture.
var ErrNoVideo = errors.New("no video")
