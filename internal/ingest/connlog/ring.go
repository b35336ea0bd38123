package connlog

// ring holds the newest entries, at most max of them. It grows as it fills.
type ring struct {
	max   int
	buf   []Entry
	start int // index of the oldest, once buf is full
}

func (r *ring) len() int { return len(r.buf) }

func (r *ring) add(e Entry) {
	switch {
	case len(r.buf) < r.max:
		if r.start != 0 { // it had been full, and may grow now
			r.straighten()
		}
		r.buf = append(r.buf, e)
	default:
		if len(r.buf) > r.max { // it must shrink
			r.straighten()
			r.buf = append([]Entry(nil), r.buf[len(r.buf)-r.max:]...)
		}
		r.buf[r.start] = e
		r.start = (r.start + 1) % len(r.buf)
	}
}

// straighten puts the oldest first.
func (r *ring) straighten() {
	if r.start == 0 {
		return
	}
	r.buf = append(append(make([]Entry, 0, len(r.buf)), r.buf[r.start:]...), r.buf[:r.start]...)
	r.start = 0
}

// at is the i-th entry, the newest being 0.
func (r *ring) at(i int) *Entry {
	return &r.buf[(r.start+len(r.buf)-1-i)%len(r.buf)]
}

func (r *ring) newest() *Entry {
	if len(r.buf) == 0 {
		return nil
	}
	return r.at(0)
}

// find is the entry of that number, nil when it is gone. Numbers grow by one, so
// it stands where its distance to the newest says.
func (r *ring) find(id int64) *Entry {
	if len(r.buf) == 0 {
		return nil
	}
	if i := r.at(0).ID - id; i >= 0 && i < int64(len(r.buf)) && r.at(int(i)).ID == id {
		return r.at(int(i))
	}
	return nil
}

func (r *ring) list(limit int, before int64) []Entry {
	out := make([]Entry, 0, min(max(limit, 0), len(r.buf)))
	for i := range len(r.buf) {
		if len(out) == limit {
			break
		}
		if e := r.at(i); before == 0 || e.ID < before {
			out = append(out, *e)
		}
	}
	return out
}
