// Package fileimages keeps pictures as plain files in dated folders, which a
// person can browse, copy and back up.
package fileimages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"sync"
	"sync/atomic"

	"github.com/watchpost/watchpost/internal/images"
)

// Options of a Store.
type Options struct {
	Log *slog.Logger // slog's default when nil
	// PerFile makes each file durable by itself, instead of many with one sync of
	// the file system. It is what is done where that cannot be relied on.
	PerFile bool
}

// Store keeps files below one folder. Nothing outside of it is ever opened: not
// by a name, and not by a link that lies in it.
type Store struct {
	root *os.Root
	dir  *os.File // of the file system to sync
	log  *slog.Logger
	size atomic.Int64

	folders sync.Map // folders that are known to exist, by name

	mu      sync.Mutex
	perFile bool
	fresh   []string        // files written since the last sync began
	durable map[string]bool // folders whose own name is on the disk
	damaged error
	round   *round // the sync that has not begun yet
	running bool   // a sync is at work
}

// round is one sync that several callers wait for.
type round struct {
	done chan struct{}
	err  error
}

var _ images.Store = (*Store)(nil)

// Open opens the store in dir, which is made if it is missing.
func Open(dir string, o Options) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make image folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open image folder: %w", err)
	}
	d, err := os.Open(dir)
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("open image folder: %w", err)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Store{root: root, dir: d, log: o.Log, perFile: o.PerFile || !canSyncFS(d), durable: make(map[string]bool)}, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return errors.Join(s.dir.Close(), s.root.Close()) }

// Write keeps data under a new name.
func (s *Store) Write(_ context.Context, name string, data []byte) error {
	if !images.ValidName(name) {
		return fmt.Errorf("%.80q: %w", name, images.ErrName)
	}
	s.mu.Lock()
	err := s.damaged
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if err := s.write(name, data); err != nil {
		return fmt.Errorf("write image %s: %w", name, translate(err))
	}
	s.size.Add(int64(len(data)))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fresh = append(s.fresh, name)
	return nil
}

func (s *Store) write(name string, data []byte) error {
	folder := path.Dir(name)
	if _, known := s.folders.Load(folder); !known {
		if err := s.makeFolder(folder); err != nil {
			return err
		}
	}
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if errors.Is(err, fs.ErrNotExist) { // retention was here
		s.folders.Delete(folder)
		if err = s.makeFolder(folder); err == nil {
			f, err = s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
		}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		s.root.Remove(name) // what there is of it; the sweep takes what this misses
	}
	return err
}

// makeFolder makes a dated folder and those above it.
func (s *Store) makeFolder(folder string) error {
	if err := s.root.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	s.folders.Store(folder, struct{}{})
	return nil
}

// Sync makes everything that was written before it durable. Callers that come
// while a sync is at work share the next one.
func (s *Store) Sync(ctx context.Context) error {
	s.mu.Lock()
	if s.damaged != nil {
		defer s.mu.Unlock()
		return s.damaged
	}
	r := s.round
	if r == nil {
		r = &round{done: make(chan struct{})}
		s.round = r
	}
	if !s.running {
		s.running = true
		go s.syncRounds()
	}
	s.mu.Unlock()
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// syncRounds syncs until nobody waits.
func (s *Store) syncRounds() {
	for {
		s.mu.Lock()
		r := s.round
		if r == nil {
			s.running = false
			s.mu.Unlock()
			return
		}
		s.round = nil
		files := s.fresh
		s.fresh = nil
		perFile, damaged := s.perFile, s.damaged
		s.mu.Unlock()

		if r.err = damaged; r.err == nil {
			if r.err = s.sync(perFile, files); r.err != nil {
				// The system may have dropped what it could not write, and would call a
				// second try a success.
				r.err = fmt.Errorf("sync images: %w: %w", images.ErrDamaged, r.err)
				s.mu.Lock()
				s.damaged = r.err
				s.mu.Unlock()
			}
		}
		close(r.done)
	}
}

// fewFiles is how many files are made durable one by one although the system
// could sync all of them at once: that would also wait for whatever else others
// have written to the same file system, a second and more where somebody copies
// a film. Many files are worth it.
const fewFiles = 8

func (s *Store) sync(perFile bool, files []string) error {
	switch {
	case len(files) == 0:
		return nil
	case perFile || len(files) <= fewFiles:
		return s.syncFiles(files)
	}
	return syncFS(s.dir)
}

// Open opens a file for reading.
func (s *Store) Open(_ context.Context, name string) (images.File, images.Info, error) {
	if !images.ValidName(name) {
		return nil, images.Info{}, fmt.Errorf("%.80q: %w", name, images.ErrName)
	}
	f, err := s.root.Open(name)
	if err != nil {
		return nil, images.Info{}, fmt.Errorf("open image %s: %w", name, translate(err))
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = images.ErrNotFound
	}
	if err != nil {
		f.Close()
		return nil, images.Info{}, fmt.Errorf("open image %s: %w", name, translate(err))
	}
	return f, images.Info{Name: name, Size: st.Size(), ModTime: st.ModTime()}, nil
}

// Bytes is how much the files take, as far as they have been counted.
func (s *Store) Bytes() int64 { return s.size.Load() }
