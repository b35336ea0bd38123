// Package suggest guesses what a mistyped word was meant to be.
package suggest

import "slices"

// maxWord bounds what is compared: a longer word is no slip of a known one.
const maxWord = 64

// Closest returns the candidate that word was most likely meant to be: the one
// that the fewest slips (a letter more, less, wrong, or two swapped) lead to.
// It is "" when nothing is near: one slip is allowed for every three letters.
func Closest(word string, candidates []string) string {
	if len(word) > maxWord {
		return ""
	}
	best, bestAt := "", len(word)/3+1
	for _, c := range candidates {
		if d := distance(word, c); d < bestAt {
			best, bestAt = c, d
		}
	}
	return best
}

// distance is how many slips lead from a to b, swaps of neighbours counted as
// one (optimal string alignment).
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			wrong := 0
			if a[i] != b[j] {
				wrong = 1
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+wrong)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, slices.Clone(before)
	}
	return last[len(b)]
}
