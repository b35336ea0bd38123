package disk

import (
	"errors"
	"fmt"
	"os"
)

// Ballast is a file that only takes room: given up when the disk is full, it
// leaves retention the room that it needs to delete anything. A database can
// neither delete nor tidy up on a full disk.
type Ballast struct{ Path string }

// BallastSize is how large a ballast should be: a fiftieth of the file system,
// between 4 and 128 MB.
func BallastSize(u Usage) int64 { return min(max(u.Total/50, 4<<20), 128<<20) }

// Take makes the file, unless it is there.
func (b Ballast) Take(size int64) error {
	if st, err := os.Stat(b.Path); err == nil && st.Size() == size {
		return nil
	}
	f, err := os.OpenFile(b.Path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("make ballast: %w", err)
	}
	err = allocate(f, size)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(b.Path)
		return fmt.Errorf("make ballast: %w", err)
	}
	return nil
}

// GiveUp removes the file.
func (b Ballast) GiveUp() error {
	if err := os.Remove(b.Path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("give up ballast: %w", err)
	}
	return nil
}

// Held is how much room the ballast takes.
func (b Ballast) Held() int64 {
	st, err := os.Stat(b.Path)
	if err != nil {
		return 0
	}
	return st.Size()
}
