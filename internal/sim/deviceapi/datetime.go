package deviceapi

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func dateAndTime(r *request) ([]byte, error) {
	c := r.clock()
	zone := c.PosixAt(r.now)
	d := r.answer()
	if r.gen == api1 {
		d.enums([]string{"timeFormatModeType", "12h", "24h"}, []string{"synchronizeType", "manually", "NTP", "PC"})
	} else {
		d.enums([]string{"timeFormatModeType", "12h", "24h"})
	}
	d.begin("time")
	if r.gen == api1 {
		d.text("timeFormatMode", format(c), "type", "timeFormatModeType")
	}
	d.begin("timezoneInfo")
	if r.gen == api1 {
		d.cdata("timeZone", zone.Standard, "type", "string", "maxLen", "127")
		d.cdata("startTime", zone.Start, "type", "string", "maxLen", "64")
		d.cdata("endTime", zone.End, "type", "string", "maxLen", "64")
		d.number("offSet", "uint16", 60, "min", "30", "max", "120")
		d.uint("daylightSwitch", map[bool]int{true: 1}[zone.Summer != ""])
	} else {
		d.string("timeZone", zone.String())
	}
	d.end()
	d.begin("synchronizeInfo")
	kind := "timeFormatModeType" // the name that devices give, of another type
	if r.gen == api1 {
		kind = "synchronizeType"
	}
	if c.NTP {
		d.text("type", "NTP", "type", kind)
		d.cdata("ntpServer", c.NTPServer, "type", "string", "maxLen", "127")
		d.uint("ntpSyncInterval", int(c.NTPInterval/time.Minute), "min", "30", "max", "10080")
	} else {
		d.text("type", "manually", "type", kind)
	}
	d.string("currentTime", c.At(r.now).Format(time.DateTime))
	return d.finish(), nil
}

func format(c settings.Clock) string {
	if c.TwelveHours {
		return "12h"
	}
	return "24h"
}

func setDateAndTime(r *request) ([]byte, error) {
	given := r.body.at("time")
	if given == nil {
		return nil, missingParameter
	}
	return r.done(r.changeClock(func(c *settings.Clock) error {
		if n := given.at("timeFormatMode"); n != nil {
			if n.text != "12h" && n.text != "24h" {
				return invalidContent
			}
			c.TwelveHours = n.text == "12h"
		}
		return first(setZone(c, given.at("timezoneInfo")), synchronize(c, given.at("synchronizeInfo"), r.now))
	}))
}

// setZone sets the zone. On the first protocol summer time is switched apart from
// its name.
func setZone(c *settings.Clock, n *node) error {
	text := n.at("timeZone").string()
	if text == "" {
		return nil
	}
	if summer := n.at("daylightSwitch").string(); summer == "1" || summer == "true" {
		for _, z := range settings.PosixZones() {
			if z.Standard == text && z.Summer != "" {
				text = z.String()
				break
			}
		}
	}
	zone, ok := settings.ParsePosix(text)
	if !ok {
		return invalidContent
	}
	c.Zone, c.Posix = zone.Zone, text
	return nil
}

// synchronize sets how the clock is set, and the clock. It runs on from the time
// that it is told.
func synchronize(c *settings.Clock, n *node, now time.Time) error {
	if n == nil {
		return nil
	}
	switch n.at("type").string() {
	case "":
	case "NTP":
		c.NTP, c.Offset = true, 0
	case "manually", "PC":
		c.NTP = false
	default:
		return invalidContent
	}
	n.at("ntpServer").setString(&c.NTPServer)
	minutes := int(c.NTPInterval / time.Minute)
	if err := n.at("ntpSyncInterval").setInt(&minutes); err != nil {
		return err
	}
	c.NTPInterval = time.Duration(minutes) * time.Minute
	given := n.at("currentTime").string()
	if given == "" || c.NTP {
		return nil
	}
	told, err := time.ParseInLocation(time.DateTime, given, c.Location())
	if err != nil {
		return invalidContent
	}
	c.Offset = told.Sub(now.Truncate(time.Second))
	return nil
}
