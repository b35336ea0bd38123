package connlog_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/connlog"
)

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

func ids(es []connlog.Entry) []int64 {
	out := make([]int64, len(es))
	for i, e := range es {
		out[i] = e.ID
	}
	return out
}

func TestNewestFirstAndPaged(t *testing.T) {
	l := connlog.New(connlog.Options{})
	for i := range 10 {
		l.Add(connlog.Entry{At: t0, Kind: "event", DeviceID: fmt.Sprint("dev_", i%2)})
	}
	if got, want := fmt.Sprint(ids(l.All(3, 0))), "[10 9 8]"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := fmt.Sprint(ids(l.All(3, 8))), "[7 6 5]"; got != want {
		t.Errorf("page: got %v, want %v", got, want)
	}
	if got, want := fmt.Sprint(ids(l.Device("dev_1", 10, 0))), "[10 8 6 4 2]"; got != want {
		t.Errorf("device: got %v, want %v", got, want)
	}
	if got := l.Device("dev_9", 10, 0); got == nil || len(got) != 0 {
		t.Errorf("unknown device: got %v, want an empty list", got)
	}
}

func TestBounds(t *testing.T) {
	l := connlog.New(connlog.Options{All: 20, PerDevice: 5, Total: 100})
	for i := range 1000 {
		l.Add(connlog.Entry{At: t0, Kind: "event", DeviceID: "dev_a", Bytes: int64(i)})
	}
	if got := l.All(500, 0); len(got) != 20 || got[0].Bytes != 999 || got[19].Bytes != 980 {
		t.Errorf("got %d entries from %d, want the last 20", len(got), got[0].Bytes)
	}
	if got := l.Device("dev_a", 500, 0); len(got) != 5 || got[0].Bytes != 999 {
		t.Errorf("device: got %d entries, want the last 5", len(got))
	}
}

func TestManyDevicesShareTheTotal(t *testing.T) {
	l := connlog.New(connlog.Options{PerDevice: 500, Total: 10_000})
	for round := range 100 {
		for d := range 1000 {
			l.Add(connlog.Entry{At: t0, Kind: "keepalive", DeviceID: fmt.Sprint(d), Bytes: int64(round)})
		}
	}
	total := 0
	for d := range 1000 {
		got := l.Device(fmt.Sprint(d), 500, 0)
		total += len(got)
		if len(got) == 0 || got[0].Bytes != 99 {
			t.Fatalf("device %d lost its newest entry", d)
		}
	}
	if total > 12_000 {
		t.Errorf("got %d entries in all, want about 10,000", total)
	}
}

func TestTrackingPostsAreCountedTogether(t *testing.T) {
	l := connlog.New(connlog.Options{})
	add := func(kind string, at time.Time) {
		l.Add(connlog.Entry{At: at, Kind: kind, DeviceID: "dev_a", Status: 200, Bytes: 100})
	}
	for i := range 7 {
		add("tracking", t0.Add(time.Duration(i)*time.Second))
	}
	add("event", t0.Add(8*time.Second))
	add("tracking", t0.Add(9*time.Second))
	got := l.Device("dev_a", 10, 0)
	if len(got) != 3 {
		t.Fatalf("got %d entries, want 3", len(got))
	}
	if first := got[2]; first.Count != 7 || !first.Until.Equal(t0.Add(6*time.Second)) || first.Bytes != 700 {
		t.Errorf("got %+v, want 7 posts until %v", first, t0.Add(6*time.Second))
	}
	if all := l.All(10, 0); len(all) != 3 || all[2].Count != 7 {
		t.Errorf("the list of all differs: %+v", all)
	}
}

func BenchmarkAdd(b *testing.B) {
	l := connlog.New(connlog.Options{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Add(connlog.Entry{At: t0, Kind: "event", DeviceID: "dev_a", Status: 200})
	}
}
