//go:build linux

package torture

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
)

// TestF03DatabaseSyncFails has a sync of the database fail under load. Nothing is
// acknowledged any more, and the server says so and ends.
func TestF03DatabaseSyncFails(t *testing.T) {
	syncFails(t, "fsync,fdatasync", "watchpost.db-wal")
}

// TestF04ImageSyncFails is the same for the images, which are synced by calls
// that the database does not make.
func TestF04ImageSyncFails(t *testing.T) {
	syncFails(t, "fsync,syncfs", "")
}

// syncFails has a later call, on the file of this name if one is given, fail with
// EIO.
func syncFails(t *testing.T, calls, name string) {
	e2e.RequireCommand(t, "strace")
	data := filepath.Join(t.TempDir(), "data")
	l := newLedger()
	i := e2e.Start(t, e2e.Options{Data: data})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	loaded := make(chan struct{})
	go func() {
		defer close(loaded)
		runner := mixed(i.Devices, 16, l, 60_000)
		runner.Reconnect = true // refused posts are followed by others, until the server is gone
		runner.Run(ctx)
	}()
	eventually(t, 30*time.Second, "the first events are acknowledged", func() bool {
		_, acked := l.counts()
		return acked >= 100
	})

	trace := filepath.Join(t.TempDir(), "trace")
	path := ""
	if name != "" {
		path = filepath.Join(data, name)
	}
	stop := failCalls(t, i.PID(), trace, calls, path)
	defer stop()
	var failed time.Time
	eventually(t, 60*time.Second, "a sync fails", func() bool {
		failed = injected(t, trace)
		return !failed.IsZero()
	})
	eventually(t, max(time.Until(failed.Add(pick(5*time.Second, time.Second))), 0), "the server says that it is broken", func() bool {
		resp, err := http.Get(i.Web + "/healthz")
		if err != nil {
			return true // it has ended
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusServiceUnavailable
	})
	if err := i.Wait(20 * time.Second); err == nil {
		t.Error("the server ended as if all were well")
	} else if i.Running() {
		t.Error(err)
	}
	if log := i.Logged(); !strings.Contains(log, `"level":"ERROR"`) || !strings.Contains(log, "the storage failed") {
		t.Errorf("the log does not tell:\n%s", log)
	}
	cancel()
	<-loaded
	if last := l.lastAcked(); last.After(failed) {
		t.Errorf("a post sent %v after the failed sync was acknowledged", last.Sub(failed))
	}

	again := e2e.Start(t, e2e.Options{Data: data})
	total := l.verify(t.Context(), t, again.Web)
	sent, acked := l.counts()
	t.Logf("%d sent, %d acknowledged, %d stored", sent, acked, total)
}

// failCalls has a later one of these calls of each thread fail: those on the file
// at path, or all when it is "". The function it returns ends that.
func failCalls(t *testing.T, pid int, trace, calls, path string) (stop func()) {
	t.Helper()
	args := []string{"-f", "-qq", "-ttt", "-o", trace, "-e", "trace=" + calls,
		"-e", fmt.Sprintf("inject=%s:error=EIO:when=%d", calls, pick(5, 20)), "-p", strconv.Itoa(pid)}
	if path != "" {
		args = append(args, "-P", path)
	}
	cmd := exec.Command("strace", args...)
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		cmd.Process.Kill() // it ends with what it traces
		cmd.Wait()
		if out.Len() > 0 {
			t.Logf("strace: %s", out.Bytes())
		}
	}
}

// injected is when a call was made to fail first, zero when none was.
func injected(t *testing.T, trace string) time.Time {
	t.Helper()
	b, err := os.ReadFile(trace)
	if os.IsNotExist(err) {
		return time.Time{}
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		fields := strings.Fields(line)
		if !strings.Contains(line, "(INJECTED)") || len(fields) < 2 {
			continue
		}
		seconds, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			t.Fatalf("trace %q: %v", line, err)
		}
		return time.UnixMicro(int64(seconds * 1e6))
	}
	return time.Time{}
}
