package console

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/live"
	"github.com/watchpost/watchpost/internal/safetext"
)

// Bounds of what waits to be printed.
const (
	entriesWaiting     = 1024
	quarantinedWaiting = 64
)

// maxQuarantinedPerMinute bounds the lines of posts that were not understood: a
// stranger must not be able to fill the screen, or the log it goes to.
const maxQuarantinedPerMinute = 20

// Options say how lines are printed.
type Options struct {
	Out   io.Writer
	Names Names
	JSON  bool           // one object a line; else text for a person
	Color bool           // of text
	Zone  *time.Location // of the times in text; time.Local when nil
	Now   func() time.Time
}

// Printer prints a line for everything that happens. It never holds anything
// up: when lines come faster than they can be printed it leaves some out and
// says how many.
type Printer struct {
	Options
	bus         *live.Bus
	sub         *live.Subscription
	out         *bufio.Writer
	lines       io.Writer // out, for JSON
	buf         []byte    // of a line, reused
	last        int64     // Seq of the last entry taken
	cut         bool      // the subscription was cut off since
	day         string    // of the last line, to tell when a new one begins
	minute      time.Time // that kept and left out quarantined posts are counted in
	quarantined chan Quarantined
	missed      atomic.Int64 // quarantined posts that found no room
	kept        int          // quarantined posts printed in this minute
}

// NewPrinter makes a Printer for what is published on bus from now on. Run
// prints it.
func NewPrinter(bus *live.Bus, o Options) *Printer {
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	p := &Printer{
		Options: o, bus: bus, sub: bus.Subscribe(entriesWaiting),
		out: bufio.NewWriterSize(o.Out, 32<<10), quarantined: make(chan Quarantined, quarantinedWaiting),
	}
	p.lines = safetext.EscapeWriter(p.out)
	return p
}

// Quarantined has a post that was not understood printed. It never waits.
func (p *Printer) Quarantined(q Quarantined) {
	select {
	case p.quarantined <- q:
	default:
		p.missed.Add(1)
	}
}

// Run prints until ctx ends, and then what is waiting. It returns an error when
// nothing can be printed any more. It may be called once. Where the output is
// not read by anyone, Run waits for it even when ctx has ended.
func (p *Printer) Run(ctx context.Context) error {
	defer func() { p.sub.Close() }()
	for {
		var err error
		select {
		case <-ctx.Done():
			return p.drain()
		case e, ok := <-p.sub.C:
			if !ok {
				p.sub, p.cut = p.bus.Subscribe(entriesWaiting), true
				continue
			}
			err = p.entry(e)
		case q := <-p.quarantined:
			err = p.strange(q)
		}
		if err == nil && len(p.sub.C) == 0 && len(p.quarantined) == 0 {
			err = p.out.Flush()
		}
		if err != nil {
			return fmt.Errorf("print what happens: %w", err)
		}
	}
}

// drain prints what was published before the end.
func (p *Printer) drain() error {
	p.sub.Close()
	for e := range p.sub.C {
		if err := p.entry(e); err != nil {
			return err
		}
	}
	return p.out.Flush()
}

// entry prints a journal entry, and before it how many were missed when the
// subscription was cut off because they came too fast.
func (p *Printer) entry(e journal.Entry) error {
	if gap := e.Seq - p.last - 1; p.cut && gap > 0 {
		if err := p.print(skippedLine(e.At, gap)); err != nil {
			return err
		}
	}
	p.last, p.cut = e.Seq, false
	l, ok := entryLine(p.Names, e)
	if !ok {
		return nil
	}
	return p.print(l)
}

// strange prints a post that was not understood, but for too many of them.
func (p *Printer) strange(q Quarantined) error {
	if now := p.Now(); now.Sub(p.minute) >= time.Minute || now.Before(p.minute) {
		p.minute, p.kept = now, 0
		if n := p.missed.Swap(0); n > 0 {
			if err := p.print(skippedLine(q.At, n)); err != nil {
				return err
			}
		}
	}
	if p.kept++; p.kept > maxQuarantinedPerMinute {
		p.missed.Add(1)
		return nil
	}
	return p.print(quarantinedLine(q))
}

func (p *Printer) print(l line) error {
	if p.JSON {
		p.buf = l.appendJSON(p.buf[:0])
		_, err := p.lines.Write(p.buf)
		return err
	}
	if day := l.at.In(p.Zone).Format("Monday, 2 January 2006"); day != p.day {
		p.day = day
		if _, err := p.out.WriteString(paint(p.Color, dim, day) + "\n"); err != nil {
			return err
		}
	}
	_, err := p.out.WriteString(l.text(p.Color, p.Zone))
	return err
}
