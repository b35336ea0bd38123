package thumb_test

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"math/bits"
	"testing"
)

// progressive is a grey progressive JPEG that grows brighter from left to right,
// in flat squares of 8 pixels: it has a first scan and nothing that refines it.
func progressive(w, h int) []byte {
	var b bytes.Buffer
	segment := func(marker byte, data ...byte) {
		b.Write([]byte{0xff, marker, byte((len(data) + 2) >> 8), byte(len(data) + 2)})
		b.Write(data)
	}
	b.Write([]byte{0xff, 0xd8})
	segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)                                     // quantise by 1
	segment(0xc2, 8, byte(h>>8), byte(h), byte(w>>8), byte(w), 1, 1, 0x11, 0)                               // one component
	segment(0xc4, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) // 12 codes of 4 bits
	segment(0xda, 1, 1, 0, 0, 0, 0)                                                                         // the mean of each square

	var acc uint64
	var n int
	put := func(v uint64, count int) {
		for acc, n = acc<<count|v, n+count; n >= 8; n -= 8 {
			c := byte(acc >> (n - 8))
			b.WriteByte(c)
			if c == 0xff {
				b.WriteByte(0)
			}
		}
	}
	last := 0
	columns, rows := (w+7)/8, (h+7)/8
	for range rows {
		for x := range columns {
			mean := 8 * (x*255/columns - 128)
			d := mean - last
			last = mean
			size := bits.Len(uint(max(d, -d)))
			put(uint64(size), 4)
			if d < 0 {
				d += 1<<size - 1
			}
			put(uint64(d), size)
		}
	}
	put(0x7f, 7) // the rest of the last byte
	b.Write([]byte{0xff, 0xd9})
	return b.Bytes()
}

func TestProgressive(t *testing.T) {
	data, err := maker(t, progressive(400, 300)).Thumbnail(t.Context(), name(0), 160)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil || img.Bounds().Dx() != 160 || img.Bounds().Dy() != 120 {
		t.Fatalf("got %v, %v, want 160x120", img.Bounds(), err)
	}
	for x, want := range map[int]int{4: 5, 80: 127, 155: 247} {
		got := int(color.GrayModel.Convert(img.At(x, 60)).(color.Gray).Y)
		if got < want-12 || got > want+12 {
			t.Errorf("at column %d it is as bright as %d, want about %d", x, got, want)
		}
	}
}
