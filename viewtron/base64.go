package viewtron

import (
	"bytes"
	stdbase64 "encoding/base64"
	"errors"
	"fmt"

	"github.com/segmentio/asm/base64"
)

// ErrBase64 means that an image's text is not base64 in any form that devices
// send.
var ErrBase64 = errors.New("damaged base64")

// DecodedLen is the most that n characters of base64 decode to, in bytes.
func DecodedLen(n int) int { return n/4*3 + 3 }

// Decode appends the image's bytes to dst, which may be nil, and returns the
// result. Clean base64 is decoded at the speed of memory; white space, line
// breaks, missing padding, the URL alphabet and a data: prefix are accepted. What
// is damaged is an [ErrBase64], and dst is returned as it was.
func (img *Image) Decode(dst []byte) ([]byte, error) { return DecodeBase64(dst, img.Data) }

// DecodeBase64 is [Image.Decode] for a text.
func DecodeBase64(dst, text []byte) ([]byte, error) {
	out, _, err := DecodeClean(dst, text)
	return out, err
}

// DecodeClean is [DecodeBase64], and says whether the text is clean: exactly what
// encoding its bytes again gives, standard base64 with padding, without white
// space, with no stray bits at the end.
func DecodeClean(dst, text []byte) (out []byte, clean bool, err error) {
	base := len(dst)
	if need := base + DecodedLen(len(text)); cap(dst) < need {
		grown := make([]byte, base, need)
		copy(grown, dst)
		dst = grown
	}
	if len(text)%4 == 0 {
		if n, err := base64.StdEncoding.Decode(dst[base:cap(dst)], text); err == nil {
			return dst[:base+n], isClean(text, n), nil
		}
	}
	n, err := decodeLenient(dst[base:cap(dst)], text)
	if err != nil {
		return dst[:base], false, err
	}
	return dst[:base+n], false, nil
}

// isClean says whether a text of the standard alphabet that decoded to n bytes is
// clean. Four characters that stand for three bytes can be written in one way
// only; what skips line breaks, or ends in padding with stray bits, can not.
func isClean(text []byte, n int) bool {
	if len(text) == 0 || len(text) != stdbase64.StdEncoding.EncodedLen(n) {
		return false
	}
	var last [3]byte
	n, err := stdbase64.StdEncoding.Strict().Decode(last[:], text[len(text)-4:])
	return err == nil && n > 0
}

// sextets is the value of each character of both alphabets; skip is white space,
// pad is '=', bad is none of them.
var sextets = func() (t [256]byte) {
	for i := range t {
		t[i] = bad
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	t['-'], t['_'] = 62, 63
	t[' '], t['\t'], t['\n'], t['\r'] = skip, skip, skip, skip
	t['='] = pad
	return t
}()

const skip, pad, bad = 0x40, 0x41, 0x42

// decodeLenient decodes text into dst, which is large enough.
func decodeLenient(dst, text []byte) (int, error) {
	var quantum uint32
	n, have := 0, 0
	for i := dataPrefix(text); i < len(text); i++ {
		c := text[i]
		switch v := sextets[c]; v {
		case skip:
			continue
		case pad:
			return finish(dst, n, quantum, have, text[i:])
		case bad:
			return 0, fmt.Errorf("%w: character %q at %d", ErrBase64, c, i)
		default:
			quantum = quantum<<6 | uint32(v)
			if have++; have == 4 {
				dst[n], dst[n+1], dst[n+2] = byte(quantum>>16), byte(quantum>>8), byte(quantum)
				n, have, quantum = n+3, 0, 0
			}
		}
	}
	return finish(dst, n, quantum, have, nil)
}

// finish takes the last, incomplete quantum. rest is what stands from the first
// padding on.
func finish(dst []byte, n int, quantum uint32, have int, rest []byte) (int, error) {
	for _, c := range rest {
		if v := sextets[c]; v != pad && v != skip {
			return 0, fmt.Errorf("%w: something follows the padding", ErrBase64)
		}
	}
	switch have {
	case 1:
		return 0, fmt.Errorf("%w: one character is missing at the end", ErrBase64)
	case 2:
		dst[n] = byte(quantum >> 4)
		n++
	case 3:
		dst[n], dst[n+1] = byte(quantum>>10), byte(quantum>>2)
		n += 2
	}
	return n, nil
}

// maxDataPrefix is the longest "data:image/jpeg;base64," that is looked for.
const maxDataPrefix = 128

// dataPrefix is the length of a "data:image/jpeg;base64," that text begins with,
// 0 when it does not.
func dataPrefix(text []byte) int {
	if !bytes.HasPrefix(text, []byte("data:")) {
		return 0
	}
	return bytes.IndexByte(text[:min(len(text), maxDataPrefix)], ',') + 1
}
