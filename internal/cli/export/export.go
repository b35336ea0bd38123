// Package export copies events out of a running server: as CSV for spreadsheets
// or NDJSON for programs, with their pictures as files if wanted. It goes page
// by page, so that neither side holds more than a page, and can go on where it
// was stopped.
package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/watchpost/watchpost/client"
)

// pageSize is how many events are asked for at a time.
const pageSize = 200

// Source is the part of a client.Client that is used.
type Source interface {
	Events(ctx context.Context, q client.Query) (client.Page[client.Event], error)
	Image(ctx context.Context, id string, n int) ([]byte, error)
}

// Options say what is exported, and where to.
type Options struct {
	Source Source
	Format Format
	// Query says which events. With a Cursor the export goes on where an
	// earlier one stopped: a CSV then gets no header.
	Query client.Query
	// Images is the folder that pictures go to, as DATE/EVENT-N.jpg by the UTC
	// date of arrival; "" exports none.
	Images string
	// File is what the rows are written to, through FILE.part, which becomes
	// FILE when all is there; "" writes to Out.
	File string
	Out  io.Writer

	Progress io.Writer // what has been done so far, for a person
	// Rewrite lets progress be told on one line of a terminal, over and over.
	Rewrite bool
	Now     func() time.Time // time.Now when nil
}

// StoppedError says where an export can go on.
type StoppedError struct {
	Err    error  // why it stopped
	Events int    // that were written
	Cursor string // of the first page that was not; "" when that is the first
	Part   string // the file that holds what was written, "" for none
}

func (e *StoppedError) Error() string {
	if e.Events == 0 && e.Cursor == "" {
		return e.Err.Error()
	}
	s := fmt.Sprintf("stopped after %d events: %v", e.Events, e.Err)
	if e.Cursor == "" {
		return s
	}
	if e.Part != "" {
		s += "\nwhat was written is in " + e.Part
	}
	return s + "\nthe same command with --cursor " + e.Cursor + " goes on from there"
}

// Unwrap returns why it stopped.
func (e *StoppedError) Unwrap() error { return e.Err }

// Run exports. An export that was begun and not finished is a *StoppedError.
func Run(ctx context.Context, o Options) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Query.Limit == 0 {
		o.Query.Limit = pageSize
	}
	out, err := openOutput(o)
	if err != nil {
		return err
	}
	x := &run{Options: o, out: out, progress: newProgress(o)}
	if o.Images != "" {
		if x.pictures, err = openPictures(o.Images, o.Source); err != nil {
			out.stop()
			return err
		}
		defer x.pictures.close()
	}
	if err := x.pages(ctx); err != nil {
		x.progress.end()
		return &StoppedError{Err: err, Events: x.progress.events, Cursor: x.Query.Cursor, Part: x.out.stop()}
	}
	x.progress.done()
	return nil
}

// run is one export.
type run struct {
	Options
	out      *output
	pictures *pictures // nil for none
	progress *progress
}

// pages writes page after page. When it fails, Query.Cursor is that of the
// first page of which nothing was written.
func (x *run) pages(ctx context.Context) error {
	rows, err := newRows(x.Format, x.out, x.Query.Cursor == "")
	if err != nil {
		return err
	}
	for {
		page, err := x.Source.Events(ctx, x.Query)
		if err != nil {
			return hinted(err)
		}
		// Pictures first: a page whose rows are written is done with.
		if x.pictures != nil {
			for i := range page.Items {
				got, err := x.pictures.fetch(ctx, &page.Items[i])
				x.progress.add(got)
				if err != nil {
					return err
				}
			}
		}
		for i := range page.Items {
			if err := rows.write(&page.Items[i]); err != nil {
				return err
			}
		}
		if err := rows.flush(); err != nil {
			return err
		}
		if err := x.out.checkpoint(); err != nil {
			return err
		}
		x.progress.page(page.Items)
		if page.Next == "" {
			return x.out.finish()
		}
		x.Query.Cursor = page.Next
	}
}

// hinted adds what to do to an error that one can do something about.
func hinted(err error) error {
	var answer *client.Error
	switch {
	case errors.Is(err, context.Canceled), errors.As(err, &answer):
		return err
	}
	return fmt.Errorf("%w (is watchpost serve running? --server names its web address)", err)
}
