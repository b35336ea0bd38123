package fileimages_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/fileimages"
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

// volume mounts a file system of its own: ext4 in a file of 64 MB.
func volume(t *testing.T, mkfs ...string) (dir string) {
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
	run := func(args ...string) {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	run(append(append([]string{"mkfs.ext4", "-q", "-m", "0"}, mkfs...), file)...)
	dir = t.TempDir()
	run("mount", "-o", "loop", file, dir)
	t.Cleanup(func() { run("umount", dir) })
	return dir
}

func TestF07F08NoRoomIsToldAndPasses(t *testing.T) {
	tests := []struct {
		name string
		mkfs []string
		size int
	}{
		{"blocks", nil, 1 << 20},
		{"inodes", []string{"-N", "400"}, 100},
	}
	for _, tt := range tests {
		for _, o := range []fileimages.Options{{}, {PerFile: true}} {
			name := tt.name + " as a whole"
			if o.PerFile {
				name = tt.name + " per file"
			}
			t.Run(name, func(t *testing.T) {
				dir := volume(t, tt.mkfs...)
				s, err := fileimages.Open(filepath.Join(dir, "images"), o)
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close() // before the file system goes
				var kept []string
				for n := 0; err == nil && n < 2000; n++ {
					name := images.Name(at, id(n), 0, "jpg")
					if err = s.Write(t.Context(), name, make([]byte, tt.size)); err == nil {
						kept = append(kept, name)
					}
				}
				if !errors.Is(err, images.ErrFull) || errors.Is(err, images.ErrDamaged) {
					t.Fatalf("after %d files got %v, want ErrFull", len(kept), err)
				}
				if err := s.Sync(t.Context()); err != nil {
					t.Errorf("what fitted cannot be synced: %v", err)
				}
				counts(t, s, int64(len(kept)))
				if err := s.Remove(t.Context(), kept[:10]...); err != nil {
					t.Fatal(err)
				}
				write(t, s, 5000, 5001, 5002)
				if err := s.Sync(t.Context()); err != nil {
					t.Errorf("with room again: %v", err)
				}
				counts(t, s, int64(len(kept)-10+3))
			})
		}
	}
}
