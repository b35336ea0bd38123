package torture

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/load/posts"
)

// ledger is what was sent, and what was answered with success.
type ledger struct {
	mu    sync.Mutex
	sent  map[int64]posted // by the number of the event
	acked map[int64]bool
}

// posted is what is known of an event that was sent.
type posted struct {
	at   time.Time
	sums []string // of its pictures
}

func newLedger() *ledger {
	return &ledger{sent: make(map[int64]posted), acked: make(map[int64]bool)}
}

func (l *ledger) send(number int64, sums []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent[number] = posted{time.Now(), sums}
}

// lastAcked is when the youngest of those that were acknowledged was sent.
func (l *ledger) lastAcked() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	var last time.Time
	for number := range l.acked {
		if at := l.sent[number].at; at.After(last) {
			last = at
		}
	}
	return last
}

func (l *ledger) ack(number int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acked[number] = true
}

// counts are how many events were sent and how many acknowledged.
func (l *ledger) counts() (sent, acked int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.sent), len(l.acked)
}

// verify compares the ledger with what a server says it has: every event that
// was acknowledged is there once, with its pictures byte for byte; every other
// at most once. It returns how many events the server has.
func (l *ledger) verify(ctx context.Context, t testing.TB, web string) int {
	t.Helper()
	found := l.intact(ctx, t, web)
	l.missing(t, found, time.Time{})
	return len(found)
}

// verifyKept is verify for a server that removes the oldest events: of those it
// has none is damaged, and none is missing that was sent well after the oldest.
// checked says how many acknowledged ones must be there.
func (l *ledger) verifyKept(ctx context.Context, t testing.TB, web string) (kept, checked int) {
	t.Helper()
	found := l.intact(ctx, t, web)
	oldest := time.Now()
	for _, at := range found {
		if at.Before(oldest) {
			oldest = at
		}
	}
	// Posts that wait for storage may overtake each other.
	return len(found), l.missing(t, found, oldest.Add(5*time.Second))
}

// intact compares each event that a server has with what was sent, and returns
// when each arrived.
func (l *ledger) intact(ctx context.Context, t testing.TB, web string) map[int64]time.Time {
	t.Helper()
	c, err := client.New(web, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	found := make(map[int64]time.Time)
	for ev, err := range c.AllEvents(ctx, client.Query{Paging: client.Paging{Limit: 500}}) {
		if err != nil {
			t.Fatalf("read events: %v", err)
		}
		number, err := strconv.ParseInt(ev.EventID, 10, 64)
		if err != nil {
			t.Fatalf("event with number %q", ev.EventID)
		}
		sent, ok := l.sent[number]
		if !ok {
			t.Errorf("event %d was never sent", number)
			continue
		}
		if _, twice := found[number]; twice {
			t.Errorf("event %d is there more than once", number)
		}
		found[number] = ev.ReceivedAt
		if got := l.pictures(ctx, t, c, ev); !slices.Equal(got, sent.sums) {
			t.Errorf("event %d has pictures %v, want %v", number, got, sent.sums)
		}
	}
	return found
}

// missing complains of acknowledged events that were sent from a time on and are
// not there. It returns how many were looked for.
func (l *ledger) missing(t testing.TB, found map[int64]time.Time, from time.Time) (checked int) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	lost := 0
	for number := range l.acked {
		if l.sent[number].at.Before(from) {
			continue
		}
		checked++
		if _, ok := found[number]; !ok {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged events are lost", lost, checked)
	}
	return checked
}

func (l *ledger) pictures(ctx context.Context, t testing.TB, c *client.Client, ev client.Event) []string {
	t.Helper()
	var sums []string
	for _, img := range ev.Images {
		data, err := c.Image(ctx, ev.ID, img.N)
		if err != nil {
			sums = append(sums, fmt.Sprintf("image %d: %v", img.N, err))
			continue
		}
		sums = append(sums, posts.Sum(data))
	}
	return sums
}
