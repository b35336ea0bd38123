package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// partSuffix marks a file that is not all there yet.
const partSuffix = ".part"

// output is where rows go: a writer, or a file that has its name only once it
// is complete.
type output struct {
	w    *bufio.Writer
	name string   // "" for a writer
	part *os.File // nil for a writer
	size int64    // of part at the last checkpoint
	done bool
}

func openOutput(o Options) (*output, error) {
	if o.File == "" {
		return &output{w: bufio.NewWriter(o.Out)}, nil
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if o.Query.Cursor != "" {
		flags = os.O_WRONLY
	}
	f, err := os.OpenFile(o.File+partSuffix, flags, 0o666)
	if errors.Is(err, fs.ErrNotExist) && o.Query.Cursor != "" {
		return nil, fmt.Errorf("%w (--cursor goes on with this file)", err)
	}
	if err != nil {
		return nil, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &output{w: bufio.NewWriter(f), name: o.File, part: f, size: size}, nil
}

func (o *output) Write(p []byte) (int, error) { return o.w.Write(p) }

// checkpoint says that what was written so far is whole pages.
func (o *output) checkpoint() error {
	if err := o.w.Flush(); err != nil {
		return err
	}
	if o.part == nil {
		return nil
	}
	var err error
	o.size, err = o.part.Seek(0, io.SeekCurrent)
	return err
}

// finish gives the file its name.
func (o *output) finish() error {
	if err := o.w.Flush(); err != nil || o.part == nil {
		return err
	}
	if err := errors.Join(o.part.Sync(), o.part.Close()); err != nil {
		return err
	}
	if err := os.Rename(o.name+partSuffix, o.name); err != nil {
		return fmt.Errorf("name the finished file: %w", err)
	}
	o.done = true
	return nil
}

// stop keeps whole pages and returns the name of the file that holds them, ""
// when there is none.
func (o *output) stop() (part string) {
	if o.part == nil || o.done {
		return ""
	}
	// Pages that were cut off are written again by who goes on. When they cannot
	// be taken off, a row may be there twice, which its id tells.
	o.part.Truncate(o.size)
	o.part.Close()
	if o.size == 0 {
		os.Remove(o.name + partSuffix)
		return ""
	}
	return o.name + partSuffix
}
