package safetext

import (
	"bytes"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// EscapeWriter passes JSON, or log lines, on to w with every character from
// U+007F on that is not printable escaped as JSON escapes. Encoders leave those
// as they are, and some of them control terminals. What is written at once must
// be whole lines.
func EscapeWriter(w io.Writer) io.Writer { return escapeWriter{w} }

type escapeWriter struct{ w io.Writer }

func (j escapeWriter) Write(p []byte) (int, error) {
	out := p
	if bytes.IndexFunc(p[ascii(p):], hidden) >= 0 {
		out = escaped(p)
	}
	if n, err := j.w.Write(out); err != nil {
		return min(n, len(p)), err
	}
	return len(p), nil
}

// ascii is how much of p needs no second look, which is all of most lines.
func ascii(p []byte) int {
	for i, c := range p {
		if c >= 0x7f {
			return i
		}
	}
	return len(p)
}

// hidden says whether r is not printable and not left to the encoder, which
// escapes everything below U+007F.
func hidden(r rune) bool { return r >= 0x7f && !unicode.IsPrint(r) }

func escaped(p []byte) []byte {
	out := make([]byte, 0, len(p)+32)
	for len(p) > 0 {
		r, n := utf8.DecodeRune(p)
		switch {
		case !hidden(r):
			out = append(out, p[:n]...)
		case r > 0xffff:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		p = p[n:]
	}
	return out
}
