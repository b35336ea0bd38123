package live

import (
	"sync"

	"github.com/watchpost/watchpost/internal/journal"
)

// Bus hands journal entries to subscribers, in order, as they are stored.
// Its zero value is ready. It is safe for concurrent use.
type Bus struct {
	mu   sync.Mutex
	subs map[*Subscription]struct{}
}

// Subscription receives entries until it is closed or falls behind.
type Subscription struct {
	// C delivers entries. It is closed when the subscription falls behind or
	// is closed; what it had not taken by then is in the journal.
	C   <-chan journal.Entry
	c   chan journal.Entry
	bus *Bus
}

// Subscribe starts to receive what is published from now on. size is how many
// entries may wait; one more closes the subscription.
func (b *Bus) Subscribe(size int) *Subscription {
	c := make(chan journal.Entry, size)
	s := &Subscription{C: c, c: c, bus: b}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil {
		b.subs = make(map[*Subscription]struct{})
	}
	b.subs[s] = struct{}{}
	return s
}

// Publish hands entries to every subscriber. It never waits.
func (b *Bus) Publish(entries ...journal.Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		for _, e := range entries {
			select {
			case s.c <- e:
				continue
			default:
			}
			delete(b.subs, s)
			close(s.c)
			break
		}
	}
}

// Subscribers is how many there are.
func (b *Bus) Subscribers() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.subs)
}

// Close ends the subscription. It may be called more than once.
func (s *Subscription) Close() {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	if _, ok := s.bus.subs[s]; ok {
		delete(s.bus.subs, s)
		close(s.c)
	}
}
