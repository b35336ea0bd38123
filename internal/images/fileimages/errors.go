package fileimages

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"github.com/watchpost/watchpost/internal/images"
)

// errNotOurs: where a file or a folder should be is a link, or something else
// that no Store makes.
var errNotOurs = fmt.Errorf("%w: not a plain file in plain folders", images.ErrNotFound)

// translate names what the system says in the words of package images.
func translate(err error) error {
	switch {
	case err == nil || errors.Is(err, images.ErrNotFound):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", images.ErrNotFound, err)
	case full(err):
		return fmt.Errorf("%w: %w", images.ErrFull, err)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %w", images.ErrDamaged, err)
	}
	return err
}

// full says whether err means that there is no room: no blocks, no more files,
// or no more for this user.
func full(err error) bool {
	return errors.Is(err, syscall.EFBIG) || slices.ContainsFunc(noRoom(), func(e syscall.Errno) bool { return errors.Is(err, e) })
}
