// Package fileimages keeps pictures as plain files in dated folders, which a
// person can browse, copy and back up.
//
// A file is written under its final name and made durable later, together with
// others. A crash may therefore leave files, whole or in part, that no row
// names; Sweep removes them. There are no temporary files.
package fileimages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"sync"

	"github.com/watchpost/watchpost/internal/images"
)

// Options of a Store.
type Options struct {
	Log *slog.Logger // slog.Default() when nil
	// PerFile makes each file durable by itself, however many there are. It is
	// what is done anyway on file systems that cannot be trusted to sync as a
	// whole and to tell when that went wrong.
	PerFile bool
}

// Store keeps files below one folder. Nothing outside of it is ever opened, not
// by a name and not by a link that lies in it; links within it are not followed
// either.
type Store struct {
	root    *os.Root
	dir     *os.File // the folder again, for syncing its file system
	log     *slog.Logger
	calls   calls
	whole   bool // the file system may be synced as a whole
	maxOpen int  // how many written files are kept open for the next sync
	folders *folders
	usage   *usage
	syncing chan struct{} // holds one token: whoever has it syncs

	mu      sync.Mutex
	fresh   pending // what was written since the last sync began
	next    *round  // the sync that has not begun, nil when nobody waits for one
	damaged error
}

// calls are what a Store asks of the system to make things durable.
type calls struct {
	syncFile   func(*os.File) error
	syncFolder func(*os.Root) error
	syncWhole  func(*os.File) error
}

var _ images.Store = (*Store)(nil)

// Open opens the store in dir, which is made if it is missing.
func Open(dir string, o Options) (*Store, error) {
	return open(dir, o, calls{syncFile, syncFolder, syncWhole})
}

func open(dir string, o Options, c calls) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if err := makeDurable(dir, c); err != nil {
		return nil, fmt.Errorf("make image folder %s: %w", dir, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open image folder: %w", err)
	}
	d, err := root.Open(".")
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("open image folder: %w", err)
	}
	s := &Store{
		root: root, dir: d, log: o.Log, calls: c, folders: newFolders(root),
		usage: newUsage(), syncing: make(chan struct{}, 1),
		whole: !o.PerFile && syncsWhole(d), maxOpen: smallGroup,
	}
	if !s.whole {
		s.maxOpen = largestGroup
	}
	s.log.Debug("image folder opened", "path", dir, "sync_as_a_whole", s.whole)
	return s, nil
}

// makeDurable makes a folder, and its name in the one above it durable, and so on
// for those above that are missing too.
func makeDurable(dir string, c calls) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	above := []string{filepath.Dir(dir)}
	for {
		last := above[len(above)-1]
		if _, err := os.Stat(last); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(last) == last {
			break
		}
		above = append(above, filepath.Dir(last))
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for _, a := range above {
		r, err := os.OpenRoot(a)
		if errors.Is(err, fs.ErrPermission) {
			continue // not ours to sync
		}
		if err != nil {
			return err
		}
		err = c.syncFolder(r)
		r.Close()
		if err != nil && !errors.Is(err, fs.ErrPermission) && !full(err) {
			return err
		}
	}
	return nil
}

// Close lets go of the folder and of files that were not synced. No other method
// may be at work.
func (s *Store) Close() error {
	s.fresh.close()
	return errors.Join(s.folders.close(), s.dir.Close(), s.root.Close())
}

// Open opens a file for reading.
func (s *Store) Open(_ context.Context, name string) (images.File, images.Info, error) {
	if err := checkName(name); err != nil {
		return nil, images.Info{}, err
	}
	f, st, err := s.openFile(name)
	if err != nil {
		return nil, images.Info{}, fmt.Errorf("open image %s: %w", name, translate(err))
	}
	return f, images.Info{Name: name, Size: st.Size(), ModTime: st.ModTime()}, nil
}

func (s *Store) openFile(name string) (*os.File, fs.FileInfo, error) {
	dir, base := path.Split(name)
	folder, err := s.folders.get(path.Clean(dir))
	if err != nil {
		return nil, nil, err
	}
	st, err := folder.root.Lstat(base)
	if err != nil {
		return nil, nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, nil, errNotOurs
	}
	f, err := folder.root.Open(base)
	if err != nil {
		return nil, nil, err
	}
	st, err = f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = errNotOurs
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, st, nil
}

func checkName(name string) error {
	if !images.ValidName(name) {
		return fmt.Errorf("%.80q: %w", name, images.ErrName)
	}
	return nil
}

// broken is the error that every call gets which promises durability, once that
// cannot be believed any more.
func (s *Store) broken() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.damaged
}

// damage remembers err if it says that the storage is damaged, and returns it.
func (s *Store) damage(err error) error {
	if errors.Is(err, images.ErrDamaged) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.damaged == nil {
			s.damaged = err
			s.log.Error("image store is damaged and will not be written to any more", "err", err)
		}
	}
	return err
}
