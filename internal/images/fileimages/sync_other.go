//go:build !linux

package fileimages

import (
	"errors"
	"os"
)

const canSyncFS = false

func syncFS(*os.File) error { return errors.ErrUnsupported }

// SyncFS is not known here.
func SyncFS(string) error { return errors.ErrUnsupported }
