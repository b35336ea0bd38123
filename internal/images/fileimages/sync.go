package fileimages

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"

	"github.com/watchpost/watchpost/internal/images"
)

// How files are made durable. A file is kept open from its Write to its sync: a
// file that is opened again may not be told of what could not be written while
// nobody had it open.
//
// A small group is synced file by file, side by side, and then the folders: that
// costs what the group costs. Syncing the file system costs what all have written
// to it, a hundred milliseconds and more while somebody copies a film. It is done
// for large groups, in which most of that is ours: there it takes about as long,
// and needs no open files.
const (
	// smallGroup is up to how many files are synced one by one where the file
	// system can be synced as a whole.
	smallGroup = 32
	// largestGroup is up to how many files are kept open where it cannot. What
	// is written beyond is synced by Write.
	largestGroup = 64
	// sideBySide is how many files are synced at once: the system gathers them
	// into few commits of its journal.
	sideBySide = 8
)

// pending is what was written and not synced.
type pending struct {
	files   []*os.File
	more    bool                // files beyond those were written and closed
	folders map[string]struct{} // with new names in them
}

func (p *pending) touch(folder string) {
	if p.folders == nil {
		p.folders = make(map[string]struct{})
	}
	p.folders[folder] = struct{}{}
}

func (p *pending) close() {
	for _, f := range p.files {
		f.Close() // what could not be written is told by the sync
	}
	p.files = nil
}

// round is one sync that several callers share.
type round struct {
	done bool
	err  error
}

// Sync makes everything that was written before it durable. Callers that come
// while a sync is at work share the next one.
//
// After an error that wraps ErrDamaged no later Sync or Write succeeds: the
// system may have dropped what it could not write, and would call a second try a
// success. An error that wraps ErrFull means that the files written since the
// last Sync are lost, as some file systems find room only then; others are safe,
// and the Store goes on. When ctx ends, Sync may return before its turn.
func (s *Store) Sync(ctx context.Context) error {
	s.mu.Lock()
	if s.next == nil {
		s.next = new(round)
	}
	r := s.next
	s.mu.Unlock()

	select {
	case s.syncing <- struct{}{}:
		defer func() { <-s.syncing }()
	case <-ctx.Done():
		return fmt.Errorf("wait for a sync of images: %w", ctx.Err())
	}
	if r.done { // by another that shares it
		return r.err
	}
	s.mu.Lock()
	p := s.fresh
	s.fresh, s.next = pending{}, nil
	err := s.damaged
	s.mu.Unlock()
	if err == nil {
		err = s.sync(&p)
	}
	p.close()
	r.done, r.err = true, err
	return err
}

func (s *Store) sync(p *pending) error {
	var err error
	if p.more && s.whole {
		err = s.calls.syncWhole(s.dir)
	} else if err = s.syncFiles(p.files); err == nil {
		err = s.syncFolders(p.folders)
	}
	switch {
	case err == nil:
		return nil
	case full(err) && !(p.more && s.whole) && !errors.Is(err, syscall.EIO):
		return fmt.Errorf("sync images: %w: %w", images.ErrFull, err)
	}
	return s.damage(fmt.Errorf("sync images: %w: %w", images.ErrDamaged, err))
}

// syncFile makes a file's data durable.
func syncFile(f *os.File) error { return f.Sync() }

func (s *Store) syncFiles(files []*os.File) error {
	if len(files) == 1 {
		return s.calls.syncFile(files[0])
	}
	errs := make([]error, min(len(files), sideBySide))
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			for j := i; j < len(files) && errs[i] == nil; j += len(errs) {
				errs[i] = s.calls.syncFile(files[j])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// syncFolders makes names durable: they are not with their files.
func (s *Store) syncFolders(names map[string]struct{}) error {
	for name := range names {
		if err := s.syncFolder(name); err != nil && !gone(err) && !errors.Is(err, errNotOurs) {
			return err
		}
	}
	return nil
}

func (s *Store) syncFolder(name string) error {
	if name == "." {
		return s.calls.syncFolder(s.root)
	}
	root, err := openFolder(s.root, name)
	if err != nil {
		return err // gone with its files, when it was empty
	}
	defer root.Close()
	return s.calls.syncFolder(root)
}
