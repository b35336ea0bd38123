package viewtrontest

import (
	"cmp"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// Event is a detection of any kind that recorders have a name for, or else cameras;
// of any other it is an event named after it that receivers do not know. Its time
// is of milliseconds.
func (c Channel) Event(at time.Time, d viewtron.Detection, h Hit) *viewtron.Message {
	smart := cmp.Or(viewtron.SmartType(d, viewtron.LayoutRecorder), viewtron.SmartType(d, viewtron.LayoutCamera))
	if smart == "" {
		smart, d = string(d), viewtron.Unknown
	}
	m := &viewtron.Message{
		Kind: viewtron.KindEvent, Layout: viewtron.LayoutRecorder, Version: c.version(), MessageType: "alarmData",
		Device: c.identity(), Time: viewtron.NewTimestamp(at.Truncate(time.Millisecond)),
		Event: &viewtron.Event{SmartType: smart, Detection: d, Overview: h.Overview.image()},
	}
	ev := m.Event
	switch d {
	case viewtron.LicensePlate:
		if ev.Overview != nil { // it says 0 x 0, though the picture is there
			ev.Overview.Width, ev.Overview.Height = 0, 0
		}
		for i := range h.Targets {
			ev.Targets = append(ev.Targets, recorderPlate(&h, &h.Targets[i]))
		}
	case viewtron.FaceDetection, viewtron.FaceMatch:
		for i := range h.Targets {
			ev.Targets = append(ev.Targets, recorderFace(&h, &h.Targets[i]))
		}
	default:
		for i := range h.Targets {
			ev.Rules = append(ev.Rules, recorderRule(d, &h, &h.Targets[i]))
			ev.Targets = append(ev.Targets, recorderTarget(&h.Targets[i]))
		}
	}
	return m
}

func recorderRule(d viewtron.Detection, h *Hit, t *Target) viewtron.RuleHit {
	r := viewtron.RuleHit{EventID: h.eventID(d, t), TargetID: t.id(), Box: t.Box}
	switch {
	case atLine(d):
		r.Boundary, r.Points, r.TripForm = viewtron.BoundaryLine, h.line(), viewtron.TripDirection
	case d == viewtron.VideoMetadata && len(h.Zone) == 0:
		r.Boundary, r.Points = viewtron.BoundaryArea, Points(0, 0, 9900, 0, 9900, 9900, 0, 9900)
	default:
		r.Boundary, r.Points = viewtron.BoundaryArea, h.zone()
	}
	if d == viewtron.LineCounting { // counts at a line come without the target's box
		r.Box = viewtron.Box{}
	}
	return r
}

func recorderTarget(t *Target) viewtron.Target {
	return viewtron.Target{ID: t.id(), Type: t.Type, RawType: word(t.Type), Image: t.Crop.image()}
}

func recorderPlate(h *Hit, t *Target) viewtron.Target {
	p := t.plate()
	width, height := h.overviewSize()
	out := viewtron.Target{ID: t.id(), Box: scale(t.Box, width, height, viewtron.UnitPixel), Image: t.Crop.image()}
	out.Plate = &viewtron.Plate{
		Text: p.Text, Color: p.Color, Group: p.Group, HasGroup: p.Group != "" || p.Owner != "", Owner: p.Owner,
	}
	if p.Vehicle != nil {
		v := *p.Vehicle
		v.Box = scale(v.Box, width, height, viewtron.UnitPixel)
		v.RawRect = "1,0,1,0" // what recorders send where they know no box
		if v.Box != (viewtron.Box{}) {
			v.RawRect = numbers(v.Box.X1, v.Box.Y1, v.Box.X2, v.Box.Y2)
		}
		out.Vehicle = &v
	}
	return out
}

func recorderFace(h *Hit, t *Target) viewtron.Target {
	width, height := h.overviewSize()
	f := viewtron.Face{Age: "unknown", Sex: "unknown", Glasses: "unknown", Mask: "unknown"}
	if t.Face != nil {
		f = *t.Face
	}
	return viewtron.Target{
		ID: t.id(), Box: scale(t.Box, width, height, viewtron.UnitPixel), Image: t.Crop.image(), Face: &f,
	}
}

// Intrusion is a target in a zone.
func (c Channel) Intrusion(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.RegionIntrusion, h)
}

// LineCrossing is a target that crossed a line.
func (c Channel) LineCrossing(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.LineCrossing, h)
}

// Counting is a target counted at a line, or in an area.
func (c Channel) Counting(at time.Time, line bool, h Hit) *viewtron.Message {
	return c.Event(at, counting(line), h)
}

// Plate is one or more plates read.
func (c Channel) Plate(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.LicensePlate, h)
}

// Face is one or more faces seen.
func (c Channel) Face(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.FaceDetection, h)
}

// VSD is video metadata: objects anywhere in the picture.
func (c Channel) VSD(at time.Time, h Hit) *viewtron.Message {
	return c.Event(at, viewtron.VideoMetadata, h)
}
