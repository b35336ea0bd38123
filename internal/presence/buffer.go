package presence

import (
	"slices"

	"github.com/watchpost/watchpost/internal/track"
)

// buffer is the path of a target's track: places that wait in order, while others
// may still come between them, and the packed ones before them.
type buffer struct {
	packer  track.Packer
	packed  int   // places
	last    int64 // time of the last packed place
	first   box   // place packed
	parts   int   // taken of the path
	waiting []spot
}

// spot is a place at a time of the camera's axis.
type spot struct {
	at  int64
	box box
	typ uint8
}

// put puts a place where it belongs; false where there is one already, or those
// around it are packed.
func (b *buffer) put(s spot) bool {
	if b.packed > 0 && s.at <= b.last {
		return false
	}
	i := len(b.waiting)
	for i > 0 && b.waiting[i-1].at >= s.at {
		i--
	}
	if i < len(b.waiting) && b.waiting[i].at == s.at {
		return false
	}
	if s.box == (box{}) && len(b.waiting) > 0 {
		s.box = b.waiting[max(i-1, 0)].box // the post did not tell where it is
	}
	b.waiting = slices.Insert(b.waiting, i, s)
	return true
}

// current is how many of the waiting places are of the track: what comes after a
// silence longer than the limit is not, unless something between comes yet.
func (b *buffer) current(silence int64) int {
	for i := 1; i < len(b.waiting); i++ {
		if b.waiting[i].at-b.waiting[i-1].at > silence {
			return i
		}
	}
	return len(b.waiting)
}

// remove removes the first n waiting places.
func (b *buffer) remove(n int) {
	if n > 0 {
		b.waiting = b.waiting[:copy(b.waiting, b.waiting[n:])]
	}
}
