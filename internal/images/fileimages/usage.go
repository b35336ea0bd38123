package fileimages

import "sync"

// usage counts the files that are kept. What an earlier process left is counted
// by the sweep, while files come and go. So until the sweep has ended, the names
// that this process wrote are remembered: they are counted when written, and the
// sweep passes over them. What is older is counted once the sweep has passed it.
type usage struct {
	// passing keeps a file from being removed while the sweep passes it. Writes
	// do not take it, and so do not wait for the disk.
	passing sync.Mutex

	mu    sync.Mutex
	swept bool                // all is counted; only own is needed any more
	names map[string]struct{} // written by this process, or being written
	upTo  string              // the sweep has passed the names up to this one
	own   count               // of this process; of all once swept
	old   count               // what the sweep has counted
}

// count is how many files there are and how much they hold.
type count struct{ bytes, files int64 }

func (c *count) add(bytes int64) {
	c.bytes += bytes
	c.files++
}

func (c *count) remove(bytes int64) {
	c.bytes -= bytes
	c.files--
}

func newUsage() *usage { return &usage{names: map[string]struct{}{}} }

// writing announces a file, before the sweep can see it.
func (u *usage) writing(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.swept {
		u.names[name] = struct{}{}
	}
}

func (u *usage) failed(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.names, name)
}

func (u *usage) wrote(bytes int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.own.add(bytes)
}

// remove runs f, which removes a file and says how large it was, and counts it.
func (u *usage) remove(name string, f func() (bytes int64, err error)) error {
	if !u.isSwept() {
		u.passing.Lock()
		defer u.passing.Unlock()
	}
	bytes, err := f()
	if err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	_, own := u.names[name]
	switch {
	case u.swept || own:
		delete(u.names, name)
		u.own.remove(bytes)
	case name <= u.upTo:
		u.old.remove(bytes)
	}
	return nil
}

func (u *usage) isSwept() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.swept
}

// begin begins a sweep, anew where an earlier one did not come to its end.
func (u *usage) begin() {
	u.passing.Lock()
	defer u.passing.Unlock()
	u.mu.Lock()
	defer u.mu.Unlock()
	u.upTo, u.old = "", count{}
}

// pass counts a file of an earlier process, of which f tells the size. It says
// whether it was one.
func (u *usage) pass(name string, f func() (bytes int64, err error)) (old bool, err error) {
	u.passing.Lock()
	defer u.passing.Unlock()
	if u.isOwn(name) {
		return false, nil
	}
	bytes, err := f()
	if err != nil {
		return false, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.upTo = name
	u.old.add(bytes)
	return true, nil
}

func (u *usage) isOwn(name string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, own := u.names[name]
	return own
}

func (u *usage) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.own.bytes += u.old.bytes
	u.own.files += u.old.files
	u.swept, u.names, u.old = true, nil, count{}
}

func (u *usage) get() count {
	u.mu.Lock()
	defer u.mu.Unlock()
	return count{u.own.bytes + u.old.bytes, u.own.files + u.old.files}
}
