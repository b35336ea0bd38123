package ingest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/viewtron"
)

// MaxClockError is how far a device's clock may be from ours to be believed.
const MaxClockError = 24 * time.Hour

// Frame of the carRect of firmware 5.3.1, inferred from captures.
const carFrameWidth, carFrameHeight = 1920, 1080

// clockOf says when something happened, and by whose clock.
func clockOf(t viewtron.Timestamp, received time.Time) (time.Time, event.Clock) {
	if t.UTC.IsZero() || t.UTC.Sub(received).Abs() > MaxClockError {
		return received, event.ClockServer
	}
	return t.UTC.UTC().Truncate(time.Microsecond), event.ClockDevice
}

// formatOf is the generation of the envelope, by its version alone.
func formatOf(version string) string {
	if strings.HasPrefix(version, "2") {
		return "v2"
	}
	return "v1"
}

// kindOf is the kind of device that a post's layout tells; certain says whether
// the layout leaves no doubt. The keepalive of a 2.x envelope is written by
// recorders, and perhaps by cameras to come.
func kindOf(m *viewtron.Message) (k device.Kind, certain bool) {
	switch {
	case m.Layout == viewtron.LayoutCamera:
		return device.KindCamera, m.Kind == viewtron.KindEvent || m.Kind == viewtron.KindTracking
	case m.Layout == viewtron.LayoutRecorder:
		return device.KindNVR, true
	case m.Kind == viewtron.KindTracking:
		return device.KindCamera, true
	case m.Keepalive == viewtron.KeepaliveMessage && formatOf(m.Version) == "v2":
		return device.KindNVR, false
	case m.Keepalive == viewtron.KeepaliveMessage:
		return device.KindCamera, false
	}
	return device.KindUnknown, false
}

// firmwareOf is a hint at the firmware, from the form of a post.
func firmwareOf(m *viewtron.Message) string {
	if m.Event != nil && m.Event.PlateLayout == viewtron.Plate531 ||
		m.Keepalive == viewtron.KeepaliveMessage && formatOf(m.Version) == "v1" {
		return "5.3.1"
	}
	return ""
}

// channelOf is the channel that a post is about: as told, 1 for a camera that
// posts itself, 0 for a recorder that does not tell.
func channelOf(m *viewtron.Message) int {
	if m.Device.ChannelID != "" {
		if n, err := strconv.Atoi(m.Device.ChannelID); err == nil && n > 0 {
			return n
		}
	}
	if m.Layout == viewtron.LayoutRecorder {
		return 0
	}
	return 1
}

// translate makes the event that m tells, but for its ids and images. The
// pictures say how large the overview is, which boxes in pixels need.
func translate(m *viewtron.Message, received time.Time, pics *pictures) *event.Event {
	v := m.Event
	ev := &event.Event{
		ReceivedAt: received, DeviceTime: m.Time.Raw,
		Source: event.SourceCamera, Format: formatOf(m.Version), ConfigVersion: m.Version,
		Type: event.Type(v.Detection), SmartType: v.SmartType,
		State: stateOf(v), Zones: zonesOf(v.Rules), Images: pics.images,
	}
	ev.OccurredAt, ev.Clock = clockOf(m.Time, received)
	if m.Layout == viewtron.LayoutRecorder {
		ev.Source = event.SourceNVR
	}
	if !ev.Type.Valid() {
		ev.Type = event.Unknown
	}
	ev.Category = ev.Type.Category()
	if len(v.Rules) > 0 {
		ev.EventID = v.Rules[0].EventID
	}
	ev.Targets = targetsOf(v, ev.Type, pics)
	for i := range ev.Targets {
		if p := ev.Targets[i].Plate; p != nil && (p.Text != "" || ev.Group == "") {
			ev.Plate, ev.Group = p.Text, p.Group
			if p.Text != "" {
				break
			}
		}
	}
	for _, f := range m.Findings {
		ev.Flags = append(ev.Flags, strings.ReplaceAll(f.Code, "-", "_"))
	}
	for i := range pics.images {
		if f := pics.images[i].Flag; f != "" {
			ev.Flags = append(ev.Flags, "image_"+f)
		}
	}
	if pics.left > 0 {
		ev.Flags = append(ev.Flags, "images_capped")
	}
	if len(ev.Flags) > 0 {
		slices.Sort(ev.Flags)
		ev.Flags = slices.Compact(ev.Flags)
	}
	return ev
}

// stateOf is the state of the first rule. Recorders send none: they post when
// something begins.
func stateOf(v *viewtron.Event) string {
	for _, r := range v.Rules {
		switch r.Status {
		case "SMART_START":
			return "start"
		case "SMART_STOP":
			return "stop"
		case "SMART_PROCEDURE":
			return "procedure"
		case "SMART_NONE":
			return "none"
		}
	}
	return "start"
}

// zonesOf are the shapes of the rules, each once.
func zonesOf(rules []viewtron.RuleHit) []event.Zone {
	var zones []event.Zone
	for _, r := range rules {
		if len(r.Points) == 0 || r.Boundary == viewtron.BoundaryNone {
			continue
		}
		z := event.Zone{Kind: "area", Points: make([]geo.Point, len(r.Points))}
		if r.Boundary == viewtron.BoundaryLine {
			z.Kind = "line"
		}
		for i, p := range r.Points {
			z.Points[i] = geo.Point{clamp(p.X), clamp(p.Y)}
		}
		same := func(o event.Zone) bool { return o.Kind == z.Kind && slices.Equal(o.Points, z.Points) }
		if !slices.ContainsFunc(zones, same) {
			zones = append(zones, z)
		}
	}
	return zones
}

func clamp(v int32) int { return min(max(int(v), 0), geo.Full) }

// targetsOf are the listed targets, each with the box of its rule when it has
// none of its own, and then those that only a rule names: without a crop asked
// for, cameras list no targets.
func targetsOf(v *viewtron.Event, typ event.Type, pics *pictures) []event.Target {
	out := make([]event.Target, 0, len(v.Targets)+len(v.Rules))
	for i := range v.Targets {
		t := &v.Targets[i]
		et := event.Target{ID: t.ID, Type: targetType(t, typ), Image: pics.indexOf(t.Image)}
		if et.Type == event.TargetUnknown {
			et.RawType = t.RawType
		}
		et.Rect = rectOf(t.Box, t.Plate, pics)
		if r := ruleOf(v.Rules, t.ID); r != nil {
			if et.Rect == nil {
				et.Rect = rectOf(r.Box, nil, pics)
			}
			et.EventID, et.State = ruleDetail(v.Rules, r)
		}
		et.Plate = plateOf(t.Plate)
		et.Vehicle = vehicleOf(t, pics)
		if f := t.Face; f != nil {
			et.Face = &event.Face{Age: f.Age, Sex: f.Sex, Glasses: f.Glasses, Mask: f.Mask}
		}
		out = append(out, et)
	}
	for i := range v.Rules {
		r := &v.Rules[i]
		known := func(t event.Target) bool { return t.ID == r.TargetID }
		if r.TargetID == "" && (len(out) > 0 || r.Box == (viewtron.Box{})) || slices.ContainsFunc(out, known) {
			continue
		}
		et := event.Target{ID: r.TargetID, Type: event.TargetUnknown, Rect: rectOf(r.Box, nil, pics)}
		et.EventID, et.State = ruleDetail(v.Rules, r)
		out = append(out, et)
	}
	return out
}

// ruleOf is the first rule that a target hit.
func ruleOf(rules []viewtron.RuleHit, targetID string) *viewtron.RuleHit {
	if targetID == "" {
		return nil
	}
	for i := range rules {
		if rules[i].TargetID == targetID {
			return &rules[i]
		}
	}
	return nil
}

// ruleDetail is what a target needs of its rule beyond what the event says of
// the first one.
func ruleDetail(rules []viewtron.RuleHit, r *viewtron.RuleHit) (eventID, state string) {
	if r == &rules[0] {
		return "", ""
	}
	if r.EventID != rules[0].EventID {
		eventID = r.EventID
	}
	if r.Status != rules[0].Status {
		state = stateOf(&viewtron.Event{Rules: []viewtron.RuleHit{*r}})
	}
	return eventID, state
}

func targetType(t *viewtron.Target, typ event.Type) event.TargetType {
	switch {
	case t.Plate != nil || typ == "license_plate":
		return event.TargetPlate
	case t.Face != nil || typ == "face" || typ == "face_match":
		return event.TargetFace
	}
	return targetTypes[t.Type]
}

var targetTypes = map[viewtron.TargetType]event.TargetType{
	viewtron.TargetUnknown:    event.TargetUnknown,
	viewtron.TargetPerson:     event.TargetPerson,
	viewtron.TargetCar:        event.TargetCar,
	viewtron.TargetMotorcycle: event.TargetMotorcycle,
}

func plateOf(p *viewtron.Plate) *event.Plate {
	if p == nil {
		return nil
	}
	ep := &event.Plate{Text: p.Text, Color: p.Color, Group: p.Group, Owner: p.Owner, Confidence: p.Confidence}
	for _, list := range [...]string{"whiteList", "blackList", "temporaryList", "strangerList"} {
		if strings.EqualFold(p.Group, list) {
			ep.List = list
		}
	}
	switch p.Direction {
	case viewtron.DirectionApproach:
		ep.Direction = "approach"
	case viewtron.DirectionAway:
		ep.Direction = "away"
	}
	return ep
}

func vehicleOf(t *viewtron.Target, pics *pictures) *event.Vehicle {
	v := t.Vehicle
	if v == nil || v.Type == "" && v.Color == "" && v.Brand == "" && v.Model == "" && v.Box == (viewtron.Box{}) {
		return nil
	}
	return &event.Vehicle{Type: v.Type, Color: v.Color, Brand: v.Brand, Model: v.Model, Rect: rectOf(v.Box, t.Plate, pics)}
}

// rectOf is a box in frame units; nil when the device sent none, or sent pixels
// of a picture whose size nobody tells.
func rectOf(b viewtron.Box, p *viewtron.Plate, pics *pictures) *geo.Rect {
	if b == (viewtron.Box{Unit: b.Unit}) {
		return nil
	}
	var r geo.Rect
	switch b.Unit {
	case viewtron.UnitPixel:
		w, h := pics.frame()
		if w == 0 && p != nil {
			w, h = int(p.SourceWidth), int(p.SourceHeight)
		}
		var ok bool
		if r, ok = geo.Scale(int(b.X1), int(b.Y1), int(b.X2), int(b.Y2), w, h); !ok {
			return nil
		}
	case viewtron.Unit1080:
		r, _ = geo.Scale(int(b.X1), int(b.Y1), int(b.X2), int(b.Y2), carFrameWidth, carFrameHeight)
	default:
		r = geo.Clamp(geo.Rect{int(b.X1), int(b.Y1), int(b.X2), int(b.Y2)})
	}
	if r == (geo.Rect{}) {
		return nil
	}
	return &r
}
