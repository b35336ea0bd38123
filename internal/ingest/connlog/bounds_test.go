package connlog_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/connlog"
)

// typical is an entry as the listener makes it.
func typical(device int, kind string) connlog.Entry {
	return connlog.Entry{
		At: t0, IP: fmt.Sprintf("192.0.2.%d", device%256), DeviceID: fmt.Sprintf("dev_02005e%06x", device),
		Method: "POST", Path: "/API", Proto: "HTTP/1.1", ContentType: "application/xml; charset=utf-8",
		Bytes: 1700, Kind: kind, Status: 200, Duration: time.Millisecond, Until: t0,
	}
}

// heap is what is in use after f, in bytes, of what f returns.
func heap[T any](f func() T) (T, int64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	v := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return v, int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

func TestTenThousandDevicesTakeLittle(t *testing.T) {
	l, bytes := heap(func() *connlog.Log {
		l := connlog.New(connlog.Options{})
		for range 12 {
			for d := range 10_000 {
				l.Add(typical(d, "keepalive"))
			}
		}
		return l
	})
	if bytes > 30<<20 {
		t.Errorf("10,000 devices take %d MiB", bytes>>20)
	}
	if got := len(l.Device(typical(1234, "").DeviceID, 500, 0)); got < 7 {
		t.Errorf("a device has %d entries, want its share", got)
	}
	runtime.KeepAlive(l)
	t.Logf("%.1f MiB", float64(bytes)/(1<<20))
}

func TestHostileTextsTakeLittle(t *testing.T) {
	l, bytes := heap(func() *connlog.Log {
		l := connlog.New(connlog.Options{})
		for i := range 2500 {
			line := fmt.Sprint("POST /", i, strings.Repeat("ä", 16_000), " HTTP/1.1")
			l.Add(connlog.Entry{
				At: t0, Method: line[:4], Path: line[5:8], Proto: line[len(line)-8:],
				ContentType: line, Detail: line, Advice: line, Kind: "refused",
			})
		}
		return l
	})
	if bytes > 8<<20 {
		t.Errorf("2,000 refused requests take %d KiB: what they sent is held", bytes>>10)
	}
	for _, e := range l.All(3, 0) {
		if len(e.ContentType) > 110 || len(e.Advice) > 410 || len(e.Detail) > 410 || strings.ToValidUTF8(e.Advice, "?") != e.Advice {
			t.Errorf("got texts of %d, %d and %d bytes", len(e.ContentType), len(e.Advice), len(e.Detail))
		}
	}
	runtime.KeepAlive(l)
}

func TestTooManyDevicesForgetTheQuietest(t *testing.T) {
	l := connlog.New(connlog.Options{Total: 400})
	for d := range 1000 {
		l.Add(typical(d, "keepalive"))
		l.Add(typical(0, "keepalive")) // never quiet
	}
	total, devices := 0, 0
	for d := range 1000 {
		if n := len(l.Device(typical(d, "").DeviceID, 500, 0)); n > 0 {
			devices++
			total += n
		}
	}
	if total > 400 || devices > 100 || devices < 50 {
		t.Errorf("got %d entries of %d devices, want at most 400 of 100", total, devices)
	}
	for _, d := range []int{0, 999, 998} {
		if len(l.Device(typical(d, "").DeviceID, 500, 0)) == 0 {
			t.Errorf("device %d, which has just posted, was forgotten", d)
		}
	}
}

func TestSharesShrinkAndGrowAgain(t *testing.T) {
	l := connlog.New(connlog.Options{PerDevice: 100, Total: 200})
	id := typical(0, "").DeviceID
	fill := func() int {
		for range 300 {
			l.Add(typical(0, "event"))
		}
		return len(l.Device(id, 500, 0))
	}
	if got := fill(); got != 100 {
		t.Errorf("alone: got %d entries, want 100", got)
	}
	for d := 1; d < 20; d++ {
		l.Add(typical(d, "event"))
	}
	if got := fill(); got > 10 {
		t.Errorf("among 20: got %d entries, want a twentieth of 200", got)
	}
	for d := 1; d < 20; d++ {
		l.Forget(typical(d, "").DeviceID)
	}
	if got := fill(); got != 100 {
		t.Errorf("alone again: got %d entries, want 100", got)
	}
}

func TestForget(t *testing.T) {
	l := connlog.New(connlog.Options{})
	l.Add(typical(1, "event"))
	l.Add(typical(2, "event"))
	l.Forget(typical(1, "").DeviceID)
	l.Forget("dev_unknown")
	if got := l.Device(typical(1, "").DeviceID, 10, 0); len(got) != 0 {
		t.Errorf("got %v, want nothing", got)
	}
	if got := ids(l.All(10, 0)); len(got) != 2 {
		t.Errorf("all: got %v, want both still", got)
	}
}

// TestARunGoesOnWhenItHasLeftTheListOfAll: a device that tracks for minutes among
// many others has one entry for it.
func TestARunGoesOnWhenItHasLeftTheListOfAll(t *testing.T) {
	l := connlog.New(connlog.Options{All: 5})
	l.Add(typical(1, "tracking"))
	for d := range 10 {
		l.Add(typical(100+d, "event"))
	}
	if id := l.Add(typical(1, "tracking")); id != 1 {
		t.Errorf("got entry %d, want 1", id)
	}
	got := l.Device(typical(1, "").DeviceID, 10, 0)
	if len(got) != 1 || got[0].Count != 2 {
		t.Errorf("got %+v, want one entry for two posts", got)
	}
}

func TestRunsEndWithAnotherAnswer(t *testing.T) {
	l := connlog.New(connlog.Options{})
	refused := typical(1, "tracking")
	refused.Status = 503
	advised := typical(1, "tracking")
	advised.Advice = "Look."
	for _, e := range []connlog.Entry{typical(1, "tracking"), typical(1, "tracking"), refused, advised, typical(1, "keepalive"), typical(1, "keepalive")} {
		l.Add(e)
	}
	if got := ids(l.Device(refused.DeviceID, 10, 0)); fmt.Sprint(got) != "[5 4 3 2 1]" {
		t.Errorf("got entries %v", got)
	}
}

func TestConcurrentUse(t *testing.T) {
	l := connlog.New(connlog.Options{All: 50, Total: 200})
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 500 {
				l.Add(typical(g*100+i%70, []string{"event", "tracking"}[i%2]))
				if i%50 == 0 {
					l.All(50, 0)
					l.Device(typical(i%70, "").DeviceID, 50, 0)
					l.Forget(typical(i%70, "").DeviceID)
				}
			}
		})
	}
	wg.Wait()
	if got := l.All(100, 0); len(got) != 50 {
		t.Errorf("got %d entries, want 50", len(got))
	}
}

func BenchmarkAddTracking(b *testing.B) {
	l := connlog.New(connlog.Options{})
	e := typical(1, "tracking")
	b.ReportAllocs()
	for b.Loop() {
		l.Add(e)
	}
}

func BenchmarkAddOfManyDevices(b *testing.B) {
	l := connlog.New(connlog.Options{})
	es := make([]connlog.Entry, 10_000)
	for i := range es {
		es[i] = typical(i, "keepalive")
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Add(es[i%len(es)])
	}
}

func BenchmarkAddParallel(b *testing.B) {
	l := connlog.New(connlog.Options{})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		e := typical(1, "event")
		for pb.Next() {
			l.Add(e)
		}
	})
}
