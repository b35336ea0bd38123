package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is a number of bytes, written as 16MiB (powers of 1024), 200GB (powers
// of 1000) or plain bytes. It is never negative.
type Size int64

// sizeUnits are the units that a Size is written in, largest first.
var sizeUnits = [...]struct {
	name string
	unit int64
}{
	{"TiB", 1 << 40}, {"TB", 1e12},
	{"GiB", 1 << 30}, {"GB", 1e9},
	{"MiB", 1 << 20}, {"MB", 1e6},
	{"KiB", 1 << 10}, {"kB", 1e3},
	{"B", 1},
}

// Set reads a Size. Case and a space before the unit do not matter.
func (s *Size) Set(text string) error {
	t := strings.TrimSpace(text)
	digits := leadingNumber(t)
	unit, ok := sizeUnit(strings.TrimSpace(t[digits:]))
	if ok {
		if n, err := strconv.ParseInt(t[:digits], 10, 64); err == nil && n <= math.MaxInt64/unit {
			*s = Size(n * unit)
			return nil
		}
		if n, err := strconv.ParseFloat(t[:digits], 64); err == nil && n*float64(unit) < math.MaxInt64 {
			*s = Size(n * float64(unit))
			return nil
		}
	}
	return fmt.Errorf("%.40q is not a size; write it like 16MiB, 200GB or 1048576", text)
}

func sizeUnit(name string) (int64, bool) {
	if name == "" {
		return 1, true
	}
	for _, u := range sizeUnits {
		if strings.EqualFold(name, u.name) {
			return u.unit, true
		}
	}
	return 0, false
}

// String writes s as Set reads it, exactly and as short as it can be.
func (s Size) String() string {
	if s == 0 {
		return "0"
	}
	best := strconv.FormatInt(int64(s), 10) + "B"
	for _, u := range sizeUnits {
		if int64(s)%u.unit != 0 {
			continue
		}
		if t := strconv.FormatInt(int64(s)/u.unit, 10) + u.name; len(t) < len(best) {
			best = t
		}
	}
	return best
}
