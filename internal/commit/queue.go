package commit

import (
	"slices"
	"sync"
)

// queue is a first-in first-out list of jobs. It has no bound of its own: what
// may wait is bounded by the bytes in flight, before a post is read.
type queue struct {
	mu     sync.Mutex
	came   sync.Cond // jobs, or the end
	went   sync.Cond // jobs
	jobs   []*Job
	taken  int64 // how many jobs have been taken
	closed bool
}

func newQueue() *queue {
	q := new(queue)
	q.came.L, q.went.L = &q.mu, &q.mu
	return q
}

// put adds jobs; false when the queue is closed.
func (q *queue) put(jobs ...*Job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.jobs = append(q.jobs, jobs...)
	q.came.Signal()
	return true
}

// take waits for a job; false when the queue is closed and empty.
func (q *queue) take() (*Job, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 {
		if q.closed {
			return nil, false
		}
		q.came.Wait()
	}
	j := q.jobs[0]
	q.jobs[0] = nil
	q.jobs = q.jobs[1:]
	return j, true
}

// takeGroup waits for a job and returns all that wait, at most n; nil when the
// queue is closed and empty.
func (q *queue) takeGroup(n int) []*Job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 {
		if q.closed {
			return nil
		}
		q.came.Wait()
	}
	group, rest := q.jobs, []*Job(nil)
	if len(group) > n {
		group, rest = group[:n:n], slices.Clone(group[n:])
	}
	q.jobs = rest
	q.taken += int64(len(group))
	q.went.Broadcast()
	return group
}

// wait waits until all jobs that are there now have been taken by takeGroup.
func (q *queue) wait() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for end := q.taken + int64(len(q.jobs)); q.taken < end; {
		q.went.Wait()
	}
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.came.Broadcast()
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.jobs)
}
