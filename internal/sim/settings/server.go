package settings

import "time"

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
