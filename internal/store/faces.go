package store

import (
	"context"
	"time"

	"github.com/watchpost/watchpost/internal/event"
)

// FaceQuery says which faces a list holds.
type FaceQuery struct {
	Page
	event.FaceFilter
	Cameras       []string
	After, Before time.Time // of the event's arrival, in [After, Before)
}

// Face is one face of an event.
type Face struct {
	Event  *event.Event
	Target int // index into the event's targets
}

// facesRead is how many events with faces are looked at for one page.
const facesRead = 2000

// Faces lists faces, those of the newest event first. Along the index of events with
// faces it looks at a bounded number of them: a page may hold fewer than asked for,
// even none, and still have a next one; it may hold more, for the faces of one event
// stay together.
func Faces(ctx context.Context, from Events, q FaceQuery) (faces []Face, next string, err error) {
	faces, limit, read := []Face{}, q.Limit, 0
	for {
		// Without a filter an event has a face at least, so that no more are read than
		// the page holds.
		size := limit - len(faces)
		if q.Any() {
			size = 500
		}
		page, err := from.Events(ctx, EventQuery{
			HasFace: true, Cameras: q.Cameras, After: q.After, Before: q.Before, Cursor: q.Cursor, Limit: size,
		})
		if err != nil {
			return nil, "", err
		}
		for i, e := range page.Events {
			for n := range e.Targets {
				if t := &e.Targets[n]; t.IsFace() && q.Match(t.Face) {
					faces = append(faces, Face{e, n})
				}
			}
			if len(faces) >= limit && (i+1 < len(page.Events) || page.Next != "") {
				if i+1 == len(page.Events) {
					return faces, page.Next, nil
				}
				next, err := cursorAfter(ctx, from, q, i+1)
				return faces, next, err
			}
		}
		read += len(page.Events)
		if page.Next == "" || read >= facesRead {
			return faces, page.Next, nil
		}
		q.Cursor = page.Next
	}
}

// cursorAfter is the cursor after the first n events of a list.
func cursorAfter(ctx context.Context, from Events, q FaceQuery, n int) (string, error) {
	page, err := from.Events(ctx, EventQuery{HasFace: true, Cameras: q.Cameras, After: q.After, Before: q.Before, Cursor: q.Cursor, Limit: n})
	return page.Next, err
}

// Image is the index of the picture of the face alone, -1 where there is none that can
// be shown.
func (f *Face) Image() int {
	n := f.Event.Targets[f.Target].Image
	if n == nil || *n < 0 || *n >= len(f.Event.Images) || f.Event.Images[*n].Flag != "" {
		return -1
	}
	return *n
}
