package plate

import "unicode/utf8"

// Letter is a character of a text that a search found, and what it is to what was
// looked for.
type Letter struct {
	Read   string // of the text; "" where a character that was looked for is missing
	Sought string // what was looked for in its place, "" for nothing
	Kind   LetterKind
}

// LetterKind is what a character of a found text is to what was looked for.
type LetterKind string

// The kinds.
const (
	Equal     LetterKind = "equal"
	Confused  LetterKind = "confused"  // cameras take one for the other
	Different LetterKind = "different" // another one
	Extra     LetterKind = "extra"     // too many
	Absent    LetterKind = "absent"    // looked for and not there
	Beyond    LetterKind = "beyond"    // before or after what was looked for, or what a wildcard stands for
)

// Explain says letter by letter why a normalised text matches a query. It is of use
// for texts that Match finds; of others it tells how they differ.
func (q Query) Explain(text string) []Letter {
	t := []rune(text)
	if q.pattern != nil {
		return align(q.pattern.text, t, true)
	}
	sought := []rune(q.text)
	switch kind, _ := q.Match(text); kind {
	case Prefix, Substring:
		at := utf8.RuneCountInString(before(Fold(text), q.folded))
		if kind == Prefix {
			at = 0
		}
		out := beyond(t[:at])
		out = append(out, align(sought, t[at:at+len(sought)], false)...)
		return append(out, beyond(t[at+len(sought):])...)
	}
	return align(sought, t, false)
}

// before is what stands before a part of a text, which must be in it.
func before(text, part string) string {
	for i := range text {
		if len(text)-i >= len(part) && text[i:i+len(part)] == part {
			return text[:i]
		}
	}
	return ""
}

func beyond(t []rune) (out []Letter) {
	for _, r := range t {
		out = append(out, Letter{Read: string(r), Kind: Beyond})
	}
	return out
}

// aligning makes one text of the other at the least cost.
type aligning struct {
	p, t []rune
	wild bool
	cost [][]int // of p[i:] and t[j:], what is not known yet is -1
}

func align(p, t []rune, wild bool) []Letter {
	a := &aligning{p: p, t: t[:min(len(t), maxCompared)], wild: wild, cost: make([][]int, len(p)+1)}
	for i := range a.cost {
		a.cost[i] = make([]int, len(a.t)+1)
		for j := range a.cost[i] {
			a.cost[i][j] = -1
		}
	}
	var out []Letter
	for i, j := 0, 0; i < len(a.p) || j < len(a.t); {
		_, l, di, dj := a.best(i, j)
		if l.Kind != "" {
			out = append(out, l)
		}
		i, j = i+di, j+dj
	}
	return out
}

func (a *aligning) least(i, j int) int {
	if a.cost[i][j] < 0 {
		a.cost[i][j], _, _, _ = a.best(i, j)
	}
	return a.cost[i][j]
}

// best is the next step from a place, with what all that follows costs.
func (a *aligning) best(i, j int) (cost int, l Letter, di, dj int) {
	if i == len(a.p) && j == len(a.t) {
		return 0, l, 0, 0
	}
	cost = 1 << 20
	try := func(c int, letter Letter, ii, jj int) {
		if c += a.least(i+ii, j+jj); c < cost {
			cost, l, di, dj = c, letter, ii, jj
		}
	}
	more, left := i < len(a.p), j < len(a.t)
	if a.wild && more && a.p[i] == '*' {
		try(0, Letter{}, 1, 0)
		if left {
			try(0, Letter{Read: string(a.t[j]), Kind: Beyond}, 0, 1)
		}
		return cost, l, di, dj
	}
	if more && left {
		read, sought := string(a.t[j]), string(a.p[i])
		switch c := replacing(a.p[i], a.t[j]); {
		case a.wild && a.p[i] == '?':
			try(0, Letter{Read: read, Kind: Beyond}, 1, 1)
		case c == 0:
			try(c, Letter{read, sought, Equal}, 1, 1)
		case c == confused:
			try(c, Letter{read, sought, Confused}, 1, 1)
		default:
			try(c, Letter{read, sought, Different}, 1, 1)
		}
	}
	if left {
		try(different, Letter{Read: string(a.t[j]), Kind: Extra}, 0, 1)
	}
	if more {
		try(different, Letter{Sought: string(a.p[i]), Kind: Absent}, 1, 0)
	}
	return cost, l, di, dj
}
