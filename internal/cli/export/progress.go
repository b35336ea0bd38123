package export

import (
	"fmt"
	"io"
	"time"

	"github.com/watchpost/watchpost/client"
)

// progressEvery is how often progress is told: often on a line that is written
// over, rarely in a log.
const (
	progressEvery        = 10 * time.Second
	progressEveryRewrite = 200 * time.Millisecond
)

// progress tells how far an export has come.
type progress struct {
	w       io.Writer
	rewrite bool
	every   time.Duration
	now     func() time.Time

	events int
	got    fetched
	at     time.Time // arrival of the last event
	told   time.Time
	width  int // of the line that is written over
}

func newProgress(o Options) *progress {
	p := &progress{w: o.Progress, rewrite: o.Rewrite, every: progressEvery, now: o.Now, told: o.Now()}
	if p.w == nil {
		p.w = io.Discard
	}
	if p.rewrite {
		p.every = progressEveryRewrite
	}
	return p
}

func (p *progress) add(f fetched) {
	p.got.images += f.images
	p.got.bytes += f.bytes
	p.got.gone += f.gone
}

// page counts a page of events as written.
func (p *progress) page(events []client.Event) {
	p.events += len(events)
	if len(events) > 0 {
		p.at = events[len(events)-1].ReceivedAt
	}
	if now := p.now(); now.Sub(p.told) >= p.every {
		p.told = now
		p.tell(p.text() + ", back to " + p.at.Local().Format("2006-01-02 15:04"))
	}
}

func (p *progress) text() string {
	s := fmt.Sprintf("%d events", p.events)
	if p.got.images > 0 {
		s += fmt.Sprintf(", %d images (%.1f MB)", p.got.images, float64(p.got.bytes)/1e6)
	}
	return s
}

func (p *progress) tell(s string) {
	if !p.rewrite {
		fmt.Fprintln(p.w, s)
		return
	}
	fmt.Fprintf(p.w, "\r%-*s", p.width, s)
	p.width = len(s)
}

// end leaves the line that is written over.
func (p *progress) end() {
	if p.width > 0 {
		fmt.Fprintln(p.w)
		p.width = 0
	}
}

// done tells what was exported.
func (p *progress) done() {
	s := p.text() + " exported"
	if p.got.gone > 0 {
		s += fmt.Sprintf("; %d images were gone", p.got.gone)
	}
	p.tell(s)
	if p.rewrite {
		fmt.Fprintln(p.w)
	}
}
