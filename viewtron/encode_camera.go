package viewtron

// cameraEvent writes an event in the camera's layout, its elements in the order
// that was captured.
func (w *writer) cameraEvent(m *Message) {
	w.checkEvent(m)
	if w.err != nil {
		return
	}
	ev := m.Event
	plates := isPlateEvent(ev)
	if ev.PlateLayout != PlateLayoutNone && !plates {
		w.fail("Event.PlateLayout", "is of plate events, not of %.60q", ev.SmartType)
	}
	new531 := w.Firmware531 || ev.PlateLayout == Plate531
	w.begin("config", m.Version)
	w.optional("messageType", "", m.MessageType)
	w.types(new531)
	w.optional("smartType", smartTypeOf(new531), ev.SmartType)
	w.subscription(ev.Subscribe, subscribeAs(new531, plates))
	w.optional("currentTime", "tint64", m.Time.Raw)
	w.sender(m.Device)
	w.optional("plateCount", "uint32", ev.PlateCount)
	w.rules(ev)
	w.optional("relativeTime", "tint64", ev.RelativeTime)
	switch {
	case plates:
		w.plates(ev)
	case ev.Detection == VideoMetadata || wrapsList(ev):
		w.wrapped(ev.Overview, ev.Targets, w.cropStyle())
	default:
		w.scene(m)
	}
	w.close("config")
}

func (w *writer) cropStyle() cropStyle {
	if w.Firmware531 {
		return crop531
	}
	return cropClassic
}

// isPlateEvent says whether a camera's event is read as one of plates.
func isPlateEvent(ev *Event) bool {
	if is, ok := find(cameraTypes, ev.SmartType); ok {
		return is == LicensePlate
	}
	if is, ok := find(recorderTypes, ev.SmartType); ok {
		return is == LicensePlate
	}
	return readsPlates(ev)
}

// readsPlates says whether an event of a type that nobody knows is one of plates
// all the same: its list begins with one that was read.
func readsPlates(ev *Event) bool {
	return ev.Detection != Unknown && readAny(ev.Targets[:listedPlates(ev.Targets)])
}

// wrapsList says whether targets must stand in a block of their own: plates in the
// list of an event of a type that nobody knows would make it one of plates.
func wrapsList(ev *Event) bool {
	return !known(ev.SmartType) && !readsPlates(ev) && readAny(ev.Targets)
}

// scene writes the overview and the targets of an event. Without either, a post
// whose words could be a recorder's has an empty list, which only cameras write.
func (w *writer) scene(m *Message) {
	ev := m.Event
	w.source(ev.Overview, true)
	_, camera := find(cameraTypes, ev.SmartType)
	_, recorder := find(recorderTypes, ev.SmartType)
	if len(ev.Targets) > 0 || m.MessageType != "" || recorder && !camera {
		w.targets(ev.Targets, w.cropStyle())
	}
}

func (w *writer) targets(targets []Target, s cropStyle) {
	w.list("listInfo", len(targets))
	for i := range targets {
		w.open("item")
		if targets[i].Plate != nil {
			w.plateOfScene(&targets[i], s)
		} else {
			w.target(&targets[i], s)
		}
		w.close("item")
	}
	w.close("listInfo")
}

func (w *writer) target(t *Target, s cropStyle) {
	w.optional("targetId", "tuint32", t.ID)
	w.optionalBox(t.Box, UnitFrame)
	w.crop(t.Image, w.rawType(t, s), s)
}

// rawType is a target's type in the words or numbers that go with a style.
func (w *writer) rawType(t *Target, s cropStyle) string {
	if s == cropClassic {
		return w.code(t.Type, t.RawType)
	}
	return w.word(t.Type, t.RawType)
}

// wrapped writes the pictures of video metadata, which stand in a block (Q15): of
// a single target without a list.
func (w *writer) wrapped(overview *Image, targets []Target, s cropStyle) {
	w.open("vsd")
	w.source(overview, true)
	switch {
	case len(targets) == 1 && targets[0].Plate == nil:
		t := &targets[0]
		w.optional("targetId", "tuint32", t.ID)
		w.optionalBox(t.Box, UnitFrame)
		w.open("targetImageData")
		w.cropInside(t.Image, w.rawType(t, s), s)
		w.close("targetImageData")
	case len(targets) > 0:
		w.targets(targets, s)
	}
	w.close("vsd")
}

// isOSC says whether a smart type is that of items that were left or taken, whose
// zones stand in a block named after it, as documents promise.
func isOSC(smart string) bool { return equalFold([]byte(smart), "OSC") }

// rules writes the blocks of the rules that fired: zones in perimeter, lines in
// tripwire. The first block tells what a PEA post is about, so that one of an
// intrusion begins with a zone, or has its lines in perimeter too, and one of a
// line crossing has tripwire alone.
func (w *writer) rules(ev *Event) {
	pea := isPEA(ev.SmartType)
	crossing := pea && ev.Detection == LineCrossing
	zoneBlock, zoneList := "perimeter", "perInfo"
	if isOSC(ev.SmartType) {
		zoneBlock, zoneList = "osc", "oscInfo"
	}
	if crossing && len(ev.Rules) == 0 {
		w.block("tripwire", "tripInfo", nil)
	}
	zones := false
	for i := range ev.Rules {
		zones = zones || ev.Rules[i].Boundary != BoundaryLine
	}
	inTripwire := func(r *RuleHit) bool {
		return crossing || r.Boundary == BoundaryLine && (zones || !pea)
	}
	for rest := ev.Rules; len(rest) > 0; {
		line := inTripwire(&rest[0])
		n := 1
		for n < len(rest) && inTripwire(&rest[n]) == line {
			n++
		}
		if line {
			w.block("tripwire", "tripInfo", rest[:n])
		} else {
			w.block(zoneBlock, zoneList, rest[:n])
		}
		rest = rest[n:]
	}
}

func (w *writer) block(name, list string, rules []RuleHit) {
	status := "perStatus"
	if name == "tripwire" {
		status = "smartStatus" // (Q6)
	}
	w.open(name)
	w.list(list, len(rules))
	for i := range rules {
		r := &rules[i]
		w.open("item")
		w.optional("eventId", "uint32", r.EventID)
		w.optional("targetId", "uint32", r.TargetID)
		w.optional("status", status, r.Status)
		w.cameraBoundary(r)
		w.optionalBox(r.Box, UnitFrame)
		w.close("item")
	}
	w.close(list)
	w.close(name)
}

// cameraBoundary writes a zone, or a line in one of the three forms that are
// documented for it.
func (w *writer) cameraBoundary(r *RuleHit) {
	switch {
	case r.Boundary == BoundaryNone:
		if len(r.Points) > 0 || r.TripForm != TripNone {
			w.fail(w.at("boundary"), "points of no told shape")
		}
	case r.Boundary == BoundaryArea:
		if len(r.Points) == 0 || r.TripForm != TripNone {
			w.fail(w.at("boundary"), "a zone has corners and no TripForm")
		}
		w.corners("boundary", r.Points, true)
	case r.TripForm == TripNone, r.TripForm == TripLine:
		w.open("line")
		w.line(r.Points)
		w.close("line")
	case r.TripForm == TripBare:
		w.line(r.Points)
	case r.TripForm == TripLineInfo:
		w.open("lineInfo")
		w.line(r.Points)
		w.close("lineInfo")
	default:
		w.fail(w.at("line"), "directionLine is of recorders")
	}
}
