package watch

import "context"

// Darkroom does what takes long, above all drawing pictures, one after the other
// beside the watching, so that tracks go on meanwhile.
type Darkroom struct{ work chan func(context.Context) }

// NewDarkroom is a darkroom in which so many pieces of work may wait.
func NewDarkroom(room int) *Darkroom { return &Darkroom{work: make(chan func(context.Context), room)} }

// Do has something done soon; false if too much waits, and it never will be.
func (d *Darkroom) Do(work func(context.Context)) bool {
	select {
	case d.work <- work:
		return true
	default:
		return false
	}
}

// Run works until ctx ends, and forgets what waits then.
func (d *Darkroom) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			for len(d.work) > 0 {
				<-d.work
			}
			return
		case work := <-d.work:
			work(ctx)
		}
	}
}
