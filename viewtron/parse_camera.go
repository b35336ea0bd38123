package viewtron

// cameraKnown are the elements of a camera event that have a place in Event.
var cameraKnown = []string{
	"types", "smartType", "subscribeOption", "subscribeRelation", "relativeTime", "plateCount",
	"perimeter", "tripwire", "sourceDataInfo", "listInfo", "vsd",
}

// cameraEvent reads an event in the camera's layout. What relativeTime counts is
// not known (Q40); it is kept.
func (d *document) cameraEvent(m *Message, root elem, smart string, what Detection) {
	m.Kind, m.Layout = KindEvent, LayoutCamera
	ev := &Event{SmartType: smart, Detection: what, RelativeTime: root.of("relativeTime"), PlateCount: root.of("plateCount")}
	m.Event = ev
	ev.Subscribe = subscription(root)
	d.cameraRules(ev, root)
	if isPEA(smart) {
		ev.Detection = peaDetection(root)
	}
	ev.Overview = d.source(root.child("sourceDataInfo"))
	list := root.child("listInfo")
	if what == LicensePlate {
		d.cameraPlates(ev, list)
	} else {
		for it := range list.items(MaxItems) {
			d.addTarget(ev, d.cameraItem(it))
		}
	}
	d.wrapped(ev, root)
	known := cameraKnown
	if isOSC(smart) {
		known = append(known[:len(known):len(known)], "osc")
	}
	m.Extra = extra(root, known)
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
// crossing, a zone or neither an intrusion. Of two blocks the filled one counts.
func peaDetection(root elem) Detection {
	zone, line := root.child("perimeter"), root.child("tripwire")
	if line.ok() && (!zone.ok() || !zone.child("perInfo").child("item").ok()) {
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
		known := block.is("perimeter") || block.is("tripwire") || block.is("osc")
		for list := range block.children() {
			if list.is("lineInfo") {
				d.sharedLine(ev, list)
				continue
			}
			for it := range list.items(MaxItems) {
				if !known && !hasOneOf(it, ruleParts) || isOneOf(list, notRules) {
					continue
				}
				if len(ev.Rules) == MaxItems {
					d.noteTruncated()
					return
				}
				ev.Rules = append(ev.Rules, d.cameraRule(it))
			}
		}
	}
}

// ruleParts are the elements that make an item of a list one of a rule.
var ruleParts = []string{"eventId", "status", "boundary", "line", "lineInfo", "startPoint"}

// sharedLine takes a line that stands beside the list of rules instead of in each
// of them.
func (d *document) sharedLine(ev *Event, e elem) {
	points := d.line(e)
	if points == nil {
		return
	}
	if len(ev.Rules) == 0 {
		ev.Rules = []RuleHit{{}}
	}
	for i := range ev.Rules {
		if r := &ev.Rules[i]; len(r.Points) == 0 {
			r.Points, r.TripForm, r.Boundary = points, TripLineInfo, BoundaryLine
		}
	}
}

// notRules are blocks that hold no rules. The types block comes in three forms
// (Q7) and is skipped: it lists what the firmware knows.
var notRules = []string{"types", "listInfo", "sourceDataInfo", "targetListInfo", "faceListInfo", "licensePlateListInfo", "eventInfo"}

// cameraRule reads one rule that fired. One entry makes two posts, up to a second
// apart (Q32): the status of each is kept as sent, whatever type it claims (Q6).
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
	info := it.child("lineInfo")
	for _, e := range [...]elem{info, info.child("line"), info.child("item")} {
		if p := d.line(e); p != nil {
			return p, TripLineInfo
		}
	}
	return nil, TripNone
}

// cameraItem reads an item of listInfo. A plate that was read is kept whatever
// the post is about.
func (d *document) cameraItem(it elem) Target {
	if it.of("plateNumber") != "" {
		return d.cameraPlate(it)
	}
	return d.cameraTarget(it)
}

// addTarget keeps a target if there is room for it.
func (d *document) addTarget(ev *Event, t Target) {
	if len(ev.Targets) == MaxItems {
		d.noteTruncated()
		return
	}
	ev.Targets = append(ev.Targets, t)
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
				d.addTarget(ev, d.cameraItem(it))
			}
		}
		if block.child("targetImageData").ok() {
			d.addTarget(ev, d.cameraTarget(block))
		}
	}
}
