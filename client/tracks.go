package client

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"time"
)

// Track is one target in view of one camera, from its first tracking post to its last.
type Track struct {
	ID           string       `json:"id"` // ULID
	Device       DeviceRef    `json:"device"`
	Camera       CameraRef    `json:"camera"`
	Target       string       `json:"target"`          // the device's number of the target
	Type         string       `json:"type"`            // "person", "car", "motorcycle", "unknown"
	Types        []TypeChange `json:"types,omitempty"` // where posts gave more than one
	FirstSeen    time.Time    `json:"first_seen"`
	LastSeen     time.Time    `json:"last_seen"`
	DwellSeconds float64      `json:"dwell_seconds"`
	Ended        bool         `json:"ended"`
	Posts        int          `json:"posts"`
	FirstRect    *Rect        `json:"first_rect,omitempty"`
	LastRect     *Rect        `json:"last_rect,omitempty"`
	Speed        float64      `json:"speed"`             // of its foot over the last second, ten-thousandths of the frame a second
	Heading      *float64     `json:"heading,omitempty"` // degrees clockwise from up, nil while it stands
	Best         *Moment      `json:"best,omitempty"`
	// Incident is the ID of the incident that it belongs to, "" until that is known,
	// and in the stream.
	Incident string `json:"incident,omitempty"`
}

// TypeChange is a type that posts gave from some time on, in milliseconds after the
// track began.
type TypeChange struct {
	Ms   int64  `json:"ms"`
	Type string `json:"type"`
}

// Moment is when a target was seen best: large, and in the middle of the frame.
type Moment struct {
	At   time.Time `json:"at"`
	Rect Rect      `json:"rect"`
}

// TrackDetail is a track with where the target went, and its events.
type TrackDetail struct {
	Track
	// Path are the points that are needed to replay it: between them the box goes
	// straight.
	Path    []PathPoint `json:"path"`
	Picture *Image      `json:"picture,omitempty"` // closest to when it was seen best
	Events  []Event     `json:"events"`            // newest first
}

// PathPoint is where a target was, some time after its track began.
type PathPoint struct {
	After time.Duration // whole milliseconds
	Rect  Rect
}

// UnmarshalJSON reads [ms, x1, y1, x2, y2].
func (p *PathPoint) UnmarshalJSON(b []byte) error {
	var v [5]int64
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("point of a path: %w", err)
	}
	p.After = time.Duration(v[0]) * time.Millisecond
	p.Rect = Rect{int(v[1]), int(v[2]), int(v[3]), int(v[4])}
	return nil
}

// MarshalJSON writes [ms, x1, y1, x2, y2].
func (p PathPoint) MarshalJSON() ([]byte, error) {
	return json.Marshal([5]int64{p.After.Milliseconds(), int64(p.Rect[0]), int64(p.Rect[1]), int64(p.Rect[2]), int64(p.Rect[3])})
}

// TrackQuery says which tracks are wanted. The zero value is all.
type TrackQuery struct {
	Cameras       []string
	Devices       []string
	Target        string    // the device's number of the target
	Types         []string  // what the target is
	After, Before time.Time // first seen in [After, Before)
	Paging
}

// Tracks reads a page of tracks, newest first.
func (c *Client) Tracks(ctx context.Context, q TrackQuery) (Page[Track], error) {
	p := params{}
	p.list("camera", q.Cameras)
	p.list("device", q.Devices)
	p.one("target", q.Target)
	p.list("type", q.Types)
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

// Track reads one track.
func (c *Client) Track(ctx context.Context, id string) (TrackDetail, error) {
	var t TrackDetail
	err := c.getJSON(ctx, "/api/v1/tracks/"+url.PathEscape(id), nil, &t)
	return t, err
}
