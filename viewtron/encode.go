package viewtron

import (
	"fmt"
	"strings"
)

// Encoder writes messages as devices post them. The zero Encoder writes each kind
// as the devices that send it do; its fields choose the variants that a Message
// does not tell.
//
// Which form a message takes follows from its Kind, Layout, Keepalive and
// Version, for events from PlateLayout, from the boundaries of their rules and
// from where their tripwires stand. What the layout decides may be left empty: a
// target's RawType, a plate's RawDirection, a vehicle's RawRect, a tripwire's
// TripForm and a camera plate's PlateLayout are written as they follow from the
// rest. Reason, Findings and, but for unknown
// posts, Extra are not written.
//
// What Parse made of a post and what it makes of the post written from it are
// equal in the sense of [Message.Equal].
type Encoder struct {
	Declaration Declaration // of XML, at the beginning
	Compact     bool        // everything in one line, as some 5.3.1 cameras write
	Plain       bool        // texts and image data without CDATA
	OmitTypes   bool        // camera posts without the types block
	// Firmware531 writes camera events in the spelling of firmware 5.3.1, which
	// plate posts of that layout are always in.
	Firmware531 bool
}

// Declaration says whether a post begins with an XML declaration.
type Declaration uint8

// DeclarationAuto leaves it out where devices do: in the keepalives of firmware
// 5.3.1 and in posts of the legacy alarm server.
const (
	DeclarationAuto Declaration = iota
	DeclarationAlways
	DeclarationNever
)

// EncodeError says why a message cannot be written: it contradicts itself, or has
// something that its layout has no place for.
type EncodeError struct {
	Where  string // the field of Message ("Event.Targets[1].Box") or the element ("config/smartType")
	Reason string
}

func (e *EncodeError) Error() string { return "encode post: " + e.Where + ": " + e.Reason }

// Encode writes m with the zero [Encoder]. A message that cannot be written is an
// [*EncodeError].
func Encode(m *Message) ([]byte, error) { return Encoder{}.Append(nil, m) }

// AppendEncode is [Encode] that appends to dst. On an error dst is returned as it
// was.
func AppendEncode(dst []byte, m *Message) ([]byte, error) { return Encoder{}.Append(dst, m) }

// Encode is [Encode] in the encoder's variants.
func (e Encoder) Encode(m *Message) ([]byte, error) { return e.Append(nil, m) }

// Append is [AppendEncode] in the encoder's variants.
func (e Encoder) Append(dst []byte, m *Message) ([]byte, error) {
	w := newWriter(dst, e, m)
	w.message(m)
	if w.err != nil {
		return dst, w.err
	}
	return w.b, nil
}

// Namespace is the default namespace of every post but the DeviceInfo keepalive.
const Namespace = "http://www.ipc.com/ver10"

func (w *writer) message(m *Message) {
	w.checkMessage(m)
	if w.err != nil {
		return
	}
	switch m.Kind {
	case KindKeepalive:
		w.keepalive(m)
	case KindAlarmStatus:
		w.alarmStatus(m)
	case KindEvent:
		if m.Layout == LayoutRecorder {
			w.recorderEvent(m)
			return
		}
		w.cameraEvent(m)
	case KindTracking:
		w.tracking(m)
	case KindUnknown:
		w.unknown(m)
	}
}

// checkMessage refuses what belongs to another kind of post.
func (w *writer) checkMessage(m *Message) {
	switch {
	case m.Kind > KindTracking:
		w.fail("Kind", "there is no kind %d", m.Kind)
	case m.Kind == KindEvent && m.Event == nil:
		w.fail("Event", "is missing")
	case m.Kind != KindEvent && m.Event != nil:
		w.fail("Event", "has no place in a post of kind %v", m.Kind)
	case m.Kind != KindAlarmStatus && len(m.Alarms) > 0:
		w.fail("Alarms", "have no place in a post of kind %v", m.Kind)
	case m.Kind != KindTracking && len(m.Tracking) > 0:
		w.fail("Tracking", "has no place in a post of kind %v", m.Kind)
	case (m.Kind == KindKeepalive) != (m.Keepalive != KeepaliveNone):
		w.fail("Keepalive", "shape %d does not go with kind %v", m.Keepalive, m.Kind)
	}
	w.checkLayout(m)
	if got := parseTimestamp(m.Time.Raw); !got.equal(m.Time) {
		w.fail("Time", "%q means something else; see NewTimestamp", m.Time.Raw)
	}
}

func (w *writer) checkLayout(m *Message) {
	ok := m.Layout == LayoutNone
	switch m.Kind {
	case KindAlarmStatus, KindEvent:
		ok = m.Layout == LayoutCamera || m.Layout == LayoutRecorder
	case KindTracking:
		ok = m.Layout == LayoutCamera
	}
	if !ok {
		w.fail("Layout", "%d does not go with kind %v", m.Layout, m.Kind)
	}
}

// unknown writes a post that is none of the known kinds: its sender, and the
// texts of its other elements.
func (w *writer) unknown(m *Message) {
	root := "config"
	for i, e := range m.Extra {
		r, name, _ := strings.Cut(e.Path, "/")
		if i == 0 {
			root = r
		}
		if r != root || !isName(r) || !isName(name) {
			w.fail(fmt.Sprintf("Extra[%d].Path", i), "%.60q is not an element right below the root", e.Path)
			return
		}
	}
	w.begin(root, m.Version)
	w.optional("messageType", "", m.MessageType)
	w.deviceInfo(m.Device, namesShort)
	w.optional("currentTime", "tint64", m.Time.Raw)
	for _, e := range m.Extra {
		_, name, _ := strings.Cut(e.Path, "/")
		w.leaf(name, "", e.Text)
	}
	w.close(root)
}
