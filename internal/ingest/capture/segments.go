package capture

import (
	"bytes"
	"cmp"
	"slices"
)

// ImageRef is a picture's text in a body, and where the picture is kept.
type ImageRef struct {
	Offset, Length int
	Name           string
}

// Segments splits a body at its pictures. A picture whose text is not
// [Canonical] stays part of the text around it: encoding the stored picture
// would give another body than was posted. What is not a reference is copied;
// the body is not held.
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
		if !Canonical(body[img.Offset : img.Offset+img.Length]) {
			continue
		}
		literal(img.Offset)
		out = append(out, Segment{Image: img.Name, Length: img.Length})
		from = img.Offset + img.Length
	}
	literal(len(body))
	return out
}
