//go:build !windows

package fileimages

import "syscall"

func noRoom() []syscall.Errno { return []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT} }
