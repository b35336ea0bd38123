package viewtron

import "strings"

// recorderKnown are the elements of a recorder event that have a place in Event.
var recorderKnown = []string{
	"types", "smartType", "subscribeOption", "subscribeRelation", "relativeTime",
	"eventInfo", "targetListInfo", "licensePlateListInfo", "faceListInfo", "sourceDataInfo",
}

// recorderEvent reads an event in the recorder's layout. Which of the three
// structures it has follows from the lists that are there.
func (d *document) recorderEvent(m *Message, root elem, smart string, what Detection) {
	m.Kind, m.Layout = KindEvent, LayoutRecorder
	ev := &Event{SmartType: smart, Detection: what, RelativeTime: root.of("relativeTime"), Subscribe: subscription(root)}
	m.Event = ev
	for it := range root.child("eventInfo").items(MaxItems) {
		ev.Rules = append(ev.Rules, d.recorderRule(it))
	}
	if isPEA(smart) && len(ev.Rules) > 0 && ev.Rules[0].Boundary == BoundaryLine {
		ev.Detection = LineCrossing
	}
	ev.Overview = d.source(root.child("sourceDataInfo"))
	for it := range root.child("targetListInfo").items(MaxItems) {
		d.addTarget(ev, d.recorderTarget(it))
	}
	for it := range root.child("licensePlateListInfo").items(MaxItems) {
		d.addTarget(ev, d.recorderPlate(it))
	}
	for it := range root.child("faceListInfo").items(MaxItems) {
		d.addTarget(ev, d.recorderFace(it))
	}
	m.Extra = extra(root, recorderKnown)
}

// recorderRule reads one rule that fired. Recorders send no status (Q6), and the
// same eventId again for the same target and rule (Q33).
func (d *document) recorderRule(it elem) RuleHit {
	r := RuleHit{
		EventID: it.of("eventId"), TargetID: it.of("targetId"), Status: it.of("status"),
		Box: d.box(it.child("rect"), UnitFrame),
	}
	line, zone := it.child("directionLine"), it.child("pointGroup")
	switch boundary := it.of("boundary"); {
	case strings.EqualFold(boundary, "tripwire") || line.ok() && !zone.ok():
		r.Boundary, r.TripForm = BoundaryLine, TripDirection
		r.Points = d.line(line)
	case strings.EqualFold(boundary, "area") || zone.ok():
		r.Boundary = BoundaryArea
		r.Points = d.points(zone)
	}
	return r
}

func (d *document) recorderTarget(it elem) Target {
	t := Target{
		ID: it.of("targetId"), RawType: it.of("targetType"), Box: d.box(it.child("rect"), UnitFrame),
		Image: d.crop(it.child("targetImageData")),
	}
	t.Type = ParseTargetType(t.RawType)
	return t
}

// recorderPlate reads one plate. Its box is in pixels of the overview (Q29),
// whose size the post gives as 0 x 0 (Q9).
func (d *document) recorderPlate(it elem) Target {
	t := d.recorderTarget(it)
	t.Box = d.box(it.child("rect"), UnitPixel)
	attrs := it.child("licensePlateAttribute")
	match := it.child("licensePlateMatchInfo")
	t.Plate = &Plate{
		Text: attrs.of("licensePlateNumber"), Color: attrs.of("color"),
		Group: match.of("groupName"), HasGroup: match.ok(), Owner: match.of("carOwner"),
		RawDirection: it.of("vehicleDirect"),
	}
	t.Plate.Direction = ParseDirection(t.Plate.RawDirection)
	t.Vehicle = d.vehicle(it, t.Box)
	return t
}

// recorderFace reads one face with its attributes, which cameras do not send
// (Q36), in whichever of the two vocabularies. Its box is in pixels, by what the published numbers allow.
func (d *document) recorderFace(it elem) Target {
	t := d.recorderTarget(it)
	t.Box = d.box(it.child("rect"), UnitPixel)
	t.Face = &Face{Age: it.of("age"), Sex: it.of("sex"), Glasses: it.of("glasses"), Mask: it.of("mask")}
	return t
}
