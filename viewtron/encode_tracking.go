package viewtron

// tracking writes positions. Its point and its list of past points are always
// empty, as on all known firmware (Q34).
func (w *writer) tracking(m *Message) {
	if len(m.Tracking) > MaxItems {
		w.fail("Tracking", "more than %d targets", MaxItems)
		return
	}
	w.begin("config", m.Version)
	w.optional("messageType", "", m.MessageType)
	w.types(w.Firmware531)
	w.subscription("FEATURE_RESULT", subscribeAs(w.Firmware531, false))
	w.optional("currentTime", "tint64", m.Time.Raw)
	w.sender(m.Device)
	w.list("traject", len(m.Tracking))
	for i := range m.Tracking {
		w.trackPoint(&m.Tracking[i])
	}
	w.close("traject")
	w.close("config")
}

func (w *writer) trackPoint(p *TrackPoint) {
	w.open("item")
	w.optional("targetId", "uint32", p.ID)
	w.point("point", Point{})
	w.box("rect", p.Box, UnitFrame)
	w.number("velocity", "uint32", p.Velocity)
	w.number("direction", "uint32", p.Direction)
	w.leaf("targetType", "targetType", w.word(p.Type, p.RawType))
	w.emptyList("trajectlength")
	w.close("item")
}
