package commit

import "github.com/watchpost/watchpost/internal/store"

// File is a picture or a body to keep with a Job.
type File struct {
	Name string
	Data []byte
}

// Job is what one post wants stored: files first, then rows. The committer owns
// it, and what it points to, from Submit until Done has been called.
type Job struct {
	Files []File
	Batch store.Batch

	// Written is called when the files have been handed to the image store and
	// their Data is no longer needed, or the job has failed before that. Done is
	// called once everything is on stable storage, or has failed; the events of
	// the batch then have their Seq, or are marked Duplicate. Each is called
	// exactly once, from the committer's goroutines, and must not block. Both
	// may be nil.
	Written func()
	Done    func(error)
}

func (j *Job) written() {
	if j.Written != nil {
		j.Written()
	}
}

func (j *Job) done(err error) {
	if j.Done != nil {
		j.Done(err)
	}
}

// duplicate says whether none of the job's events was new, so that its files
// are not needed.
func (j *Job) duplicate() bool {
	for _, e := range j.Batch.Events {
		if !e.Duplicate {
			return false
		}
	}
	return len(j.Batch.Events) > 0
}

func (j *Job) names() []string {
	names := make([]string, len(j.Files))
	for i, f := range j.Files {
		names[i] = f.Name
	}
	return names
}
