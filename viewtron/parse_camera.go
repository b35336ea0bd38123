package viewtron

// cameraKnown are the elements of a camera event that have a place in Event.
var cameraKnown = []string{
	"types", "smartType", "subscribeOption", "subscribeRelation", "relativeTime", "plateCount",
	"perimeter", "tripwire", "sourceDataInfo", "listInfo", "vsd",
}

// cameraEvent reads an event in the camera's layout.
func (d *document) cameraEvent(m *Message, root elem, smart string, what Detection) {
	m.Kind, m.Layout = KindEvent, LayoutCamera
	ev := &Event{SmartType: smart, Detection: what, RelativeTime: root.of("relativeTime"), PlateCount: root.of("plateCount")}
	m.Event = ev
	ev.Subscribe = subscription(root)
	d.cameraRules(ev, root)
	if what == RegionIntrusion && isPEA(smart) {
		ev.Detection = peaDetection(root)
	}
	ev.Overview = d.source(root.child("sourceDataInfo"))
	list := root.child("listInfo")
	if what == LicensePlate {
		d.cameraPlates(ev, list)
	} else {
		for it := range list.items(MaxItems) {
			ev.Targets = append(ev.Targets, d.cameraTarget(it))
		}
	}
	d.wrapped(ev, root)
	m.Extra = extra(root, cameraKnown)
}

// subscription reads what the post answers to. Element and attribute swap their
// names between firmware (Q5), so either is taken.
func subscription(root elem) string {
	if s := root.of("subscribeOption"); s != "" {
		return s
	}
	return root.of("subscribeRelation")
}

func isPEA(smart string) bool { return equalFold([]byte(smart), "PEA") }

// peaDetection tells what a PEA post is about, by its block: a line is a line
// crossing, a zone or neither an intrusion.
func peaDetection(root elem) Detection {
	if root.child("tripwire").ok() && !root.child("perimeter").ok() {
		return LineCrossing
	}
	return RegionIntrusion
}

// cameraRules reads the rules that fired: perimeter/perInfo/item,
// tripwire/tripInfo/item, and the like in a block named after the smart type,
// which documents promise and no capture shows.
func (d *document) cameraRules(ev *Event, root elem) {
	for block := range root.children() {
		if isOneOf(block, notRules) || isOneOf(block, identityNames) {
			continue
		}
		for list := range block.children() {
			for it := range list.items(MaxItems) {
				if !it.child("eventId").ok() && !it.child("boundary").ok() && !it.child("line").ok() {
					continue
				}
				if len(ev.Rules) == MaxItems {
					d.note("list-truncated", "A list in the post has more items than are kept.")
					return
				}
				ev.Rules = append(ev.Rules, d.cameraRule(it))
			}
		}
	}
}

// notRules are blocks that hold no rules. The types block comes in three forms
// (Q7) and is skipped: it lists what the firmware knows.
var notRules = []string{"types", "listInfo", "sourceDataInfo", "targetListInfo", "faceListInfo", "licensePlateListInfo", "eventInfo"}

func (d *document) cameraRule(it elem) RuleHit {
	r := RuleHit{
		EventID: it.of("eventId"), TargetID: it.of("targetId"), Status: it.of("status"),
		Box: d.box(it.child("rect"), UnitFrame),
	}
	if b := it.child("boundary"); b.ok() {
		if r.Points = d.points(b); len(r.Points) > 0 {
			r.Boundary = BoundaryArea
		}
	}
	if points, form := d.tripwireLine(it); len(points) > 0 {
		r.Points, r.TripForm, r.Boundary = points, form, BoundaryLine
	}
	return r
}

// tripwireLine finds the ends of a tripwire in the three places that are
// documented for them.
func (d *document) tripwireLine(it elem) ([]Point, TripForm) {
	if p := d.line(it.child("line")); p != nil {
		return p, TripLine
	}
	if p := d.line(it); p != nil {
		return p, TripBare
	}
	if p := d.line(it.child("lineInfo")); p != nil {
		return p, TripLineInfo
	}
	return nil, TripNone
}

func (d *document) cameraTarget(it elem) Target {
	data := it.child("targetImageData")
	t := Target{ID: it.of("targetId"), Box: d.box(it.child("rect"), UnitFrame), Image: d.crop(data)}
	t.RawType = data.of("targetType")
	if t.RawType == "" {
		t.RawType = it.of("targetType")
	}
	t.Type = ParseTargetType(t.RawType)
	return t
}

// wrapped reads images that stand in a block of their own instead of at the top:
// video metadata does that in vsd (Q15), and kinds that no capture shows may do
// it in a block named after them.
func (d *document) wrapped(ev *Event, root elem) {
	for block := range root.children() {
		if isOneOf(block, notRules) {
			continue
		}
		if ev.Overview == nil {
			ev.Overview = d.source(block.child("sourceDataInfo"))
		}
		if list := block.child("listInfo"); list.ok() {
			for it := range list.items(MaxItems) {
				ev.Targets = append(ev.Targets, d.cameraTarget(it))
			}
		}
		if data := block.child("targetImageData"); data.ok() && len(ev.Targets) < MaxItems {
			ev.Targets = append(ev.Targets, d.cameraTarget(block))
		}
	}
}
