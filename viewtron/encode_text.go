package viewtron

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text writes a text with references where XML wants them.
func (w *writer) text(name, s string) {
	if w.checkText(name, s) {
		w.escape(name, s, "<>&\r")
	}
}

// maxSplits is how many times a text is put into another CDATA section because it
// holds the mark that ends one.
const maxSplits = 16

// cdataText writes a text in CDATA, unless that would lose white space at its
// ends, which devices pad texts with, or a carriage return.
func (w *writer) cdataText(name, s string) {
	splits := strings.Count(s, "]]>")
	if w.Plain || splits > maxSplits || strings.TrimSpace(s) != s || strings.ContainsRune(s, '\r') {
		w.text(name, s)
		return
	}
	if !w.checkText(name, s) {
		return
	}
	w.b = append(w.b, cdataBegin...)
	if splits > 0 {
		s = strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>")
	}
	w.b = append(w.b, s...)
	w.b = append(w.b, cdataEnd...)
}

// attr writes an attribute.
func (w *writer) attr(name, value string) {
	if !w.checkText(name, value) {
		return
	}
	w.b = append(w.b, ' ')
	w.b = append(w.b, name...)
	w.b = append(w.b, '=', '"')
	w.escape(name, value, "<>&\"\t\n\r")
	w.b = append(w.b, '"')
}

// checkText refuses what XML cannot hold or Parse would cut.
func (w *writer) checkText(name, s string) bool {
	if len(s) > MaxText {
		w.fail(w.at(name), "is longer than %d bytes", MaxText)
		return false
	}
	for i, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				w.fail(w.at(name), "%.60q is not UTF-8", s)
				return false
			}
		}
		if !allowed(r) {
			w.fail(w.at(name), "%.60q holds a character that XML forbids", s)
			return false
		}
	}
	return true
}

// escape writes s with references for the characters in special and for white
// space at either end, which a reader would trim.
func (w *writer) escape(name, s, special string) {
	begin := len(w.b)
	inside := strings.Trim(s, " \t\n\r")
	from := strings.Index(s, inside)
	for i := range len(s) {
		c := s[i]
		edge := i < from || i >= from+len(inside)
		if !edge && strings.IndexByte(special, c) < 0 {
			w.b = append(w.b, c)
			continue
		}
		w.b = append(w.b, escapes[c]...)
	}
	if len(w.b)-begin > MaxText {
		w.fail(w.at(name), "is longer than %d bytes with references", MaxText)
	}
}

// escapes are the references for what escape may have to write as one.
var escapes = map[byte]string{
	'<': "&lt;", '>': "&gt;", '&': "&amp;", '"': "&quot;",
	' ': "&#32;", '\t': "&#9;", '\n': "&#10;", '\r': "&#13;",
}

// isName says whether s is an XML name without a prefix, as far as devices need
// one: letters, digits, '_', '-', '.', and none of the last three or a digit first.
func isName(s string) bool {
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			return false
		case r == '_', unicode.IsLetter(r):
		case i > 0 && (r == '-' || r == '.' || unicode.IsDigit(r)):
		default:
			return false
		}
	}
	return s != "" && len(s) <= MaxName
}

// imageData writes the text of an image as it is.
func (w *writer) imageData(name, typ string, data []byte, cdata bool) {
	if len(data) == 0 {
		w.fail(w.at(name), "an image without data")
		return
	}
	if i := notImageText(data); i >= 0 {
		w.fail(w.at(name), "byte %#02x at %d is not of an image's text", data[i], i)
		return
	}
	w.tag(name, typ)
	w.b = append(w.b, '>')
	if cdata = cdata && !w.Plain; cdata {
		w.b = append(w.b, cdataBegin...)
	}
	w.b = append(w.b, data...)
	if cdata {
		w.b = append(w.b, cdataEnd...)
	}
	w.end(name)
}

// notImageText is where a byte stands that cannot be in the data of an image, -1
// when there is none. Damaged base64 can be written, but nothing that XML takes
// for more than text.
func notImageText(data []byte) int {
	const high, blanks = 0x8080808080808080, 0x2020202020202020
	i := 0
	if bytes.IndexByte(data, '<') < 0 && bytes.IndexByte(data, '>') < 0 && bytes.IndexByte(data, '&') < 0 {
		for ; i+8 <= len(data); i += 8 { // eight bytes at once, each from a blank up and ASCII
			if v := binary.LittleEndian.Uint64(data[i:]); (v|(v-blanks))&high != 0 {
				break
			}
		}
	}
	for ; i < len(data); i++ {
		switch c := data[i]; {
		case c == '<', c == '>', c == '&', c > 0x7f, c < ' ' && !isSpace(c):
			return i
		}
	}
	return -1
}
