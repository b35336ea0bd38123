package fileimages_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
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
	o.Log = slog.New(slog.DiscardHandler)
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

func TestLinksWithinAreNotFollowedEither(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, fileimages.Options{})
	if err := s.Write(t.Context(), images.Name(at, id(1), 0, "jpg"), []byte("picture")); err != nil {
		t.Fatal(err)
	}
	hour := filepath.Join(dir, "2026", "11", "24")
	if err := os.Symlink("08", filepath.Join(hour, "09")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(id(1)+"-0.jpg", filepath.Join(hour, "08", id(2)+"-0.jpg")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{images.Name(at.Add(time.Hour), id(1), 0, "jpg"), images.Name(at, id(2), 0, "jpg")} {
		if f, _, err := s.Open(t.Context(), name); !errors.Is(err, images.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
			if err == nil {
				f.Close()
			}
		}
	}
	if err := s.Write(t.Context(), images.Name(at.Add(time.Hour), id(3), 0, "jpg"), []byte("x")); err == nil {
		t.Error("a link was followed by a write")
	}
}

func TestManyFoldersAreReadAndWritten(t *testing.T) {
	s := open(t, t.TempDir(), fileimages.Options{})
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for n := range 100 { // more folders than are kept open
				name := images.Name(at.Add(time.Duration(n%50)*time.Hour), id(w*100+n), 0, "jpg")
				if err := s.Write(t.Context(), name, []byte("x")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts(t, s, 400)
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
