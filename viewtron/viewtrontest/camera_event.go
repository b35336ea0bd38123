package viewtrontest

import (
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/watchpost/watchpost/viewtron"
)

// Event is a detection of any kind that cameras have a name for; of any other it
// is an event named after it that receivers do not know.
func (c Camera) Event(at time.Time, d viewtron.Detection, h Hit) *viewtron.Message {
	smart := viewtron.SmartType(d, viewtron.LayoutCamera)
	switch {
	case smart == "":
		smart, d = string(d), viewtron.Unknown
	case c.PushV2 && d == viewtron.LicensePlate:
		smart = "VEHICLE"
	}
	m := &viewtron.Message{
		Kind: viewtron.KindEvent, Layout: viewtron.LayoutCamera, Version: c.version(),
		Device: c.sender(), Time: viewtron.NewTimestamp(at),
		Event: &viewtron.Event{
			SmartType: smart, Detection: d, Subscribe: "FEATURE_RESULT", Overview: c.picture(h.Overview),
		},
	}
	ev := m.Event
	if d == viewtron.LicensePlate {
		c.plates(m, h)
		return m
	}
	if hasRule(d) {
		for i := range h.Targets {
			ev.Rules = append(ev.Rules, cameraRule(d, &h, &h.Targets[i]))
		}
	}
	for i := range h.Targets {
		ev.Targets = append(ev.Targets, c.target(&h.Targets[i]))
	}
	if d == viewtron.VideoMetadata {
		for i := range ev.Targets { // nothing but the picture is in the block
			ev.Targets[i].ID, ev.Targets[i].Box = "", viewtron.Box{}
		}
	}
	return m
}

// hasRule says whether cameras send the rule of a detection.
func hasRule(d viewtron.Detection) bool {
	switch d {
	case viewtron.RegionIntrusion, viewtron.LineCrossing, viewtron.Loitering, viewtron.IllegalParking, viewtron.ObjectRemoved:
		return true
	}
	return false
}

func cameraRule(d viewtron.Detection, h *Hit, t *Target) viewtron.RuleHit {
	r := viewtron.RuleHit{EventID: h.eventID(d, t), TargetID: t.id(), Status: h.status(), Box: t.Box}
	if !atLine(d) {
		r.Boundary, r.Points = viewtron.BoundaryArea, h.zone()
		return r
	}
	r.Boundary, r.Points, r.TripForm = viewtron.BoundaryLine, h.line(), h.TripForm
	if r.TripForm == viewtron.TripNone {
		r.TripForm = viewtron.TripLine
	}
	return r
}

func (c Camera) target(t *Target) viewtron.Target {
	out := viewtron.Target{ID: t.id(), Type: t.Type, RawType: code(t.Type), Box: t.Box, Image: c.picture(t.Crop)}
	if c.is531() {
		out.RawType = word(t.Type)
	}
	return out
}

// plates makes an event one of plates, as the firmware writes them.
func (c Camera) plates(m *viewtron.Message, h Hit) {
	ev := m.Event
	ev.PlateLayout = viewtron.PlateClassic
	if c.is531() {
		ev.PlateLayout = viewtron.Plate531
		ev.PlateCount = strconv.Itoa(len(h.Targets))
		m.Device.ChannelID = "1"
		if ev.Overview != nil { // it says 0 x 0, though the picture is there
			ev.Overview.Width, ev.Overview.Height = 0, 0
		}
	}
	for i := range h.Targets {
		if c.is531() {
			ev.Targets = append(ev.Targets, c.plate531(&h, &h.Targets[i]))
		} else {
			ev.Targets = append(ev.Targets, c.plateClassic(&h.Targets[i]))
		}
	}
}

// plateClassic is a plate as classic firmware sends it: without a box.
func (c Camera) plateClassic(t *Target) viewtron.Target {
	p := t.plate()
	out := c.target(t)
	out.Type, out.RawType, out.Box = viewtron.TargetCar, "2", viewtron.Box{}
	out.Plate = &viewtron.Plate{
		Text: p.Text, Group: p.Group, HasGroup: p.Group != "", Color: p.Color,
		Direction: p.Direction, RawDirection: direction(p.Direction),
	}
	if p.Direction == viewtron.DirectionAway { // the word of classic firmware
		out.Plate.RawDirection = "leave"
	}
	if p.Confidence != 0 {
		percent := math.Round(p.Confidence)
		out.Plate.Confidence = &percent
	}
	return out
}

func (c Camera) plate531(h *Hit, t *Target) viewtron.Target {
	p := t.plate()
	out := c.target(t)
	out.Type, out.RawType = viewtron.TargetCar, "car"
	width, height := h.overviewSize()
	size := scale(Box(0, 0, int(t.Box.X2-t.Box.X1), int(t.Box.Y2-t.Box.Y1)), width, height, viewtron.UnitPixel)
	out.Plate = &viewtron.Plate{
		Text: p.Text, ColorCode: "3", StyleCode: "1", Group: p.Group, HasGroup: p.Group != "",
		Direction: p.Direction, RawDirection: direction(p.Direction), CharCount: strconv.Itoa(utf8.RuneCountInString(p.Text)),
		SourceWidth: int32(width), SourceHeight: int32(height),
		Width: size.X2, Height: size.Y2,
	}
	if p.Confidence != 0 {
		percent := p.Confidence
		out.Plate.Confidence = &percent
	}
	if p.Vehicle != nil {
		v := *p.Vehicle
		v.RawRect = ""
		v.Box = scale(v.Box, 1920, 1080, viewtron.Unit1080)
		if v.Box != (viewtron.Box{}) {
			v.RawRect = numbers(v.Box.X1, v.Box.Y1, v.Box.X2-v.Box.X1, v.Box.Y2-v.Box.Y1)
		}
		out.Vehicle = &v
	}
	return out
}

// plate is the target's plate; one that was seen and not read when it has none.
func (t *Target) plate() *Plate {
	if t.Plate != nil {
		return t.Plate
	}
	return &Plate{}
}

func direction(d viewtron.Direction) string {
	switch d {
	case viewtron.DirectionApproach:
		return "approach"
	case viewtron.DirectionAway:
		return "away"
	}
	return ""
}

// numbers are the numbers of a vehicle's box as Parse keeps them.
func numbers(a, b, c, d int32) string {
	text := func(v int32) string { return strconv.Itoa(int(v)) }
	return text(a) + "," + text(b) + "," + text(c) + "," + text(d)
}

// Intrusion is a target in a zone.
func (c Camera) Intrusion(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.RegionIntrusion, h)
}

// LineCrossing is a target that crossed a line.
func (c Camera) LineCrossing(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.LineCrossing, h)
}

// Counting is a target counted at a line, or in an area.
func (c Camera) Counting(at time.Time, line bool, h Hit) *viewtron.Message {
	return c.Event(at, counting(line), h)
}

func counting(line bool) viewtron.Detection {
	if line {
		return viewtron.LineCounting
	}
	return viewtron.AreaCounting
}

// Plate is one or more plates read.
func (c Camera) Plate(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.LicensePlate, h)
}

// Face is one or more faces seen.
func (c Camera) Face(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.FaceDetection, h)
}

// VSD is video metadata: of the first target, cameras tell the picture and type.
func (c Camera) VSD(at time.Time, h Hit) *viewtron.Message {
	h.Targets = h.Targets[:min(len(h.Targets), 1)]
	return c.Event(at, viewtron.VideoMetadata, h)
}
