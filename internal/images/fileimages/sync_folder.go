//go:build !windows

package fileimages

import (
	"errors"
	"os"
	"syscall"
)

// syncFolder makes the names in a folder durable. Some network file systems do so
// by themselves, and refuse to be asked.
func syncFolder(r *os.Root) error {
	f, err := r.Open(".")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
