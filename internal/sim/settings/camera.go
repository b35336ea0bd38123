// Package settings is what a simulated device has been told: what its settings
// pages show, what its API reads and writes, and what its posts obey. The values
// carry the names of the device's own pages; see docs/simulator.md.
package settings

// Identity is what a device says about itself.
type Identity struct {
	Name, Model, MAC, Serial, IP string
	Firmware                     string // "5.1.4.0", "5.3.1.0"; recorders "1.4.13"
	API                          string // "1.7" or "1.9", "2.0.0", "2.1.0"
}

// Account is who may log in to the device's page and API.
type Account struct {
	User, Password string
	Digest         bool // the API asks for Digest; otherwise for Basic
}

// Camera is what a camera has been told.
type Camera struct {
	Model    Model
	Identity Identity
	Account  Account
	// Push is the dialect of the posts, "V1" or "V2": V2 has an envelope of its own
	// and no pictures.
	Push    string
	Basic   BasicPost // the API's older block, httpPost
	Servers []Server  // at most MaxServers, of the page and of httpPostV2
	Rules   Rules
	Clock   Clock
	Plates  []PlateEntry
	Image   Image
	Streams []Stream
	Presets []Position // of a camera that turns
	Cruises []Position // made in the page only
	Sensor  SensorInput
	OSD     OSD
	Outputs []Output // one
	// PoE is that the camera is behind the PoE port of a recorder, where it looks
	// more often.
	PoE bool
}

// MaxServers is how many destinations a camera has room for.
const MaxServers = 3
