package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time, written as 90s, 35m, 1h30m or 30d. 0 needs no
// unit. It is never negative.
type Duration time.Duration

const day = 24 * time.Hour

// durationUnits are the units that a Duration is written in, longest name first
// where one begins another.
var durationUnits = [...]struct {
	name string
	unit time.Duration
}{
	{"ms", time.Millisecond},
	{"w", 7 * day},
	{"d", day},
	{"h", time.Hour},
	{"m", time.Minute},
	{"s", time.Second},
}

// Set reads a Duration.
func (d *Duration) Set(text string) error {
	v, ok := parseDuration(strings.TrimSpace(text))
	if !ok {
		return fmt.Errorf("%.40q is not a length of time; write it like 90s, 35m, 1h30m or 30d", text)
	}
	*d = Duration(v)
	return nil
}

func parseDuration(s string) (time.Duration, bool) {
	if s == "0" {
		return 0, true
	}
	var sum float64
	for s != "" {
		digits := leadingNumber(s)
		n, err := strconv.ParseFloat(s[:digits], 64)
		if err != nil {
			return 0, false
		}
		s = s[digits:]
		i := unitAt(s)
		if i < 0 {
			return 0, false
		}
		s = s[len(durationUnits[i].name):]
		if sum += n * float64(durationUnits[i].unit); sum >= math.MaxInt64 {
			return 0, false
		}
		if s == "" {
			return time.Duration(sum), true
		}
	}
	return 0, false
}

// leadingNumber is the length of the digits and points that s starts with.
func leadingNumber(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789."))
}

func unitAt(s string) int {
	for i, u := range durationUnits {
		if strings.HasPrefix(s, u.name) {
			return i
		}
	}
	return -1
}

// String writes d as Set reads it, whole days as days.
func (d Duration) String() string {
	v := time.Duration(d)
	switch {
	case v == 0:
		return "0"
	case v%day == 0:
		return strconv.FormatInt(int64(v/day), 10) + "d"
	}
	s := v.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
