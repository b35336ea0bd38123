package fileimages

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"sync"
)

// parallelSyncs is how many files are synced at once: enough for the system to
// gather them into few writes.
const parallelSyncs = 8

// syncFiles makes files durable one by one, and then the folders that name them,
// up to the first whose own name is known to be durable: a name is not durable
// with what it names.
func (s *Store) syncFiles(files []string) error {
	var dirs []string
	s.mu.Lock()
	for _, name := range files {
		for d := path.Dir(name); !slices.Contains(dirs, d); d = path.Dir(d) {
			dirs = append(dirs, d)
			if d == "." || s.durable[d] {
				break
			}
		}
	}
	s.mu.Unlock()
	if err := errors.Join(s.syncAll(files), s.syncAll(dirs)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range dirs {
		s.durable[d] = true
	}
	return nil
}

func (s *Store) syncAll(names []string) error {
	var wg sync.WaitGroup
	errs := make([]error, min(len(names), parallelSyncs))
	for i := range errs {
		wg.Go(func() {
			for j := i; j < len(names) && errs[i] == nil; j += len(errs) {
				errs[i] = s.syncOne(names[j])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (s *Store) syncOne(name string) error {
	f, err := s.root.OpenFile(name, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // removed meanwhile
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
