package web

import (
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/journal"
)

// TestStrip: what the journal told of a device becomes the cells of its last day.
func TestStrip(t *testing.T) {
	now := time.Date(2026, 11, 25, 18, 15, 0, 0, time.UTC)
	ago := func(hours float64) time.Time { return now.Add(-time.Duration(hours * float64(time.Hour))) }
	told := func(at float64, c journal.Change, last float64) journal.Entry {
		return journal.Entry{At: ago(at), Device: &journal.DeviceChange{Change: c, LastSeen: ago(last)}}
	}
	v := &view{catalogue: catalogues[0], zone: time.UTC, now: now}
	old := ago(100)
	for _, tt := range []struct {
		name    string
		d       device.Device
		changes []journal.Entry
		want    string // a letter a cell
		words   string
	}{
		{"heard all day", device.Device{Online: true, FirstSeen: old}, nil, strings.Repeat("h", 48), "Heard all of the last 24 hours."},
		{"silent for days", device.Device{FirstSeen: old, LastSeen: ago(50)}, nil, strings.Repeat("s", 48), "Silent for 24 h"},
		{"first heard an hour ago", device.Device{Online: true, FirstSeen: ago(1)}, []journal.Entry{told(1, journal.FirstContact, 1)},
			strings.Repeat("n", 45) + "hhh", "Heard since 17:15:00"},
		{"came back, from before the day", device.Device{Online: true, FirstSeen: old}, []journal.Entry{told(12.25, journal.Online, 12.25)},
			strings.Repeat("s", 23) + strings.Repeat("h", 25), "Silent for 11 h"},
		{"silent since its last post, not since that was noticed", device.Device{FirstSeen: old}, []journal.Entry{told(1, journal.Offline, 1.5)},
			strings.Repeat("h", 44) + "psss", "Silent for 90 min"},
		{"silent for ten minutes", device.Device{Online: true, FirstSeen: old}, []journal.Entry{told(5, journal.Offline, 5.1), told(4.95, journal.Online, 4.95)},
			strings.Repeat("h", 37) + "p" + strings.Repeat("h", 10), "Silent for 9 min"},
		{"forgotten, and heard again", device.Device{Online: true, FirstSeen: ago(2)}, []journal.Entry{told(9, journal.Offline, 9), told(2, journal.FirstContact, 2)},
			strings.Repeat("n", 43) + "hhhhh", "Heard since 16:15:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := v.strip(tt.d, tt.changes)
			var got strings.Builder
			for _, c := range s.Cells {
				got.WriteByte(c.State[0])
			}
			if got.String() != tt.want {
				t.Errorf("got  %s\nwant %s", got.String(), tt.want)
			}
			if !strings.HasPrefix(s.Words, tt.words) {
				t.Errorf("got %q, want %q …", s.Words, tt.words)
			}
			if n := len(s.Paths()); n == 0 || n > 4 {
				t.Errorf("%d paths", n)
			}
		})
	}
}

func TestReadable(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		dump       bool
	}{
		{"XML", "<config>\r\n\t<ü/></config>", false},
		{"markup", "<script>alert(1)</script>", false},
		{"zero bytes", "a\x00b", true},
		{"not UTF-8", "\xff\xfe", true},
		{"cut within a character", strings.Repeat("x", bodyShown-1) + "\xc3", false},
		{"nothing", "", false},
	} {
		if text, dump := readable([]byte(tt.body)); dump != tt.dump || !dump && !strings.HasPrefix(tt.body, text) || dump && !strings.HasPrefix(text, "00000000  ") {
			t.Errorf("%s: got %.60q, %v", tt.name, text, dump)
		}
	}
}
