package client

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// Device is what posts: a camera or a recorder.
type Device struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	OwnName  string `json:"own_name,omitempty"` // what it calls itself
	Kind     string `json:"kind"`               // "camera", "nvr", "unknown"
	Allowed  bool   `json:"allowed"`            // false: a person has blocked it
	IP       string `json:"ip,omitempty"`       // of its last post
	OwnIP    string `json:"own_ip,omitempty"`   // as it says itself
	MAC      string `json:"mac,omitempty"`
	Serial   string `json:"serial,omitempty"`
	Format   string `json:"format,omitempty"`   // "v1" or "v2"
	Firmware string `json:"firmware,omitempty"` // a hint

	FirstSeen        time.Time `json:"first_seen,omitzero"`
	LastSeen         time.Time `json:"last_seen,omitzero"`
	LastKeepalive    time.Time `json:"last_keepalive,omitzero"`
	LastEvent        time.Time `json:"last_event,omitzero"`
	Online           bool      `json:"online"`                         // false after a silence of three heartbeats
	HeartbeatSeconds float64   `json:"heartbeat_seconds,omitempty"`    // between its keepalives, 0 until learned
	ClockOffset      *float64  `json:"clock_offset_seconds,omitempty"` // its clock minus the server's, in seconds; nil when unknown

	Counters Counters  `json:"counters"`
	Cameras  []Camera  `json:"cameras"`
	Findings []Finding `json:"findings"` // what a person should look at
}

// Counters count a device's posts since it was first seen.
type Counters struct {
	Keepalives    int64 `json:"keepalives"`
	AlarmStatus   int64 `json:"alarm_status"`
	LoneFalse     int64 `json:"lone_false"` // of alarms that were not on
	Events        int64 `json:"events"`
	Tracking      int64 `json:"tracking"`
	Unknown       int64 `json:"unknown"`
	Malformed     int64 `json:"malformed"`
	Duplicates    int64 `json:"duplicates"`
	ImagesMissing int64 `json:"images_missing"`
	Refused       int64 `json:"refused"`
	Bytes         int64 `json:"bytes"`
}

// Finding is something about a device that a person should look at.
type Finding struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Hint string `json:"hint"`
}

// Camera is one channel of a device.
type Camera struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Channel   int        `json:"channel,omitempty"` // 0 when the recorder named none
	Device    *DeviceRef `json:"device,omitempty"`  // nil inside a Device
	Online    bool       `json:"online"`            // whether its device is heard
	LastSeen  time.Time  `json:"last_seen,omitzero"`
	LastEvent time.Time  `json:"last_event,omitzero"`
}

// Devices reads a page of devices, by name.
func (c *Client) Devices(ctx context.Context, p Paging) (Page[Device], error) {
	q := params{}
	q.paging(p)
	return getPage[Device](ctx, c, "/api/v1/devices", "devices", url.Values(q))
}

// AllDevices goes through all devices, by name. An error is the last pair.
func (c *Client) AllDevices(ctx context.Context) iter.Seq2[Device, error] {
	return all(Paging{Limit: 500}, func(p Paging) (Page[Device], error) { return c.Devices(ctx, p) })
}

// Device reads one device.
func (c *Client) Device(ctx context.Context, id string) (Device, error) {
	var d Device
	err := c.getJSON(ctx, devicePath(id), nil, &d)
	return d, err
}

// DevicePatch is what is changed of a device; nil fields stay.
type DevicePatch struct {
	Name    *string `json:"name,omitempty"`    // "" is the name that the device gives itself
	Allowed *bool   `json:"allowed,omitempty"` // false: its posts are refused
}

// ChangeDevice changes a device. It needs an administrator.
func (c *Client) ChangeDevice(ctx context.Context, id string, change DevicePatch) (Device, error) {
	var d Device
	err := c.sendJSON(ctx, http.MethodPatch, devicePath(id), nil, change, &d)
	return d, err
}

// ForgetDevice takes a device out of all lists until it posts again. The events that
// it sent stay. It needs an administrator.
func (c *Client) ForgetDevice(ctx context.Context, id string) error {
	return c.sendJSON(ctx, http.MethodDelete, devicePath(id), nil, nil, nil)
}

// RenameCamera gives a camera a name, or with "" that of its device again. It needs
// an administrator.
func (c *Client) RenameCamera(ctx context.Context, id, name string) (Camera, error) {
	var cam Camera
	err := c.sendJSON(ctx, http.MethodPatch, "/api/v1/cameras/"+url.PathEscape(id), nil, map[string]string{"name": name}, &cam)
	return cam, err
}

// CameraQuery says which cameras are wanted. The zero value is all.
type CameraQuery struct {
	Devices []string // ids, as alternatives
	Paging
}

// Cameras reads a page of cameras, by name of their device and channel.
func (c *Client) Cameras(ctx context.Context, q CameraQuery) (Page[Camera], error) {
	p := params{}
	p.list("device", q.Devices)
	p.paging(q.Paging)
	return getPage[Camera](ctx, c, "/api/v1/cameras", "cameras", url.Values(p))
}

// AllCameras goes through cameras. An error is the last pair.
func (c *Client) AllCameras(ctx context.Context, q CameraQuery) iter.Seq2[Camera, error] {
	return all(q.Paging, func(p Paging) (Page[Camera], error) {
		q.Paging = p
		return c.Cameras(ctx, q)
	})
}

// Camera reads one camera.
func (c *Client) Camera(ctx context.Context, id string) (Camera, error) {
	var cam Camera
	err := c.getJSON(ctx, "/api/v1/cameras/"+url.PathEscape(id), nil, &cam)
	return cam, err
}

// Request is a request to the server's device listener, or a run of tracking
// posts that were answered alike.
type Request struct {
	ID              int64      `json:"id"` // running number since the start of the server
	At              time.Time  `json:"at"`
	IP              string     `json:"ip"`
	Device          *DeviceRef `json:"device,omitempty"` // nil when the request did not tell
	Method          string     `json:"method,omitempty"`
	Path            string     `json:"path,omitempty"`
	Proto           string     `json:"proto,omitempty"`
	ContentType     string     `json:"content_type,omitempty"`
	Bytes           int64      `json:"bytes"`            // of the body
	Kind            string     `json:"kind"`             // how it was understood: "event", "keepalive", "refused" …
	Detail          string     `json:"detail,omitempty"` // the event's type, the reason
	Status          int        `json:"status,omitempty"` // as answered, 0 when nothing was
	DurationSeconds float64    `json:"duration_seconds"`
	Advice          string     `json:"advice,omitempty"` // a sentence where something was wrong
	Count           int        `json:"count"`            // 1, or how many tracking posts it stands for
	Until           time.Time  `json:"until,omitzero"`   // arrival of the last of them
}

// Requests reads a page of the last requests of all devices, newest first.
func (c *Client) Requests(ctx context.Context, p Paging) (Page[Request], error) {
	return c.requests(ctx, "/api/v1/requests", p)
}

// DeviceRequests reads a page of the last requests of a device, newest first.
func (c *Client) DeviceRequests(ctx context.Context, id string, p Paging) (Page[Request], error) {
	return c.requests(ctx, devicePath(id)+"/requests", p)
}

func (c *Client) requests(ctx context.Context, path string, p Paging) (Page[Request], error) {
	q := params{}
	q.paging(p)
	return getPage[Request](ctx, c, path, "requests", url.Values(q))
}

// Post is a raw post that the server keeps for a while.
type Post struct {
	At          time.Time `json:"at"`
	IP          string    `json:"ip"`
	Method      string    `json:"method"`
	Path        string    `json:"path"`
	ContentType string    `json:"content_type,omitempty"`
	Bytes       int       `json:"bytes"` // of the body
}

// Posts lists the raw posts kept of a device, newest first.
func (c *Client) Posts(ctx context.Context, id string) ([]Post, error) {
	p, err := getPage[Post](ctx, c, devicePath(id)+"/posts", "posts", nil)
	return p.Items, err
}

// DownloadPosts writes the raw posts kept of a device to w: HTTP requests, one
// after the other, oldest first.
func (c *Client) DownloadPosts(ctx context.Context, id string, w io.Writer) error {
	resp, err := c.do(ctx, http.MethodGet, devicePath(id)+"/posts/download", nil, nil, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("download posts: %w", err)
	}
	return nil
}

func devicePath(id string) string { return "/api/v1/devices/" + url.PathEscape(id) }
