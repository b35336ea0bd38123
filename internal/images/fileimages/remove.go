package fileimages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
)

// Remove removes files, and folders that become empty. It goes on after a file
// that cannot be removed, and returns all errors. That a file is gone is not
// made durable: what comes back after a power loss is swept at the next start.
func (s *Store) Remove(ctx context.Context, names ...string) error {
	var errs []error
	var folders []string
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			errs = append(errs, err)
			break
		}
		if err := checkName(name); err != nil {
			errs = append(errs, err)
			continue
		}
		switch err := s.remove(name); {
		case err == nil:
			folders = append(folders, path.Dir(name))
		case !errors.Is(err, fs.ErrNotExist):
			errs = append(errs, fmt.Errorf("remove image %s: %w", name, translate(err)))
		}
	}
	slices.Sort(folders)
	for _, f := range slices.Compact(folders) {
		s.prune(f)
	}
	return errors.Join(errs...)
}

func (s *Store) remove(name string) (err error) {
	dir, base := path.Split(name)
	dir = path.Clean(dir)
	for range attempts {
		var folder *folder
		if folder, err = s.folders.get(dir); err != nil {
			return err
		}
		err = s.usage.remove(name, func() (int64, error) {
			st, err := folder.root.Lstat(base)
			if err != nil {
				return 0, err
			}
			return st.Size(), folder.root.Remove(base)
		})
		if !errors.Is(err, os.ErrClosed) {
			return err
		}
	}
	return err
}

// prune removes a folder and those above it, as long as they are empty: removing
// one that is not fails, which is what is wanted.
func (s *Store) prune(folder string) {
	for ; folder != "."; folder = path.Dir(folder) {
		if s.root.Remove(folder) != nil {
			return
		}
		s.folders.forget(folder)
	}
}
