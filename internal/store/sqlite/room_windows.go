package sqlite

import "golang.org/x/sys/windows"

// leastRoom is how much space a disk has that is not full, in bytes.
const leastRoom = 1 << 20

// roomIn says whether the file system of a folder has space left. One that does
// not answer is taken to have some: what failed there is worse.
func roomIn(dir string) bool {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return true
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return true
	}
	return free >= leastRoom
}
