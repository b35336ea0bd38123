package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// ZoneDrawn is an area or a line as a person draws it.
type ZoneDrawn struct {
	Name  string `json:"name"`
	Color string `json:"color,omitempty"` // such as "#1e90ff"
	Kind  string `json:"kind"`            // "area" or "line"
	// Points are in ten-thousandths of the picture. An area has three or more. Who
	// crosses a line from left to right, seen from its first point, goes in.
	Points  [][2]int `json:"points"`
	Targets []string `json:"targets,omitempty"` // "person", "car", "motorcycle", "unknown"; all when empty
	// MinDwell is how long a target stays in an area until it has dwelled, in
	// seconds; 0 when that is of no interest.
	MinDwell float64 `json:"min_dwell_seconds,omitempty"`
}

// CameraZone is an area or a line of a camera.
type CameraZone struct {
	ID     string    `json:"id"` // ULID
	Camera CameraRef `json:"camera"`
	ZoneDrawn
	Version   int        `json:"version"` // rises when other passages come of a change
	Since     time.Time  `json:"since"`   // when the version began
	CreatedAt time.Time  `json:"created_at"`
	Occupancy *Occupancy `json:"occupancy,omitempty"` // of areas
}

// Occupancy is who is in an area now.
type Occupancy struct {
	Total   int            `json:"total"`
	Targets map[string]int `json:"targets"` // by type
}

// ZoneRef is a zone where something else is the subject.
type ZoneRef struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Zones reads the zones of a camera, the oldest first.
func (c *Client) Zones(ctx context.Context, camera string) ([]CameraZone, error) {
	var list struct {
		Zones []CameraZone `json:"zones"`
	}
	err := c.getJSON(ctx, zonesPath(camera), nil, &list)
	return list.Zones, err
}

// Zone reads one zone.
func (c *Client) Zone(ctx context.Context, id string) (CameraZone, error) {
	var z CameraZone
	err := c.getJSON(ctx, zonePath(id), nil, &z)
	return z, err
}

// CreateZone draws a zone on a camera's picture.
func (c *Client) CreateZone(ctx context.Context, camera string, z ZoneDrawn) (CameraZone, error) {
	var out CameraZone
	err := c.sendJSON(ctx, http.MethodPost, zonesPath(camera), nil, z, &out)
	return out, err
}

// ChangeZone draws a zone anew.
func (c *Client) ChangeZone(ctx context.Context, id string, z ZoneDrawn) (CameraZone, error) {
	var out CameraZone
	err := c.sendJSON(ctx, http.MethodPut, zonePath(id), nil, z, &out)
	return out, err
}

// DeleteZone removes a zone, and what happened at it.
func (c *Client) DeleteZone(ctx context.Context, id string) error {
	resp, err := c.do(ctx, http.MethodDelete, zonePath(id), nil, nil, nil)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// ZoneEvaluation is a look at stored tracks by the shape of a zone.
type ZoneEvaluation struct {
	Zone      string    `json:"zone"` // id
	Version   int       `json:"version"`
	State     string    `json:"state"`          // "waiting", "running", "done", "cancelled", "failed"
	After     time.Time `json:"after,omitzero"` // tracks that began in [After, Before); zero is all
	Before    time.Time `json:"before"`
	Tracks    int       `json:"tracks"`   // how many those are
	Done      int       `json:"done"`     // how many have been looked at
	Progress  float64   `json:"progress"` // 0 to 1
	Passages  int       `json:"passages"` // what they did
	StartedAt time.Time `json:"started_at"`
	EndedAt   time.Time `json:"ended_at,omitzero"` // zero until it has ended
	Error     string    `json:"error,omitempty"`
}

// EvaluateZone begins to look at the tracks that are stored from a time on, all
// when it is zero.
func (c *Client) EvaluateZone(ctx context.Context, id string, after time.Time) (ZoneEvaluation, error) {
	q := params{}
	q.time("after", after)
	var e ZoneEvaluation
	err := c.sendJSON(ctx, http.MethodPost, zonePath(id)+"/evaluate", url.Values(q), nil, &e)
	return e, err
}

// ZoneEvaluation reads how far the last evaluation of a zone is.
func (c *Client) ZoneEvaluation(ctx context.Context, id string) (ZoneEvaluation, error) {
	var e ZoneEvaluation
	err := c.getJSON(ctx, zonePath(id)+"/evaluate", nil, &e)
	return e, err
}

// CancelEvaluation stops an evaluation.
func (c *Client) CancelEvaluation(ctx context.Context, id string) (ZoneEvaluation, error) {
	var e ZoneEvaluation
	err := c.sendJSON(ctx, http.MethodDelete, zonePath(id)+"/evaluate", nil, nil, &e)
	return e, err
}

// sendJSON makes a change: body is written unless it is nil, and the answer read.
func (c *Client) sendJSON(ctx context.Context, method, path string, query url.Values, body, answer any) error {
	var b []byte
	var header http.Header
	if body != nil {
		var err error
		if b, err = json.Marshal(body); err != nil {
			return err
		}
		header = http.Header{"Content-Type": {"application/json"}}
	}
	resp, err := c.do(ctx, method, path, query, header, b)
	if err != nil {
		return err
	}
	return decode(resp, answer)
}

func zonesPath(camera string) string { return "/api/v1/cameras/" + url.PathEscape(camera) + "/zones" }

func zonePath(id string) string { return "/api/v1/zones/" + url.PathEscape(id) }

// Passage is something that a target did at a zone.
type Passage struct {
	At        time.Time  `json:"at"` // between two posts of the device
	Zone      ZoneRef    `json:"zone"`
	Version   int        `json:"version"` // of the zone
	Camera    *CameraRef `json:"camera,omitempty"`
	Track     string     `json:"track"`               // id
	Target    string     `json:"target"`              // type of the target
	Action    string     `json:"action"`              // "entered", "left", "dwelled", "crossed"
	Direction string     `json:"direction,omitempty"` // of what crossed: "in", "out"
	// Inside: it was in the area when it came into view, or went out of view.
	Inside bool    `json:"inside,omitempty"`
	Dwell  float64 `json:"dwell_seconds,omitempty"` // how long it had been inside
}

// PassageQuery says which passages are wanted. The zero value is all.
type PassageQuery struct {
	Cameras, Zones, Tracks, Targets, Actions, Directions []string
	After, Before                                        time.Time
	Paging
}

// Passages reads a page of passages, newest first.
func (c *Client) Passages(ctx context.Context, q PassageQuery) (Page[Passage], error) {
	p := params{}
	p.list("camera", q.Cameras)
	p.list("zone", q.Zones)
	p.list("track", q.Tracks)
	p.list("target", q.Targets)
	p.list("action", q.Actions)
	p.list("direction", q.Directions)
	p.time("after", q.After)
	p.time("before", q.Before)
	p.paging(q.Paging)
	return getPage[Passage](ctx, c, "/api/v1/passages", "passages", url.Values(p))
}

// AllPassages goes through passages, newest first. An error is the last pair.
func (c *Client) AllPassages(ctx context.Context, q PassageQuery) iter.Seq2[Passage, error] {
	return all(q.Paging, func(p Paging) (Page[Passage], error) {
		q.Paging = p
		return c.Passages(ctx, q)
	})
}

// ZoneCount is what targets of one type did at one zone in one bucket.
type ZoneCount struct {
	Start   time.Time  `json:"start"` // of the bucket, UTC
	Zone    ZoneRef    `json:"zone"`
	Camera  *CameraRef `json:"camera,omitempty"`
	Target  string     `json:"target"`
	In      int64      `json:"in"` // crossings of a line
	Out     int64      `json:"out"`
	Entered int64      `json:"entered"` // an area
	Left    int64      `json:"left"`
	Dwelled int64      `json:"dwelled"`
	Dwell   float64    `json:"dwell_seconds"` // how long those had been inside who left, on average
}

// ZoneCountQuery says what is counted; at least one zone must be named.
type ZoneCountQuery struct {
	Zones, Targets []string
	Bucket         string // "minute", "hour", "day", "week" or "month"; "" is "hour"
	TimeZone       string // whose hours, days, weeks and months, such as "Europe/Berlin"; "" is UTC
	// Buckets start in [After, Before), as of CountQuery.
	After, Before time.Time
}

// ZoneCounts goes through counts of zones, oldest first. An error is the last pair.
func (c *Client) ZoneCounts(ctx context.Context, q ZoneCountQuery) iter.Seq2[ZoneCount, error] {
	return all(Paging{}, func(paging Paging) (Page[ZoneCount], error) {
		p := params{}
		p.list("zone", q.Zones)
		p.list("target", q.Targets)
		p.one("bucket", q.Bucket)
		p.one("tz", q.TimeZone)
		p.time("after", q.After)
		p.time("before", q.Before)
		p.one("cursor", paging.Cursor)
		return getPage[ZoneCount](ctx, c, "/api/v1/counts", "counts", url.Values(p))
	})
}
