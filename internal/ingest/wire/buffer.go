package wire

import (
	"io"
	"sync"
)

// bufferSize holds a head and a small body.
const bufferSize = 8 << 10

var buffers = sync.Pool{New: func() any {
	b := make([]byte, bufferSize)
	return &b
}}

// takeBuffer makes sure that there is a buffer, and returns it; nothing is at
// hand.
func (c *conn) takeBuffer() []byte {
	c.ensureBuffer()
	return *c.buf
}

func (c *conn) ensureBuffer() {
	if c.buf == nil {
		c.buf = buffers.Get().(*[]byte)
	}
	c.begin, c.end = 0, 0
}

// giveBuffer lets go of the buffer; nothing is at hand any more.
func (c *conn) giveBuffer() {
	if c.buf != nil && len(*c.buf) == bufferSize {
		buffers.Put(c.buf)
	}
	c.buf, c.begin, c.end = nil, 0, 0
}

// wait reads the first bytes of what comes next. Nothing is at hand.
func (c *conn) wait() error {
	if c.source != nil {
		c.giveBuffer()
		n, err := c.source.wait()
		c.end = n
		return err
	}
	n, err := c.nc.Read(c.takeBuffer())
	c.end = n
	if n > 0 {
		return nil
	}
	return err
}

// fill reads more to what is at hand, in a larger buffer if it must.
func (c *conn) fill() error {
	if c.begin > 0 {
		c.end = copy(*c.buf, (*c.buf)[c.begin:c.end])
		c.begin = 0
	}
	if c.end == len(*c.buf) {
		larger := make([]byte, 2*len(*c.buf))
		copy(larger, *c.buf)
		if len(*c.buf) == bufferSize {
			buffers.Put(c.buf)
		}
		c.buf = &larger
	}
	n, err := c.nc.Read((*c.buf)[c.end:])
	c.end += n
	if n > 0 {
		return nil
	}
	return err
}

// Read reads what is at hand, or from the connection.
func (c *conn) Read(p []byte) (int, error) {
	if c.begin < c.end {
		n := copy(p, (*c.buf)[c.begin:c.end])
		c.begin += n
		return n, nil
	}
	return c.nc.Read(p)
}

// unread puts bytes back before what is at hand.
func (c *conn) unread(b []byte) {
	if len(b) == 0 {
		return
	}
	all := append(append(make([]byte, 0, max(bufferSize+1, len(b)+c.end-c.begin)), b...), (*c.buf)[c.begin:c.end]...)
	n := len(all)
	all = all[:cap(all)]
	c.giveBuffer()
	c.buf, c.end = &all, n
}

var _ io.Reader = (*conn)(nil)
