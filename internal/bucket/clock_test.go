package bucket_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/bucket"
)

func TestClock(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	night := bucket.Clock{From: 22 * time.Hour, To: 6*time.Hour + 30*time.Minute, Zone: berlin}
	noon := bucket.Clock{From: 12 * time.Hour, To: 13 * time.Hour, Zone: berlin}
	for _, tt := range []struct {
		name  string
		clock bucket.Clock
		at    string
		want  bool
	}{
		{"in the evening", night, "2026-11-24T22:00:00+01:00", true},
		{"before it", night, "2026-11-24T21:59:59+01:00", false},
		{"in the morning after", night, "2026-11-25T06:29:59+01:00", true},
		{"when it is over", night, "2026-11-25T06:30:00+01:00", false},
		{"in summer", night, "2026-07-01T22:00:00+02:00", true},
		{"by another clock", night, "2026-07-01T20:00:00Z", true},
		{"in the night that is an hour longer", night, "2026-10-25T06:29:00+01:00", true},
		{"at noon", noon, "2026-11-24T12:30:00+01:00", true},
		{"at one", noon, "2026-11-24T13:00:00+01:00", false},
		{"all day", bucket.Clock{From: 8 * time.Hour, To: 8 * time.Hour, Zone: berlin}, "2026-11-24T03:00:00+01:00", true},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.clock.Holds(at); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestClockParts: the parts of days follow each other and do not meet, whatever the
// clock does in between.
func TestClockParts(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []bucket.Clock{
			{From: 22 * time.Hour, To: 6 * time.Hour, Zone: zone}, {From: 2*time.Hour + 30*time.Minute, To: 2*time.Hour + 15*time.Minute, Zone: zone},
		} {
			var last time.Time
			for day := range 400 {
				from, to := c.On(time.Date(2026, 1, day, 12, 0, 0, 0, zone))
				if from.Before(last) || to.Before(from) {
					t.Fatalf("%s: day %d is from %v to %v, and the one before it ended at %v", name, day, from, to, last)
				}
				last = to
			}
		}
	}
}
