//go:build linux

package torture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// ownDisk is a folder for data whose latency is measured: on a file system of its
// own where one can be mounted, so that what others write does not count.
func ownDisk(t *testing.T, megabytes int64) string {
	t.Helper()
	if _, err := exec.LookPath("mkfs.ext4"); err != nil || os.Geteuid() != 0 {
		return t.TempDir()
	}
	return volume(t, megabytes)
}

// volume mounts a file system of its own and returns where.
func volume(t *testing.T, megabytes int64) string {
	t.Helper()
	e2e.RequireRoot(t)
	e2e.RequireCommand(t, "mkfs.ext4")
	e2e.RequireCommand(t, "mount")
	dir := t.TempDir()
	file := filepath.Join(dir, "volume")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, megabytes<<20); err != nil {
		t.Fatal(err)
	}
	mnt := filepath.Join(dir, "mnt")
	if err := os.Mkdir(mnt, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", "-m", "0", file).CombinedOutput(); err != nil {
		t.Fatalf("mkfs.ext4: %v\n%s", err, out)
	}
	out, err := exec.Command("mount", "-o", "loop", file, mnt).CombinedOutput()
	e2e.Require(t, err == nil, "loop devices: "+string(out))
	t.Cleanup(func() {
		if out, err := exec.Command("umount", mnt).CombinedOutput(); err != nil {
			t.Errorf("umount: %v\n%s", err, out)
		}
	})
	return mnt
}

// free is how much room a file system has, in parts of all.
func free(t *testing.T, dir string) float64 {
	t.Helper()
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		t.Fatal(err)
	}
	return float64(s.Bavail) / float64(s.Blocks)
}

// takeRest writes a file until nothing more fits.
func takeRest(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size >= 4<<10; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, unix.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// refusals is what became of posts while there was no room.
type refusals struct {
	mu         sync.Mutex
	refused    int
	firstAt    time.Time // refused
	againAt    time.Time // taken after that
	wrong      []string
	notReady   bool // the server told why
	readsTried int
	readsDone  int
}

// probe posts events, and reads, until ctx ends.
func (r *refusals) probe(ctx context.Context, t *testing.T, i *e2e.Instance, l *ledger, c *client.Client) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		number := numbers.Add(1)
		body, sums := posts.Device{N: 200}.Event(number, time.Now(), 0, 0)
		l.send(number, sums)
		resp, err := http.Post("http://"+i.Devices+"/API", "application/xml", bytes.NewReader(body))
		if err != nil {
			r.note(func() { r.wrong = append(r.wrong, err.Error()) })
			continue
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		switch {
		case err != nil:
			r.note(func() { r.wrong = append(r.wrong, err.Error()) })
		case resp.StatusCode == http.StatusOK:
			l.ack(number)
			r.note(func() {
				if !r.firstAt.IsZero() && r.againAt.IsZero() {
					r.againAt = time.Now()
				}
			})
		case resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "":
			ready := c.Ready(ctx)
			_, read := c.Events(ctx, client.Query{Paging: client.Paging{Limit: 10}})
			r.note(func() {
				if r.refused++; r.refused == 1 {
					r.firstAt = time.Now()
				}
				r.notReady = r.notReady || ready != nil && strings.Contains(ready.Error(), "storage_full")
				if r.readsTried++; read == nil {
					r.readsDone++
				}
			})
		default:
			r.note(func() { r.wrong = append(r.wrong, resp.Status+": "+string(answer)) })
		}
	}
}

func (r *refusals) note(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

func (r *refusals) back() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.againAt.IsZero()
}

// TestF06DiskFull fills the disk under load, with pictures and then with a file
// that is none of the server's. Posts are refused while there is no room;
// retention makes some, and posts are taken again without a restart.
func TestF06DiskFull(t *testing.T) {
	mnt := volume(t, pick[int64](64, 256))
	l := newLedger()
	i := e2e.Start(t, e2e.Options{Data: filepath.Join(mnt, "data")})
	c := i.Client(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		runner := mixed(i.Devices, 16, l, 120_000)
		runner.Reconnect = true
		runner.Rate = pick(400., 1500.)
		runner.Run(ctx)
	})
	eventually(t, 2*time.Minute, "the disk is half full", func() bool { return free(t, mnt) < .5 })
	var r refusals
	wg.Go(func() { r.probe(ctx, t, i, l, c) })
	hog := filepath.Join(mnt, "hog")
	takeRest(t, hog)
	// Others go on taking what becomes free, until posts are refused.
	eventually(t, time.Minute, "posts are refused", func() bool {
		r.mu.Lock()
		refused := r.refused
		r.mu.Unlock()
		if refused == 0 && free(t, mnt) > 0 {
			takeRest(t, hog+"-more")
		}
		return refused > 0
	})
	eventually(t, time.Minute, "posts are taken again", r.back)
	for _, name := range []string{hog, hog + "-more"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	settled := time.NewTimer(pick(8*time.Second, 60*time.Second))
	defer settled.Stop()
	<-settled.C
	cancel()
	wg.Wait()

	r.mu.Lock()
	defer r.mu.Unlock()
	if took := r.againAt.Sub(r.firstAt); took > 30*time.Second {
		t.Errorf("posts were refused for %v, want at most 30 s", took)
	}
	for _, w := range r.wrong {
		t.Errorf("an answer that is neither success nor 503 with Retry-After: %s", w)
	}
	if !r.notReady {
		t.Error("/readyz did not tell storage_full")
	}
	if r.readsDone != r.readsTried {
		t.Errorf("%d of %d reads were answered while the disk was full", r.readsDone, r.readsTried)
	}
	kept, checked := l.verifyKept(t.Context(), t, i.Web)
	sent, acked := l.counts()
	t.Logf("refused for %v (%d probes); %d sent, %d acknowledged, %d kept, %d of them must be; %.0f %% free",
		r.againAt.Sub(r.firstAt), r.refused, sent, acked, kept, checked, 100*free(t, mnt))
	if checked < 100 {
		t.Errorf("only %d events were looked for: the test does not bite", checked)
	}
	i.Kill()
	quickCheck(t, i.Data)
}
