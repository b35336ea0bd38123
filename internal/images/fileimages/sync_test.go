package fileimages_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/images/fileimages"
)

// syncs notes what was made durable, and fails when it is told to.
type syncs struct {
	mu      sync.Mutex
	dir     string
	files   []string // base names
	folders []string // relative to dir, or "above"
	wholes  int
	fail    error
	gate    chan struct{} // when not nil, each sync of a file takes one from it
	began   chan struct{} // gets one at the begin of each sync of a file, when not nil
}

func (s *syncs) calls() fileimages.Calls {
	return fileimages.Calls{
		SyncFile: func(f *os.File) error {
			if s.began != nil {
				s.began <- struct{}{}
			}
			if s.gate != nil {
				<-s.gate
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			s.files = append(s.files, filepath.Base(f.Name()))
			return s.fail
		},
		SyncFolder: func(r *os.Root) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			rel, err := filepath.Rel(s.dir, r.Name())
			if err != nil || strings.HasPrefix(rel, "..") {
				rel = "above"
			}
			s.folders = append(s.folders, filepath.ToSlash(rel))
			return nil
		},
		SyncWhole: func(*os.File) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.wholes++
			return s.fail
		},
	}
}

// take returns what was synced since it was last called.
func (s *syncs) take() (files, folders []string, wholes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	files, folders, wholes = s.files, s.folders, s.wholes
	s.files, s.folders, s.wholes = nil, nil, 0
	slices.Sort(files)
	slices.Sort(folders)
	return files, folders, wholes
}

func openSyncs(t *testing.T, o fileimages.Options) (*fileimages.Store, *syncs) {
	t.Helper()
	w := &syncs{dir: t.TempDir()}
	o.Log = slog.New(slog.DiscardHandler)
	s, err := fileimages.OpenWith(w.dir, o, w.calls())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, w
}

func write(t *testing.T, s images.Store, ns ...int) {
	t.Helper()
	for _, n := range ns {
		if err := s.Write(t.Context(), images.Name(at, id(n), 0, "jpg"), []byte("picture")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSyncCoversFilesAndNewFolders(t *testing.T) {
	s, w := openSyncs(t, fileimages.Options{PerFile: true})
	if _, folders, _ := w.take(); !slices.Equal(folders, []string{"above"}) {
		t.Errorf("open synced the folders %q, want the one above, where the name of the store's is", folders)
	}
	steps := []struct {
		name    string
		write   []int
		files   []string
		folders []string
	}{
		{"a new hour", []int{1, 2}, []string{id(1) + "-0.jpg", id(2) + "-0.jpg"}, []string{".", "2026", "2026/11", "2026/11/24", "2026/11/24/08"}},
		{"the same hour", []int{3}, []string{id(3) + "-0.jpg"}, []string{"2026/11/24/08"}},
		{"nothing", nil, nil, nil},
	}
	for _, tt := range steps {
		write(t, s, tt.write...)
		if err := s.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		files, folders, wholes := w.take()
		if !slices.Equal(files, tt.files) || !slices.Equal(folders, tt.folders) || wholes != 0 {
			t.Errorf("%s: synced files %q, folders %q, %d times the whole, want %q, %q, 0", tt.name, files, folders, wholes, tt.files, tt.folders)
		}
	}
	// An hour that became empty and went is a new one when it is back.
	for n := range 4 {
		if err := s.Remove(t.Context(), images.Name(at, id(n), 0, "jpg")); err != nil {
			t.Fatal(err)
		}
	}
	write(t, s, 5)
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, folders, _ := w.take(); !slices.Equal(folders, steps[0].folders) {
		t.Errorf("after the folder went: synced folders %q, want %q", folders, steps[0].folders)
	}
}

func TestAFolderFoundIsLinkedAnew(t *testing.T) {
	first, w := openSyncs(t, fileimages.Options{PerFile: true})
	write(t, first, 1) // and the process ends before it is synced
	second, err := fileimages.OpenWith(w.dir, fileimages.Options{PerFile: true}, w.calls())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	w.take()
	write(t, second, 2)
	if err := second.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, folders, _ := w.take(); len(folders) != 5 {
		t.Errorf("synced folders %q, want all five: nobody knows whether the names of those found are durable", folders)
	}
}

func TestLargeGroupsAreSyncedAsAWhole(t *testing.T) {
	s, w := openSyncs(t, fileimages.Options{})
	if !s.SyncsWhole() {
		if runtime.GOOS == "linux" && os.Getenv("WATCHPOST_REQUIRE") != "" {
			t.Fatal("needs a file system that is synced as a whole")
		}
		t.Skip("skipped: this file system is not synced as a whole")
	}
	for _, n := range []int{fileimages.SmallGroup, fileimages.SmallGroup + 1} {
		w.take()
		for i := range n {
			write(t, s, n*100+i)
		}
		if err := s.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		files, _, wholes := w.take()
		if small := n <= fileimages.SmallGroup; small && (len(files) != n || wholes != 0) || !small && wholes != 1 {
			t.Errorf("%d files: synced %d of them, and %d times the whole", n, len(files), wholes)
		}
	}
}

func TestManyFilesPerFileAreAllSynced(t *testing.T) {
	s, w := openSyncs(t, fileimages.Options{PerFile: true})
	for n := range 200 {
		write(t, s, n)
	}
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files, _, wholes := w.take(); len(slices.Compact(files)) != 200 || wholes != 0 {
		t.Errorf("synced %d files, %d times the whole, want 200 and 0", len(files), wholes)
	}
}

func TestF04NothingSucceedsAfterAFailedSync(t *testing.T) {
	for _, o := range []fileimages.Options{{PerFile: true}, {}} {
		t.Run(fmt.Sprintf("per file %v", o.PerFile), func(t *testing.T) {
			s, w := openSyncs(t, o)
			for n := range 2 * fileimages.SmallGroup {
				write(t, s, n)
			}
			if err := s.Sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.fail = syscall.EIO
			for n := range fileimages.SmallGroup + 1 {
				write(t, s, 1000+n)
			}
			if err := s.Sync(t.Context()); !errors.Is(err, images.ErrDamaged) {
				t.Fatalf("got %v, want ErrDamaged", err)
			}
			w.fail = nil // it pretends to be well again
			w.take()
			if err := s.Sync(t.Context()); !errors.Is(err, images.ErrDamaged) {
				t.Errorf("a second sync: got %v, want ErrDamaged", err)
			}
			if err := s.Write(t.Context(), images.Name(at, id(5000), 0, "jpg"), nil); !errors.Is(err, images.ErrDamaged) {
				t.Errorf("a write: got %v, want ErrDamaged", err)
			}
			if files, folders, wholes := w.take(); len(files)+len(folders)+wholes != 0 {
				t.Error("the sync was tried again")
			}
			f, _, err := s.Open(t.Context(), images.Name(at, id(1), 0, "jpg"))
			if err != nil {
				t.Fatalf("what is there cannot be read: %v", err)
			}
			f.Close()
		})
	}
}

func TestRoomFoundMissingBySyncIsNotDamage(t *testing.T) {
	s, w := openSyncs(t, fileimages.Options{PerFile: true})
	w.fail = &os.PathError{Op: "sync", Path: "x", Err: syscall.EDQUOT}
	write(t, s, 1)
	if err := s.Sync(t.Context()); !errors.Is(err, images.ErrFull) || errors.Is(err, images.ErrDamaged) {
		t.Fatalf("got %v, want ErrFull alone", err)
	}
	w.fail = nil
	write(t, s, 2)
	if err := s.Sync(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestCallersShareTheNextSync(t *testing.T) {
	w := &syncs{dir: t.TempDir(), gate: make(chan struct{}), began: make(chan struct{}, 100)}
	s, err := fileimages.OpenWith(w.dir, fileimages.Options{PerFile: true}, w.calls())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var wg sync.WaitGroup
	sync := func() {
		wg.Go(func() {
			if err := s.Sync(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		})
	}
	write(t, s, 1)
	sync()
	<-w.began // the first sync has taken what it covers
	write(t, s, 2)
	for range 10 {
		sync()
	}
	close(w.gate)
	wg.Wait()
	files, _, _ := w.take()
	if want := []string{id(1) + "-0.jpg", id(2) + "-0.jpg"}; !slices.Equal(files, want) {
		t.Errorf("synced %q, want %q, each once", files, want)
	}
}

func TestSyncGivesUpItsTurnWithItsContext(t *testing.T) {
	w := &syncs{dir: t.TempDir(), gate: make(chan struct{}), began: make(chan struct{}, 100)}
	s, err := fileimages.OpenWith(w.dir, fileimages.Options{PerFile: true}, w.calls())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	write(t, s, 1)
	done := make(chan error, 1)
	go func() { done <- s.Sync(context.WithoutCancel(t.Context())) }()
	<-w.began
	write(t, s, 2)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Sync(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	close(w.gate)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if files, _, _ := w.take(); !slices.Contains(files, id(2)+"-0.jpg") {
		t.Errorf("synced %q: what the one who gave up wanted is missing", files)
	}
}
