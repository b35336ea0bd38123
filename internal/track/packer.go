package track

import (
	"math"
	"time"

	"github.com/watchpost/watchpost/internal/geo"
)

// Packer makes a path of points that come in the order of their times, and leaves
// out those that a straight way between others tells well enough. Its zero value is
// ready.
type Packer struct {
	packed []byte
	begun  bool // of packed, which begins with a point that stands by itself
	some   bool // there was a point
	last   spot // that was packed
	next   spot // to be packed when the way from last to another one does not do
	low    [4]float32
	high   [4]float32 // how fast each edge may go from last to be near all points since
}

// spot is a point as it is packed.
type spot struct {
	ms  int64
	box box
}

// near is Tolerance less what rounding takes.
const near = Tolerance - 1

// Add adds a point. One that is not later than the one before, to the millisecond,
// is left out.
func (p *Packer) Add(at time.Duration, r geo.Rect) {
	p.add(spot{ms: at.Milliseconds(), box: boxOf(r)})
}

func (p *Packer) add(s spot) {
	switch {
	case !p.some:
		p.some = true
		p.keep(s)
		return
	case s.ms <= p.next.ms:
		return
	case p.straight(s):
	default:
		p.keep(p.next)
	}
	p.narrow(s)
	p.next = s
}

// keep packs a point, from which the way goes on.
func (p *Packer) keep(s spot) {
	p.packed = appendPoint(p.packed, p.last, s, !p.begun)
	p.begun, p.last, p.next = true, s, s
	for e := range p.low {
		p.low[e], p.high[e] = float32(math.Inf(-1)), float32(math.Inf(1))
	}
}

// straight says whether the straight way to s is near all points since the last.
func (p *Packer) straight(s spot) bool {
	for e := range s.box {
		v := p.slope(s, e, 0)
		if v < p.low[e] || v > p.high[e] {
			return false
		}
	}
	return true
}

// narrow has later ways pass near s.
func (p *Packer) narrow(s spot) {
	for e := range s.box {
		p.low[e] = max(p.low[e], p.slope(s, e, -near))
		p.high[e] = min(p.high[e], p.slope(s, e, near))
	}
}

// slope is how fast an edge goes from the last point to s, give or take some.
func (p *Packer) slope(s spot, e, aside int) float32 {
	return float32(int(s.box[e])-int(p.last.box[e])+aside) / float32(s.ms-p.last.ms)
}

// Path is what was packed and not yet taken, as it would be if more points had been
// added; the last one is in it wherever it lies. The packer stays as it is.
func (p *Packer) Path(more ...Point) Path {
	q := *p
	q.packed = append(make([]byte, 0, len(p.packed)+64), p.packed...)
	for i := range more {
		q.Add(more[i].At, more[i].Rect)
	}
	if q.next != q.last {
		q.packed = appendPoint(q.packed, q.last, q.next, !q.begun)
	}
	return q.packed
}

// Len is how many bytes have been packed and not taken.
func (p *Packer) Len() int { return len(p.packed) }

// Cap is how many bytes it has room for.
func (p *Packer) Cap() int { return cap(p.packed) }

// Take takes what has been packed. What is packed later stands by itself.
func (p *Packer) Take() Path {
	out := Path(p.packed)
	p.packed, p.begun = nil, false
	return out
}
