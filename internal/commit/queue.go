package commit

import "sync"

// queue is a first-in first-out list of jobs. It has no bound of its own: what
// may wait is bounded by the bytes in flight, before a post is read.
type queue struct {
	mu     sync.Mutex
	cond   sync.Cond
	jobs   []*Job
	closed bool
}

func newQueue() *queue {
	q := new(queue)
	q.cond.L = &q.mu
	return q
}

// put adds a job; false when the queue is closed.
func (q *queue) put(j *Job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.jobs = append(q.jobs, j)
	q.cond.Signal()
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
		q.cond.Wait()
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
		q.cond.Wait()
	}
	if len(q.jobs) <= n {
		group := q.jobs
		q.jobs = nil
		return group
	}
	group := append([]*Job(nil), q.jobs[:n]...)
	q.jobs = append([]*Job(nil), q.jobs[n:]...)
	return group
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.cond.Broadcast()
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.jobs)
}
