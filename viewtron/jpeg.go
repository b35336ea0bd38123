package viewtron

import (
	"encoding/binary"
	"errors"
)

// ErrNotJPEG means that data is not a JPEG, or ends before it tells its size.
var ErrNotJPEG = errors.New("not a JPEG")

// IsJPEG says whether data begins like a JPEG.
func IsJPEG(data []byte) bool {
	return len(data) >= 3 && data[0] == 0xFF && data[1] == 0xD8 && data[2] == 0xFF
}

// JPEGSize reads a JPEG's size in pixels from its frame header. Nothing is
// decoded: a few hundred bytes can claim a picture of gigabytes. The size in the
// post is not to be trusted; recorders say 0 x 0 of plate overviews.
func JPEGSize(data []byte) (width, height int, err error) {
	if !IsJPEG(data) {
		return 0, 0, ErrNotJPEG
	}
	for i := 2; i+4 <= len(data); {
		if data[i] != 0xFF {
			return 0, 0, ErrNotJPEG
		}
		marker := data[i+1]
		switch {
		case marker == 0xFF: // fill
			i++
			continue
		case marker == 0xD8, marker == 0x01, marker >= 0xD0 && marker <= 0xD7: // no length
			i += 2
			continue
		case marker == 0xD9, marker == 0xDA: // the end, or picture data, before a frame header
			return 0, 0, ErrNotJPEG
		}
		length := int(binary.BigEndian.Uint16(data[i+2:]))
		if length < 2 {
			return 0, 0, ErrNotJPEG
		}
		if isFrame(marker) {
			if length < 8 || i+9 > len(data) {
				return 0, 0, ErrNotJPEG
			}
			height = int(binary.BigEndian.Uint16(data[i+5:]))
			width = int(binary.BigEndian.Uint16(data[i+7:]))
			if width == 0 || height == 0 {
				return 0, 0, ErrNotJPEG
			}
			return width, height, nil
		}
		i += 2 + length
	}
	return 0, 0, ErrNotJPEG
}

// isFrame says whether a marker begins a frame header: SOF0 to SOF15 without the
// three that are none.
func isFrame(m byte) bool {
	return m >= 0xC0 && m <= 0xCF && m != 0xC4 && m != 0xC8 && m != 0xCC
}
