package load

import (
	"math/bits"
	"time"
)

// Latencies count durations in buckets that are at most 3 % wide. The zero value
// is empty.
type Latencies struct {
	n       int64
	max     time.Duration
	buckets [64 * sub]int64
}

const sub = 32 // buckets in each doubling

func bucket(d time.Duration) int {
	us := uint64(max(d.Microseconds(), 0))
	if us < sub {
		return int(us)
	}
	shift := bits.Len64(us) - 6
	return (shift+1)*sub + int(us>>shift) - sub
}

// upper is the upper edge of a bucket.
func upper(i int) time.Duration {
	if i < sub {
		return time.Duration(i+1) * time.Microsecond
	}
	shift := i/sub - 1
	return time.Duration(uint64(i%sub+sub+1)<<shift) * time.Microsecond
}

// Add counts one duration.
func (l *Latencies) Add(d time.Duration) {
	l.n++
	l.max = max(l.max, d)
	l.buckets[bucket(d)]++
}

// Merge adds what o counted.
func (l *Latencies) Merge(o *Latencies) {
	l.n += o.n
	l.max = max(l.max, o.max)
	for i, n := range o.buckets {
		l.buckets[i] += n
	}
}

// Quantile is the duration that this part of them did not exceed, 0 when there
// are none.
func (l *Latencies) Quantile(q float64) time.Duration {
	if l.n == 0 {
		return 0
	}
	rank := int64(q * float64(l.n))
	var seen int64
	for i, n := range l.buckets {
		if seen += n; n > 0 && seen >= rank {
			return min(upper(i), l.max)
		}
	}
	return l.max
}

// Count is how many there are.
func (l *Latencies) Count() int64 { return l.n }
