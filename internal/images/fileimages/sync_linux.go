package fileimages

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// syncWhole makes the file system that dir is on durable.
func syncWhole(dir *os.File) error {
	for {
		if err := unix.Syncfs(int(dir.Fd())); err != unix.EINTR {
			return err
		}
	}
}

// wholesome are the file systems that sync as a whole and say when something
// could not be written. Others may not: FUSE leaves out the server behind it,
// and what lies on top of another file system does not hear of its errors.
func wholesome() []int64 {
	return []int64{unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC, unix.TMPFS_MAGIC}
}

// syncsWhole says whether syncWhole can be trusted on the file system of dir.
// Before Linux 5.8 it did not tell of what could not be written.
func syncsWhole(dir *os.File) bool {
	var st unix.Statfs_t
	var name unix.Utsname
	if unix.Fstatfs(int(dir.Fd()), &st) != nil || unix.Uname(&name) != nil || !slices.Contains(wholesome(), int64(st.Type)) {
		return false
	}
	// A call that is forbidden or missing is told before its argument is looked at.
	return atLeast(unix.ByteSliceToString(name.Release[:]), 5, 8) && unix.Syncfs(-1) == unix.EBADF
}

// atLeast says whether a release such as "6.1.0-18-amd64" is not older.
func atLeast(release string, major, minor int) bool {
	a, rest, _ := strings.Cut(release, ".")
	b := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	return errX == nil && errY == nil && (x > major || x == major && y >= minor)
}

// SyncFS makes the file system that dir is on durable, as a Store does for large
// groups.
func SyncFS(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := syncWhole(f); err != nil {
		return fmt.Errorf("sync the file system of %s: %w", dir, err)
	}
	return nil
}

// startWriting has the system begin to write a file out, without waiting for it,
// so that less is left to the sync. What goes wrong is told by the sync.
func startWriting(f *os.File) { unix.SyncFileRange(int(f.Fd()), 0, 0, unix.SYNC_FILE_RANGE_WRITE) }
