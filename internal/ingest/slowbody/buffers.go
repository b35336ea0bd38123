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

var pools [classes]sync.Pool // of *[]byte

func class(n int) int {
	if n <= smallestBuffer {
		return 0
	}
	return bits.Len(uint(n-1)) - 12
}

// getBuffer returns an empty buffer of at least capacity n.
func getBuffer(n int) *[]byte {
	if n > largestPooled {
		b := make([]byte, 0, n)
		return &b
	}
	c := class(n)
	if b, ok := pools[c].Get().(*[]byte); ok {
		return b
	}
	b := make([]byte, 0, smallestBuffer<<c)
	return &b
}

func putBuffer(b *[]byte) {
	n := cap(*b)
	if n > largestPooled || n&(n-1) != 0 || n < smallestBuffer {
		return
	}
	*b = (*b)[:0]
	pools[class(n)].Put(b)
}
