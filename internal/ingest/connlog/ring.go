package connlog

// record is a kept entry, and in how many rings it stands.
type record struct {
	Entry
	rings int
}

// ring holds records, oldest first. It grows and shrinks with what it holds.
type ring struct {
	buf   []*record
	start int // of the oldest
	n     int
}

// at is the i-th entry, the newest being 0.
func (r *ring) at(i int) *record { return r.buf[(r.start+r.n-1-i)%len(r.buf)] }

// newest is nil when there is none.
func (r *ring) newest() *record {
	if r.n == 0 {
		return nil
	}
	return r.at(0)
}

func (r *ring) push(e *record) {
	if r.n == len(r.buf) {
		r.resize(max(4, 2*r.n))
	}
	r.buf[(r.start+r.n)%len(r.buf)] = e
	r.n++
	e.rings++
}

// trim drops the oldest until there are at most n, and says how many went. Those
// that stand in no other ring are handed to free.
func (r *ring) trim(n int, free func(*record)) int {
	dropped := 0
	for ; r.n > n; dropped++ {
		e := r.buf[r.start]
		r.buf[r.start] = nil
		r.start = (r.start + 1) % len(r.buf)
		r.n--
		if e.rings--; e.rings == 0 {
			free(e)
		}
	}
	if r.n < len(r.buf)/4 {
		r.resize(max(4, 2*r.n))
	}
	return dropped
}

func (r *ring) resize(size int) {
	buf := make([]*record, size)
	for i := range r.n {
		buf[i] = r.buf[(r.start+i)%len(r.buf)]
	}
	r.buf, r.start = buf, 0
}

// list copies up to limit entries, newest first; those before an entry's number
// when before is not 0.
func (r *ring) list(limit int, before int64) []Entry {
	out := make([]Entry, 0, min(max(limit, 0), r.n))
	for i := 0; i < r.n && len(out) < limit; i++ {
		if e := r.at(i); before == 0 || e.ID < before {
			out = append(out, e.Entry)
		}
	}
	return out
}
