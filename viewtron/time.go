package viewtron

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseTimestamp reads a device's time, numeric or formatted.
func parseTimestamp(raw string) Timestamp {
	t := Timestamp{Raw: raw}
	if raw == "" {
		return t
	}
	if utc, ok := epoch(raw); ok {
		t.UTC = utc
	} else if l, ok := parseLocal(raw); ok {
		t.Local = l
	}
	return t
}

// epoch reads seconds, milliseconds or microseconds since 1970, told apart by
// magnitude: firmware differs (Q19). A recorder's plate post may hold twenty
// digits (Q18), an overflow that means nothing; so do zero, negative numbers and
// what is not a number.
func epoch(raw string) (time.Time, bool) {
	v, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || v <= 0 || raw[0] == '+' {
		return time.Time{}, false
	}
	switch {
	case v >= 1e17: // beyond the year 5138 in microseconds
		return time.Time{}, false
	case v >= 1e14:
		return time.UnixMicro(v).UTC(), true
	case v >= 1e11:
		return time.UnixMilli(v).UTC(), true
	}
	return time.Unix(v, 0).UTC(), true
}

// parseLocal reads "2026-05-12 11:33:33" and "05-12-2026 11:33:33 AM".
func parseLocal(raw string) (l LocalTime, ok bool) {
	date, clock, found := strings.Cut(raw, " ")
	d := strings.Split(date, "-")
	if !found || len(d) != 3 {
		return l, false
	}
	clock, half, _ := strings.Cut(strings.TrimSpace(clock), " ")
	c := strings.Split(clock, ":")
	if len(c) != 3 {
		return l, false
	}
	var n [6]int
	for i, s := range append(d, c...) {
		v, err := strconv.ParseUint(s, 10, 16)
		if err != nil {
			return l, false
		}
		n[i] = int(v)
	}
	l = LocalTime{Hour: n[3], Minute: n[4], Second: n[5]}
	switch {
	case len(d[0]) == 4:
		l.Year, l.Month, l.Day = n[0], n[1], n[2]
	case len(d[2]) == 4 && n[0] > 12:
		l.Year, l.Month, l.Day = n[2], n[1], n[0]
	case len(d[2]) == 4:
		l.Year, l.Month, l.Day = n[2], n[0], n[1]
		l.Ambiguous = n[1] <= 12 && n[0] != n[1]
	default:
		return LocalTime{}, false
	}
	switch strings.ToUpper(strings.TrimSpace(half)) {
	case "AM", "PM":
		if l.Hour < 1 || l.Hour > 12 {
			return LocalTime{}, false
		}
		l.Hour %= 12
		if strings.EqualFold(strings.TrimSpace(half), "PM") {
			l.Hour += 12
		}
	case "":
	default:
		return LocalTime{}, false
	}
	if !l.valid() {
		return LocalTime{}, false
	}
	return l, true
}

func (l LocalTime) valid() bool {
	t := time.Date(l.Year, time.Month(l.Month), l.Day, l.Hour, l.Minute, l.Second, 0, time.UTC)
	return l.Hour < 24 && l.Minute < 60 && l.Second < 60 &&
		t.Year() == l.Year && t.Month() == time.Month(l.Month) && t.Day() == l.Day
}

// IsZero says whether there is no wall clock.
func (l LocalTime) IsZero() bool { return l == LocalTime{} }

func (l LocalTime) String() string {
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d", l.Year, l.Month, l.Day, l.Hour, l.Minute, l.Second)
}

// In is the instant that t means, with the zone of the device and, for a date
// whose day and month could be swapped, whether the device writes the day first.
// Numeric times need neither. A nil zone is UTC. It is false when t is not a time.
func (t Timestamp) In(zone *time.Location, dayFirst bool) (time.Time, bool) {
	if !t.UTC.IsZero() {
		return t.UTC, true
	}
	l := t.Local
	if l.IsZero() {
		return time.Time{}, false
	}
	if zone == nil {
		zone = time.UTC
	}
	if dayFirst && l.Ambiguous {
		l.Day, l.Month = l.Month, l.Day
	}
	return time.Date(l.Year, time.Month(l.Month), l.Day, l.Hour, l.Minute, l.Second, 0, zone).UTC(), true
}
