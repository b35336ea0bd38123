package viewtron

import (
	"errors"
	"fmt"
	"strings"
)

// Parse reads one post. The message's images alias body, or a copy of it when
// the body was in UTF-16.
//
// An empty body is a keepalive. A body that does not begin like XML, or has no
// element, is [ErrNotXML]; XML that cannot be read is a [*SyntaxError]; XML that
// is none of the known kinds is a message of KindUnknown with a Reason. Nothing
// that a body claims about itself, a length or a count, is believed.
func Parse(body []byte) (*Message, error) {
	if len(trim(body)) == 0 {
		return &Message{Kind: KindKeepalive, Keepalive: KeepaliveEmpty}, nil
	}
	in := prepare(body)
	if t := trim(in.b); len(t) == 0 || t[0] != '<' {
		return nil, ErrNotXML
	}
	d := documents.Get().(*document)
	defer d.recycle()
	m, err := d.parse(in)
	if bad, ok := errors.AsType[*SyntaxError](err); ok {
		bad.Line, bad.Offset = in.line(bad.Offset), in.offset(bad.Offset)
	}
	return m, err
}

func (d *document) parse(in input) (*Message, error) {
	d.decode = in.decode
	trailing, err := d.scan(in.b)
	if err != nil {
		return nil, err
	}
	if trailing {
		d.note("trailing-content", "Something followed the end of the post; it was not read.")
	}
	m := d.message()
	if d.bad != nil {
		return nil, d.bad
	}
	m.Findings = d.findings
	return m, nil
}

// message decides what kind of post this is, by what is in it: neither the
// version nor messageType alone tells (Q45). A heartbeat comes in three shapes
// (Q20), of which an empty body never gets here.
func (d *document) message() *Message {
	root := elem{d, d.nodes[0].first}
	m := &Message{Version: root.attr("version"), Device: identity(root)}
	if root.is("DeviceInfo") {
		m.Kind, m.Keepalive = KindKeepalive, KeepaliveDeviceInfo
		m.Version = ""
		return m
	}
	m.MessageType = root.of("messageType")
	m.Time = deviceTime(root)
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

// deviceTime reads currentTime, or dataTime where there is none.
func deviceTime(root elem) Timestamp {
	raw := root.of("currentTime")
	if raw == "" {
		raw = root.of("dataTime")
	}
	return parseTimestamp(raw)
}

// unknown keeps what a post that is no known kind has in it.
func (d *document) unknown(m *Message, root elem, reason string) {
	m.Kind, m.Reason = KindUnknown, reason
	if !root.is("config") {
		m.Reason += fmt.Sprintf(" (root element %.60q)", root.name())
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
	return some && identity(root) != (Identity{})
}

func isOneOf(e elem, names []string) bool {
	for _, n := range names {
		if e.is(n) {
			return true
		}
	}
	return false
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
		if isOneOf(c, identityNames) || isOneOf(c, known) || isImageData(c) {
			continue
		}
		if len(out) == MaxExtra {
			break
		}
		out = append(out, Element{Path: root.d.clean(root.name(), false) + "/" + root.d.clean(c.name(), false), Text: c.text()})
	}
	return out
}
