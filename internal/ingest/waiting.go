package ingest

import (
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/commit"
	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/images"
	"github.com/watchpost/watchpost/internal/ingest/slowbody"
	"github.com/watchpost/watchpost/internal/registry"
	"github.com/watchpost/watchpost/internal/store"
)

// waiting is a post that waits until it is stored. The job and what it is made of
// are one object: there is one for each post.
type waiting struct {
	job   commit.Job
	entry *registry.Entry
	body  *slowbody.Body
	pics  *pictures // of an event, or nil
	row   *registry.Row
	// stored is told what became of the job, before its device is; may be nil.
	stored func(error)
	result chan error

	event  store.NewEvent // room for that of the batch
	events [1]*store.NewEvent
}

// results are channels for the result of one job each. One whose result nobody has
// taken is not used again.
var results = sync.Pool{New: func() any { return make(chan error, 1) }}

// store hands a job to the committer and answers when it is done, or when the
// device has waited long enough.
func (s *Server) store(q *request, w *waiting) {
	if s.Full != nil && s.Full() {
		w.release()
		s.notStored(q, w.entry, images.ErrFull)
		return
	}
	if row, ok := w.entry.Pending(); ok {
		kept := row // so that no room is made for one that is not there
		w.row = &kept
		withRow(&w.job.Batch, row)
	}
	if len(w.job.Files) > 0 {
		// Files may alias the body (a damaged picture is kept as it was sent).
		w.job.Written = w.release
	} else {
		w.body.Release()
	}
	w.result = results.Get().(chan error)
	w.job.Done = w.done
	if err := s.Committer.Submit(&w.job); err != nil {
		if w.job.Written != nil {
			w.job.Written()
		}
		w.job.Done(err)
	}
	select {
	case err := <-w.result:
		results.Put(w.result)
		if err != nil {
			s.notStored(q, w.entry, err)
			return
		}
		q.success()
	case <-s.patience.from(time.Now()):
		q.log.Advice = "Storage did not take the post in time; it waits, and is stored when storage is back."
		q.unavailable("The post waits for storage.")
	}
}

// release gives back the memory that the post came in.
func (w *waiting) release() {
	if w.pics != nil {
		w.pics.release()
	}
	w.body.Release()
}

// done is the job's Done.
func (w *waiting) done(err error) {
	if w.row != nil {
		w.row.Saved(err)
	}
	if err == nil && w.event.Duplicate {
		w.entry.Tally(func(c *device.Counters) { c.Events--; c.Duplicates++ })
	}
	if w.stored != nil {
		w.stored(err)
	}
	w.result <- err
}
