//go:build !linux

package fileimages

import (
	"errors"
	"os"
)

func canSyncFS(*os.File) bool { return false }

func syncFS(*os.File) error { return errors.ErrUnsupported }

// SyncFS is not known here.
func SyncFS(string) error { return errors.ErrUnsupported }
