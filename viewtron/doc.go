// Package viewtron reads and writes what IP cameras and recorders of the Viewtron
// (TVT) family push by HTTP POST: XML in the namespace http://www.ipc.com/ver10,
// with coordinates and with JPEGs in base64.
//
// [Parse] takes a body and gives a [Message]. It decides by what is in the body,
// never by product, path, content type or the version of the envelope: a camera
// of firmware 5.3.1 posts its own layout in a 1.7 envelope, may do so in a 2.x one,
// and borrows the recorder's messageType for its heartbeats.
//
// # Kinds
//
//	KindKeepalive    a heartbeat: an empty body, a DeviceInfo root, a config with
//	                 messageType keepalive, or one that holds an identity alone
//	KindAlarmStatus  flags that went on or off; cameras, recorders, and the legacy
//	                 alarm server of cameras
//	KindEvent        a detection, with rules, targets and pictures
//	KindTracking     where targets are, several times a second; cameras alone
//	KindUnknown      XML that is none of these; Reason says why
//
// A smart type that was never heard of is still an event, of detection [Unknown].
// A post that does not begin like XML is [ErrNotXML], XML that is malformed, cut
// short or beyond the limits is a [*SyntaxError] with the place.
//
// # Layouts
//
// Cameras ([LayoutCamera]) name detections by codes (PEA, VFD, VEHICE) and put
// them into perimeter or tripwire blocks and listInfo; recorders
// ([LayoutRecorder]) use words (regionIntrusion, videoFaceDetect, vehicle) and
// eventInfo, targetListInfo, licensePlateListInfo and faceListInfo. A recorder's
// identity is its own: the camera is the recorder's address with ChannelID.
//
// Plate posts of cameras come in two generations. In both, one item of the list
// holds the overview and no plate; it is not among the targets. Firmware 5.3.1
// adds the corners of the plate, its confidence, and what the vehicle is.
//
// # Units
//
// Boxes say what they count. Most are in ten-thousandths of the frame's width and
// height, origin at the top left ([UnitFrame]); plates and faces of recorders are
// in pixels of the overview ([UnitPixel]), for faces inferred from one published
// box that fits its crop only so. The vehicle of firmware 5.3.1 is in a frame of
// 1920x1080 ([Unit1080]), inferred from two captures in which neither of the
// other units puts the plate inside its car; it is given only where the plate's
// centre lies in it, with the numbers as sent beside it. The zero [Box] means that
// the device sent none, or four zeros.
//
// Confidence is in percent. Times are UTC where the device sends a number, of
// seconds, milliseconds or microseconds told apart by magnitude; dataTime is the
// device's wall clock without a zone, see [Timestamp.In]. That the two agree but
// for the zone is inferred from a camera that sent both for one detection.
//
// # What is not believed
//
// Counts, lengths and picture sizes in posts are hints at best: every item of a
// list is kept up to the limits, an image is there when its text is, and its size
// is in the JPEG ([JPEGSize]). The meaning of relativeTime, of the codes for plate
// colour and style, and of the ids of a recorder's alarm flags is not known; they
// are kept as sent.
//
// A recorder raises perimeterAlarm for lines too and passlineAlarm for areas, and
// no alarm at all for metadata and plates, so a flag does not tell a detection. An
// eventId repeats for the same target and rule, and one entry makes two posts: see
// both before taking either for a key. An alarm ends when its hold time does, not
// when the target leaves. Tracking has no end but silence.
//
// # Cost
//
// Parse is made for bodies of hostile senders and for many of them: it touches
// tags only, image data stays in the body as base64 ([Image.Data], decoded by
// [Image.Decode]), texts are copied, and what it keeps is bounded by the Max…
// constants. Document types and entities beyond XML's own five are refused.
// UTF-8, UTF-16, GBK with its relatives, and Latin-1 are understood.
package viewtron
