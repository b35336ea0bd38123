package viewtron

import (
	"fmt"
	"strings"
)

// SmartType is the name that cameras or recorders have for a detection: "PEA" or
// "regionIntrusion". It is "" where a layout has none.
func SmartType(d Detection, l Layout) string {
	table := cameraTypes
	switch {
	case l == LayoutRecorder:
		table = recorderTypes
	case l != LayoutCamera:
		return ""
	case d == LineCrossing:
		return "PEA"
	}
	for _, n := range table {
		if n.is == d {
			return n.text
		}
	}
	return ""
}

// known says whether a smart type is in either table.
func known(smart string) bool {
	_, camera := find(cameraTypes, smart)
	_, recorder := find(recorderTypes, smart)
	return camera || recorder
}

// checkEvent refuses what a reader would take for something else.
func (w *writer) checkEvent(m *Message) {
	ev := m.Event
	if ev.SmartType == "" && !strings.EqualFold(m.MessageType, "alarmData") {
		w.fail("Event.SmartType", "is empty, and messageType is not alarmData")
	}
	if len(ev.Rules) > MaxItems || len(ev.Targets) > MaxItems {
		w.fail("Event", "has more than %d rules or targets", MaxItems)
	}
	if told := w.told(m); ev.Detection != "" && ev.Detection != told {
		w.fail("Event.Detection", "%q, but smart type %.60q with what else is in the post tells %q", ev.Detection, ev.SmartType, told)
	}
	for i := range ev.Targets {
		w.checkTarget(fmt.Sprintf("Event.Targets[%d]", i), &ev.Targets[i], m.Layout)
	}
}

// told is the detection that a reader of the post will find in it.
func (w *writer) told(m *Message) Detection {
	ev := m.Event
	if isPEA(ev.SmartType) {
		return peaTold(m)
	}
	tables := [][]name[Detection]{cameraTypes, recorderTypes}
	if m.Layout == LayoutRecorder {
		tables[0], tables[1] = tables[1], tables[0]
	}
	for _, t := range tables {
		if is, ok := find(t, ev.SmartType); ok {
			return is
		}
	}
	switch {
	case m.Layout == LayoutRecorder && ev.Detection == LicensePlate, m.Layout == LayoutCamera && readsPlates(ev):
		return LicensePlate
	case m.Layout == LayoutCamera:
		return Unknown
	}
	for i := range ev.Targets {
		switch {
		case ev.Targets[i].Plate != nil:
			return LicensePlate
		case ev.Targets[i].Face != nil:
			return FaceDetection
		}
	}
	if ev.Detection == FaceDetection {
		return FaceDetection
	}
	return Unknown
}

// peaTold is what a PEA post is about, by its rules. In a camera's post without
// any, the block tells.
func peaTold(m *Message) Detection {
	ev := m.Event
	if m.Layout == LayoutRecorder {
		if len(ev.Rules) > 0 && ev.Rules[0].Boundary == BoundaryLine {
			return LineCrossing
		}
		return RegionIntrusion
	}
	if ev.Detection == LineCrossing {
		return LineCrossing
	}
	return RegionIntrusion
}

// readAny says whether a plate was read.
func readAny(targets []Target) bool {
	for i := range targets {
		if p := targets[i].Plate; p != nil && p.Text != "" {
			return true
		}
	}
	return false
}

// checkTarget refuses what the layout has no place for.
func (w *writer) checkTarget(where string, t *Target, l Layout) {
	switch {
	case t.Vehicle != nil && t.Plate == nil:
		w.fail(where+".Vehicle", "has its place beside a plate")
	case t.Face != nil && l == LayoutCamera:
		w.fail(where+".Face", "cameras do not tell")
	case t.Face != nil && t.Plate != nil:
		w.fail(where, "is a plate or a face")
	}
}
