// Package event holds what Watchpost makes of a detection post.
package event

import (
	"errors"
	"time"

	"github.com/watchpost/watchpost/internal/geo"
)

// ErrNotFound means that no event, or no image of it, has the id asked for.
var ErrNotFound = errors.New("no such event")

// ErrNoPlate means that a target is not there, or has no plate.
var ErrNoPlate = errors.New("no plate of this target")

// Event is one detection: what a device said, when, and with which pictures.
// It is not changed after it was stored, but for Pinned, Incident and Review.
type Event struct {
	ID  ID
	Seq int64 // place in the journal, given when stored; 0 before

	ReceivedAt time.Time // our clock, UTC, whole microseconds
	OccurredAt time.Time // the device's clock where Clock says so, else ReceivedAt
	Clock      Clock
	DeviceTime string // the device's time as sent, "" when absent

	DeviceID string // "dev_02005e40f40d"
	CameraID string // "cam_02005e40f40d_1"

	Source        Source
	Format        string // "v1" or "v2", by the version of the envelope
	ConfigVersion string // as sent
	Type          Type
	Category      Category
	SmartType     string // as sent
	State         string // "start", "stop", "procedure", "none"; "" where the device sends none
	EventID       string // the device's own number, as sent

	Zones   []Zone // the zones or lines of the rules that fired, first one first
	Targets []Target
	Images  []Image

	Plate  string   // text of the first plate read, as sent
	Group  string   // list or group of that plate, as sent
	Flags  []string // oddities: "image_damaged", "box_clamped", "list_truncated" …
	Pinned bool     // kept by retention
	// Incident is what it belongs to. Reads set it; it is zero until that is known.
	Incident ID
	Review   Review // how far people are with it; reads set it
}

// Clock says whose time OccurredAt is.
type Clock string

// ClockDevice: the device's time was believed. ClockServer: it was missing, not
// a time, or more than a day from ours.
const (
	ClockDevice Clock = "device"
	ClockServer Clock = "server"
)

// Source is what kind of device posted.
type Source string

// A camera posts itself, or a recorder posts for its cameras.
const (
	SourceCamera Source = "camera"
	SourceNVR    Source = "nvr"
)

// Zone is a rule's shape on the picture.
type Zone struct {
	Kind   string      `json:"kind"` // "area" or "line"
	Points []geo.Point `json:"points"`
}

// Target is one person, vehicle, face or plate of an event.
type Target struct {
	ID      string     `json:"id,omitempty"`
	Type    TargetType `json:"type"`
	RawType string     `json:"raw_type,omitempty"` // as sent, only where Type is unknown
	Rect    *geo.Rect  `json:"rect,omitempty"`
	Image   *int       `json:"image,omitempty"` // index into Event.Images
	Plate   *Plate     `json:"plate,omitempty"`
	Vehicle *Vehicle   `json:"vehicle,omitempty"`
	Face    *Face      `json:"face,omitempty"`
	EventID string     `json:"event_id,omitempty"` // of the rule hit of this target, where there are several
	State   string     `json:"state,omitempty"`
}

// TargetType is what a target is.
type TargetType string

// The target types.
const (
	TargetPerson     TargetType = "person"
	TargetCar        TargetType = "car"
	TargetMotorcycle TargetType = "motorcycle"
	TargetFace       TargetType = "face"
	TargetPlate      TargetType = "plate"
	TargetUnknown    TargetType = "unknown"
)

// TargetTypes returns every target type.
func TargetTypes() []TargetType {
	return []TargetType{TargetPerson, TargetCar, TargetMotorcycle, TargetFace, TargetPlate, TargetUnknown}
}

// Plate is a licence plate read.
type Plate struct {
	Text       string   `json:"text"`              // as sent, or as it was corrected; "" is a plate that was seen and not read
	Misread    string   `json:"misread,omitempty"` // as sent, where Text was corrected
	Color      string   `json:"color,omitempty"`
	Group      string   `json:"group,omitempty"` // list or group name as sent
	List       string   `json:"list,omitempty"`  // whiteList, blackList, temporaryList or strangerList, else ""
	Owner      string   `json:"owner,omitempty"`
	Confidence *float64 `json:"confidence,omitempty"` // percent
	Direction  string   `json:"direction,omitempty"`  // "approach" or "away"
}

// Vehicle is what carries a plate.
type Vehicle struct {
	Type  string    `json:"type,omitempty"`
	Color string    `json:"color,omitempty"`
	Brand string    `json:"brand,omitempty"`
	Model string    `json:"model,omitempty"`
	Rect  *geo.Rect `json:"rect,omitempty"`
}

// Face are the attributes of a face, as sent.
type Face struct {
	Age     string `json:"age,omitempty"`
	Sex     string `json:"sex,omitempty"`
	Glasses string `json:"glasses,omitempty"`
	Mask    string `json:"mask,omitempty"`
}

// Image is one picture of an event.
type Image struct {
	N      int       `json:"n"`
	Kind   ImageKind `json:"kind"`
	Target string    `json:"target,omitempty"` // target id, for crops
	Width  int       `json:"width,omitempty"`  // read from the JPEG itself; 0 when it is none
	Height int       `json:"height,omitempty"`
	Bytes  int       `json:"bytes"` // of the decoded file
	// Name is where the image store keeps it; "" when it was not kept.
	Name string `json:"name,omitempty"`
	// Flag says why the image cannot be shown: "not_jpeg", "damaged" (the
	// base64 was), "missing" (could not be kept). "" is a good JPEG.
	Flag string `json:"flag,omitempty"`
}

// ImageKind is what a picture shows.
type ImageKind string

// ImageSource is the whole scene, ImageTarget the crop of one target.
const (
	ImageSource ImageKind = "source"
	ImageTarget ImageKind = "target"
)
