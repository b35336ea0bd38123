package send

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/sim/clock"
	"github.com/watchpost/watchpost/internal/sim/fault"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// Poster gives messages their shape: a viewtrontest.Camera or Recorder.
type Poster interface {
	Post(*viewtron.Message) (*viewtrontest.Post, error)
	Keepalive() *viewtron.Message
}

// Options are what senders of one device share. The zero Options are good.
type Options struct {
	Dial    Dialer        // TCP when nil
	Clock   *clock.Clock  // of heartbeats; one of true time when nil
	Timeout time.Duration // for a connection, and for an answer; 15 s when 0
	Queue   int           // posts that wait at most; 64 when 0
	Faults  []fault.Fault
	Seed    uint64 // of the faults
	// Told is told of each post that was sent, or tried. It must not block.
	Told func(Outcome)
}

// Outcome is what became of a post.
type Outcome struct {
	To      Destination
	Message *viewtron.Message // as it was sent; it must not be changed
	Bytes   int               // of the body
	Err     error             // why it was lost, nil if it was taken
}

// Stats count what became of posts, heartbeats among them.
type Stats struct {
	Sent    int64 // answered as devices want it
	Lost    int64 // not so; nothing is ever sent again
	Dropped int64 // not sent because too many waited
	Bytes   int64 // of the bodies of those sent
	Online  bool
	Error   string // why the last post was lost, "" if it was not
}

// Sender posts to one destination, one post after the other.
type Sender struct {
	to     Destination
	poster Poster
	o      Options
	queue  chan *viewtron.Message
	rnd    *rand.Rand

	mu    sync.Mutex
	stats Stats
}

// New is a sender that waits for its Run.
func New(to Destination, p Poster, o Options) *Sender {
	if o.Clock == nil {
		o.Clock = clock.New(1)
	}
	if o.Queue == 0 {
		o.Queue = 64
	}
	return &Sender{to: to, poster: p, o: o, queue: make(chan *viewtron.Message, o.Queue), rnd: rand.New(rand.NewPCG(o.Seed, 7))}
}

// Post hands a message over, which must not be changed afterwards. It never waits:
// it says false, and the post is lost, when too many wait already.
func (s *Sender) Post(m *viewtron.Message) bool {
	select {
	case s.queue <- m:
		return true
	default:
		s.note(func(st *Stats) { st.Dropped++ })
		return false
	}
}

// Online says whether the last heartbeat was answered, and no post failed since.
func (s *Sender) Online() bool { return s.Stats().Online }

// Stats are the counts so far.
func (s *Sender) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

func (s *Sender) note(change func(*Stats)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.stats)
}

// Run posts until ctx ends, beginning with a heartbeat. What cannot be posted is
// lost: after a failure a persistent connection is made anew with the next
// heartbeat, and until then posts are lost. It returns nil.
func (s *Sender) Run(ctx context.Context) error {
	l := s.newLink()
	for _, f := range s.o.Faults {
		if f.Rate > 0 {
			l.rate = f.Rate
		}
	}
	defer l.hangUp()
	defer s.note(func(st *Stats) { st.Online = false })
	var beats <-chan time.Time
	if s.to.Interval > 0 {
		t := time.NewTicker(s.o.Clock.Real(s.to.Interval))
		defer t.Stop()
		beats = t.C
		s.beat(ctx, l)
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-beats:
			s.beat(ctx, l)
		case m := <-s.queue:
			s.post(ctx, l, m)
		}
	}
}

// Test sends one keepalive over a connection of its own, without faults, and
// returns the status that it was answered with.
func (s *Sender) Test(ctx context.Context) (status int, err error) {
	p, err := s.poster.Post(s.poster.Keepalive())
	if err != nil {
		return 0, err
	}
	l := s.newLink()
	l.to.Persistent = false
	a, err := l.exchange(ctx, p)
	return a.status, err
}

func (s *Sender) newLink() *link {
	l := &link{to: s.to, dial: s.o.Dial, timeout: s.o.Timeout}
	if l.dial == nil {
		l.dial = new(net.Dialer).DialContext
	}
	if l.timeout == 0 {
		l.timeout = defaultTimeout
	}
	return l
}

// beat sends a heartbeat, with which a connection that failed is tried again.
func (s *Sender) beat(ctx context.Context, l *link) {
	l.down = false
	if sent, err := s.deliver(ctx, l, s.poster.Keepalive()); sent && err == nil {
		s.note(func(st *Stats) { st.Online = true })
	}
}

func (s *Sender) post(ctx context.Context, l *link, m *viewtron.Message) {
	if l.down {
		s.note(func(st *Stats) { st.Lost++ })
		return
	}
	_, _ = s.deliver(ctx, l, m)
}

// deliver sends a message with the trouble that it has, and counts. It says
// whether anything was sent at all, and what went wrong.
func (s *Sender) deliver(ctx context.Context, l *link, m *viewtron.Message) (sent bool, err error) {
	for _, f := range s.o.Faults {
		if m != nil && f.Message != nil {
			m = f.Message(s.rnd, m)
		}
	}
	if m == nil {
		return false, nil
	}
	p, err := s.poster.Post(m)
	if err != nil {
		s.note(func(st *Stats) { st.Lost++; st.Error = err.Error() })
		return false, err
	}
	times, share := 1, 1.0
	for _, f := range s.o.Faults {
		if f.Body != nil && len(p.Body) > 0 {
			p.Body = f.Body(s.rnd, p.Body)
		}
		if f.Again != nil {
			times += f.Again(s.rnd)
		}
		if f.Cut != nil {
			share = min(share, f.Cut(s.rnd))
		}
	}
	for range times {
		err = s.send(ctx, l, p, share)
		if s.o.Told != nil && ctx.Err() == nil {
			s.o.Told(Outcome{To: s.to, Message: m, Bytes: len(p.Body), Err: err})
		}
		if err != nil {
			break
		}
	}
	return true, err
}

func (s *Sender) send(ctx context.Context, l *link, p *viewtrontest.Post, share float64) error {
	var err error
	if share < 1 {
		err = l.cut(ctx, p, share)
	} else {
		var a answer
		if a, err = l.exchange(ctx, p); err == nil {
			err = a.check()
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		l.hangUp()
		l.down = s.to.Persistent && s.to.Interval > 0
		s.note(func(st *Stats) { st.Lost++; st.Online, st.Error = false, err.Error() })
		return err
	}
	s.note(func(st *Stats) { st.Sent++; st.Bytes += int64(len(p.Body)); st.Error = "" })
	return nil
}
