package viewtron

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// vehicle writes what carries a plate: its attributes, then its box.
func (w *writer) vehicle(t *Target) {
	v := t.Vehicle
	if v == nil {
		return
	}
	attrs := *v != Vehicle{Box: v.Box, RawRect: v.RawRect}
	rect := v.RawRect != "" || v.Box != (Box{})
	if attrs || !rect {
		w.open("carAttr")
		w.leaf("color", "vsdCarAttrColorType", v.Color)
		w.leaf("type", "vsdCarAttrTypeType", v.Type)
		w.leaf("brand", "vsdCarAttrBrandType", v.Brand)
		w.leaf("model", "vsdCarAttrModelType", v.Model)
		w.close("carAttr")
	}
	if rect {
		w.carRect(t, false)
	}
}

// recorderVehicle writes what carries a plate as recorders do: first its box.
func (w *writer) recorderVehicle(t *Target) {
	v := t.Vehicle
	if v == nil {
		return
	}
	attrs := *v != Vehicle{Box: v.Box, RawRect: v.RawRect}
	rect := v.RawRect != "" || v.Box != (Box{})
	if rect {
		w.carRect(t, true)
	}
	if attrs || !rect {
		w.open("carAttribute")
		w.cdata("carType", "", v.Type)
		w.cdata("color", "", v.Color)
		w.cdata("brand", "", v.Brand)
		w.cdata("model", "", v.Model)
		w.close("carAttribute")
	}
}

// The names of a carRect's numbers: of recorders, and of firmware 5.3.1.
var (
	rectCorners = [4]string{"x1", "y1", "x2", "y2"}
	rectSizes   = [4]string{"x", "y", "width", "height"}
)

// carRect writes a vehicle's box in the form that reads back as the same: of a
// box that is not believed, only the numbers as sent remain, and which of the two
// forms they were in follows from what either would mean.
func (w *writer) carRect(t *Target, corners bool) {
	v := t.Vehicle
	names := rectSizes
	switch {
	case v.Box.Unit == UnitPixel && v.Box != (Box{}):
		names = rectCorners
	case v.Box != (Box{}):
	case corners:
		names = rectCorners
	}
	raw := v.RawRect
	if raw == "" {
		raw = rawRect(v.Box)
	}
	parts := strings.Split(raw, ",")
	if len(parts) != len(names) {
		w.fail(w.at("carRect"), "%.60q is not four numbers", raw)
		return
	}
	if v.Box == (Box{}) && believed(parts, names, t.Box) {
		if names == rectCorners {
			names = rectSizes
		} else {
			names = rectCorners
		}
	}
	w.row("carRect")
	for i, n := range names {
		w.leaf(n, "uint32", parts[i])
	}
	w.closeRow("carRect")
}

// rawRect are the numbers of a box as they are sent: corners of pixels, place and
// size in the frame of firmware 5.3.1.
func rawRect(b Box) string {
	if b.Unit == Unit1080 {
		return fmt.Sprintf("%d,%d,%d,%d", b.X1, b.Y1, b.X2-b.X1, b.Y2-b.Y1)
	}
	return fmt.Sprintf("%d,%d,%d,%d", b.X1, b.Y1, b.X2, b.Y2)
}

// believed says whether a reader would take the numbers of a carRect for a box.
func believed(parts []string, names [4]string, plate Box) bool {
	var n [4]int32
	for i, p := range parts {
		n[i] = wholeNumber(p)
	}
	if names == rectCorners {
		return n[2] > n[0] && n[3] > n[1]
	}
	b := Box{n[0], n[1], n[0] + n[2], n[1] + n[3], Unit1080}
	return n[2] > 0 && n[3] > 0 && plate != Box{} && plate.Unit == UnitFrame && b.Contains(carFrame(plate))
}

// wholeNumber reads a number as Parse does: what is none is 0.
func wholeNumber(s string) int32 {
	s = strings.TrimPrefix(s, "+")
	whole, fraction, _ := strings.Cut(s, ".")
	if !allDigits([]byte(whole + fraction)) {
		return 0
	}
	v, err := strconv.ParseUint(whole, 10, 31)
	if err != nil && whole != "" {
		return math.MaxInt32
	}
	return int32(v)
}
