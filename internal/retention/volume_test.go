package retention_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/disk"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/fileimages"
	"github.com/watchpost/watchpost/internal/retention"
	"github.com/watchpost/watchpost/internal/store"
)

// need skips the test for what the machine lacks, or fails it where nothing may
// be skipped.
func need(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("WATCHPOST_REQUIRE") != "" {
		t.Fatalf("needs %s", what)
	}
	t.Skipf("skipped: needs %s", what)
}

// mounted mounts a file system of its own: ext4 in a file of 64 MB.
func mounted(t *testing.T, mkfs ...string) (dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		need(t, "root, to mount a small file system")
	}
	if _, err := exec.LookPath("mkfs.ext4"); err != nil {
		need(t, "mkfs.ext4 installed")
	}
	file := filepath.Join(t.TempDir(), "volume")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(file, 64<<20); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	command(append(append([]string{"mkfs.ext4", "-q", "-m", "0"}, mkfs...), file)...)
	dir = t.TempDir()
	command("mount", "-o", "loop", file, dir)
	t.Cleanup(func() { command("umount", dir) })
	return dir
}

// TestF06F08ARealDiskRecovers fills a file system and lets retention make room
// on it, in real time.
func TestF06F08ARealDiskRecovers(t *testing.T) {
	tests := []struct {
		name string
		mkfs []string
		size int
	}{
		{"blocks", nil, 200_000},
		{"inodes", []string{"-N", "400"}, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := mounted(t, tt.mkfs...)
			files, err := fileimages.Open(filepath.Join(dir, "images"), fileimages.Options{Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			defer files.Close()
			if _, err := files.Sweep(t.Context(), func(_ context.Context, names []string) ([]bool, error) { return make([]bool, len(names)), nil }, time.Now()); err != nil {
				t.Fatal(err)
			}
			ballast := disk.Ballast{Path: filepath.Join(dir, "ballast")}
			if err := ballast.Take(4 << 20); err != nil {
				t.Fatal(err)
			}
			rows := &world{pinned: map[event.ID]bool{}}
			add := func() error {
				at := time.Now()
				id := event.NewID(at)
				name := images.Name(at, id.String(), 0, "jpg")
				if err := files.Write(t.Context(), name, make([]byte, tt.size)); err != nil {
					return err
				}
				rows.mu.Lock()
				defer rows.mu.Unlock()
				rows.events = append(rows.events, store.Expired{ID: id, At: at, Images: []string{name}, Bytes: int64(tt.size)})
				return nil
			}
			for err == nil && rows.left() < 5000 {
				err = add()
			}
			if !errors.Is(err, images.ErrFull) {
				t.Fatalf("got %v after %d files, want ErrFull", err, rows.left())
			}
			before := rows.left()
			looked := make(chan bool, 1000) // a look at the disk while it is full, or is not
			var r *retention.Runner
			r = &retention.Runner{
				Store: rows, Images: files, Log: slog.New(slog.DiscardHandler), Now: time.Now, KeepFree: 1 << 30, Ballast: ballast,
				Usage: func() (disk.Usage, error) { looked <- r.Full(); return disk.Of(dir) },
			}
			r.ReportFull()
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			done := make(chan error, 1)
			go func() { done <- r.Run(ctx) }()
			for full := true; full; {
				select {
				case full = <-looked:
				case <-ctx.Done():
					t.Fatalf("still full after 30 s: %+v", r.Status())
				}
			}
			if err := add(); err != nil {
				t.Errorf("with room again: %v", err)
			}
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
			if got := rows.left(); got > before*8/10+1 || got < before/2 {
				t.Errorf("%d of %d events are left, want about a fifth gone", got, before)
			}
			if files.Files() != int64(rows.left()) {
				t.Errorf("%d files for %d events", files.Files(), rows.left())
			}
		})
	}
}
