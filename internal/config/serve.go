// Package config is what watchpost serve can be told: one struct of typed
// values, filled by defaults, then a strict YAML file, then the environment,
// then flags. One table (options) drives the names in all three, the help text
// and the sample file.
package config

import (
	"log/slog"
	"time"
)

// Serve is the configuration of watchpost serve. Load makes a valid one.
type Serve struct {
	// Config is the file the configuration was read from, "" for none.
	Config string

	Data string // folder of the database and the images

	Devices          string // host and port that devices post to
	DevicesTLS       string // a second one with TLS, "" for none
	DevicesCert      string // PEM file; with DevicesKey, else a self-signed one is made
	DevicesKey       string // PEM file
	DevicesTLSLegacy bool   // also TLS 1.0 and 1.1
	Allow            Networks
	DeviceUser       string // "" asks for none
	DevicePassword   Secret
	DeviceToken      Secret // the path segment after /API, not set for none

	MaxPost                  Size // of one post's body
	MaxInflight              Size // of the bodies in memory together
	MaxConnections           int
	MaxConnectionsPerAddress int
	Idle                     Duration // of a connection between posts
	MaxDevices               int

	Web          string // host and port of the web page and the API
	WebBasePath  string // under which a proxy has it, "" for its root
	TrustedProxy Networks
	LoginHeader  string // in which a trusted proxy names who has logged in, "" for none
	Open         bool   // the web side asks nobody to log in
	Demo         bool

	Keep     Duration // events older than this are removed; 0 keeps them for ever
	KeepSize Size     // of images and database together; 0 has no bound
	KeepFree Size     // of the disk; retention keeps that much free
	KeepRaw  bool     // also each event's XML, without image data

	CaptureSize     Size     // of the raw posts kept for each device; 0 keeps none
	CaptureAge      Duration // raw posts older than this are dropped; 0 has no bound
	CaptureTracking bool     // raw tracking posts too

	DeviceZone   Zone
	DateOrder    DateOrder
	Clocks       Clocks
	TrackSilence Duration // after which a target that is no longer posted has left
	AlarmLimit   Duration // after which an alarm that nobody repeats or ends is over; 0 is never

	LogFormat LogFormat
	LogLevel  slog.Level
}

// Default is the configuration of a serve that is told nothing.
func Default() Serve {
	private, err := ParseNetworks("private")
	if err != nil {
		panic(err) // a word that ParseNetworks itself defines
	}
	return Serve{
		Data:    "./watchpost-data",
		Devices: ":5002",
		Allow:   private,

		MaxPost:                  16 << 20,
		MaxInflight:              256 << 20,
		MaxConnections:           4096,
		MaxConnectionsPerAddress: 64,
		Idle:                     Duration(35 * time.Minute),
		MaxDevices:               16384,

		Web: "127.0.0.1:8080",

		KeepFree: 1 << 30,

		CaptureSize: 64 << 20,
		CaptureAge:  Duration(time.Hour),

		DateOrder:    MonthFirst,
		TrackSilence: Duration(2 * time.Second),
		AlarmLimit:   Duration(24 * time.Hour),

		LogFormat: LogText,
		LogLevel:  slog.LevelInfo,
	}
}
