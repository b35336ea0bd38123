// Package plate compares licence plate texts the way cameras misread them.
package plate

import (
	"strings"
	"unicode"
)

// MaxText is how many characters of a text are compared.
const MaxText = 32

// Normalize is a plate's text as it is compared: upper case, letters and digits
// alone, full-width forms made plain.
func Normalize(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r >= 0xFF01 && r <= 0xFF5E { // full-width forms of ASCII
			r -= 0xFF01 - '!'
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
	case 'I', 'L', 'J':
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
// texts meet that differ only in what cameras confuse: O, Q, D and 0; I, L, J
// and 1; Z and 2; S and 5; G and 6; B and 8.
func Fold(normalized string) string { return strings.Map(fold, normalized) }

// Kinds of matches, best first.
const (
	Exact     = "exact"
	Wildcard  = "wildcard"
	Prefix    = "prefix"
	OCR       = "ocr"       // equal but for characters that cameras confuse
	Substring = "substring" // the query stands in the text
	Close     = "close"     // one or two characters differ
)

// Query is a text to look for, made ready.
type Query struct {
	text, folded string
	pattern      []rune // with * and ?, nil when there are none
	budget       float64
}

// NewQuery makes a query of what a person typed. * stands for any characters, ?
// for one.
func NewQuery(typed string) Query {
	if strings.ContainsAny(typed, "*?") {
		var p []rune
		for _, r := range typed {
			switch {
			case r == '*' || r == '?':
				p = append(p, r)
			default:
				p = append(p, []rune(Fold(Normalize(string(r))))...)
			}
			if len(p) > MaxText {
				break
			}
		}
		return Query{pattern: p}
	}
	t := Normalize(typed)
	q := Query{text: t, folded: Fold(t)}
	// Short texts have too many neighbours to be of use.
	switch n := len([]rune(t)); {
	case n >= 7:
		q.budget = 2
	case n >= 4:
		q.budget = 1
	}
	return q
}

// Empty says whether nothing is looked for.
func (q Query) Empty() bool { return q.text == "" && len(q.pattern) == 0 }

// Match says why a normalised text matches, and how well: 1 is the text itself.
// kind is "" when it does not.
func (q Query) Match(text string) (kind string, score float64) {
	return q.MatchFolded(text, Fold(text))
}

// MatchFolded is Match for a text whose Fold is at hand.
func (q Query) MatchFolded(text, folded string) (kind string, score float64) {
	switch {
	case q.Empty():
		return "", 0
	case q.pattern != nil:
		if wild(q.pattern, []rune(folded)) {
			return Wildcard, .9
		}
		return "", 0
	case text == q.text:
		return Exact, 1
	case strings.HasPrefix(text, q.text):
		return Prefix, .8 + .1*ratio(q.text, text)
	case folded == q.folded:
		return OCR, .95
	case strings.Contains(folded, q.folded):
		return Substring, .6 + .1*ratio(q.text, text)
	}
	if d := distance(q.text, text, q.budget); d <= q.budget && q.budget > 0 {
		return Close, .6 - .1*d
	}
	return "", 0
}

func ratio(a, b string) float64 { return float64(len(a)) / float64(max(len(b), 1)) }

// wild matches a pattern with * and ? in linear time for each *.
func wild(p, s []rune) bool {
	pi, si, star, mark := 0, 0, -1, 0
	for si < len(s) {
		switch {
		case pi < len(p) && p[pi] == '*':
			star, mark = pi, si
			pi++
		case pi < len(p) && (p[pi] == '?' || p[pi] == s[si]):
			pi++
			si++
		case star >= 0:
			mark++
			pi, si = star+1, mark
		default:
			return false
		}
	}
	for pi < len(p) && p[pi] == '*' {
		pi++
	}
	return pi == len(p)
}

// confused is what a pair of characters costs that cameras take for one another.
const confused = .25

// distance is the weighted edit distance of two texts; more than limit when it is
// more than limit.
func distance(a, b string, limit float64) float64 {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > int(limit) || -d > int(limit) || len(y) > 2*MaxText {
		return limit + 1
	}
	var rows [2][2*MaxText + 1]float64
	prev, next := &rows[0], &rows[1]
	for j := range len(y) + 1 {
		prev[j] = float64(j)
	}
	for i := range x {
		next[0] = float64(i + 1)
		best := next[0]
		for j := range y {
			cost := 1.0
			switch {
			case x[i] == y[j]:
				cost = 0
			case fold(x[i]) == fold(y[j]):
				cost = confused
			}
			next[j+1] = min(prev[j]+cost, prev[j+1]+1, next[j]+1)
			best = min(best, next[j+1])
		}
		if best > limit {
			return limit + 1
		}
		prev, next = next, prev
	}
	return prev[len(y)]
}
