package posts

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"sync"
)

// Picture is a JPEG of about the given size that no other number has.
func Picture(number int64, size int) []byte {
	b := basePicture(size)
	// A comment right after the start of the image makes each unique.
	comment := append([]byte{0xFF, 0xFE, 0, 18}, fmt.Appendf(nil, "%016x", number)...)
	return bytes.Join([][]byte{b[:2], comment, b[2:]}, nil)
}

var basePictures sync.Map // size → []byte

// basePicture is noise, which takes many bytes; padding makes up the rest.
func basePicture(size int) []byte {
	if b, ok := basePictures.Load(size); ok {
		return b.([]byte)
	}
	side := 64
	if size > 50_000 {
		side = 320
	}
	rnd := rand.New(rand.NewPCG(1, uint64(size)))
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = uint8(rnd.Uint32())
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err) // an image in memory always encodes
	}
	b := buf.Bytes()
	for len(b) < size { // application segments are skipped by every reader
		segment := make([]byte, 4+min(size-len(b), 60_000))
		segment[0], segment[1] = 0xFF, 0xEF
		binary.BigEndian.PutUint16(segment[2:], uint16(len(segment)-2))
		for i := range segment[4:] {
			segment[4+i] = byte(rnd.Uint32())
		}
		b = bytes.Join([][]byte{b[:2], segment, b[2:]}, nil)
	}
	basePictures.Store(size, b)
	return b
}
