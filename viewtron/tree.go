package viewtron

import (
	"bytes"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// elem is an element of a scanned body. The zero elem is no element: it has no
// children, no text and no attributes.
type elem struct {
	d *document
	i int32
}

// document is a scanned body and what was noted while reading it.
type document struct {
	scanner
	decode   *encoding.Decoder // of texts, nil for UTF-8
	findings []Finding
}

func (e elem) ok() bool { return e.d != nil && e.i != 0 }

func (e elem) node() *node { return &e.d.nodes[e.i] }

func (e elem) is(name string) bool { return e.ok() && equalFold(e.node().name, name) }

// children are the elements right below e, in document order.
func (e elem) children() iter.Seq[elem] {
	return func(yield func(elem) bool) {
		if e.d == nil {
			return
		}
		for i := e.node().first; i != 0; i = e.d.nodes[i].next {
			if !yield(elem{e.d, i}) {
				return
			}
		}
	}
}

// child is the first element of that name right below e. Case does not matter:
// some firmware writes Width where other writes width.
func (e elem) child(name string) elem {
	if e.d == nil {
		return elem{}
	}
	for i := e.node().first; i != 0; i = e.d.nodes[i].next {
		if equalFold(e.d.nodes[i].name, name) {
			return elem{e.d, i}
		}
	}
	return elem{}
}

// path is child for each name in turn.
func (e elem) path(names ...string) elem {
	for _, n := range names {
		e = e.child(n)
	}
	return e
}

// items are the elements named item right below e, at most limit of them.
func (e elem) items(limit int) iter.Seq[elem] {
	return func(yield func(elem) bool) {
		n := 0
		for c := range e.children() {
			if !c.is("item") {
				continue
			}
			if n == limit {
				e.d.note("list-truncated", "A list in the post has more items than are kept.")
				return
			}
			n++
			if !yield(c) {
				return
			}
		}
	}
}

// raw is e's text as it stands in the body, trimmed. It is what image data is
// read from.
func (e elem) raw() []byte {
	if !e.ok() {
		return nil
	}
	return e.node().text
}

// text is e's text as a string of its own: trimmed, decoded, references resolved,
// without control characters, cut to MaxText.
func (e elem) text() string {
	if !e.ok() {
		return ""
	}
	n := e.node()
	if len(n.text) == 0 {
		return ""
	}
	return e.d.clean(n.text, !n.cdata)
}

// of is the text of the first child of that name.
func (e elem) of(name string) string { return e.child(name).text() }

// attr is an attribute's value, "" when there is none.
func (e elem) attr(name string) string {
	if !e.ok() || len(e.node().attrs) == 0 {
		return ""
	}
	v := attr(e.node().attrs, name)
	if len(v) == 0 {
		return ""
	}
	return e.d.clean(v, true)
}

// attr finds an attribute's value in the inside of a tag.
func attr(b []byte, name string) []byte {
	for {
		b = trim(b)
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return nil
		}
		key := trim(b[:eq])
		b = trim(b[eq+1:])
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return nil
		}
		if equalFold(local(key), name) {
			return trim(b[1 : 1+end])
		}
		b = b[end+2:]
	}
}

// equalFold compares a name without regard to case, of ASCII letters.
func equalFold(a []byte, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z' {
			return false
		}
	}
	return true
}

func (d *document) note(code, text string) {
	for i := range d.findings {
		if d.findings[i].Code == code {
			return
		}
	}
	if len(d.findings) < MaxFindings {
		d.findings = append(d.findings, Finding{code, text})
	}
}

// clean makes a string of a text in the body.
func (d *document) clean(b []byte, refs bool) string {
	cutOff := false
	if len(b) > MaxText {
		d.note("text-truncated", "A text in the post is longer than what is kept of it.")
		b, cutOff = b[:MaxText], true
	}
	if plain(b) {
		return string(b)
	}
	if d.decode != nil {
		if u, err := d.decode.Bytes(b); err == nil {
			b = u
		}
	}
	if cutOff { // not in the middle of a character
		for n := 0; n < utf8.UTFMax && len(b) > 0; n++ {
			if r, size := utf8.DecodeLastRune(b); r != utf8.RuneError || size > 1 {
				break
			}
			b = b[:len(b)-1]
		}
	}
	var s strings.Builder
	s.Grow(len(b))
	for len(b) > 0 {
		if b[0] == '&' && refs {
			if r, n := reference(b); n > 0 {
				s.WriteRune(r)
				b = b[n:]
				continue
			}
			d.note("bad-reference", "A text holds an & that begins no known reference; it was kept as it is.")
		}
		r, n := utf8.DecodeRune(b)
		if !allowed(r) {
			r = utf8.RuneError
		}
		s.WriteRune(r)
		b = b[n:]
	}
	return strings.TrimSpace(s.String())
}

// plain says whether b is ASCII without control characters and references.
func plain(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f || c == '&' {
			return false
		}
	}
	return true
}

// allowed says whether XML allows the character; others become U+FFFD.
func allowed(r rune) bool {
	return r >= ' ' && r != 0x7f && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}

// reference reads one of the five entities or a character reference at the
// beginning of b; n is 0 when there is none. There are no others: nothing is
// ever expanded.
func reference(b []byte) (r rune, n int) {
	end := bytes.IndexByte(b[:min(len(b), 12)], ';')
	if end < 2 {
		return 0, 0
	}
	switch name := string(b[1:end]); name {
	case "lt":
		r = '<'
	case "gt":
		r = '>'
	case "amp":
		r = '&'
	case "quot":
		r = '"'
	case "apos":
		r = '\''
	default:
		if r = charReference(name); r < 0 {
			return 0, 0
		}
	}
	return r, end + 1
}

func charReference(name string) rune {
	if name[0] != '#' || len(name) < 2 {
		return -1
	}
	digits, base := name[1:], int32(10)
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	if digits == "" {
		return -1
	}
	var v int32
	for _, c := range []byte(digits) {
		var d int32
		switch {
		case c >= '0' && c <= '9':
			d = int32(c - '0')
		case base == 16 && c|0x20 >= 'a' && c|0x20 <= 'f':
			d = int32(c|0x20-'a') + 10
		default:
			return -1
		}
		if v = v*base + d; v > utf8.MaxRune {
			return -1
		}
	}
	if !allowed(v) || !utf8.ValidRune(v) {
		return utf8.RuneError
	}
	return v
}
