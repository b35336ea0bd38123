package fileimages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/images"
)

// depth is how deep the folders with files lie: year, month, day, hour.
const depth = 4

// Walk calls f for every file that has a name of a store, oldest folder first
// and by name within one.
func (s *Store) Walk(ctx context.Context, f func(images.Info) error) error {
	return s.walk(ctx, func(name string, stat func() (fs.FileInfo, error)) error {
		st, err := stat()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile, or not ours
		}
		if err != nil {
			return fmt.Errorf("walk images: %w", err)
		}
		return f(images.Info{Name: name, Size: st.Size(), ModTime: st.ModTime()})
	})
}

// walk calls f for everything that has a name of a store, in the order of the
// names. stat tells what is there now, fs.ErrNotExist when it is no plain file.
// Whatever else lies in the folder is passed over, and not looked into.
func (s *Store) walk(ctx context.Context, f func(name string, stat func() (fs.FileInfo, error)) error) error {
	return walkFolder(ctx, s.root, "", 0, f)
}

func walkFolder(ctx context.Context, root *os.Root, folder string, level int, f func(string, func() (fs.FileInfo, error)) error) error {
	names, err := list(root)
	if err != nil && !gone(err) {
		return fmt.Errorf("walk images: list %s: %w", path.Join(".", folder), err)
	}
	for _, base := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := path.Join(folder, base)
		if level == depth {
			if !images.ValidName(name) {
				continue
			}
			if err := f(name, func() (fs.FileInfo, error) { return statPlain(root, base) }); err != nil {
				return err
			}
			continue
		}
		if strings.Trim(base, "0123456789") != "" {
			continue
		}
		below, err := openPart(root, base)
		if gone(err) || errors.Is(err, errNotOurs) {
			continue
		}
		if err != nil {
			return fmt.Errorf("walk images: open %s: %w", name, err)
		}
		err = walkFolder(ctx, below, name, level+1, f)
		below.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// list returns the names in a folder, in order.
func list(root *os.Root) ([]string, error) {
	d, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}

func statPlain(root *os.Root, base string) (fs.FileInfo, error) {
	st, err := root.Lstat(base)
	if err == nil && !st.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	return st, err
}
