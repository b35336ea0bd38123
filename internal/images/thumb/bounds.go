package thumb

import (
	"bytes"
	"fmt"
	"image"
)

// Bounds of what is decoded. Beyond the pixels, 3 bytes each, a progressive
// picture takes 12 bytes a pixel for what it refines, and each of its scans
// passes over all of it, however few bytes the scan has.
const (
	// MaxBytes is the largest file that is read.
	MaxBytes = 32 << 20
	// MaxPixels is the largest picture that is decoded, and MaxProgressive the
	// largest progressive one.
	MaxPixels      = 50_000_000
	MaxProgressive = 12_500_000
	// MaxSide is the longest side.
	MaxSide = 16384
	// MaxScans is how many scans a picture may have; ten are usual.
	MaxScans = 64

	// largePixels is from where on pictures are decoded one at a time.
	largePixels = 9_000_000
	// emptiest is how many pixels a byte can hold at most: one colour alone takes
	// a byte for 341 of them. What claims more has no picture, but has us make
	// room for one.
	emptiest = 1024
)

// checkHeader says whether a picture may be read, by what its header claims.
func checkHeader(head image.Config, size int64) error {
	w, h := int64(head.Width), int64(head.Height)
	switch {
	case w <= 0 || h <= 0:
		return fmt.Errorf("%w: it has no pixels", ErrPicture)
	case w > MaxSide || h > MaxSide || w*h > MaxPixels:
		return fmt.Errorf("%w: it claims %d x %d pixels", ErrTooLarge, w, h)
	case size > MaxBytes:
		return fmt.Errorf("%w: the file has %d bytes", ErrTooLarge, size)
	case w*h > size*emptiest:
		return fmt.Errorf("%w: it claims %d x %d pixels in %d bytes", ErrTooLarge, w, h, size)
	}
	return nil
}

// checkScans says whether a picture may be decoded, by how it is built up, and
// whether it is one of which only one should be decoded at a time.
func checkScans(head image.Config, data []byte) (large bool, err error) {
	pixels := head.Width * head.Height
	progressive, scans := structure(data)
	switch {
	case progressive && pixels > MaxProgressive:
		return false, fmt.Errorf("%w: it is progressive and has %d x %d pixels", ErrTooLarge, head.Width, head.Height)
	case scans > MaxScans:
		return false, fmt.Errorf("%w: it has %d scans", ErrTooLarge, scans)
	}
	return pixels > largePixels || progressive && pixels > largePixels/4, nil
}

// structure tells how a JPEG is built up. Markers in what is no marker's place
// are counted too: rather one too many.
func structure(data []byte) (progressive bool, scans int) {
	for {
		i := bytes.IndexByte(data, 0xff)
		if i < 0 || i+1 >= len(data) {
			return progressive, scans
		}
		marker := data[i+1]
		data = data[i+1:]
		switch {
		case marker == 0xff: // fill
			continue
		case marker == 0xda:
			scans++
		case marker == 0xc2:
			progressive = true
		}
		if hasLength(marker) && len(data) >= 3 {
			n := 1 + int(data[1])<<8 + int(data[2])
			data = data[min(n, len(data)):]
		}
	}
}

// hasLength says whether a segment follows a marker: not after stuffed bytes,
// restarts, start and end.
func hasLength(marker byte) bool {
	return marker != 0 && marker != 1 && (marker < 0xd0 || marker > 0xd9)
}
