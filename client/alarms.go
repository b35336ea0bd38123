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
	End        string    `json:"end,omitempty"`     // "cleared", "device_offline", "device_restarted", "stale"
	DeviceTime string    `json:"device_time,omitempty"`
	Incident   string    `json:"incident,omitempty"` // ID of the incident that it belongs to, "" until that is known
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
