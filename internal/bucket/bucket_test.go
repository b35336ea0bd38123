package bucket_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/watchpost/watchpost/internal/bucket"
)

func spans(t *testing.T, length time.Duration, zone string) bucket.Spans {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	s, err := bucket.Of(length, loc)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func utc(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestBuckets walks over the odd places of the year, in buckets that begin at
// these times of UTC.
func TestBuckets(t *testing.T) {
	tests := []struct {
		name, zone string
		length     time.Duration
		starts     []string
	}{
		{"hours of UTC", "UTC", time.Hour, []string{"2026-11-24T08:00:00Z", "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"}},
		{"minutes of Kathmandu", "Asia/Kathmandu", time.Minute, []string{"2026-11-24T08:00:00Z", "2026-11-24T08:01:00Z"}},
		{"hours of Kolkata begin at half past", "Asia/Kolkata", time.Hour, []string{"2026-11-24T08:30:00Z", "2026-11-24T09:30:00Z"}},
		{"hours of Kathmandu begin at a quarter past", "Asia/Kathmandu", time.Hour, []string{"2026-11-24T08:15:00Z", "2026-11-24T09:15:00Z"}},
		{"days of Kolkata", "Asia/Kolkata", bucket.Day, []string{"2026-11-23T18:30:00Z", "2026-11-24T18:30:00Z"}},
		{"a day of 23 hours", "Europe/Berlin", bucket.Day, []string{"2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"}},
		{"a day of 25 hours", "Europe/Berlin", bucket.Day, []string{"2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"}},
		{"an hour that is left out", "Europe/Berlin", time.Hour, []string{"2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"}},
		{"an hour that is shown twice", "Europe/Berlin", time.Hour, []string{"2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"}},
		{"half an hour that is shown twice", "Australia/Lord_Howe", time.Hour, []string{"2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z", "2026-04-04T16:30:00Z"}},
		{"half an hour that is left out", "Australia/Lord_Howe", time.Hour, []string{"2026-10-03T14:30:00Z", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z"}},
		{"a midnight that is left out", "Africa/Cairo", bucket.Day, []string{"2026-04-22T22:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"}},
		{"a midnight that is shown twice", "Atlantic/Azores", bucket.Day, []string{"2026-10-24T00:00:00Z", "2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"}},
		{"a date that was left out", "Pacific/Apia", bucket.Day, []string{"2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"}},
		{"weeks of Berlin, one of them an hour shorter", "Europe/Berlin", bucket.Week, []string{"2026-03-15T23:00:00Z", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"}},
		{"a week over the new year", "UTC", bucket.Week, []string{"2026-12-21T00:00:00Z", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"}},
		{"months of Berlin", "Europe/Berlin", bucket.Month, []string{"2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"}},
		{"months over the new year", "UTC", bucket.Month, []string{"2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"}},
		{"before 1970", "UTC", time.Hour, []string{"1969-12-31T22:00:00Z", "1969-12-31T23:00:00Z", "1970-01-01T00:00:00Z"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := spans(t, tt.length, tt.zone)
			for i, text := range tt.starts {
				start := utc(t, text)
				if got := s.Start(start); !got.Equal(start) || got.Location() != time.UTC {
					t.Errorf("start of %v: got %v, want itself in UTC", start, got)
				}
				if got := s.First(start); !got.Equal(start) {
					t.Errorf("first from %v on: got %v", start, got)
				}
				if i == 0 {
					continue
				}
				before := utc(t, tt.starts[i-1])
				for _, in := range []time.Time{before, before.Add(1), start.Add(-1)} {
					if got := s.Start(in); !got.Equal(before) {
						t.Errorf("start of %v: got %v, want %v", in, got, before)
					}
					if got := s.Next(in); !got.Equal(start) {
						t.Errorf("next after %v: got %v, want %v", in, got, start)
					}
				}
				if got := s.First(before.Add(1)); !got.Equal(start) {
					t.Errorf("first after %v: got %v, want %v", before, got, start)
				}
			}
			last := utc(t, tt.starts[len(tt.starts)-1])
			if got := s.Back(last.Add(1), len(tt.starts)-1); tt.zone != "Pacific/Apia" && !got.Equal(utc(t, tt.starts[0])) {
				t.Errorf("back: got %v, want %v", got, tt.starts[0])
			}
		})
	}
}

// TestEveryQuarterIsInOneBucket: over two years, buckets are made of whole quarters
// of an hour, and follow each other.
func TestEveryQuarterIsInOneBucket(t *testing.T) {
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Cairo", "America/Havana"} {
		for _, length := range []time.Duration{time.Hour, bucket.Day} {
			s := spans(t, length, zone)
			end := utc(t, "2027-06-01T00:00:00Z")
			for at := s.Start(utc(t, "2025-12-20T00:00:00Z")); at.Before(end); {
				next := s.Next(at)
				if next.Sub(at)%bucket.Finest != 0 || !next.After(at) || next.Sub(at) > length+time.Hour {
					t.Fatalf("%s, %v: a bucket from %v to %v", zone, length, at, next)
				}
				if got := s.Start(next.Add(-bucket.Finest)); !got.Equal(at) {
					t.Fatalf("%s, %v: the last quarter before %v is of the bucket of %v, want %v", zone, length, next, got, at)
				}
				at = next
			}
		}
	}
}

func TestOf(t *testing.T) {
	if _, err := bucket.Of(time.Second, nil); err == nil {
		t.Error("a bucket of a second: want an error")
	}
	s, err := bucket.Of(time.Hour, nil)
	if err != nil || !s.Start(utc(t, "2026-11-24T08:31:00+00:00")).Equal(utc(t, "2026-11-24T08:00:00Z")) {
		t.Errorf("without a zone: got %v", err)
	}
}
