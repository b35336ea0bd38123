package thumb

import (
	"fmt"
	"testing"
)

func TestCacheIsBounded(t *testing.T) {
	c := newCache(64 << 10)
	at := func(n int) key { return key{fmt.Sprint(n), 160} }
	c.put(at(-1), result{data: make([]byte, 32<<10)})
	if _, ok := c.get(at(-1)); ok {
		t.Error("one picture takes half of the cache")
	}
	for n := range 1000 {
		c.put(at(n), result{data: make([]byte, 1000)})
		c.get(at(0)) // which is asked for again and again
	}
	if c.bytes > 64<<10 || len(c.entries) != c.order.Len() {
		t.Errorf("%d bytes, %d and %d entries", c.bytes, len(c.entries), c.order.Len())
	}
	for n, want := range map[int]bool{0: true, 1: false, 999: true} {
		if _, ok := c.get(at(n)); ok != want {
			t.Errorf("picture %d is kept: %v, want %v", n, ok, want)
		}
	}
	for n := range 1000 {
		c.put(key{fmt.Sprint("bad", n), 160}, result{err: ErrPicture})
	}
	if len(c.entries) > 128 {
		t.Errorf("%d failures are kept in 64 KB", len(c.entries))
	}
}
