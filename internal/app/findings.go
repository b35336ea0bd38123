package app

import (
	"fmt"
	"time"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/device"
)

// clockOff is from when on a device's clock is worth a word.
const clockOff = 5 * time.Second

// findings says what a person should look at of a device, and what to do.
func findings(d device.Device) []api.Finding {
	var out []api.Finding
	add := func(code, text, hint string) { out = append(out, api.Finding{Code: code, Text: text, Hint: hint}) }
	if d.Blocked {
		return nil // as somebody wants
	}
	if !d.Online {
		add("silent", "Nothing was heard of it since "+d.LastSeen.UTC().Format("2006-01-02 15:04:05")+" UTC.",
			"See that it has power and network, and that its HTTP POST page says Online.")
	}
	if d.ClockKnown && d.ClockOffset.Abs() > clockOff {
		add("clock_off", fmt.Sprintf("Its clock is %s.", offset(d.ClockOffset)), "Set its time, or let it use NTP.")
	}
	c := d.Counters
	if c.Keepalives > 3 && c.Events+c.Tracking+c.AlarmStatus == 0 {
		add("no_events", "It sends heartbeats and nothing else.",
			"Choose event data and types on its HTTP POST page, see that a rule is drawn, and restart the device after the first set-up.")
	}
	if c.ImagesMissing > 0 && c.ImagesMissing == c.Events {
		add("no_images", "None of its events has a picture.", "Choose the original picture and the target picture on its HTTP POST page; with Push Protocol Version V1.")
	}
	if c.Malformed+c.Unknown > 0 {
		add("not_understood", fmt.Sprintf("%d of its posts were not understood.", c.Malformed+c.Unknown), "Look at them in the quarantine.")
	}
	return out
}

// offset is how a clock differs from ours, in words.
func offset(d time.Duration) string {
	way := "ahead"
	if d < 0 {
		way, d = "behind", -d
	}
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f seconds %s", d.Seconds(), way)
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f minutes %s", d.Minutes(), way)
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f hours %s", d.Hours(), way)
	}
	return fmt.Sprintf("%.0f days %s", d.Hours()/24, way)
}
