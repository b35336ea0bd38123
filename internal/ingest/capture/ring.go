// Package capture keeps the last raw posts of each device in memory, so that a
// problem in the field can be downloaded and posted again. A post with pictures
// is held as its text and references to the picture files that were stored
// anyway, so that it costs a few kilobytes.
package capture

import (
	"net/http"
	"sync"
	"time"
)

// Options bound a Ring; 0 means the default.
type Options struct {
	Total     int           // bytes in all; 64 MiB
	PerDevice int           // bytes of one device; 4 MiB
	Age       time.Duration // of the oldest post; an hour
	Now       func() time.Time
}

// Segment is a part of a body: bytes as they came, or the base64 of a stored
// picture.
type Segment struct {
	Literal []byte
	Image   string // the picture's name in the image store, "" for a literal
	Length  int    // of the base64
}

// Post is one raw post.
type Post struct {
	At       time.Time
	RemoteIP string
	Method   string
	Target   string // as asked for: a path, or a whole URL
	Proto    string
	Header   http.Header // those that matter to a receiver; never credentials
	Body     []Segment
}

// size is what a post takes in memory, roughly.
func (p *Post) size() int {
	n := 256 + len(p.Target)
	for _, s := range p.Body {
		n += 64 + len(s.Literal) + len(s.Image)
	}
	for k, v := range p.Header {
		n += len(k)
		for _, s := range v {
			n += len(s)
		}
	}
	return n
}

// length is the body's, as it was posted.
func (p *Post) length() int {
	n := 0
	for _, s := range p.Body {
		if s.Image != "" {
			n += s.Length
		} else {
			n += len(s.Literal)
		}
	}
	return n
}

// Ring holds the posts. It is safe for concurrent use.
type Ring struct {
	o Options

	mu      sync.Mutex
	devices map[string]*deviceRing
	order   held // before the oldest over all devices, and after the newest
	size    int
}

// deviceRing are the posts of a device.
type deviceRing struct {
	id             string
	header         http.Header // of its last post
	oldest, newest *held
	size           int
}

// held is a post in two lists: that of all, linked both ways, and that of its
// device, of which only the oldest is ever taken out.
type held struct {
	post       Post
	size       int
	device     *deviceRing
	prev, next *held
	younger    *held // of its device
}

// New returns an empty ring.
func New(o Options) *Ring {
	if o.Total <= 0 {
		o.Total = 64 << 20
	}
	if o.PerDevice <= 0 {
		o.PerDevice = 4 << 20
	}
	if o.Age <= 0 {
		o.Age = time.Hour
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	r := &Ring{o: o, devices: make(map[string]*deviceRing)}
	r.order.prev, r.order.next = &r.order, &r.order
	return r
}

// Add keeps a post, and lets go of what is too old or too much. A post that is
// larger than what a device may have is not kept.
func (r *Ring) Add(device string, p Post) {
	h := &held{post: p, size: p.size()}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.expire()
	if h.size > r.o.PerDevice || h.size > r.o.Total {
		return
	}
	d := r.devices[device]
	if d == nil {
		d = &deviceRing{id: device}
	}
	for d.size+h.size > r.o.PerDevice {
		r.drop(d.oldest)
	}
	for r.size+h.size > r.o.Total {
		r.drop(r.order.next)
	}
	r.devices[device] = d // it is new, or was dropped with its last post
	r.push(d, h)
}

// push puts a post at the end of both lists.
func (r *Ring) push(d *deviceRing, h *held) {
	h.device = d
	h.prev, h.next = r.order.prev, &r.order
	h.prev.next, h.next.prev = h, h
	if d.newest == nil {
		d.oldest = h
	} else {
		d.newest.younger = h
	}
	d.newest = h
	d.size += h.size
	r.size += h.size
}

func (r *Ring) expire() {
	oldest := r.o.Now().Add(-r.o.Age)
	for h := r.order.next; h != &r.order && h.post.At.Before(oldest); h = r.order.next {
		r.drop(h)
	}
}

// drop takes a post out, which is the oldest of its device: posts of a device
// stand in the same order in both lists.
func (r *Ring) drop(h *held) {
	h.prev.next, h.next.prev = h.next, h.prev
	d := h.device
	d.size -= h.size
	r.size -= h.size
	if d.oldest = h.younger; d.oldest == nil {
		d.newest = nil
		delete(r.devices, d.id)
	}
}

// posts are a device's posts, oldest first.
func (r *Ring) posts(device string) []Post {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.expire()
	d := r.devices[device]
	if d == nil {
		return nil
	}
	var out []Post
	for h := d.oldest; h != nil; h = h.younger {
		out = append(out, h.post)
	}
	return out
}

// Size is what all posts take in memory, in bytes, roughly.
func (r *Ring) Size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.size
}
