package viewtron

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// clean makes a string of a text in the body: decoded, with references resolved
// when refs says that there may be any, and cut to MaxText.
func (d *document) clean(b []byte, refs bool) string {
	tooLong := len(b) > MaxText
	if tooLong {
		d.noteCut()
		b = b[:MaxText]
	}
	if plain(b) {
		return string(b)
	}
	from := b // where it stands in the body, for errors
	if d.decode != nil {
		if u, err := d.decode.Bytes(b); err == nil {
			b = u
		}
	}
	var s strings.Builder
	s.Grow(len(b))
	damaged := false // what was written last stands for damage
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == '&' && refs {
			var unknown bool
			if r, n, unknown = reference(b); unknown {
				d.fail(from, fmt.Sprintf("an entity that does not exist, %.20q", b))
			}
			if n == 0 {
				d.note("bad-reference", "A text holds an & that begins no reference; it was kept as it is.")
				r, n = '&', 1
			}
		}
		bad := r == utf8.RuneError && (n < 3 || d.decode != nil) || !allowed(r)
		if bad {
			r = utf8.RuneError
		}
		if !bad || !damaged { // one mark for a stretch of damage
			s.WriteRune(r)
		}
		damaged = bad
		b = b[n:]
	}
	text := s.String()
	if tooLong {
		text = strings.TrimRight(text, "\uFFFD") // half a character where it was cut
	}
	return d.cut(text)
}

func (d *document) noteCut() {
	d.note("text-truncated", "A text in the post is longer than what is kept of it.")
}

// cut is s cut to MaxText, not in the middle of a character.
func (d *document) cut(s string) string {
	if len(s) <= MaxText {
		return s
	}
	d.noteCut()
	n := MaxText
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// fail remembers what makes a post unreadable when it shows only in a text.
func (d *document) fail(at []byte, msg string) {
	if d.bad == nil {
		offset, _ := Offset(d.b, at)
		d.bad = &SyntaxError{Offset: offset, Msg: msg}
	}
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

// allowed says whether a character may stand in a string of a Message. XML
// forbids most control characters; devices send them all the same.
func allowed(r rune) bool {
	return r >= ' ' && r != 0x7f && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}

// entities are the ones that XML knows by itself. There are no others: nothing is
// ever expanded.
var entities = []name[rune]{{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}

// maxReference is the longest reference that is looked for, in bytes.
const maxReference = 64

// reference reads an entity or character reference at the beginning of b; n is 0
// when there is none, as in "Bob & Sons". unknown says that there is one, of an
// entity that does not exist.
func reference(b []byte) (r rune, n int, unknown bool) {
	end := bytes.IndexByte(b[:min(len(b), maxReference)], ';')
	if end < 2 {
		return 0, 0, false
	}
	ref := b[1:end]
	if ref[0] == '#' {
		r, ok := charReference(ref[1:])
		if !ok {
			return 0, 0, false
		}
		return r, end + 1, false
	}
	for _, c := range ref {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if !isDigit(c) && c != '_' && c != '-' && c != '.' {
				return 0, 0, false
			}
		}
	}
	for _, e := range entities {
		if e.text == string(ref) {
			return e.is, end + 1, false
		}
	}
	return 0, 0, true
}

// charReference reads the digits of a character reference. A number that is no
// character is U+FFFD.
func charReference(digits []byte) (rune, bool) {
	base := rune(10)
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return 0, false
	}
	v := rune(0)
	for _, c := range digits {
		var n rune
		switch {
		case isDigit(c):
			n = rune(c - '0')
		case base == 16 && c|0x20 >= 'a' && c|0x20 <= 'f':
			n = rune(c|0x20-'a') + 10
		default:
			return 0, false
		}
		if v = v*base + n; v > utf8.MaxRune {
			v = utf8.MaxRune + 1
		}
	}
	if !allowed(v) || !utf8.ValidRune(v) {
		return utf8.RuneError, true
	}
	return v, true
}
