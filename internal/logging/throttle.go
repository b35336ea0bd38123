package logging

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Defaults of ThrottleOptions.
const (
	DefaultWindow     = time.Minute
	DefaultPerMessage = 30
	DefaultPerReason  = 5
)

// Bounds of what a Throttle remembers.
const (
	maxMessages = 1024
	maxReasons  = 64
)

// ReasonKey is the attribute that tells repetitions of one message apart.
const ReasonKey = "reason"

// ThrottleOptions say how often a message may be repeated.
type ThrottleOptions struct {
	Window     time.Duration    // DefaultWindow when 0
	PerMessage int              // lines of one message in a window; DefaultPerMessage when 0
	PerReason  int              // of them, lines of one reason; DefaultPerReason when 0
	Now        func() time.Time // time.Now when nil
}

// Throttle is a handler that lets each message through only so often, counted
// by its text and its "reason" attribute, so that a device that posts rubbish
// ten thousand times does not fill the log. What was left out is told by the
// attribute "suppressed" of the next such line, or by Run. Debug messages pass.
type Throttle struct {
	next    slog.Handler
	reason  string // of With, where the record has none
	grouped bool   // in a group, where "reason" would be another key
	shared  *counts
}

// NewThrottle makes a Throttle before next.
func NewThrottle(next slog.Handler, o ThrottleOptions) *Throttle {
	if o.Window <= 0 {
		o.Window = DefaultWindow
	}
	if o.PerMessage <= 0 {
		o.PerMessage = DefaultPerMessage
	}
	if o.PerReason <= 0 {
		o.PerReason = DefaultPerReason
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Throttle{next: next, shared: &counts{ThrottleOptions: o, messages: map[string]*message{}}}
}

// Enabled is what the next handler says.
func (t *Throttle) Enabled(ctx context.Context, l slog.Level) bool { return t.next.Enabled(ctx, l) }

// WithAttrs returns a handler that shares t's counts.
func (t *Throttle) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *t
	c.next = t.next.WithAttrs(attrs)
	if !t.grouped {
		for _, a := range attrs {
			if a.Key == ReasonKey {
				c.reason = a.Value.String()
			}
		}
	}
	return &c
}

// WithGroup returns a handler that shares t's counts.
func (t *Throttle) WithGroup(name string) slog.Handler {
	c := *t
	c.next, c.grouped = t.next.WithGroup(name), t.grouped || name != ""
	return &c
}

// Handle passes r on, or counts it as suppressed.
func (t *Throttle) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelInfo {
		return t.next.Handle(ctx, r)
	}
	reason := t.reason
	if !t.grouped {
		r.Attrs(func(a slog.Attr) bool {
			if a.Key != ReasonKey {
				return true
			}
			reason = a.Value.String()
			return false
		})
	}
	pass, suppressed := t.shared.allow(r.Message, reason)
	if !pass {
		return nil
	}
	if suppressed > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("suppressed", suppressed))
	}
	return t.next.Handle(ctx, r)
}

// Run tells after each window, and when ctx ends, how many lines were left out
// that no later line has told of.
func (t *Throttle) Run(ctx context.Context) error {
	tick := time.NewTicker(t.shared.Window)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return t.tell(context.WithoutCancel(ctx))
		case <-tick.C:
			if err := t.tell(ctx); err != nil {
				return err
			}
		}
	}
}

func (t *Throttle) tell(ctx context.Context) error {
	for _, s := range t.shared.take() {
		r := slog.NewRecord(t.shared.Now(), slog.LevelWarn, "messages left out", 0)
		r.AddAttrs(slog.String("message", s.message), slog.Int("suppressed", s.n))
		if s.reason != "" {
			r.AddAttrs(slog.String(ReasonKey, s.reason))
		}
		if err := t.next.Handle(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// counts are how often messages passed.
type counts struct {
	ThrottleOptions
	mu       sync.Mutex
	messages map[string]*message
}

// message counts one message in the current window.
type message struct {
	start   time.Time
	passed  int
	reasons map[string]*reason
}

type reason struct{ passed, suppressed int }

func (c *counts) allow(text, why string) (pass bool, suppressed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.message(text)
	r := m.reason(why)
	if m.passed >= c.PerMessage || why != "" && r.passed >= c.PerReason {
		r.suppressed++
		return false, 0
	}
	m.passed++
	r.passed++
	suppressed, r.suppressed = r.suppressed, 0
	return true, suppressed
}

// message is the message's count, with a new window when the old one is over.
func (c *counts) message(text string) *message {
	m := c.messages[text]
	if m == nil && len(c.messages) >= maxMessages {
		text = ""
		m = c.messages[text]
	}
	now := c.Now()
	if m == nil {
		m = &message{start: now, reasons: map[string]*reason{}}
		c.messages[text] = m
	}
	if d := now.Sub(m.start); d >= c.Window || d < 0 {
		m.start, m.passed = now, 0
		for why, r := range m.reasons {
			if r.passed = 0; r.suppressed == 0 {
				delete(m.reasons, why)
			}
		}
	}
	return m
}

// reason is the count of one reason; from many on they share one.
func (m *message) reason(why string) *reason {
	r := m.reasons[why]
	if r == nil && len(m.reasons) >= maxReasons {
		why = "other reasons"
		r = m.reasons[why]
	}
	if r == nil {
		r = &reason{}
		m.reasons[why] = r
	}
	return r
}

// suppression is what was left out of one message and reason.
type suppression struct {
	message, reason string
	n               int
}

// take returns what was left out since it was last told.
func (c *counts) take() []suppression {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []suppression
	for text, m := range c.messages {
		for why, r := range m.reasons {
			if r.suppressed > 0 {
				out = append(out, suppression{text, why, r.suppressed})
				r.suppressed = 0
			}
		}
	}
	return out
}
