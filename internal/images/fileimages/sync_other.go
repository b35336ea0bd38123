//go:build !linux

package fileimages

import (
	"errors"
	"os"
)

func syncsWhole(*os.File) bool { return false }

func syncWhole(*os.File) error { return errors.ErrUnsupported }

// SyncFS is not known here.
func SyncFS(string) error { return errors.ErrUnsupported }

// startWriting leaves it to the system when it writes a file out.
func startWriting(*os.File) {}
