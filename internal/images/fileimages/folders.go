package fileimages

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
)

// maxFolders is how many folders are kept open: the hours that are written, and
// some that are looked at.
const maxFolders = 16

// folder is an open folder of one hour.
type folder struct {
	name string
	root *os.Root
	used uint64 // when it was used last, by the count of folders
	// linked says that the next sync, or an earlier one, makes the folder's name
	// durable: one that was found may have been made by a process that did not
	// live to sync it. It is guarded by the Store's mutex, so that no sync falls
	// between two files of which only the first knows that it is the first.
	linked bool
}

// folders keeps the folders open that were used last, so that a file costs one
// step instead of a walk along its path.
type folders struct {
	root *os.Root
	mu   sync.Mutex
	open map[string]*folder
	n    uint64
}

func newFolders(root *os.Root) *folders {
	return &folders{root: root, open: map[string]*folder{}}
}

// get returns a folder that exists.
func (c *folders) get(name string) (*folder, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	if f := c.open[name]; f != nil {
		f.used = c.n
		return f, nil
	}
	root, err := openFolder(c.root, name)
	if err != nil {
		return nil, err
	}
	f := &folder{name: name, root: root, used: c.n}
	c.open[name] = f
	if len(c.open) > maxFolders {
		c.closeOldest()
	}
	return f, nil
}

func (c *folders) closeOldest() {
	var oldest *folder
	for _, f := range c.open {
		if oldest == nil || f.used < oldest.used {
			oldest = f
		}
	}
	c.drop(oldest)
}

// drop closes a folder. Whoever is about to use it gets os.ErrClosed, and may
// get it anew.
func (c *folders) drop(f *folder) {
	if c.open[f.name] == f {
		delete(c.open, f.name)
	}
	f.root.Close()
}

// forget drops a folder that was found to be gone.
func (c *folders) forget(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.open[name]; f != nil {
		c.drop(f)
	}
}

// make makes a folder, with those above it.
func (c *folders) make(name string) error { return c.root.MkdirAll(name, 0o750) }

func (c *folders) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var errs []error
	for _, f := range c.open {
		errs = append(errs, f.root.Close())
	}
	clear(c.open)
	return errors.Join(errs...)
}

// openFolder opens a folder below root. No part of its path may be a link.
func openFolder(root *os.Root, name string) (*os.Root, error) {
	at := root
	for part := range strings.SplitSeq(name, "/") {
		next, err := openPart(at, part)
		if at != root {
			at.Close()
		}
		if err != nil {
			return nil, err
		}
		at = next
	}
	return at, nil
}

func openPart(at *os.Root, part string) (*os.Root, error) {
	st, err := at.Lstat(part)
	if err != nil {
		return nil, err
	}
	if !st.IsDir() {
		return nil, errNotOurs
	}
	return at.OpenRoot(part)
}

// gone says whether err means that a folder was removed, or closed for others,
// since it was opened.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, os.ErrClosed)
}
