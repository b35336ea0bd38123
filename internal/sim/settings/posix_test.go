package settings_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func TestParsePosix(t *testing.T) {
	for _, test := range []struct{ text, want, again string }{
		{"CET-1CEST", "Europe/Berlin", "CET-1CEST"},
		{"CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin", "CET-1CEST"},
		{"EST5EDT", "America/New_York", "EST5EDT"},
		{"CST-8", "Asia/Shanghai", "CST-8"},
		{"CST6CDT", "America/Chicago", "CST6CDT"},
		{"IST-5:30", "Asia/Kolkata", "IST-5:30"},
		{"CET-1", "Etc/GMT-1", "CET-1"},
		{"XYZ+4", "Etc/GMT+4", "XYZ4"},
		{"UTC0", "UTC", "UTC0"},
		{"Moon", "", ""},
		{"", "", ""},
	} {
		z, ok := settings.ParsePosix(test.text)
		if ok != (test.want != "") || ok && (z.Zone != test.want || z.String() != test.again) {
			t.Errorf("%q: %+v %v, want %s", test.text, z, ok, test.want)
		}
	}
}

func TestClock(t *testing.T) {
	noon := time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC)
	c := settings.Clock{Zone: "Europe/Berlin", Offset: -time.Minute}
	if got := c.At(noon).Format(time.DateTime); got != "2026-05-12 13:59:00" {
		t.Errorf("the device says %s", got)
	}
	c.Posix = "EST5EDT" // the page has changed the zone since
	if got := c.PosixAt(noon).String(); got != "CET-1CEST" {
		t.Errorf("the zone is %s", got)
	}
	if got := (settings.Clock{Zone: "Asia/Kathmandu"}).PosixAt(noon).String(); got != "UTC-5:45" {
		t.Errorf("the zone is %s", got)
	}
	if got := (settings.Clock{Zone: "America/Caracas"}).PosixAt(noon).String(); got != "UTC4" {
		t.Errorf("the zone is %s", got)
	}
}
