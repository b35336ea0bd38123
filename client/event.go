package client

import "time"

// Event is one detection that a device posted.
type Event struct {
	ID         string    `json:"id"`          // ULID, 26 characters; sorts by arrival
	Seq        int64     `json:"seq"`         // place in the server's journal
	ReceivedAt time.Time `json:"received_at"` // arrival, by the server's clock
	OccurredAt time.Time `json:"occurred_at"` // when it happened, by the clock that Clock names
	// Clock is "device" where the device's time was believed, "server" where it
	// was missing or absurd; then OccurredAt is ReceivedAt.
	Clock      string `json:"clock"`
	DeviceTime string `json:"device_time,omitempty"` // as sent

	Device        DeviceRef `json:"device"`
	Camera        CameraRef `json:"camera"`
	Source        string    `json:"source"`                   // "camera" posted itself, or "nvr" for its camera
	Format        string    `json:"format,omitempty"`         // "v1" or "v2"
	ConfigVersion string    `json:"config_version,omitempty"` // as sent
	Type          string    `json:"type"`                     // such as "region_intrusion"; "unknown" when never heard of
	Category      string    `json:"category"`                 // such as "intrusion"
	SmartType     string    `json:"smart_type,omitempty"`     // as sent
	State         string    `json:"state,omitempty"`          // "start", "stop", "procedure", "none"
	EventID       string    `json:"event_id,omitempty"`       // the device's own number

	Plate   string   `json:"plate,omitempty"` // text of the first plate read
	Zone    *Zone    `json:"zone,omitempty"`  // of the first rule that fired
	Zones   []Zone   `json:"zones,omitempty"` // all, where there are several
	Targets []Target `json:"targets"`
	Images  []Image  `json:"images"`
	Flags   []string `json:"flags,omitempty"`  // oddities of the post, such as "image_damaged"
	Pinned  bool     `json:"pinned,omitempty"` // kept by retention
	// Incident is the ID of the incident that it belongs to, "" until that is known,
	// and in the stream.
	Incident string `json:"incident,omitempty"`
	// Review is what people said of it last; nil for a new event of which nobody has
	// said anything.
	Review *Review `json:"review,omitempty"`
}

// Point is a place in the frame: x, y, in ten-thousandths of its width and height.
type Point [2]int

// Rect is a box in the frame: left, top, right, bottom, in ten-thousandths of its
// width and height.
type Rect [4]int

// Zone is the shape of a rule on the picture.
type Zone struct {
	Kind   string  `json:"kind"` // "area" or "line"
	Points []Point `json:"points"`
}

// Target is a person, vehicle, face or plate of an event.
type Target struct {
	ID      string   `json:"id,omitempty"`       // the device's number
	Type    string   `json:"type"`               // "person", "car", "motorcycle", "face", "plate", "unknown"
	RawType string   `json:"raw_type,omitempty"` // as sent, where Type is unknown
	Rect    *Rect    `json:"rect,omitempty"`     // nil when the device sent none
	Image   *int     `json:"image,omitempty"`    // N of the image that shows it alone
	Plate   *Plate   `json:"plate,omitempty"`
	Vehicle *Vehicle `json:"vehicle,omitempty"`
	Face    *Face    `json:"face,omitempty"`
	EventID string   `json:"event_id,omitempty"` // of its rule, where it is not the event's
	State   string   `json:"state,omitempty"`    // of its rule, where it is not the event's
}

// Plate is a licence plate as a device read it.
type Plate struct {
	Misread    string   `json:"misread,omitempty"` // what the device read, where somebody has corrected Text
	Text       string   `json:"text"`              // "" is a plate that was seen and not read
	Color      string   `json:"color,omitempty"`
	Group      string   `json:"group,omitempty"` // as the device names it
	List       string   `json:"list,omitempty"`  // "whiteList", "blackList", "temporaryList", "strangerList"
	Owner      string   `json:"owner,omitempty"`
	Confidence *float64 `json:"confidence,omitempty"` // percent
	Direction  string   `json:"direction,omitempty"`  // "approach" or "away"
}

// Vehicle is what carries a plate, in the device's words.
type Vehicle struct {
	Type  string `json:"type,omitempty"`
	Color string `json:"color,omitempty"`
	Brand string `json:"brand,omitempty"`
	Model string `json:"model,omitempty"`
	Rect  *Rect  `json:"rect,omitempty"`
}

// Face are the attributes of a face, in the device's words.
type Face struct {
	Age     string `json:"age,omitempty"`
	Sex     string `json:"sex,omitempty"`
	Glasses string `json:"glasses,omitempty"`
	Mask    string `json:"mask,omitempty"`
}

// Image is a picture of an event; Client.Image reads it.
type Image struct {
	N      int    `json:"n"`
	Kind   string `json:"kind"`             // "source", the whole scene, or "target", the crop of one
	Target string `json:"target,omitempty"` // ID of the target, for crops
	Width  int    `json:"width,omitempty"`  // pixels, as the JPEG itself says
	Height int    `json:"height,omitempty"`
	Bytes  int    `json:"bytes"`
	URL    string `json:"url,omitempty"`  // path on the server, "" when it cannot be shown
	Flag   string `json:"flag,omitempty"` // why not: "not_jpeg", "damaged", "missing"
}

// DeviceRef is a device where something else is the subject. Only ID is set when
// the device is not known any more.
type DeviceRef struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"`
	Kind   string `json:"kind,omitempty"` // "camera", "nvr", "unknown"
	IP     string `json:"ip,omitempty"`   // of the last post
	MAC    string `json:"mac,omitempty"`
	Serial string `json:"serial,omitempty"`
}

// CameraRef is a camera where something else is the subject.
type CameraRef struct {
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Channel int    `json:"channel,omitempty"` // 0 when the recorder named none
}
