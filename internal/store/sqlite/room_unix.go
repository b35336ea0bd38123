//go:build unix

package sqlite

import "golang.org/x/sys/unix"

// leastRoom is how much space a disk has that is not full, in bytes.
const leastRoom = 1 << 20

// roomIn says whether the file system of a folder has space left. One that does
// not answer is taken to have some: what failed there is worse.
func roomIn(dir string) bool {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return true
	}
	return uint64(st.Bavail)*uint64(st.Bsize) >= leastRoom
}
