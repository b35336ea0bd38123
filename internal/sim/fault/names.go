package fault

import (
	"bytes"
	"math/rand/v2"
)

// NonUTF8Names is a device whose name was typed in Latin-1 and is sent so, in
// posts that say they are UTF-8.
func NonUTF8Names() Fault {
	return Fault{
		Name: "non-utf8-names", About: "the device's name is Latin-1 in posts that say they are UTF-8",
		Body: func(_ *rand.Rand, body []byte) []byte {
			for _, open := range []string{"<deviceName", "<DeviceName"} {
				if i := bytes.Index(body, []byte(open)); i >= 0 {
					return renamed(body, i)
				}
			}
			return body
		},
	}
}

// renamed puts letters of Latin-1 before the name in the element at i.
func renamed(body []byte, i int) []byte {
	end := bytes.IndexByte(body[i:], '>')
	if end < 0 {
		return body
	}
	at := i + end + 1
	if cdata := []byte("<![CDATA["); bytes.HasPrefix(body[at:], cdata) {
		at += len(cdata)
	}
	return bytes.Join([][]byte{body[:at], body[at:]}, []byte("Stra\xdfe \xc4\xe9 "))
}
