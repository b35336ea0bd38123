package fileimages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// attempts is how often a write begins again because its folder went away: what
// is empty is removed at any time, and others may need the place among the open
// folders.
const attempts = 8

// Write keeps data under a new name. When it returns an error, nothing is left
// under that name, unless the system did not let it be removed.
func (s *Store) Write(_ context.Context, name string, data []byte) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := s.broken(); err != nil {
		return err
	}
	s.usage.writing(name)
	err := s.write(name, data)
	if err != nil {
		if !errors.Is(err, fs.ErrExist) { // else there is a file, which may be ours
			s.usage.failed(name)
		}
		return s.damage(fmt.Errorf("write image %s: %w", name, translate(err)))
	}
	s.usage.wrote(int64(len(data)))
	return nil
}

func (s *Store) write(name string, data []byte) error {
	f, folder, err := s.create(name)
	if err != nil {
		return err
	}
	if _, err = f.Write(data); err != nil {
		f.Close()
	} else {
		startWriting(f)
		err = s.written(f, folder)
	}
	if err != nil {
		folder.root.Remove(path.Base(name)) // what there is of it; the sweep takes what this misses
	}
	return err
}

// create makes a new file, with its folder where that is missing.
func (s *Store) create(name string) (f *os.File, folder *folder, err error) {
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	for range attempts {
		folder, err = s.folders.get(dir)
		if err == nil {
			f, err = folder.root.OpenFile(base, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
		}
		if err == nil {
			return f, folder, nil
		}
		if !gone(err) {
			return nil, nil, err
		}
		s.folders.forget(dir)
		if err := s.folders.make(dir); err != nil && !gone(err) {
			return nil, nil, err
		}
	}
	return nil, nil, err
}

// written hands a file over to the next sync. Where too many are open already,
// and the file system cannot be synced as a whole, the file is synced at once.
func (s *Store) written(f *os.File, folder *folder) error {
	s.mu.Lock()
	s.fresh.touch(folder.name)
	if !folder.linked {
		folder.linked = true
		for above := folder.name; above != "."; {
			above = path.Dir(above)
			s.fresh.touch(above)
		}
	}
	if len(s.fresh.files) < s.maxOpen {
		s.fresh.files = append(s.fresh.files, f)
		s.mu.Unlock()
		return nil
	}
	s.fresh.more = true
	s.mu.Unlock()
	var err error
	if !s.whole {
		err = s.calls.syncFile(f)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}
