package settings

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// PosixZone is a time zone as devices write it: POSIX, in which the sign is that of
// the way to UTC.
type PosixZone struct {
	Zone       string // IANA name
	Standard   string // "CET-1"
	Summer     string // "CEST", "" where there is none
	Start, End string // "M3.5.0/2"
}

// PosixZones are the zones whose summer time is known.
func PosixZones() []PosixZone {
	return []PosixZone{
		{Zone: "UTC", Standard: "UTC0"},
		{"Europe/London", "GMT0", "BST", "M3.5.0/1", "M10.5.0/2"},
		{"Europe/Berlin", "CET-1", "CEST", "M3.5.0/2", "M10.5.0/3"},
		{"Europe/Athens", "EET-2", "EEST", "M3.5.0/3", "M10.5.0/4"},
		{"America/New_York", "EST5", "EDT", "M3.2.0/2", "M11.1.0/2"},
		{"America/Chicago", "CST6", "CDT", "M3.2.0/2", "M11.1.0/2"},
		{"America/Denver", "MST7", "MDT", "M3.2.0/2", "M11.1.0/2"},
		{"America/Los_Angeles", "PST8", "PDT", "M3.2.0/2", "M11.1.0/2"},
		{"America/Anchorage", "AKST9", "AKDT", "M3.2.0/2", "M11.1.0/2"},
		{Zone: "America/Phoenix", Standard: "MST7"},
		{Zone: "Pacific/Honolulu", Standard: "HST10"},
		{Zone: "Asia/Shanghai", Standard: "CST-8"},
		{Zone: "Asia/Tokyo", Standard: "JST-9"},
		{Zone: "Asia/Kolkata", Standard: "IST-5:30"},
		{"Australia/Sydney", "AEST-10", "AEDT", "M10.1.0/2", "M4.1.0/3"},
		{"Pacific/Auckland", "NZST-12", "NZDT", "M9.5.0/2", "M4.1.0/3"},
	}
}

// PosixAt is the clock's zone as the device's API tells it: as it was told, if that
// is the zone still. Where the zone's summer time is not known it is the zone's
// distance from UTC at a moment.
func (c Clock) PosixAt(moment time.Time) PosixZone {
	if told, ok := ParsePosix(c.Posix); ok && told.Zone == c.Zone {
		return told
	}
	for _, z := range PosixZones() {
		if z.Zone == c.Zone {
			return z
		}
	}
	_, seconds := moment.In(c.Location()).Zone()
	hours, minutes, sign := abs(seconds)/3600, abs(seconds)/60%60, "-"
	if seconds < 0 {
		sign = ""
	}
	text := fmt.Sprintf("UTC%s%d", sign, hours)
	if minutes != 0 {
		text = fmt.Sprintf("%s:%02d", text, minutes)
	}
	return PosixZone{Zone: c.Zone, Standard: text}
}

func abs(n int) int { return max(n, -n) }

// ParsePosix reads a zone as devices write it, with rules for summer time or
// without. A zone of whole hours that has no name here is one of those that are
// named for their distance; false is one that cannot be kept at all.
func ParsePosix(text string) (PosixZone, bool) {
	shape := regexp.MustCompile(`^([A-Za-z]{3,5}|<[-+A-Za-z0-9]{1,8}>)([-+]?)(\d{1,2})(:\d\d)?(:\d\d)?([A-Za-z]{3,5})?(?:[-+]?\d{1,2})?(?:,([^,]+),([^,]+))?$`)
	m := shape.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return PosixZone{}, false
	}
	standard := m[1] + strings.TrimPrefix(m[2], "+") + m[3] + m[4]
	found := PosixZone{Standard: standard, Summer: m[6], Start: m[7], End: m[8]}
	for _, z := range PosixZones() {
		if z.Standard == standard && (z.Summer == m[6] || m[6] == "") {
			found.Zone = z.Zone
			if z.Summer == m[6] {
				if found.Start == "" {
					found.Start, found.End = z.Start, z.End
				}
				return found, true
			}
		}
	}
	if hours, err := strconv.Atoi(m[3]); err == nil && hours <= 14 && m[4] == "" && m[6] == "" {
		sign := "+"
		if m[2] == "-" {
			sign = "-"
		}
		found.Zone = fmt.Sprintf("Etc/GMT%s%d", sign, hours)
		_, err := time.LoadLocation(found.Zone)
		return found, err == nil
	}
	return found, found.Zone != ""
}

// String is the zone without its rules, as API 2.0 writes it.
func (z PosixZone) String() string { return z.Standard + z.Summer }
