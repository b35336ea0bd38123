package viewtron

import (
	"fmt"
	"strings"
	"sync"
)

// Parse reads one post. The message's images alias body, or a copy of it when
// the body was in UTF-16.
//
// An empty body is a keepalive. A body that does not begin like XML is
// [ErrNotXML]; XML that cannot be read is a [*SyntaxError]; XML that is none of
// the known kinds is a message of KindUnknown with a Reason. Nothing that a body
// claims about itself, a length or a count, is believed.
func Parse(body []byte) (*Message, error) {
	if len(trim(body)) == 0 {
		return &Message{Kind: KindKeepalive, Keepalive: KeepaliveEmpty}, nil
	}
	b, decode := prepare(body)
	if t := trim(b); len(t) == 0 || t[0] != '<' {
		return nil, ErrNotXML
	}
	d := documents.Get().(*document)
	defer d.recycle()
	d.decode, d.findings = decode, nil
	trailing, err := d.scan(b)
	if err != nil {
		return nil, err
	}
	if trailing {
		d.note("trailing-content", "Something followed the end of the post; it was not read.")
	}
	m := d.message()
	m.Findings = d.findings
	return m, nil
}

// documents are reused: their nodes are most of what reading a post allocates.
var documents = sync.Pool{New: func() any { return new(document) }}

// recycledNodes is the largest document that is kept for reuse.
const recycledNodes = 2048

func (d *document) recycle() {
	d.b, d.findings, d.decode = nil, nil, nil
	if cap(d.nodes) > recycledNodes {
		d.nodes = nil
	}
	clear(d.nodes[:cap(d.nodes)][:min(cap(d.nodes), len(d.nodes))])
	documents.Put(d)
}

// message decides what kind of post this is, by what is in it: neither the
// version nor messageType alone tells (Q45).
func (d *document) message() *Message {
	root := elem{d, d.nodes[0].first}
	m := &Message{Version: root.attr("version"), Device: identity(root)}
	if root.is("DeviceInfo") {
		m.Kind, m.Keepalive = KindKeepalive, KeepaliveDeviceInfo
		m.Version = ""
		return m
	}
	m.MessageType = root.of("messageType")
	if t := root.child("currentTime"); t.ok() {
		m.Time = parseTimestamp(t.text())
	} else if t := root.child("dataTime"); t.ok() {
		m.Time = parseTimestamp(t.text())
	}
	switch flags, traject := root.child("alarmStatusInfo"), root.child("traject"); {
	case flags.ok():
		d.alarmStatus(m, flags)
	case traject.ok() || strings.EqualFold(m.MessageType, "trajectory"):
		d.tracking(m, traject)
	case strings.EqualFold(m.MessageType, "keepalive"):
		m.Kind, m.Keepalive = KindKeepalive, KeepaliveMessage
	default:
		d.route(m, root)
	}
	return m
}

// route tells events, keepalives that hold only an identity, and the rest apart.
func (d *document) route(m *Message, root elem) {
	smart := root.of("smartType")
	alarmData := strings.EqualFold(m.MessageType, "alarmData")
	v2 := strings.HasPrefix(m.Version, "2")
	recorderPlate := root.child("licensePlateListInfo").ok()
	cameraPlate := hasPlateNumber(root.child("listInfo"))
	cameraType, isCamera := find(cameraTypes, smart)
	recorderType, isRecorder := find(recorderTypes, smart)

	switch {
	case smart == "" && m.MessageType == "" && onlyIdentity(root):
		m.Kind, m.Keepalive = KindKeepalive, KeepaliveIdentity
	case smart == "" && alarmData:
		d.unknown(m, root, ReasonUnknownSmartType+": alarmData without a smartType")
	case smart == "" || m.MessageType != "" && !alarmData && !hasBlocks(root):
		d.unknown(m, root, ReasonNoMessageType+messageTypeDetail(m.MessageType))
	case recorderPlate:
		d.recorderEvent(m, root, smart, LicensePlate)
	case cameraPlate:
		d.cameraEvent(m, root, smart, LicensePlate)
	case isVehicleWord(smart) && (alarmData || v2):
		// Neither list: the recorder's own spelling in its own envelope is a
		// plate event that lost its plate, anything else is not known.
		if smart == "vehicle" && alarmData {
			d.recorderEvent(m, root, smart, LicensePlate)
		} else {
			d.unknown(m, root, fmt.Sprintf("%s: %q without a plate list", ReasonUnknownSmartType, smart))
		}
	case isRecorder && (alarmData || !isCamera || hasRecorderLists(root)):
		d.recorderEvent(m, root, smart, recorderType)
	case isCamera:
		d.cameraEvent(m, root, smart, cameraType)
	case hasRecorderLists(root) || alarmData:
		d.recorderEvent(m, root, smart, Unknown)
	default:
		d.cameraEvent(m, root, smart, Unknown)
	}
	if m.Kind == KindEvent && m.Layout == LayoutRecorder && !alarmData {
		d.note("no-message-type", "A post in the recorder's layout came without messageType alarmData.")
	}
}

// isVehicleWord says whether a smart type is the one name that cameras and
// recorders share but for its case.
func isVehicleWord(s string) bool {
	return strings.EqualFold(s, "vehicle") || strings.EqualFold(s, "vehice")
}

func messageTypeDetail(t string) string {
	if t == "" {
		return ""
	}
	return fmt.Sprintf(": messageType %.60q is not known", t)
}

// unknown keeps what a post that is no known kind has in it.
func (d *document) unknown(m *Message, root elem, reason string) {
	m.Kind, m.Reason = KindUnknown, reason
	if !root.is("config") {
		m.Reason += fmt.Sprintf(" (root element %.60q)", root.node().name)
	}
	m.Extra = extra(root, nil)
}

// identityNames are the elements that say who posts, and nothing else.
var identityNames = []string{
	"deviceInfo", "messageType", "deviceName", "mac", "macAddress", "sn", "ip", "ipAddress", "deviceNo.",
	"channelId", "currentTime", "dataTime",
}

// onlyIdentity says whether a config holds its sender's identity and no more.
func onlyIdentity(root elem) bool {
	if !root.is("config") {
		return false
	}
	some := false
	for c := range root.children() {
		if !isOneOf(c, identityNames) {
			return false
		}
		some = true
	}
	return some && identity(root) != Identity{}
}

func isOneOf(e elem, names []string) bool {
	for _, n := range names {
		if e.is(n) {
			return true
		}
	}
	return false
}

// recorderLists are the lists that only recorders write.
var recorderLists = []string{"eventInfo", "targetListInfo", "licensePlateListInfo", "faceListInfo"}

func hasRecorderLists(root elem) bool { return hasOneOf(root, recorderLists) }

// hasBlocks says whether there is something of an event in a post.
func hasBlocks(root elem) bool {
	return hasRecorderLists(root) || hasOneOf(root, []string{"listInfo", "perimeter", "tripwire", "vsd", "sourceDataInfo"})
}

func hasOneOf(root elem, names []string) bool {
	for _, n := range names {
		if root.child(n).ok() {
			return true
		}
	}
	return false
}

// extra are the elements right below root that Parse has no place for.
func extra(root elem, known []string) []Element {
	var out []Element
	for c := range root.children() {
		if isOneOf(c, identityNames) || isOneOf(c, known) {
			continue
		}
		if len(out) == MaxExtra {
			break
		}
		e := Element{Path: string(root.node().name) + "/" + root.d.clean(c.node().name, false)}
		if len(c.raw()) <= MaxText {
			e.Text = c.text()
		}
		out = append(out, e)
	}
	return out
}
