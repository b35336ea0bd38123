package settings

import "time"

// Clock is how the device's clock stands to the true one.
type Clock struct {
	Zone string // IANA name
	// Posix is the zone as the API was told it, with the sign of POSIX; "" is Zone's
	// own.
	Posix       string
	Offset      time.Duration
	NTP         bool
	NTPServer   string
	NTPInterval time.Duration
	TwelveHours bool // of the times in posts
}

// At is the device's own time at a moment, in its zone.
func (c Clock) At(moment time.Time) time.Time {
	return moment.Add(c.Offset).In(c.Location())
}

// Location is the device's zone; UTC when its name is not known here.
func (c Clock) Location() *time.Location {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}
