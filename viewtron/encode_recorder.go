package viewtron

import "fmt"

// recorderEvent writes an event in the recorder's layout: rules and targets,
// plates, or faces, each in the list that tells the three structures apart.
func (w *writer) recorderEvent(m *Message) {
	w.checkEvent(m)
	ev := m.Event
	if ev.PlateLayout != PlateLayoutNone || ev.PlateCount != "" {
		w.fail("Event.PlateLayout", "is of cameras, and so is PlateCount")
	}
	targets, plates, faces := w.split(ev.Targets)
	if w.err != nil {
		return
	}
	w.begin("config", m.Version)
	w.optional("messageType", "", m.MessageType)
	w.deviceInfo(m.Device, namesShort)
	w.optional("smartType", "", ev.SmartType)
	w.optional("subscribeOption", "", ev.Subscribe)
	w.optional("currentTime", "", m.Time.Raw)
	w.optional("relativeTime", "", ev.RelativeTime)
	plateList := len(plates) > 0 || ev.Detection == LicensePlate || isVehicleWord(ev.SmartType)
	faceList := len(faces) > 0 || ev.Detection == FaceDetection || ev.Detection == FaceMatch
	general := len(ev.Rules) > 0 || len(targets) > 0 || !plateList && !faceList
	if general {
		w.eventInfo(ev.Rules)
	}
	w.source(ev.Overview, general)
	if general {
		w.targetList(targets)
	}
	if plateList {
		w.plateList(plates)
	}
	if faceList {
		w.faceList(faces)
	}
	w.close("config")
}

// split takes the targets apart by the lists that they belong to, which stand in
// this order.
func (w *writer) split(all []Target) (targets, plates, faces []Target) {
	var n [3]int
	last := 0
	for i := range all {
		list := 0
		switch {
		case all[i].Plate != nil:
			list = 1
		case all[i].Face != nil:
			list = 2
		}
		if list < last {
			w.fail(fmt.Sprintf("Event.Targets[%d]", i), "recorders list targets first, then plates, then faces")
		}
		last = list
		n[list]++
	}
	return all[:n[0]], all[n[0] : n[0]+n[1]], all[n[0]+n[1]:]
}

func (w *writer) eventInfo(rules []RuleHit) {
	w.open("eventInfo")
	for i := range rules {
		r := &rules[i]
		w.open("item")
		w.optional("eventId", "", r.EventID)
		w.optional("targetId", "", r.TargetID)
		w.optional("status", "", r.Status)
		w.recorderBoundary(r)
		w.box("rect", r.Box, UnitFrame) // four zeros where there is none (Q8)
		w.close("item")
	}
	w.close("eventInfo")
}

func (w *writer) recorderBoundary(r *RuleHit) {
	line := r.TripForm == TripNone || r.TripForm == TripDirection
	switch {
	case r.Boundary == BoundaryNone && len(r.Points) == 0 && r.TripForm == TripNone:
	case r.Boundary == BoundaryArea && r.TripForm == TripNone:
		w.leaf("boundary", "", "area")
		w.corners("pointGroup", r.Points, false)
	case r.Boundary == BoundaryLine && line:
		w.leaf("boundary", "", "tripwire")
		if len(r.Points) > 0 {
			w.open("directionLine")
			w.line(r.Points)
			w.close("directionLine")
		}
	default:
		w.fail(w.at("boundary"), "shape %d with %d points in form %d is none of recorders", r.Boundary, len(r.Points), r.TripForm)
	}
}

func (w *writer) targetList(targets []Target) {
	w.open("targetListInfo")
	for i := range targets {
		t := &targets[i]
		w.open("item")
		w.optional("targetId", "", t.ID)
		w.optional("targetType", "", w.word(t.Type, t.RawType))
		w.optionalBox(t.Box, UnitFrame)
		w.crop(t.Image, "", cropRecorder)
		w.close("item")
	}
	w.close("targetListInfo")
}

func (w *writer) plateList(plates []Target) {
	w.open("licensePlateListInfo")
	for i := range plates {
		t, p := &plates[i], plates[i].Plate
		w.open("item")
		w.optional("targetId", "", t.ID)
		w.optional("targetType", "", w.word(t.Type, t.RawType))
		w.box("rect", t.Box, UnitPixel)
		w.checkRecorderPlate(p)
		w.open("licensePlateAttribute")
		w.cdata("licensePlateNumber", "", p.Text)
		w.leaf("color", "", p.Color)
		w.close("licensePlateAttribute")
		w.optional("vehicleDirect", "", w.direction(p))
		if p.HasGroup || p.Group != "" || p.Owner != "" {
			w.open("licensePlateMatchInfo")
			w.cdata("groupName", "", p.Group)
			w.cdata("carOwner", "", p.Owner)
			w.close("licensePlateMatchInfo")
		}
		w.recorderVehicle(t)
		w.crop(t.Image, "", cropRecorderPlain)
		w.close("item")
	}
	w.close("licensePlateListInfo")
}

// checkRecorderPlate refuses what only cameras tell of a plate.
func (w *writer) checkRecorderPlate(p *Plate) {
	told := Plate{
		Text: p.Text, Color: p.Color, Group: p.Group, HasGroup: p.HasGroup, Owner: p.Owner,
		Direction: p.Direction, RawDirection: p.RawDirection,
	}
	if *p != told {
		w.fail(w.at("licensePlateAttribute"), "recorders do not tell confidence, codes, province and sizes")
	}
}

func (w *writer) faceList(faces []Target) {
	w.open("faceListInfo")
	for i := range faces {
		t, f := &faces[i], faces[i].Face
		w.open("item")
		w.optional("targetId", "", t.ID)
		w.optional("targetType", "", w.word(t.Type, t.RawType))
		w.box("rect", t.Box, UnitPixel)
		w.leaf("age", "", f.Age)
		w.leaf("sex", "", f.Sex)
		w.leaf("glasses", "", f.Glasses)
		w.leaf("mask", "", f.Mask)
		w.crop(t.Image, "", cropRecorderPlain)
		w.close("item")
	}
	w.close("faceListInfo")
}
