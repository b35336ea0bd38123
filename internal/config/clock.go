package config

import (
	"fmt"
	"time"
)

// Zone is the time zone that a device's clock shows: an IANA name such as
// Europe/Berlin, UTC, or Local, which is the zone of this machine. The zero
// value is Local.
type Zone struct{ loc *time.Location }

// Set reads a Zone.
func (z *Zone) Set(text string) error {
	loc, err := time.LoadLocation(text)
	if err != nil || text == "" {
		return fmt.Errorf("%.60q is not a time zone; write a name such as Europe/Berlin or America/New_York, UTC, or Local", text)
	}
	z.loc = loc
	return nil
}

// Location is the zone's rules; never nil.
func (z Zone) Location() *time.Location {
	if z.loc == nil {
		return time.Local
	}
	return z.loc
}

func (z Zone) String() string { return z.Location().String() }

// DateOrder says how to read a device's date whose day and month could be
// swapped, such as 05-12-2026.
type DateOrder string

// The orders.
const (
	MonthFirst DateOrder = "mdy"
	DayFirst   DateOrder = "dmy"
)

// Set reads a DateOrder.
func (o *DateOrder) Set(text string) error {
	switch v := DateOrder(text); v {
	case MonthFirst, DayFirst:
		*o = v
		return nil
	}
	return fmt.Errorf("%.40q is not an order of dates; write mdy (month first) or dmy (day first)", text)
}

func (o DateOrder) String() string { return string(o) }

// Clock is what one device's clock shows, where it differs from the other
// devices'.
type Clock struct {
	Device    string // the device's id, MAC or serial number
	Zone      Zone
	DateOrder DateOrder
}

// Clocks are the clocks of single devices. They are set in the file alone.
type Clocks []Clock

// completed fills what a clock leaves out with what holds for all devices.
func (c Clocks) completed(zone Zone, order DateOrder) Clocks {
	for i := range c {
		if c[i].Zone.loc == nil {
			c[i].Zone = zone
		}
		if c[i].DateOrder == "" {
			c[i].DateOrder = order
		}
	}
	return c
}
