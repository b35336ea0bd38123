package plate

import "unicode/utf8"

// pattern is a text with * for any characters and ? for one.
type pattern struct{ text, folded []rune }

// newPattern makes a pattern of what a person typed, MaxText characters at most.
func newPattern(typed string) *pattern {
	p := new(pattern)
	for _, r := range typed {
		if len(p.text) == MaxText {
			break
		}
		if r != '*' && r != '?' {
			n := Normalize(string(r))
			if n == "" {
				continue
			}
			r, _ = utf8.DecodeRuneInString(n)
		}
		p.text = append(p.text, r)
		p.folded = append(p.folded, fold(r))
	}
	return p
}

func (p *pattern) match(text, folded string) (kind string, score float64) {
	switch {
	case fits(p.text, text):
		return Exact, .9
	case fits(p.folded, folded):
		return OCR, .85
	}
	return "", 0
}

// fits says whether a text fits a pattern. A star that took too little is tried
// again with one character more; only the last star needs that.
func fits(p []rune, text string) bool {
	var buf [maxCompared]rune
	s := append(buf[:0], []rune(text)...)
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
