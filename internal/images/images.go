// Package images says how pictures, and bodies that were not understood, are
// kept. fileimages keeps them as plain files in dated folders; imagestest holds
// what each way of keeping must pass.
package images

import (
	"context"
	"errors"
	"io"
	"time"
)

// Errors of an image store.
var (
	// ErrNotFound: no file has that name.
	ErrNotFound = errors.New("no such image")
	// ErrFull: there is no room; the same call may succeed later.
	ErrFull = errors.New("no room left for images")
	// ErrDamaged: a sync failed; nothing written since the last good Sync can
	// be promised. Stop using the store.
	ErrDamaged = errors.New("image store damaged")
	// ErrName: not a name of this store.
	ErrName = errors.New("not an image name")
)

// Info describes a kept file.
type Info struct {
	Name    string
	Size    int64
	ModTime time.Time
}

// File is a kept file, open for reading.
type File interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// Store keeps files by name. A name is what Name makes: a dated folder and a
// base name from our own ids, never from a device's text. Methods may be called
// from many goroutines.
type Store interface {
	// Write keeps data under name, which must be new. It is not durable before
	// a Sync that began after Write returned has returned without error. data
	// is not kept.
	Write(ctx context.Context, name string, data []byte) error
	// Sync makes everything written before it durable, together.
	Sync(ctx context.Context) error
	// Open returns ErrNotFound when there is no such file.
	Open(ctx context.Context, name string) (File, Info, error)
	// Remove removes files; names that are not there are skipped. Folders that
	// become empty go too.
	Remove(ctx context.Context, names ...string) error
	// Walk calls f for every file, oldest folder first, until f returns an error.
	Walk(ctx context.Context, f func(Info) error) error
}
