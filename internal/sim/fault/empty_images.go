package fault

import (
	"bytes"
	"math/rand/v2"
)

// EmptyImages are pictures whose elements are there and hold nothing.
func EmptyImages() Fault {
	return Fault{
		Name: "empty-images", About: "pictures are empty elements",
		Body: func(_ *rand.Rand, body []byte) []byte {
			return emptied(emptied(body, "sourceBase64Data"), "targetBase64Data")
		},
	}
}

// emptied is a body without what is in the elements of a name.
func emptied(body []byte, element string) []byte {
	open, end := []byte("<"+element), []byte("</"+element+">")
	var out []byte
	for {
		i := bytes.Index(body, open)
		if i < 0 {
			return append(out, body...)
		}
		tag, last := bytes.IndexByte(body[i:], '>'), bytes.Index(body[i:], end)
		if tag < 0 || last < tag {
			return append(out, body...)
		}
		out = append(append(out, body[:i+tag+1]...), "<![CDATA[]]>"...)
		body = body[i+last:]
	}
}
