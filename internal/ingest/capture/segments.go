package capture

import (
	"bytes"
	"cmp"
	"slices"
)

// ImageRef is a picture's text in a body, and where the picture is kept. The text
// must be exactly what encoding the picture gives.
type ImageRef struct {
	Offset, Length int
	Name           string
}

// Segments splits a body at its pictures. What is not a reference is copied; the
// body is not held.
func Segments(body []byte, images []ImageRef) []Segment {
	images = slices.Clone(images)
	slices.SortFunc(images, func(a, b ImageRef) int { return cmp.Compare(a.Offset, b.Offset) })
	var out []Segment
	from := 0
	literal := func(to int) {
		if to > from {
			out = append(out, Segment{Literal: bytes.Clone(body[from:to])})
		}
	}
	for _, img := range images {
		if img.Offset < from || img.Length < 0 || img.Length > len(body)-img.Offset {
			continue // not a part of this body, or inside another
		}
		literal(img.Offset)
		out = append(out, Segment{Image: img.Name, Length: img.Length})
		from = img.Offset + img.Length
	}
	literal(len(body))
	return out
}
