package viewtrontest

import (
	"encoding/base64"
	"strconv"

	"github.com/watchpost/watchpost/viewtron"
)

// Picture is a JPEG ready to be put into any number of posts: it is encoded in
// base64 once.
type Picture struct {
	Width, Height int // in pixels
	JPEG          []byte
	text          []byte
}

// NewPicture is a picture of a JPEG, which must not be changed afterwards.
func NewPicture(jpeg []byte, width, height int) *Picture {
	return &Picture{
		Width: width, Height: height, JPEG: jpeg,
		text: base64.StdEncoding.AppendEncode(nil, jpeg),
	}
}

// image is the picture in a message; nil of none. The messages share its text.
func (p *Picture) image() *viewtron.Image {
	if p == nil {
		return nil
	}
	return &viewtron.Image{
		Data: p.text, Width: int32(p.Width), Height: int32(p.Height),
		Length: strconv.Itoa(len(p.text)), DataType: "0",
	}
}
