package api

import (
	"fmt"

	"github.com/watchpost/watchpost/internal/event"
)

// eventJSON is an event as the API tells it. What is not known is left out.
type eventJSON struct {
	ID            event.ID       `json:"id"`
	Seq           int64          `json:"seq"`
	ReceivedAt    timestamp      `json:"received_at"`
	OccurredAt    timestamp      `json:"occurred_at"`
	Clock         event.Clock    `json:"clock"`
	DeviceTime    string         `json:"device_time,omitempty"`
	Device        deviceRef      `json:"device"`
	Camera        cameraRef      `json:"camera"`
	Source        event.Source   `json:"source"`
	Format        string         `json:"format,omitempty"`
	ConfigVersion string         `json:"config_version,omitempty"`
	Type          event.Type     `json:"type"`
	Category      event.Category `json:"category"`
	SmartType     string         `json:"smart_type,omitempty"`
	State         string         `json:"state,omitempty"`
	EventID       string         `json:"event_id,omitempty"`
	Plate         string         `json:"plate,omitempty"`
	Zone          *event.Zone    `json:"zone,omitempty"`
	Zones         []event.Zone   `json:"zones,omitempty"` // all of them, where there are several
	Targets       []event.Target `json:"targets"`
	Images        []imageJSON    `json:"images"`
	Flags         []string       `json:"flags,omitempty"`
	Pinned        bool           `json:"pinned,omitempty"`
	Incident      event.ID       `json:"incident,omitzero"`
	Review        *reviewJSON    `json:"review,omitempty"`
}

// imageJSON is a picture of an event. One that cannot be shown has a Flag and no URL.
type imageJSON struct {
	N      int             `json:"n"`
	Kind   event.ImageKind `json:"kind"`
	Target string          `json:"target,omitempty"`
	Width  int             `json:"width,omitempty"`
	Height int             `json:"height,omitempty"`
	Bytes  int             `json:"bytes"`
	URL    string          `json:"url,omitempty"`
	Flag   string          `json:"flag,omitempty"`
}

func (j *joiner) event(e *event.Event) eventJSON {
	out := eventJSON{
		ID: e.ID, Seq: e.Seq,
		ReceivedAt: timestamp(e.ReceivedAt), OccurredAt: timestamp(e.OccurredAt), Clock: e.Clock, DeviceTime: e.DeviceTime,
		Device: j.device(e.DeviceID), Camera: j.camera(e.DeviceID, e.CameraID),
		Source: e.Source, Format: e.Format, ConfigVersion: e.ConfigVersion,
		Type: e.Type, Category: e.Category, SmartType: e.SmartType, State: e.State, EventID: e.EventID,
		Plate: e.Plate, Targets: e.Targets, Images: make([]imageJSON, len(e.Images)),
		Flags: e.Flags, Pinned: e.Pinned, Incident: e.Incident, Review: reviewOf(e.Review),
	}
	if len(e.Zones) > 0 {
		out.Zone = &e.Zones[0]
	}
	if len(e.Zones) > 1 {
		out.Zones = e.Zones
	}
	if out.Targets == nil {
		out.Targets = []event.Target{}
	}
	for i := range e.Images {
		out.Images[i] = j.picture(e, i)
	}
	return out
}

// picture is the picture i of an event.
func (j *joiner) picture(e *event.Event, i int) imageJSON {
	img := &e.Images[i]
	out := imageJSON{
		N: img.N, Kind: img.Kind, Target: img.Target,
		Width: img.Width, Height: img.Height, Bytes: img.Bytes, Flag: img.Flag,
	}
	if img.Flag == "" {
		out.URL = fmt.Sprintf("%s/api/v1/events/%s/images/%d", j.base, e.ID, img.N)
	}
	return out
}
