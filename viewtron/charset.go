package viewtron

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// prepare returns b as bytes in which tags are ASCII, and the decoder that its
// texts need, nil for UTF-8. A body in UTF-16 is turned into UTF-8 whole; the
// other character sets leave tags and image data as they are, so that only the
// few texts that are kept need decoding.
func prepare(b []byte) ([]byte, *encoding.Decoder) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return b[3:], nil
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{'<', 0}):
		return fromUTF16(b, unicode.LittleEndian), nil
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), bytes.HasPrefix(b, []byte{0, '<'}):
		return fromUTF16(b, unicode.BigEndian), nil
	}
	switch declared(b) {
	case "gb2312", "gbk", "gb18030", "x-gbk", "cp936", "gb_2312-80":
		return b, simplifiedchinese.GB18030.NewDecoder()
	case "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252":
		return b, charmap.Windows1252.NewDecoder()
	}
	return b, nil
}

func fromUTF16(b []byte, order unicode.Endianness) []byte {
	out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(b)
	if err != nil {
		return b // fails as XML, and is kept as it was sent
	}
	return bytes.TrimPrefix(out, []byte{0xEF, 0xBB, 0xBF})
}

// declared is the encoding that the XML declaration names, in lower case.
func declared(b []byte) string {
	b = trim(b[:min(len(b), 256)])
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return ""
	}
	end := bytes.Index(b, piEnd)
	if end < 0 {
		return ""
	}
	return strings.ToLower(string(attr(b[5:end], "encoding")))
}
