package capture

import (
	"bytes"

	"github.com/segmentio/asm/base64"
)

// Canonical says whether text is exactly what encoding its bytes again gives:
// base64 of the standard alphabet with padding, without white space, with no
// stray bits at the end. It decodes the text piece by piece, at about the speed
// of memory, and keeps nothing of it.
func Canonical(text []byte) bool {
	if len(text) == 0 || len(text)%4 != 0 {
		return false
	}
	// Four characters that stand for three bytes can be written in one way only.
	// What ends in padding may hold stray bits, so the end is encoded again.
	end := text[len(text)-4:]
	const piece = 8 << 10 // characters; what they decode to stays in the fastest cache
	var decoded [piece / 4 * 3]byte
	for rest := text[:len(text)-4]; len(rest) > 0; {
		part := rest[:min(piece, len(rest))]
		rest = rest[len(part):]
		if n, err := base64.StdEncoding.Decode(decoded[:], part); err != nil || n != len(part)/4*3 {
			return false
		}
	}
	var again [4]byte
	n, err := base64.StdEncoding.Decode(decoded[:], end)
	if err != nil || n == 0 {
		return false
	}
	base64.StdEncoding.Encode(again[:], decoded[:n])
	return bytes.Equal(again[:], end)
}
