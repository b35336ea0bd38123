// Package safetext makes text that came from a device or a stranger safe to
// show on a terminal and in a log: no control characters, no line breaks,
// nothing that turns the direction of writing, valid UTF-8, and cut to a width.
package safetext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// ellipsis stands where text was cut off.
const ellipsis = '…'

// Line is s as one line of at most columns columns of a terminal. Every run of
// white space and line breaks becomes one space, control characters and invalid
// bytes become U+FFFD, and invisible formatting characters, such as those that
// turn the direction of writing, are left out.
func Line(s string, columns int) string {
	var b strings.Builder
	used, space := 0, false
	cut := cutMark{}
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if r, space = visible(r), space && !skipped(r); r < 0 {
			continue
		}
		w := Columns(r)
		if space {
			w++
		}
		if used+w > columns {
			return cut.apply(b.String())
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		if used += w; used < columns {
			cut.at = b.Len()
		}
	}
	return b.String()
}

// cutMark remembers where a line may be cut so that the ellipsis still fits.
type cutMark struct{ at int }

func (c cutMark) apply(s string) string { return s[:c.at] + string(ellipsis) }

func skipped(r rune) bool { return visible(r) < 0 }

// visible is what stands for r, -1 for nothing.
func visible(r rune) rune {
	switch {
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return -1
	case !unicode.IsPrint(r):
		return unicode.ReplacementChar
	}
	return r
}

// Columns is how many columns of a terminal r takes.
func Columns(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Width is how many columns of a terminal s takes, which must be safe.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += Columns(r)
	}
	return n
}

// Pad is s, which must be safe, with spaces after it up to columns columns.
func Pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(columns-Width(s), 0))
}

// Cut is s, or its beginning of at most n bytes with an ellipsis, not ending
// within a character.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + string(ellipsis)
}
