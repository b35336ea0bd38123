package fileimages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/images"
)

// Remove removes files, and folders that become empty.
func (s *Store) Remove(ctx context.Context, names ...string) error {
	var errs []error
	var folders []string
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !images.ValidName(name) {
			errs = append(errs, fmt.Errorf("%.80q: %w", name, images.ErrName))
			continue
		}
		st, err := s.root.Lstat(name)
		if err == nil {
			err = s.root.Remove(name)
		}
		switch {
		case err == nil:
			s.size.Add(-st.Size())
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

// prune removes a folder and those above it, as long as they are empty: removing
// one that is not fails, which is what is wanted.
func (s *Store) prune(folder string) {
	for ; folder != "."; folder = path.Dir(folder) {
		s.folders.Delete(folder)
		s.mu.Lock()
		delete(s.durable, folder)
		s.mu.Unlock()
		if s.root.Remove(folder) != nil {
			return
		}
	}
}

// Walk calls f for every file that a name of this store has, oldest folder first.
func (s *Store) Walk(ctx context.Context, f func(images.Info) error) error {
	err := fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if cerr := ctx.Err(); cerr != nil {
			return cerr
		}
		if errors.Is(err, fs.ErrNotExist) || err == nil && (d.IsDir() || !images.ValidName(name)) {
			return nil
		}
		if err != nil {
			return err
		}
		st, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !st.Mode().IsRegular() {
			return nil
		}
		if err != nil {
			return err
		}
		return f(images.Info{Name: name, Size: st.Size(), ModTime: st.ModTime()})
	})
	if err != nil {
		return fmt.Errorf("walk images: %w", err)
	}
	return nil
}

// sweepStep is how many files are asked about at once.
const sweepStep = 500

// Sweep counts the files that were there before a moment, the start of the
// process, and removes those of them that no row names: what a crash left
// between a file and its row. It pauses between its steps.
func (s *Store) Sweep(ctx context.Context, named func(context.Context, []string) ([]bool, error), before time.Time) (removed int, err error) {
	var step []string
	check := func() error {
		known, err := named(ctx, step)
		if err != nil {
			return fmt.Errorf("ask which images have a row: %w", err)
		}
		var orphans []string
		for i, k := range known {
			if !k {
				orphans = append(orphans, step[i])
			}
		}
		removed += len(orphans)
		step = step[:0]
		if err := s.Remove(ctx, orphans...); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
			return nil
		}
	}
	err = s.Walk(ctx, func(info images.Info) error {
		if !info.ModTime.Before(before) {
			return nil // of this run, and counted when it was written
		}
		s.size.Add(info.Size)
		if step = append(step, info.Name); len(step) == sweepStep {
			return check()
		}
		return nil
	})
	if err == nil && len(step) > 0 {
		err = check()
	}
	if err != nil {
		return removed, fmt.Errorf("sweep images: %w", err)
	}
	return removed, nil
}
