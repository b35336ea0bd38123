package fault

import (
	"bytes"
	"math/rand/v2"
	"slices"
)

// MalformedXML are bodies that are no XML: cut off, or with a tag that is not
// closed, or with a control character.
func MalformedXML() Fault {
	return Fault{
		Name: "malformed-xml", About: "every third post is no well-formed XML",
		Body: func(r *rand.Rand, body []byte) []byte {
			switch r.IntN(9) {
			case 0:
				return body[:len(body)/2]
			case 1:
				last := max(bytes.LastIndex(body, []byte("</")), 0)
				return slices.Concat(body[:last], []byte("</mismatch>"))
			case 2:
				last := max(bytes.LastIndex(body, []byte("</")), 0)
				return slices.Concat(body[:last], []byte{0x01, '&'}, body[last:])
			}
			return body
		},
	}
}
