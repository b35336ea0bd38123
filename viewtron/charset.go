package viewtron

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// input is a body in which tags are ASCII, and how its texts are to be read.
type input struct {
	b      []byte
	decode *encoding.Decoder // of texts, nil for UTF-8
	bom    int               // bytes of the body before b
	utf16  bool              // b is a copy in UTF-8
}

// charsets are the declared encodings that are known. GB18030 holds
// the other Chinese ones, Windows-1252 holds what is called Latin-1.
var charsets = []name[encoding.Encoding]{
	{"gb2312", simplifiedchinese.GB18030}, {"gb_2312-80", simplifiedchinese.GB18030},
	{"gbk", simplifiedchinese.GB18030}, {"x-gbk", simplifiedchinese.GB18030}, {"cp936", simplifiedchinese.GB18030},
	{"gb18030", simplifiedchinese.GB18030},
	{"iso-8859-1", charmap.Windows1252}, {"iso8859-1", charmap.Windows1252}, {"iso_8859-1", charmap.Windows1252},
	{"latin1", charmap.Windows1252}, {"latin-1", charmap.Windows1252},
	{"windows-1252", charmap.Windows1252}, {"cp1252", charmap.Windows1252},
}

// prepare finds out the character set of a body: by its byte order mark, by the
// zero bytes of UTF-16, by its declaration. What is declared and not known is
// read as UTF-8. A body in UTF-16 is turned into UTF-8 whole; the other sets
// leave tags and image data as they are, so that only the few texts that are kept
// need decoding.
func prepare(body []byte) input {
	switch {
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		return input{b: body[3:], bom: 3}
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		return input{b: fromUTF16(body[2:], unicode.LittleEndian), bom: 2, utf16: true}
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		return input{b: fromUTF16(body[2:], unicode.BigEndian), bom: 2, utf16: true}
	case bytes.HasPrefix(body, []byte{'<', 0}):
		return input{b: fromUTF16(body, unicode.LittleEndian), utf16: true}
	case bytes.HasPrefix(body, []byte{0, '<'}):
		return input{b: fromUTF16(body, unicode.BigEndian), utf16: true}
	}
	name := declared(body)
	if name == "" {
		return input{b: body}
	}
	set, ok := find(charsets, name)
	if !ok {
		return input{b: body}
	}
	return input{b: body, decode: set.NewDecoder()}
}

// fromUTF16 is b in UTF-8, in memory that is counted first.
func fromUTF16(b []byte, order unicode.Endianness) []byte {
	high, low := 0, 1
	if order == unicode.LittleEndian {
		high, low = 1, 0
	}
	size := 3 // for half a unit at the end
	for i := 0; i+1 < len(b); i += 2 {
		switch h := b[i+high]; {
		case h == 0 && b[i+low] < 0x80:
			size++
		case h < 0x08:
			size += 2
		default:
			size += 3
		}
	}
	out := make([]byte, size)
	n, _, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Transform(out, b, true)
	if err != nil {
		return b // it fails as XML, and is kept as it was sent
	}
	return out[:n]
}

// offset is where a place in in.b stands in the body.
func (in *input) offset(at int) int {
	if !in.utf16 {
		return in.bom + at
	}
	units := 0
	for b := in.b[:at]; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		units += max(1, utf16.RuneLen(r))
		b = b[n:]
	}
	return in.bom + 2*units
}

// line is the number of the line of a place in in.b, from 1.
func (in *input) line(at int) int { return 1 + bytes.Count(in.b[:at], []byte{'\n'}) }

// declared is the encoding that the XML declaration names, "" for UTF-8.
func declared(b []byte) string {
	b = trim(b[:min(len(b), 256)])
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return ""
	}
	end := bytes.Index(b, piEnd)
	if end < 0 {
		return ""
	}
	name := attr(b[len("<?xml"):end], "encoding")
	if equalFold(name, "utf-8") {
		return ""
	}
	return string(name)
}
