package api

import (
	"fmt"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
)

// incidentJSON is an incident as the API tells it, in lists and in the stream. What
// is not known is left out.
type incidentJSON struct {
	ID          event.ID           `json:"id"`
	State       string             `json:"state"` // "open" or "closed"
	Reviewed    bool               `json:"reviewed"`
	Review      event.ReviewState  `json:"review"` // as far as with the least of its events
	StartedAt   timestamp          `json:"started_at"`
	LastAt      timestamp          `json:"last_at"`
	ClosedAt    timestamp          `json:"closed_at,omitzero"`
	Device      deviceRef          `json:"device"`
	Camera      cameraRef          `json:"camera"`
	Others      []placeJSON        `json:"others,omitempty"` // where else it was seen
	Types       []event.Type       `json:"types"`
	TargetTypes []event.TargetType `json:"target_types"`
	Targets     []sightJSON        `json:"targets"`
	AlarmKinds  []string           `json:"alarm_kinds,omitempty"`
	Zones       []event.Zone       `json:"zones,omitempty"`
	Plates      []string           `json:"plates,omitempty"`
	Faces       []event.Face       `json:"faces,omitempty"`
	Picture     *bestPictureJSON   `json:"picture,omitempty"`
	Counts      memberCounts       `json:"counts"`
}

// placeJSON is another camera of an incident.
type placeJSON struct {
	Device deviceRef `json:"device"`
	Camera cameraRef `json:"camera"`
}

// sightJSON is somebody whom a device has numbered.
type sightJSON struct {
	ID     string           `json:"id"`
	Type   event.TargetType `json:"type"`
	Camera string           `json:"camera"` // its id
}

// bestPictureJSON is the best picture of an incident.
type bestPictureJSON struct {
	Event  event.ID        `json:"event"`
	N      int             `json:"n"`
	Kind   event.ImageKind `json:"kind"`
	Width  int             `json:"width,omitempty"`
	Height int             `json:"height,omitempty"`
	URL    string          `json:"url"`
}

// memberCounts is how much belongs to an incident.
type memberCounts struct {
	Events int `json:"events"`
	Alarms int `json:"alarms"`
	Tracks int `json:"tracks"`
}

// The states of an incident.
const (
	incidentOpen   = "open"
	incidentClosed = "closed"
)

func (j *joiner) incident(in *incident.Incident) incidentJSON {
	out := incidentJSON{
		ID: in.ID, State: incidentClosed, Reviewed: in.Reviewed, Review: in.Review,
		StartedAt: timestamp(in.StartedAt), LastAt: timestamp(in.LastAt), ClosedAt: timestamp(in.ClosedAt),
		Types: in.Types, TargetTypes: in.TargetTypes, Targets: make([]sightJSON, len(in.Targets)), AlarmKinds: in.AlarmKinds,
		Zones: in.Zones, Plates: in.Plates, Faces: in.Faces,
		Counts: memberCounts{in.Events, in.Alarms, in.Tracks},
	}
	if in.Open() {
		out.State = incidentOpen
	}
	for i, c := range in.Cameras {
		p := placeJSON{j.device(c.DeviceID), j.camera(c.DeviceID, c.CameraID)}
		if i == 0 {
			out.Device, out.Camera = p.Device, p.Camera
		} else {
			out.Others = append(out.Others, p)
		}
	}
	for i, t := range in.Targets {
		out.Targets[i] = sightJSON{t.ID, t.Type, t.CameraID}
	}
	if out.Types == nil {
		out.Types = []event.Type{}
	}
	if out.TargetTypes == nil {
		out.TargetTypes = []event.TargetType{}
	}
	if p := in.Picture; p != nil {
		out.Picture = &bestPictureJSON{p.Event, p.N, p.Kind, p.Width, p.Height, fmt.Sprintf("/api/v1/events/%s/images/%d", p.Event, p.N)}
	}
	return out
}

// incidentChangeJSON is what an incident frame tells.
type incidentChangeJSON struct {
	Seq    int64         `json:"seq"`
	Change incident.What `json:"change"`
	Into   event.ID      `json:"into,omitzero"`
	incidentJSON
}

// incidentDetails is an incident with what belongs to it.
type incidentDetails struct {
	incidentJSON
	Events []eventJSON `json:"events"`
	Alarms []alarmJSON `json:"alarms"`
	Tracks []trackJSON `json:"tracks"`
	// Passages are what its tracks did at the zones that are drawn.
	Passages []passageJSON `json:"passages"`
}
