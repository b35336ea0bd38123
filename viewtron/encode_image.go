package viewtron

import (
	"encoding/base64"
	"strconv"
)

// NewImage is a picture to be sent: jpeg in base64, of so many pixels. A size of
// 0 x 0 is what recorders say of plate overviews.
func NewImage(jpeg []byte, width, height int) *Image {
	data := base64.StdEncoding.AppendEncode(nil, jpeg)
	return &Image{
		Data: data, Width: int32(width), Height: int32(height),
		Length: strconv.Itoa(len(data)), DataType: "0",
	}
}

// source writes the overview of a scene.
func (w *writer) source(img *Image, cdata bool) {
	if img == nil {
		return
	}
	w.open("sourceDataInfo")
	if img.AsSource {
		w.fail(w.at("sourceBase64Data"), "AsSource is of crops")
	}
	w.optional("dataType", "uint32", img.DataType)
	w.number("width", "uint32", img.Width)
	w.number("height", "uint32", img.Height)
	w.optional("sourceBase64Length", "uint32", img.Length)
	w.imageData("sourceBase64Data", "string", img.Data, cdata)
	w.close("sourceDataInfo")
}

// cropStyle is how a kind of device writes the pictures of targets.
type cropStyle struct {
	width, height string
	sizeType      string // of width and height
	typeType      string // of targetType, "" where it stands elsewhere
	cdata         bool
}

// Classic cameras capitalise the size of a crop (Q4).
var (
	cropClassic  = cropStyle{"Width", "Height", "tuint32", "uint32", true}
	crop531      = cropStyle{"width", "height", "uint32", "targetType", true}
	cropRecorder = cropStyle{"width", "height", "", "", true}
	// Recorders write the pictures of plates and faces without CDATA (Q11).
	cropRecorderPlain = cropStyle{"width", "height", "", "", false}
)

// crop writes the picture of a target, with the target's type where it stands
// there. Without a picture the type remains.
func (w *writer) crop(img *Image, rawType string, s cropStyle) {
	if img == nil && (rawType == "" || s.typeType == "") {
		return
	}
	w.open("targetImageData")
	w.cropInside(img, rawType, s)
	w.close("targetImageData")
}

func (w *writer) cropInside(img *Image, rawType string, s cropStyle) {
	if img != nil {
		w.optional("dataType", "uint32", img.DataType)
	}
	if s.typeType != "" {
		w.leaf("targetType", s.typeType, rawType)
	}
	if img == nil {
		return
	}
	w.number(s.width, s.sizeType, img.Width)
	w.number(s.height, s.sizeType, img.Height)
	if img.AsSource {
		w.optional("sourceBase64Length", "uint32", img.Length)
		w.imageData("sourceBase64Data", "string", img.Data, s.cdata)
		return
	}
	w.optional("targetBase64Length", "uint32", img.Length)
	w.imageData("targetBase64Data", "string", img.Data, s.cdata)
}
