package thumb

import "container/list"

// entryBytes is about what an entry takes beside its picture, so that failures
// count too.
const entryBytes = 512

// cache keeps the results that were used last, up to a number of bytes.
type cache struct {
	max, bytes int
	entries    map[key]*list.Element // of *entry
	order      *list.List            // used last at the front
}

type entry struct {
	key    key
	result result
}

func newCache(max int) cache {
	return cache{max: max, entries: make(map[key]*list.Element), order: list.New()}
}

func (c *cache) get(k key) (result, bool) {
	e := c.entries[k]
	if e == nil {
		return result{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*entry).result, true
}

// put keeps a result, unless it is so large that many others would go for it.
func (c *cache) put(k key, r result) {
	if len(r.data) > c.max/16 || c.entries[k] != nil {
		return
	}
	c.entries[k] = c.order.PushFront(&entry{k, r})
	c.bytes += len(r.data) + entryBytes
	for c.bytes > c.max {
		old := c.order.Remove(c.order.Back()).(*entry)
		delete(c.entries, old.key)
		c.bytes -= len(old.result.data) + entryBytes
	}
}
