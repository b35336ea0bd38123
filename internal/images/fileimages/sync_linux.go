package fileimages

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

const canSyncFS = true

// syncFS makes a whole file system durable. Since Linux 5.8 it reports what could
// not be written.
func syncFS(dir *os.File) error {
	for {
		err := unix.Syncfs(int(dir.Fd()))
		if err != unix.EINTR {
			return err
		}
	}
}

// SyncFS makes the file system that dir is on durable, as a Store does.
func SyncFS(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syncFS(f); err != nil {
		return fmt.Errorf("sync the file system of %s: %w", dir, err)
	}
	return nil
}
