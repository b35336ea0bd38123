package fileimages

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/watchpost/watchpost/internal/images"
)

// translate names what the system says in the words of package images.
func translate(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", images.ErrNotFound, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fmt.Errorf("%w: %w", images.ErrFull, err)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w: %w", images.ErrDamaged, err)
	}
	return err
}
