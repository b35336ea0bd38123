package viewtron

import "time"

// Kind says what a post is for.
type Kind uint8

// The kinds of posts. KindUnknown is a post that is XML but fits none of the
// others; Message.Reason says why.
const (
	KindUnknown Kind = iota
	KindKeepalive
	KindAlarmStatus
	KindEvent
	KindTracking
)

// Layout is the dialect a post is written in. It follows from the content, not
// from the version of the envelope: a camera of firmware 5.3.1 puts its own
// layout into a 1.7 or a 2.x envelope.
type Layout uint8

// LayoutCamera is what cameras write (smart types as codes, "PEA"),
// LayoutRecorder what recorders write (words, "regionIntrusion").
const (
	LayoutNone Layout = iota
	LayoutCamera
	LayoutRecorder
)

// KeepaliveShape tells the shapes of a heartbeat apart.
type KeepaliveShape uint8

// The shapes of a keepalive: no body at all, a DeviceInfo root (classic
// cameras), a config with messageType keepalive (recorders and firmware
// 5.3.1), and a config that holds nothing but the sender's identity.
const (
	KeepaliveNone KeepaliveShape = iota
	KeepaliveEmpty
	KeepaliveDeviceInfo
	KeepaliveMessage
	KeepaliveIdentity
)

// Reasons of posts that are XML but not understood. They are the words that
// other receivers of this family use.
const (
	ReasonUnknownSmartType = "unknown-smartType"
	ReasonNoMessageType    = "no-messageType"
	ReasonParseError       = "parse-error"
)

// Message is one post of a device, as read by [Parse] or to be written by
// [Encode].
//
// Strings are copies, trimmed of white space and with references resolved;
// bytes that are not valid in the body's character set are U+FFFD. The data of
// images is not copied: see [Image].
type Message struct {
	Kind        Kind
	Layout      Layout
	Keepalive   KeepaliveShape // set for KindKeepalive
	Version     string         // config@version as sent: "1.0", "1.7", "2.0.0", "2.1.0" …; "" for DeviceInfo
	MessageType string         // the messageType element as sent, "" when absent
	Device      Identity
	Time        Timestamp
	Alarms      []AlarmFlag  // KindAlarmStatus, in document order
	Event       *Event       // KindEvent
	Tracking    []TrackPoint // KindTracking, in document order; may be empty
	Reason      string       // KindUnknown: one of the Reason… words, or a sentence that starts with one
	Findings    []Finding    // oddities worth telling, in the order they were met
	Extra       []Element    // elements that Parse has no place for, without image data; bounded by MaxExtra
}

// Identity is what a post says of its sender. Every field may be empty.
type Identity struct {
	Name      string // user-set device name; of the recorder when a recorder posts
	MAC       string // as sent: any case, colons or hyphens. See [NormalizeMAC]
	Serial    string
	IP        string // the device's own view of its address
	Number    string // deviceNo. / DeviceNo.
	ChannelID string // channelId as sent, "" when absent: the 1-based channel of the camera
}

// Timestamp is a device's time: the text as sent and what it means.
type Timestamp struct {
	Raw string // currentTime or dataTime as sent, "" when absent
	// UTC is the instant of a numeric currentTime (10, 13 or 16 digits), zero
	// when there was none or it is not a time (empty, zero, negative, 20
	// digits, not a number).
	UTC time.Time
	// Local is the wall clock of a formatted dataTime, in the device's own
	// zone, which the post does not tell. See [Timestamp.In].
	Local LocalTime
}

// LocalTime is a wall clock without a zone.
type LocalTime struct {
	Year, Month, Day, Hour, Minute, Second int
	// Ambiguous is set when month and day could be swapped (both ≤ 12 and the
	// form was not year-first): Month and Day are then read month first.
	Ambiguous bool
}

// AlarmFlag is one flag of an alarm status post.
type AlarmFlag struct {
	Name string // as sent: "perimeterAlarm", "vehiceAlarm" …; see [AlarmKind]
	ID   string // @id as sent: "1" in camera posts; rule or channel in recorder posts
	On   bool
	Raw  string // the text that On was read from when it was neither true nor false
}

// Event is a detection.
type Event struct {
	SmartType string    // as sent
	Detection Detection // what SmartType and the blocks mean; Unknown if not heard of
	// Rules are the hits of perimeter/perInfo, tripwire/tripInfo or eventInfo,
	// one per item, in document order.
	Rules []RuleHit
	// Targets are the items of listInfo, targetListInfo, licensePlateListInfo
	// or faceListInfo (or the single target of vsd), in document order. The
	// item that only carries the overview of a plate post is not among them.
	Targets []Target
	// Overview is the whole scene, nil when the post had no data for it.
	Overview     *Image
	PlateLayout  PlateLayout // which generation of plate post, for Encode
	PlateCount   string      // plateCount as sent (firmware 5.3.1)
	RelativeTime string      // as sent, meaning unknown
	Subscribe    string      // subscribeOption / subscribeRelation: "FEATURE_RESULT"
}

// PlateLayout tells the generations of camera plate posts apart.
type PlateLayout uint8

// PlateLayoutNone: not a camera plate post. PlateClassic: overview in the first
// of two listInfo items. Plate531: firmware 5.3.1, with corners, confidence in
// an attribute and car attributes. PlateSourceData: overview in sourceDataInfo.
const (
	PlateLayoutNone PlateLayout = iota
	PlateClassic
	Plate531
	PlateSourceData
)

// RuleHit is one rule of the device that fired.
type RuleHit struct {
	EventID  string
	TargetID string
	Status   string // SMART_START, SMART_STOP, SMART_PROCEDURE, SMART_NONE; "" on recorders
	Boundary Boundary
	Points   []Point // the zone's corners, or the line's two ends
	Box      Box
	TripForm TripForm // where the line was found, for Encode
}

// Boundary is the shape of a rule.
type Boundary uint8

// A rule is a polygon, a line, or of no told shape.
const (
	BoundaryNone Boundary = iota
	BoundaryArea
	BoundaryLine
)

// TripForm tells the three documented places of a tripwire's line apart.
type TripForm uint8

// TripLine: line/startPoint (T1). TripBare: startPoint without a wrapper (T2).
// TripLineInfo: a lineInfo element (T3). TripDirection: directionLine of
// recorders.
const (
	TripNone TripForm = iota
	TripLine
	TripBare
	TripLineInfo
	TripDirection
)

// Point is a place in the frame, in the unit of the Box beside it.
type Point struct{ X, Y int32 }

// Unit is what the numbers of a box count.
type Unit uint8

// UnitFrame: 0 to 10000 of the frame's width and height. UnitPixel: pixels of
// the overview image. Unit1080: pixels of a frame of 1920x1080 (the carRect of
// firmware 5.3.1, inferred).
const (
	UnitFrame Unit = iota
	UnitPixel
	Unit1080
)

// Box is a rectangle as sent: left, top, right, bottom. The zero Box means that
// the device sent none, or four zeros.
type Box struct {
	X1, Y1, X2, Y2 int32
	Unit           Unit
}

// Target is one person, vehicle, face or plate.
type Target struct {
	ID      string // targetId, or vehiceId of a 5.3.1 plate post; as sent, "" when absent
	Type    TargetType
	RawType string // as sent: "1", "person", "" …
	Box     Box
	Image   *Image // the crop, nil when the post had no data for it
	Plate   *Plate
	Vehicle *Vehicle
	Face    *Face
}

// TargetType is what a target is.
type TargetType uint8

// The target types of the family. TargetUnknown covers absent and unheard-of
// values; RawType keeps the text.
const (
	TargetUnknown TargetType = iota
	TargetPerson
	TargetCar
	TargetMotorcycle
)

// Plate is a licence plate read.
type Plate struct {
	Text                      string // as sent; "" is a plate that was seen and not read
	Color                     string // words only; number codes go to ColorCode
	ColorCode                 string // plateColor@count of firmware 5.3.1, meaning unknown
	StyleCode                 string
	Group                     string // vehicleListType or groupName as sent
	HasGroup                  bool   // the element was there: tells an empty list from an absent one
	Owner                     string
	Confidence                *float64 // percent, 0…100; nil when absent or not a number
	Direction                 Direction
	RawDirection              string
	CharCount                 string // plateCharCount as sent, never trusted
	Province                  string
	SourceWidth, SourceHeight int32 // pixels of the overview as told by firmware 5.3.1
	Width, Height             int32 // PlateWidth, PlateHeight: pixels of the overview
}

// Direction is where a vehicle drove, seen from the camera.
type Direction uint8

// Approach is towards the camera. Away is what posts call away or leave.
const (
	DirectionNone Direction = iota
	DirectionApproach
	DirectionAway
)

// Vehicle is what carries a plate.
type Vehicle struct {
	Type, Color, Brand, Model string
	Box                       Box    // zero when absent, degenerate, or not around the plate
	RawRect                   string // "x,y,width,height" or "x1,y1,x2,y2" as sent, when a carRect was there
}

// Face are the attributes that recorders send with a face, as sent.
type Face struct{ Age, Sex, Glasses, Mask string }

// Image is a picture inside a post.
type Image struct {
	// Data is the base64 text as it stands in the body that was parsed: it
	// aliases that body and is valid as long as it. See [Image.Decode].
	Data []byte
	// Width and Height are what the post says, in pixels; often 0 or wrong.
	Width, Height int32
	Length        string // the length element as sent; never trusted
	DataType      string // "0" in every known post: JPEG
	AsSource      bool   // a crop whose data stood in sourceBase64Data
}

// TrackPoint is where one target is at the time of a tracking post.
type TrackPoint struct {
	ID      string
	Type    TargetType
	RawType string
	Box     Box
	// Velocity and Direction are as sent; always 0 on known firmware, which
	// means absent.
	Velocity, Direction int32
}

// Finding is an oddity in a post that was understood all the same.
type Finding struct {
	Code string // a stable word, "no-message-type", "list-truncated" …
	Text string // one sentence for a person
}

// Element is something in a post that Parse has no place for.
type Element struct {
	Path string // "config/foo"
	Text string // trimmed, cut to MaxText
}
