package viewtrontest

import (
	"strconv"

	"github.com/watchpost/watchpost/viewtron"
)

// Hit is one detection, in the terms of any device. Every field may be left zero.
type Hit struct {
	Targets  []Target
	Overview *Picture // the whole scene
	// Zone is the rule's polygon and Line its line, in ten-thousandths of the
	// frame. Line crossings and counts at a line have a line, other rules a zone.
	Zone     []viewtron.Point
	Line     []viewtron.Point
	TripForm viewtron.TripForm // where a camera writes the line
	Status   string            // "SMART_START" when empty; cameras only
	EventID  string            // follows from the target when empty
}

// Target is one person, vehicle, plate or face of a [Hit].
type Target struct {
	ID   int // 0 for none
	Type viewtron.TargetType
	Box  viewtron.Box // in ten-thousandths of the frame, whatever the device sends
	Crop *Picture
	// Plate makes the target a plate, whose box is then Box. Face are the
	// attributes of a face, which recorders alone send.
	Plate *Plate
	Face  *viewtron.Face
}

// Plate is a plate read.
type Plate struct {
	Text       string
	Group      string             // the camera's list or the recorder's group, "" for a plate on none
	Owner      string             // recorders only
	Color      string             // of the plate, a word; not sent by firmware 5.3.1
	Confidence float64            // percent, 0 for none; cameras only
	Direction  viewtron.Direction // cameras only
	Vehicle    *viewtron.Vehicle  // its Box, if any, in ten-thousandths of the frame
}

// Box is a box in ten-thousandths of the frame.
func Box(x1, y1, x2, y2 int) viewtron.Box {
	return viewtron.Box{X1: int32(x1), Y1: int32(y1), X2: int32(x2), Y2: int32(y2)}
}

// Points are the corners of a zone or the ends of a line, x and y in turn, in
// ten-thousandths of the frame.
func Points(xy ...int) []viewtron.Point {
	var p []viewtron.Point
	for i := 0; i+1 < len(xy); i += 2 {
		p = append(p, viewtron.Point{X: int32(xy[i]), Y: int32(xy[i+1])})
	}
	return p
}

// zone is the rule's polygon, one that covers the ground where none is given.
func (h *Hit) zone() []viewtron.Point {
	if len(h.Zone) > 0 {
		return h.Zone
	}
	return Points(600, 3500, 9400, 3500, 9700, 9500, 300, 9500)
}

func (h *Hit) line() []viewtron.Point {
	if len(h.Line) > 0 {
		return h.Line
	}
	return Points(4400, 3000, 4600, 9600)
}

func (h *Hit) status() string {
	if h.Status != "" {
		return h.Status
	}
	return "SMART_START"
}

// eventID is the id of an event. In captures it is the target's id plus a number
// of the rule's type.
func (h *Hit) eventID(d viewtron.Detection, t *Target) string {
	if h.EventID != "" {
		return h.EventID
	}
	offset := 200
	switch d {
	case viewtron.LineCrossing:
		offset = 100
	case viewtron.LineCounting:
		offset = 600
	case viewtron.AreaCounting:
		offset = 700
	case viewtron.VideoMetadata:
		offset = 1000
	}
	return strconv.Itoa(t.ID + offset)
}

func (t *Target) id() string {
	if t.ID == 0 {
		return ""
	}
	return strconv.Itoa(t.ID)
}

// atLine says whether a detection's rule is a line.
func atLine(d viewtron.Detection) bool {
	return d == viewtron.LineCrossing || d == viewtron.LineCounting
}

// overviewSize is the size of the picture that pixels are counted in.
func (h *Hit) overviewSize() (width, height int) {
	if h.Overview == nil {
		return 1280, 720
	}
	return h.Overview.Width, h.Overview.Height
}

// scale turns a box in ten-thousandths into one in a frame of so many units.
func scale(b viewtron.Box, width, height int, unit viewtron.Unit) viewtron.Box {
	x := func(v int32) int32 { return int32((int64(v)*int64(width) + 5000) / 10000) }
	y := func(v int32) int32 { return int32((int64(v)*int64(height) + 5000) / 10000) }
	if b == (viewtron.Box{}) {
		return b
	}
	return viewtron.Box{X1: x(b.X1), Y1: y(b.Y1), X2: x(b.X2), Y2: y(b.Y2), Unit: unit}
}
