package web

import (
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
	_ "time/tzdata"
)

func periodIn(t *testing.T, zone, now, query string) (period, error) {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	v := &view{catalogue: catalogueOf(httptest.NewRequest("GET", "/", nil)), zone: loc, now: at}
	return v.periodOf(q)
}

func TestPeriods(t *testing.T) {
	const now = "2026-11-25T17:59:00Z"
	tests := []struct {
		name, zone, query  string
		from, to           string // days
		bucket             string
		buckets            int
		first, end, before string // of the first bucket, of the last, of the first in the period before
	}{
		{"today by the hour", "UTC", "", "2026-11-25", "2026-11-25", "hour", 24, "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z", "2026-11-24T00:00:00Z"},
		{"today of Tokyo is tomorrow", "Asia/Tokyo", "range=today", "2026-11-26", "2026-11-26", "hour", 24, "2026-11-25T15:00:00Z", "2026-11-26T15:00:00Z", "2026-11-24T15:00:00Z"},
		{"yesterday", "UTC", "range=yesterday", "2026-11-24", "2026-11-24", "hour", 24, "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-23T00:00:00Z"},
		{"seven days", "UTC", "range=7d", "2026-11-19", "2026-11-25", "day", 7, "2026-11-19T00:00:00Z", "2026-11-26T00:00:00Z", "2026-11-12T00:00:00Z"},
		{"seven days by the hour", "UTC", "range=7d&bucket=hour", "2026-11-19", "2026-11-25", "hour", 168, "2026-11-19T00:00:00Z", "2026-11-26T00:00:00Z", "2026-11-12T00:00:00Z"},
		{"twelve months", "UTC", "range=12m", "2025-12-01", "2026-11-30", "month", 12, "2025-12-01T00:00:00Z", "2026-12-01T00:00:00Z", "2024-12-01T00:00:00Z"},
		{"a day of 23 hours", "Europe/Berlin", "from=2026-03-29&to=2026-03-29", "2026-03-29", "2026-03-29", "hour", 23, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-27T23:00:00Z"},
		{"days the wrong way round", "UTC", "from=2026-03-09&to=2026-03-01", "2026-03-01", "2026-03-09", "day", 9, "2026-03-01T00:00:00Z", "2026-03-10T00:00:00Z", "2026-02-20T00:00:00Z"},
		{"one day alone", "UTC", "to=2026-03-09", "2026-03-09", "2026-03-09", "hour", 24, "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z", "2026-03-08T00:00:00Z"},
		{"whole weeks", "UTC", "from=2026-11-03&to=2026-11-18&bucket=week", "2026-11-02", "2026-11-22", "week", 3, "2026-11-02T00:00:00Z", "2026-11-23T00:00:00Z", "2026-10-12T00:00:00Z"},
		{"too many hours become days", "UTC", "range=30d&bucket=hour", "2026-10-27", "2026-11-25", "day", 30, "2026-10-27T00:00:00Z", "2026-11-26T00:00:00Z", "2026-09-27T00:00:00Z"},
	}
	for _, tt := range tests {
		p, err := periodIn(t, tt.zone, now, tt.query)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		loc, _ := time.LoadLocation(tt.zone)
		if from, to := day(p.From.In(loc)), day(p.To.In(loc)); from != tt.from || to != tt.to || p.Bucket != tt.bucket || len(p.Starts) != tt.buckets {
			t.Errorf("%s: got %s to %s by %d of %s, want %s to %s by %d of %s", tt.name, from, to, len(p.Starts), p.Bucket, tt.from, tt.to, tt.buckets, tt.bucket)
		}
		before := p.earlier(p.begin(), "before", loc)
		for name, pair := range map[string][2]string{
			"first": {p.begin().UTC().Format(time.RFC3339), tt.first}, "end": {p.End.UTC().Format(time.RFC3339), tt.end},
			"before": {before.UTC().Format(time.RFC3339), tt.before},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %s is %s, want %s", tt.name, name, pair[0], pair[1])
			}
		}
	}
	for _, bad := range []string{"range=soon", "from=yesterday", "from=2026-02-30", "bucket=minute", "from=1970-01-01&to=2026-01-01", "from=0001-01-01"} {
		if _, err := periodIn(t, "UTC", now, bad); err == nil {
			t.Errorf("%s: want an error", bad)
		}
	}
}

// TestSameWeekdays: a period is compared with whole weeks before it.
func TestSameWeekdays(t *testing.T) {
	for query, want := range map[string]string{
		"range=today": "2026-11-18", "range=7d": "2026-11-12", "range=30d": "2026-09-22",
	} {
		p, err := periodIn(t, "UTC", "2026-11-25T17:59:00Z", query)
		if err != nil {
			t.Fatal(err)
		}
		got := p.earlier(p.From, "week", time.UTC)
		if day(got) != want || got.Weekday() != p.From.Weekday() {
			t.Errorf("%s: got %s, want %s", query, day(got), want)
		}
	}
}

func TestRoundUp(t *testing.T) {
	for n, want := range map[int64]int64{0: 4, 1: 4, 4: 4, 5: 10, 6: 10, 10: 10, 11: 20, 21: 50, 147: 200, 501: 1000, 1_000_001: 2_000_000} {
		if got := roundUp(n); got != want {
			t.Errorf("%d: got %d, want %d", n, got, want)
		}
	}
}

func TestChange(t *testing.T) {
	for _, tt := range []struct {
		n, was int64
		want   string
	}{{114, 100, "+14 %"}, {50, 100, "−50 %"}, {3, 0, "+3"}, {7, 7, "± 0"}, {0, 0, "± 0"}} {
		if got := change(tt.n, tt.was); got != tt.want {
			t.Errorf("%d after %d: got %q, want %q", tt.n, tt.was, got, tt.want)
		}
	}
}
