package plate

import (
	"strings"
	"unicode/utf8"
)

// Why a text matches, as a rule from best to worst.
const (
	Exact     = "exact"
	OCR       = "ocr"       // equal but for characters that cameras confuse
	Prefix    = "prefix"    // the text begins with what is looked for
	Substring = "substring" // what is looked for stands in the text, confusions allowed
	Close     = "close"     // one or two characters differ, are missing or too many
)

// Query is a text to look for, made ready to be compared with many.
type Query struct {
	text, folded string
	runes        []rune
	bag          bag
	budget       int // of the distance of texts that are close
	pattern      *pattern
}

// NewQuery makes a query of what a person typed. In it * stands for any
// characters, or none, and ? for one; with either, the whole text must fit.
func NewQuery(typed string) Query {
	if strings.ContainsAny(typed, "*?") {
		return Query{pattern: newPattern(typed)}
	}
	t := Normalize(typed)
	q := Query{text: t, folded: Fold(t), runes: []rune(t)}
	q.bag = bagOf(q.folded)
	switch n := len(q.runes); { // short texts have too many neighbours to be of use
	case n >= 7:
		q.budget = 2 * different
	case n >= 4:
		q.budget = different
	}
	return q
}

// Empty says whether nothing is looked for.
func (q Query) Empty() bool { return q.text == "" && q.pattern == nil }

// Match says why a normalised text matches, and how well: 1 is the text itself. A
// text that fits a query with wildcards is Exact, or OCR when it does so only
// with characters that cameras confuse. kind is "" when the text does not match.
func (q Query) Match(text string) (kind string, score float64) {
	return q.MatchFolded(text, Fold(text))
}

// MatchFolded is Match for a text whose Fold is at hand.
func (q Query) MatchFolded(text, folded string) (kind string, score float64) {
	switch {
	case q.Empty() || text == "":
		return "", 0
	case q.pattern != nil:
		return q.pattern.match(text, folded)
	case text == q.text:
		return Exact, 1
	case folded == q.folded:
		return OCR, .95
	case strings.HasPrefix(text, q.text):
		return Prefix, .8 + .1*share(q.text, text)
	case strings.Contains(folded, q.folded):
		return Substring, .6 + .1*share(q.text, text)
	case q.budget == 0 || q.bag.apart(bagOf(folded)) > q.budget/different:
		return "", 0
	}
	d := distance(q.runes, text, q.budget)
	if d > q.budget {
		return "", 0
	}
	return Close, .6 - .1*float64(d)/different
}

// share is how much of a text another one is.
func share(part, text string) float64 {
	return float64(utf8.RuneCountInString(part)) / float64(utf8.RuneCountInString(text))
}
