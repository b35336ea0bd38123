package logging_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/watchpost/watchpost/internal/logging"
)

// throttled is a logger whose lines go to out, and its clock.
func throttled(out *bytes.Buffer) (*slog.Logger, *time.Time) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	next := logging.NewHandler(out, logging.Options{Level: slog.LevelDebug})
	return slog.New(logging.NewThrottle(next, logging.ThrottleOptions{Now: func() time.Time { return now }})), &now
}

func lines(out *bytes.Buffer) int { return strings.Count(out.String(), "\n") }

func TestS14TenThousandBadPosts(t *testing.T) {
	tests := []struct {
		name   string
		reason func(i int) string
		want   int
	}{
		{"one reason", func(int) string { return "not-xml" }, logging.DefaultPerReason},
		{"a few reasons", func(i int) string { return fmt.Sprint(i % 3) }, 3 * logging.DefaultPerReason},
		{"a new reason each time", func(i int) string { return fmt.Sprint("device text ", i) }, logging.DefaultPerMessage},
		{"no reason", func(int) string { return "" }, logging.DefaultPerMessage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			log, _ := throttled(&out)
			for i := range 10_000 {
				log.With("component", i%7).Warn("post not understood", "reason", tt.reason(i))
			}
			if got := lines(&out); got != tt.want {
				t.Errorf("%d lines, want %d", got, tt.want)
			}
		})
	}
}

func TestThrottleTellsWhatItLeftOut(t *testing.T) {
	var out bytes.Buffer
	log, now := throttled(&out)
	log = log.With("reason", "not-xml")
	for range 100 {
		log.Warn("post not understood")
	}
	log.Warn("disk nearly full")
	out.Reset()
	*now = now.Add(time.Minute)
	log.Warn("post not understood")
	log.Warn("post not understood")
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(got) != 2 || !strings.HasSuffix(got[0], "suppressed=95") || strings.Contains(got[1], "suppressed") {
		t.Errorf("got %q, want two lines, the first with suppressed=95", got)
	}
}

func TestThrottleKeepsMessagesApart(t *testing.T) {
	var out bytes.Buffer
	log, _ := throttled(&out)
	for range 100 {
		log.Warn("post not understood", "reason", "not-xml")
	}
	out.Reset()
	log.Warn("post not understood", "reason", "depth")
	log.Error("store does not take posts")
	if got := lines(&out); got != 2 {
		t.Errorf("%d lines of other messages and reasons, want 2:\n%s", got, out.String())
	}
}

func TestThrottleLetsDebugPass(t *testing.T) {
	var out bytes.Buffer
	log, _ := throttled(&out)
	for range 200 {
		log.Debug("post", "reason", "x")
	}
	if got := lines(&out); got != 200 {
		t.Errorf("%d lines, want 200", got)
	}
}

// output is a buffer that may be written to while it is read.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// take returns what was written since it was last called.
func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.b.String()
	o.b.Reset()
	return s
}

func TestThrottleRunTellsOfSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out output
		th := logging.NewThrottle(logging.NewHandler(&out, logging.Options{}), logging.ThrottleOptions{})
		log := slog.New(th)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- th.Run(ctx) }()
		for range 20 {
			log.Warn("post not understood", "reason", "not-xml")
		}
		out.take()
		time.Sleep(logging.DefaultWindow + time.Second)
		synctest.Wait()
		const want = `msg="messages left out" message="post not understood" suppressed=15 reason=not-xml` + "\n"
		if got := out.take(); !strings.HasSuffix(got, want) || strings.Count(got, "\n") != 1 {
			t.Errorf("after a window: %q, want one line that tells of 15", got)
		}
		for range 20 {
			log.Warn("post not understood", "reason", "not-xml")
		}
		out.take()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
		if got := out.take(); !strings.Contains(got, "suppressed=15") {
			t.Errorf("at the end: %q, want a line that tells of 15", got)
		}
	})
}
