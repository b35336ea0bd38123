package fileimages_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/fileimages"
)

// left makes a folder with n files of five bytes that an earlier process left,
// and opens a store on it.
func left(t *testing.T, n int) (s *fileimages.Store, names []string) {
	t.Helper()
	dir := t.TempDir()
	before := open(t, dir, fileimages.Options{})
	for i := range n {
		names = append(names, images.Name(at, id(i), 0, "jpg"))
		if err := before.Write(t.Context(), names[i], []byte("12345")); err != nil {
			t.Fatal(err)
		}
		old := at.Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(dir, names[i]), old, old); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, dir, fileimages.Options{}), names
}

// counts walks the store and compares what it finds with what it says.
func counts(t *testing.T, s *fileimages.Store, files int64) {
	t.Helper()
	var bytes, n int64
	if err := s.Walk(t.Context(), func(i images.Info) error { bytes += i.Size; n++; return nil }); err != nil {
		t.Fatal(err)
	}
	if n != files {
		t.Errorf("%d files are left, want %d", n, files)
	}
	if s.Bytes() != bytes || s.Files() != n {
		t.Errorf("it counts %d bytes in %d files, there are %d in %d", s.Bytes(), s.Files(), bytes, n)
	}
}

func none(_ context.Context, ask []string) ([]bool, error) { return make([]bool, len(ask)), nil }

func TestSweepRemovesWhatNoRowNames(t *testing.T) {
	s, names := left(t, 1200)
	named := func(_ context.Context, ask []string) ([]bool, error) {
		out := make([]bool, len(ask))
		for i, n := range ask {
			out[i] = slices.Index(names, n)%2 == 0
		}
		return out, nil
	}
	removed, err := s.Sweep(t.Context(), named, at)
	if err != nil || removed != 600 {
		t.Errorf("got %d removed, %v, want 600", removed, err)
	}
	counts(t, s, 600)
	if removed, err := s.Sweep(t.Context(), none, at); removed != 0 || err != nil {
		t.Errorf("again: got %d, %v, want nothing", removed, err)
	}
	counts(t, s, 600)
}

func TestSweepLeavesWhatIsNewerThanTheStart(t *testing.T) {
	s, _ := left(t, 20)
	removed, err := s.Sweep(t.Context(), none, at.Add(-2*time.Hour))
	if err != nil || removed != 0 {
		t.Errorf("got %d removed, %v, want none", removed, err)
	}
	counts(t, s, 20)
}

func TestSweepNeverTouchesFilesOfItsOwnStore(t *testing.T) {
	s, names := left(t, 700)
	write(t, s, 5000) // whatever the clocks say: before, after and during the sweep
	asked := 0
	named := func(ctx context.Context, ask []string) ([]bool, error) {
		if asked++; asked == 1 {
			write(t, s, 0+9000, 9001)
			if err := s.Remove(ctx, names[3], names[699], images.Name(at, id(5000), 0, "jpg")); err != nil {
				t.Error(err)
			}
			write(t, s, 9002)
		}
		for _, name := range ask {
			if slices.Contains([]string{images.Name(at, id(5000), 0, "jpg"), images.Name(at, id(9000), 0, "jpg")}, name) {
				t.Errorf("asked for %s", name)
			}
		}
		return make([]bool, len(ask)), nil
	}
	if _, err := s.Sweep(t.Context(), named, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	counts(t, s, 3)
}

func TestSweepThatFailedBeginsAnew(t *testing.T) {
	s, _ := left(t, 1200)
	away := errors.New("database away")
	asked := 0
	_, err := s.Sweep(t.Context(), func(_ context.Context, ask []string) ([]bool, error) {
		if asked++; asked == 2 {
			return nil, away
		}
		return make([]bool, len(ask)), nil
	}, at)
	if !errors.Is(err, away) {
		t.Fatalf("got %v, want the error of the database", err)
	}
	write(t, s, 5000)
	if removed, err := s.Sweep(t.Context(), none, at); err != nil || removed != 700 {
		t.Errorf("got %d removed, %v, want the other 700", removed, err)
	}
	counts(t, s, 1)
}

func TestWalkPassesOverWhatIsNotOurs(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, fileimages.Options{})
	write(t, s, 1)
	for _, name := range []string{"lost+found", "2026/11/24/08/deeper", "2026/11/notes"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"README", "2026/11/24/08/holiday.jpg", "2026/11/24/08/deeper/" + id(7) + "-0.jpg", "lost+found/x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if removed, err := s.Sweep(t.Context(), none, time.Now().Add(time.Hour)); err != nil || removed != 0 {
		t.Errorf("got %d removed, %v, want nothing", removed, err)
	}
	counts(t, s, 1)
}
