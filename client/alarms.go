package client

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// Alarm is an interval from a flag's true to its false.
type Alarm struct {
	ID         int64     `json:"id"`
	Device     DeviceRef `json:"device"`
	Camera     CameraRef `json:"camera"`
	Kind       string    `json:"kind"`           // such as "intrusion"; the flag as sent when it is none known
	Flag       string    `json:"flag,omitempty"` // as sent
	Rule       string    `json:"rule,omitempty"` // as sent
	State      string    `json:"state"`          // "on" or "off"
	StartedAt  time.Time `json:"started_at"`
	LastAt     time.Time `json:"last_at"`           // of the last true
	EndedAt    time.Time `json:"ended_at,omitzero"` // zero while on
	End        string    `json:"end,omitempty"`     // "cleared", "device_offline"
	DeviceTime string    `json:"device_time,omitempty"`
}

// AlarmQuery says which alarms are wanted. The zero value is all.
type AlarmQuery struct {
	Cameras, Devices, Kinds []string
	State                   string    // "on", "off", or "" for both
	After, Before           time.Time // start in [After, Before)
	Paging
}

// Alarms reads a page of alarms, newest first.
func (c *Client) Alarms(ctx context.Context, q AlarmQuery) (Page[Alarm], error) {
	p := params{}
	p.list("camera", q.Cameras)
	p.list("device", q.Devices)
	p.list("kind", q.Kinds)
	p.one("state", q.State)
	p.time("after", q.After)
	p.time("before", q.Before)
	p.paging(q.Paging)
	return getPage[Alarm](ctx, c, "/api/v1/alarms", "alarms", url.Values(p))
}

// AllAlarms goes through alarms, newest first. An error is the last pair.
func (c *Client) AllAlarms(ctx context.Context, q AlarmQuery) iter.Seq2[Alarm, error] {
	return all(q.Paging, func(p Paging) (Page[Alarm], error) {
		q.Paging = p
		return c.Alarms(ctx, q)
	})
}

// Track is one target in view of one camera, from its first tracking post to its last.
type Track struct {
	ID        string    `json:"id"` // ULID
	Device    DeviceRef `json:"device"`
	Camera    CameraRef `json:"camera"`
	Target    string    `json:"target"` // the device's number of the target
	Type      string    `json:"type"`   // "person", "car", "motorcycle", "unknown"
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	Ended     bool      `json:"ended"`
	Posts     int       `json:"posts"`
	FirstRect *Rect     `json:"first_rect,omitempty"`
	LastRect  *Rect     `json:"last_rect,omitempty"`
	Speed     float64   `json:"speed"`             // of its foot over the last second, ten-thousandths of the frame a second
	Heading   *float64  `json:"heading,omitempty"` // degrees clockwise from up, nil while it stands
}

// TrackQuery says which tracks are wanted. The zero value is all.
type TrackQuery struct {
	Cameras       []string
	Target        string    // the device's number of the target
	After, Before time.Time // first seen in [After, Before)
	Paging
}

// Tracks reads a page of tracks, newest first.
func (c *Client) Tracks(ctx context.Context, q TrackQuery) (Page[Track], error) {
	p := params{}
	p.list("camera", q.Cameras)
	p.one("target", q.Target)
	p.time("after", q.After)
	p.time("before", q.Before)
	p.paging(q.Paging)
	return getPage[Track](ctx, c, "/api/v1/tracks", "tracks", url.Values(p))
}

// AllTracks goes through tracks, newest first. An error is the last pair.
func (c *Client) AllTracks(ctx context.Context, q TrackQuery) iter.Seq2[Track, error] {
	return all(q.Paging, func(p Paging) (Page[Track], error) {
		q.Paging = p
		return c.Tracks(ctx, q)
	})
}
