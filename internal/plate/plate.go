// Package plate compares licence plate texts the way cameras misread them.
package plate

import (
	"strings"
	"unicode"
)

// MaxText is how many characters of a text are compared.
const MaxText = 32

// Normalize is a plate's text as it is compared: upper case, letters and digits
// of any script alone, full-width forms made plain. It takes MaxText characters
// at most, and does not change what it has made.
func Normalize(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r >= '！' && r <= '～' { // full-width forms of ASCII
			r -= '！' - '!'
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if n++; n > MaxText {
			break
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// fold is the class of a character: those that cameras take for one another.
func fold(r rune) rune {
	switch r {
	case 'O', 'Q', 'D':
		return '0'
	case 'I', 'L':
		return '1'
	case 'Z':
		return '2'
	case 'S':
		return '5'
	case 'G':
		return '6'
	case 'B':
		return '8'
	}
	return r
}

// Fold is a normalised text with every character replaced by its class, so that
// texts meet that differ only in what cameras confuse: O, Q, D and 0; I, L and 1;
// Z and 2; S and 5; G and 6; B and 8.
func Fold(normalized string) string { return strings.Map(fold, normalized) }
