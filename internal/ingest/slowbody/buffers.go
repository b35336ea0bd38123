package slowbody

import (
	"math/bits"
	"sync"
)

// Buffers come in sizes that double. Larger ones than the last are not kept.
const (
	smallestBuffer = 4 << 10
	largestPooled  = 1 << 20
	classes        = 9 // 4 KiB … 1 MiB
)

// buffers lends buffers of each size.
type buffers [classes]sync.Pool // of *[]byte

func class(n int) int {
	if n <= smallestBuffer {
		return 0
	}
	return bits.Len(uint(n-1)) - 12
}

// get returns an empty buffer of at least capacity n.
func (p *buffers) get(n int) *[]byte {
	if n > largestPooled {
		b := make([]byte, 0, n)
		return &b
	}
	c := class(n)
	if b, ok := p[c].Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, smallestBuffer<<c)
	return &b
}

// put takes back what get returned.
func (p *buffers) put(b *[]byte) {
	if n := cap(*b); n <= largestPooled {
		*b = (*b)[:0]
		p[class(n)].Put(b)
	}
}
