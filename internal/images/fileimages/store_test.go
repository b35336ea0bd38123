package fileimages_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/fileimages"
	"github.com/watchpost/watchpost/internal/images/imagestest"
)

var at = time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)

func id(n int) string { return fmt.Sprintf("01KAXW3V1S8Z6Q4J%010d", n) }

func open(t testing.TB, dir string, o fileimages.Options) *fileimages.Store {
	t.Helper()
	s, err := fileimages.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	for name, perFile := range map[string]bool{"file system": false, "per file": true} {
		t.Run(name, func(t *testing.T) {
			imagestest.Run(t, func(t *testing.T) images.Store {
				return open(t, t.TempDir(), fileimages.Options{PerFile: perFile})
			})
		})
	}
}

func TestPlainFilesInDatedFolders(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, fileimages.Options{})
	if err := s.Write(t.Context(), images.Name(at, id(1), 0, "jpg"), []byte("picture")); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "2026", "11", "24", "08", id(1)+"-0.jpg"))
	if err != nil || string(got) != "picture" {
		t.Errorf("got %q, %v", got, err)
	}
	if err := s.Remove(t.Context(), images.Name(at, id(1), 0, "jpg")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "2026")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("empty folders stay: %v", err)
	}
}

func TestS10LinksDoNotLeadOut(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	name := images.Name(at, id(1), 0, "jpg")
	if err := os.WriteFile(filepath.Join(outside, id(1)+"-0.jpg"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "2026", "11", "24"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "2026", "11", "24", "08")); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, fileimages.Options{})
	if _, _, err := s.Open(t.Context(), name); err == nil {
		t.Error("a link led out of the folder")
	}
	if err := s.Write(t.Context(), images.Name(at, id(2), 0, "jpg"), []byte("x")); err == nil {
		t.Error("a link led a write out of the folder")
	}
}

func TestSweepTakesOnlyOldFilesWithoutARow(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, fileimages.Options{})
	var names []string
	for n := range 1200 {
		name := images.Name(at, id(n), 0, "jpg")
		if err := s.Write(t.Context(), name, []byte("12345")); err != nil {
			t.Fatal(err)
		}
		old := at.Add(-time.Hour)
		if n < 1100 {
			if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
				t.Fatal(err)
			}
		}
		names = append(names, name)
	}
	again := open(t, dir, fileimages.Options{})
	named := func(_ context.Context, ask []string) ([]bool, error) {
		out := make([]bool, len(ask))
		for i, n := range ask {
			out[i] = slices.Index(names, n)%2 == 0
		}
		return out, nil
	}
	removed, err := again.Sweep(t.Context(), named, at)
	if err != nil || removed != 550 {
		t.Errorf("got %d removed, %v, want the 550 that are old and have no row", removed, err)
	}
	left := 0
	if err := again.Walk(t.Context(), func(images.Info) error { left++; return nil }); err != nil || left != 650 {
		t.Errorf("%d are left, %v, want 650", left, err)
	}
	if got := again.Bytes(); got != 550*5 {
		t.Errorf("counted %d bytes, want %d", got, 550*5)
	}
}

func TestF07FullDiskIsToldAndPasses(t *testing.T) {
	if os.Geteuid() != 0 {
		if os.Getenv("WATCHPOST_REQUIRE") != "" {
			t.Fatal("needs root, to mount a small file system")
		}
		t.Skip("skipped: needs root, to mount a small file system")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Fatalf("mount: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
	s := open(t, filepath.Join(dir, "images"), fileimages.Options{})
	var kept []string
	var err error
	for n := 0; err == nil && n < 100; n++ {
		name := images.Name(at, id(n), 0, "jpg")
		if err = s.Write(t.Context(), name, make([]byte, 100_000)); err == nil {
			kept = append(kept, name)
		}
	}
	if !errors.Is(err, images.ErrFull) {
		t.Fatalf("got %v, want ErrFull", err)
	}
	if err := s.Sync(t.Context()); err != nil {
		t.Errorf("what fitted cannot be synced: %v", err)
	}
	n := 0
	if err := s.Walk(t.Context(), func(images.Info) error { n++; return nil }); err != nil || n != len(kept) {
		t.Errorf("%d files are there, %v, want the %d that fitted: a part of one was left", n, err, len(kept))
	}
	if err := s.Remove(t.Context(), kept[:2]...); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), images.Name(at, id(999), 0, "jpg"), make([]byte, 100_000)); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func BenchmarkWriteAndSync(b *testing.B) {
	data := make([]byte, 200_000)
	for _, way := range []struct {
		name    string
		perFile bool
	}{{"syncfs", false}, {"fsync", true}} {
		for _, files := range []int{1, 4, 16, 64} {
			b.Run(fmt.Sprintf("%s/%d", way.name, files), func(b *testing.B) {
				s := open(b, b.TempDir(), fileimages.Options{PerFile: way.perFile})
				n := 0
				b.SetBytes(int64(files * len(data)))
				for b.Loop() {
					for range files {
						n++
						if err := s.Write(b.Context(), images.Name(at, id(n), 0, "jpg"), data); err != nil {
							b.Fatal(err)
						}
					}
					if err := s.Sync(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
