package plate

import (
	"math/bits"
	"unicode/utf8"
)

// What it costs to make one text of another: for a character that is another one,
// missing or too many, and for one that cameras take for the other.
const (
	different = 4
	confused  = 1
)

// maxCompared is the longest text that is compared, in characters.
const maxCompared = 2 * MaxText

// distance is what it costs to make the text b of a, more than limit when it is
// more than that.
func distance(a []rune, b string, limit int) int {
	n := utf8.RuneCountInString(b)
	if apart := len(a) - n; max(apart, -apart)*different > limit || n > maxCompared {
		return limit + 1
	}
	var rows [2][maxCompared + 1]int
	above, row := rows[0][:n+1], rows[1][:n+1]
	for j := range above {
		above[j] = j * different
	}
	for i, x := range a {
		row[0] = (i + 1) * different
		least, j := row[0], 0
		for _, y := range b {
			j++
			row[j] = min(above[j-1]+replacing(x, y), above[j]+different, row[j-1]+different)
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		above, row = row, above
	}
	return above[n]
}

func replacing(x, y rune) int {
	switch {
	case x == y:
		return 0
	case fold(x) == fold(y):
		return confused
	}
	return different
}

// bag is the set of a folded text's characters, some of which share a bit. It
// tells in no time that two texts are far apart.
type bag uint64

func bagOf(folded string) bag {
	var b bag
	for _, r := range folded {
		b |= 1 << (r % 64)
	}
	return b
}

// apart is how many characters must differ at least to make one text of the
// other.
func (b bag) apart(other bag) int {
	return max(bits.OnesCount64(uint64(b&^other)), bits.OnesCount64(uint64(other&^b)))
}
