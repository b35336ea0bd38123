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

// syncFiles makes files durable one by one, and then the folders above them: a
// file's name is not durable with the file.
func (s *Store) syncFiles(files []string) error {
	var dirs []string
	for _, name := range files {
		for d := path.Dir(name); !slices.Contains(dirs, d); d = path.Dir(d) {
			dirs = append(dirs, d)
		}
	}
	return errors.Join(s.syncAll(files), s.syncAll(dirs))
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
