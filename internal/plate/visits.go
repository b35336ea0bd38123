package plate

import (
	"slices"
	"time"
)

// VisitGap is how long a plate must not be read, by any camera, for the next read to
// be another visit.
const VisitGap = 10 * time.Minute

// Visit is a stay of a plate: reads of which each came within VisitGap of the one
// before it.
type Visit struct {
	From, To time.Time // the first and the last read
	Reads    int
}

// Visits makes visits of the times of reads, in any order; the first visit comes
// first.
func Visits(reads []time.Time) []Visit {
	var out []Visit
	for _, at := range slices.SortedFunc(slices.Values(reads), time.Time.Compare) {
		if n := len(out); n > 0 && at.Sub(out[n-1].To) <= VisitGap {
			out[n-1].To = at
			out[n-1].Reads++
			continue
		}
		out = append(out, Visit{From: at, To: at, Reads: 1})
	}
	return out
}
