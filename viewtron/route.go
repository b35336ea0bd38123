package viewtron

import (
	"fmt"
	"strings"
)

// post is what routing looks at.
type post struct {
	smart     string
	alarmData bool // messageType says that an event follows
	v2        bool // the envelope is that of recorders
	lists     bool // there are lists that only recorders write
	blocks    bool // there are blocks that only cameras write
}

// route tells events, keepalives that hold only an identity, and the rest apart.
func (d *document) route(m *Message, root elem) {
	p := post{
		smart:     root.of("smartType"),
		alarmData: strings.EqualFold(m.MessageType, "alarmData"),
		v2:        strings.HasPrefix(m.Version, "2"),
		lists:     hasOneOf(root, recorderLists),
		blocks:    hasOneOf(root, cameraBlocks),
	}
	images := root.child("sourceDataInfo").ok()
	switch {
	case p.smart == "" && m.MessageType == "" && onlyIdentity(root):
		m.Kind, m.Keepalive = KindKeepalive, KeepaliveIdentity
	case p.smart == "" && p.alarmData && !p.lists && !p.blocks:
		d.unknown(m, root, ReasonUnknownSmartType+": alarmData without a smartType")
	case p.smart == "" && !p.alarmData:
		d.unknown(m, root, noMessageType(m.MessageType))
	case m.MessageType != "" && !p.alarmData && !p.lists && !p.blocks && !images:
		d.unknown(m, root, noMessageType(m.MessageType))
	case isVehicleWord(p.smart):
		d.vehicleEvent(m, root, p)
	case p.recorderLayout():
		d.recorderEvent(m, root, p.smart, d.detection(root, p.smart, recorderTypes, cameraTypes))
	default:
		d.cameraEvent(m, root, p.smart, d.detection(root, p.smart, cameraTypes, recorderTypes))
	}
	if m.Kind == KindEvent && m.Layout == LayoutRecorder && !p.alarmData {
		d.note("no-message-type", "A post in the recorder's layout came without messageType alarmData.")
	}
}

// recorderLayout says in whose layout an event is: by the lists and blocks that
// are there, and where there are none of either side, by whose word the smart
// type is. The envelope says nothing for sure.
func (p post) recorderLayout() bool {
	if p.lists != p.blocks {
		return p.lists
	}
	_, camera := find(cameraTypes, p.smart)
	_, recorder := find(recorderTypes, p.smart)
	if camera != recorder {
		return recorder
	}
	return p.alarmData
}

// detection is what a smart type means: by the table of its own layout, by the
// other's, by the list of plates or faces in the post.
func (d *document) detection(root elem, smart string, tables ...[]name[Detection]) Detection {
	for _, t := range tables {
		if is, ok := find(t, smart); ok {
			return is
		}
	}
	switch {
	case root.child("licensePlateListInfo").ok() || readsPlate(root.child("listInfo")):
		return LicensePlate
	case root.child("faceListInfo").ok():
		return FaceDetection
	}
	return Unknown
}

// isVehicleWord says whether a smart type is one of the names of plate events,
// of which one is the same on both sides but for its case (Q1).
func isVehicleWord(s string) bool {
	return strings.EqualFold(s, "vehicle") || strings.EqualFold(s, "vehice")
}

// vehicleEvent routes what is named after a vehicle. Receivers disagree on it;
// the list that is there decides, whatever the envelope says.
func (d *document) vehicleEvent(m *Message, root elem, p post) {
	list := root.child("listInfo")
	switch {
	case root.child("licensePlateListInfo").ok():
		d.recorderEvent(m, root, p.smart, LicensePlate)
	case hasPlateNumber(list), !p.v2 && !p.alarmData:
		d.cameraEvent(m, root, p.smart, LicensePlate)
	case p.smart == "vehicle" && p.alarmData:
		// The recorder's own word in its own envelope: an event without a plate.
		d.recorderEvent(m, root, p.smart, LicensePlate)
	case strings.EqualFold(p.smart, "vehice") && list.ok():
		d.cameraEvent(m, root, p.smart, LicensePlate)
	default:
		d.unknown(m, root, fmt.Sprintf("%s: %.60q without a list of plates", ReasonUnknownSmartType, p.smart))
	}
}

// noMessageType is the reason for posts that say neither what they are nor what
// was detected. It names the word that was there in place of a known one.
func noMessageType(messageType string) string {
	if messageType == "" {
		return ReasonNoMessageType
	}
	return fmt.Sprintf("%s: messageType %.60q is not known", ReasonNoMessageType, messageType)
}

// recorderLists are the lists that only recorders write.
var recorderLists = []string{"eventInfo", "targetListInfo", "licensePlateListInfo", "faceListInfo"}

// cameraBlocks are the lists and blocks that only cameras write.
var cameraBlocks = []string{"listInfo", "perimeter", "tripwire", "vsd"}
