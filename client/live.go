package client

import (
	"context"
	"net/url"
	"time"
)

// LivePositions are the targets in view of a camera at some time.
type LivePositions struct {
	Camera  CameraRef    `json:"camera"`
	At      time.Time    `json:"at"`
	Targets []LiveTarget `json:"targets"`
}

// LiveTarget is a target in view.
type LiveTarget struct {
	Track        string    `json:"track"`  // ULID
	Target       string    `json:"target"` // the device's number of the target
	Type         string    `json:"type"`
	Rect         *Rect     `json:"rect,omitempty"`
	FirstSeen    time.Time `json:"first_seen"`
	LastSeen     time.Time `json:"last_seen"`
	DwellSeconds float64   `json:"dwell_seconds"`
	Speed        float64   `json:"speed"`             // of its foot over the last second, ten-thousandths of the frame a second
	Heading      *float64  `json:"heading,omitempty"` // degrees clockwise from up, nil while it stands
}

// CameraLive is what a camera sees now.
type CameraLive struct {
	LivePositions
	Picture *LivePicture   `json:"picture,omitempty"` // the newest
	Zones   []ZoneOccupied `json:"zones,omitempty"`   // the areas, the oldest first
}

// ZoneOccupied is who is in an area now.
type ZoneOccupied struct {
	ZoneRef
	Occupancy
}

// LivePicture is a picture of an event.
type LivePicture struct {
	Image
	At    time.Time `json:"at"`
	Event string    `json:"event"` // its ID
}

// CameraLive reads what a camera sees now. StreamOptions.Live follows it.
func (c *Client) CameraLive(ctx context.Context, id string) (CameraLive, error) {
	var l CameraLive
	err := c.getJSON(ctx, "/api/v1/cameras/"+url.PathEscape(id)+"/live", nil, &l)
	return l, err
}
