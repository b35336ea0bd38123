package config

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
)

// value is the place of one option in a Serve. Set reads what String writes,
// and leaves the value alone when it returns an error. Its errors say what was
// wrong and how to write it.
type value interface {
	Set(text string) error
	String() string
}

// LogFormat is how log lines and the console are written.
type LogFormat string

// The formats.
const (
	LogText LogFormat = "text" // for people
	LogJSON LogFormat = "json" // one JSON object a line
)

// Set reads a LogFormat.
func (f *LogFormat) Set(text string) error {
	switch v := LogFormat(text); v {
	case LogText, LogJSON:
		*f = v
		return nil
	}
	return fmt.Errorf("%.40q is not a log format; write text or json", text)
}

func (f LogFormat) String() string { return string(f) }

// text is a string option.
type text string

func (t *text) Set(s string) error { *t = text(s); return nil }
func (t *text) String() string     { return string(*t) }

// toggle is an option that is on or off.
type toggle bool

func (t *toggle) Set(s string) error {
	switch strings.ToLower(s) {
	case "true", "yes", "on", "1":
		*t = true
	case "false", "no", "off", "0":
		*t = false
	default:
		return fmt.Errorf("%.40q is neither true nor false", s)
	}
	return nil
}

func (t *toggle) String() string   { return strconv.FormatBool(bool(*t)) }
func (t *toggle) IsBoolFlag() bool { return true }

// count is an option that is a whole number, not negative.
type count int

func (c *count) Set(s string) error {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 31)
	if err != nil {
		return fmt.Errorf("%.40q is not a whole number", s)
	}
	*c = count(n)
	return nil
}

func (c *count) String() string { return strconv.Itoa(int(*c)) }

// level is the log level.
type level slog.Level

func (l *level) Set(s string) error {
	for _, known := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if strings.EqualFold(s, known.String()) {
			*l = level(known)
			return nil
		}
	}
	return fmt.Errorf("%.40q is not a log level; write debug, info, warn or error", s)
}

func (l *level) String() string { return strings.ToLower(slog.Level(*l).String()) }
