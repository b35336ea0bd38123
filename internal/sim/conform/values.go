package conform

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// check holds a text against a kind of value.
func check(kind, text string) error {
	number := func(low, high int64) error {
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil || v < low || v > high || strconv.FormatInt(v, 10) != text {
			return fmt.Errorf("%.40q is not a number of %d to %d", text, low, high)
		}
		return nil
	}
	matches := func(expression string) error {
		if !regexp.MustCompile(`^(?:` + expression + `)$`).MatchString(text) {
			return fmt.Errorf("%.60q is not %s", text, kind)
		}
		return nil
	}
	switch kind {
	case "", "empty":
		return matches(``)
	case "any":
		return nil
	case "text":
		return matches(`.+`)
	case "bool":
		return matches(`true|false`)
	case "zero":
		return matches(`0`)
	case "coordinate":
		return number(0, 10000)
	case "pixel":
		return number(0, 4096)
	case "id", "number":
		return number(0, 1<<32-1)
	case "uptime":
		return number(0, 1<<62)
	case "micros", "millis", "seconds":
		return moment(kind, text)
	case "datetime":
		return clock(time.DateTime, text)
	case "american":
		return clock("01-02-2006 03:04:05 PM", text)
	case "mac":
		return matches(`[0-9a-f]{2}(:[0-9a-f]{2}){5}`)
	case "MAC":
		return matches(`[0-9A-F]{2}(:[0-9A-F]{2}){5}`)
	case "anymac":
		return matches(`[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}`)
	case "ip":
		if _, err := netip.ParseAddr(text); err != nil {
			return err
		}
		return nil
	case "length":
		return number(1, 1<<24)
	case "base64":
		return matches(`[A-Za-z0-9+/]+=*`)
	case "percent100":
		return number(0, 10000)
	}
	for word := range strings.SplitSeq(kind, "|") {
		if text == word {
			return nil
		}
	}
	return fmt.Errorf("%.60q, want %s", text, kind)
}

// moment is a time in microseconds, of milliseconds or seconds only where devices
// write no more.
func moment(kind, text string) error {
	v, err := strconv.ParseInt(text, 10, 64)
	year := time.UnixMicro(v).Year()
	if err != nil || year < 1999 || year > 2100 {
		return fmt.Errorf("%.40q is no time in microseconds", text)
	}
	if kind == "millis" && v%1000 != 0 || kind == "seconds" && v%1_000_000 != 0 {
		return fmt.Errorf("%s has more than %s", text, kind)
	}
	return nil
}

func clock(layout, text string) error {
	t, err := time.Parse(layout, text)
	if err != nil || t.Format(layout) != text {
		return fmt.Errorf("%.40q is not written like %s", text, layout)
	}
	return nil
}
