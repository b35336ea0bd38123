package fileimages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// sweepStep is how many files are asked about at once, sweepPause what lies
// between two steps.
const (
	sweepStep  = 500
	sweepPause = 5 * time.Millisecond
)

// Sweep counts the files that were there before the store was opened, and
// removes those that were written before a moment, the start of the process, and
// that no row names: what a crash left between a file and its row. Whatever the
// clocks say, it never touches a file that this Store wrote. named says which
// names a row refers to, in their order, as store.Retention does. It works in
// steps with pauses.
//
// It is to be called once after Open, and again when it returned an error; until
// it has returned nil Bytes and Files lack what was not counted yet, and the
// names that are written are remembered, at about 100 bytes each. After that,
// another call does nothing.
func (s *Store) Sweep(ctx context.Context, named func(context.Context, []string) ([]bool, error), before time.Time) (removed int, err error) {
	if s.usage.isSwept() {
		return 0, nil
	}
	s.usage.begin()
	w := sweep{store: s, named: named}
	err = s.walk(ctx, func(name string, stat func() (fs.FileInfo, error)) error {
		var at time.Time
		old, err := s.usage.pass(name, func() (int64, error) {
			st, err := stat()
			if err != nil {
				return 0, err
			}
			at = st.ModTime()
			return st.Size(), nil
		})
		if errors.Is(err, fs.ErrNotExist) || err == nil && (!old || !at.Before(before)) {
			return nil
		}
		if err != nil {
			return err
		}
		return w.add(ctx, name)
	})
	if err == nil {
		err = w.flush(ctx)
	}
	if err != nil {
		return w.removed, fmt.Errorf("sweep images: %w", err)
	}
	s.usage.end()
	return w.removed, nil
}

// sweep is a sweep at work.
type sweep struct {
	store *Store
	named func(context.Context, []string) ([]bool, error)
	names []string // not asked about yet

	removed int
}

func (w *sweep) add(ctx context.Context, name string) error {
	w.names = append(w.names, name)
	if len(w.names) < sweepStep {
		return nil
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(sweepPause):
		return nil
	}
}

// flush asks about the names that were gathered, and removes those without a row.
func (w *sweep) flush(ctx context.Context) error {
	if len(w.names) == 0 {
		return nil
	}
	known, err := w.named(ctx, w.names)
	if err != nil {
		return fmt.Errorf("ask which have a row: %w", err)
	}
	if len(known) != len(w.names) {
		return fmt.Errorf("ask which have a row: got %d answers to %d names", len(known), len(w.names))
	}
	var orphans []string
	for i, name := range w.names {
		if !known[i] {
			orphans = append(orphans, name)
		}
	}
	w.names = w.names[:0]
	if err := w.store.Remove(ctx, orphans...); err != nil {
		return err
	}
	w.removed += len(orphans)
	return nil
}

// Bytes is how much the kept files hold, as far as they have been counted.
func (s *Store) Bytes() int64 { return s.usage.get().bytes }

// Files is how many files are kept, as far as they have been counted.
func (s *Store) Files() int64 { return s.usage.get().files }
