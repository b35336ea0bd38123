//go:build linux || darwin || freebsd

package disk

import "golang.org/x/sys/unix"

func of(path string) (Usage, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return Usage{}, err
	}
	block := int64(s.Bsize)
	return Usage{
		Total: int64(s.Blocks) * block, Available: int64(s.Bavail) * block,
		Inodes: int64(s.Files), InodesFree: int64(s.Ffree),
	}, nil
}
