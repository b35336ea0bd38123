package fileimages

import (
	"fmt"
	"os"
	"slices"

	"golang.org/x/sys/unix"
)

// localFileSystems are those known to do what syncfs promises. On a file system
// in user space (mergerfs, sshfs and the like) it returns at once and has done
// nothing; there, and wherever it is not known, files are synced one by one.
var localFileSystems = []int64{
	unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC,
	unix.TMPFS_MAGIC, unix.OVERLAYFS_SUPER_MAGIC,
	0x2fc12fc1, // ZFS, which x/sys has no name for
}

// canSyncFS says whether a file system can be trusted to sync all of itself.
func canSyncFS(dir *os.File) bool {
	var s unix.Statfs_t
	if err := unix.Fstatfs(int(dir.Fd()), &s); err != nil {
		return false
	}
	return slices.Contains(localFileSystems, int64(s.Type))
}

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
