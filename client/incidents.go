package client

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Incident is what belongs together: the events about one target on one camera,
// its track, the alarm that it raised, and the same sight as a recorder tells it.
// What has no partner is an incident of its own.
type Incident struct {
	ID        string    `json:"id"`    // ULID; sorts by when it began
	State     string    `json:"state"` // "open" or "closed"
	Reviewed  bool      `json:"reviewed"`
	Review    string    `json:"review"`     // "new", "seen", "handled": as far as the least of its events
	StartedAt time.Time `json:"started_at"` // first sign
	LastAt    time.Time `json:"last_at"`    // last sign
	// ClosedAt is when everything in it had ended, zero while it is open. A target
	// that comes back within a minute opens it again.
	ClosedAt time.Time `json:"closed_at,omitzero"`

	Device DeviceRef       `json:"device"` // of the first sign
	Camera CameraRef       `json:"camera"`
	Others []IncidentPlace `json:"others,omitempty"` // other cameras that told the same

	Types       []string         `json:"types"`        // of its events
	TargetTypes []string         `json:"target_types"` // "person", "car" …
	Targets     []IncidentTarget `json:"targets"`      // that a device has numbered
	AlarmKinds  []string         `json:"alarm_kinds,omitempty"`
	Zones       []Zone           `json:"zones,omitempty"` // of the rules that fired
	Plates      []string         `json:"plates,omitempty"`
	Faces       []Face           `json:"faces,omitempty"`
	Picture     *IncidentPicture `json:"picture,omitempty"` // the best
	Counts      IncidentCounts   `json:"counts"`
}

// IncidentPlace is another camera of an incident.
type IncidentPlace struct {
	Device DeviceRef `json:"device"`
	Camera CameraRef `json:"camera"`
}

// IncidentTarget is somebody whom a device has numbered.
type IncidentTarget struct {
	ID     string `json:"id"` // the device's number
	Type   string `json:"type"`
	Camera string `json:"camera"` // ID of the camera whose number it is
}

// IncidentPicture is a picture of one of an incident's events; Client.Image reads it.
type IncidentPicture struct {
	Event  string `json:"event"`
	N      int    `json:"n"`
	Kind   string `json:"kind"` // "source" or "target"
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	URL    string `json:"url"` // path on the server
}

// IncidentCounts are how much belongs to an incident.
type IncidentCounts struct {
	Events int `json:"events"`
	Alarms int `json:"alarms"`
	Tracks int `json:"tracks"`
}

// IncidentDetails is an incident with what belongs to it, oldest first, at most 500
// of each.
type IncidentDetails struct {
	Incident
	Events []Event `json:"events"`
	Alarms []Alarm `json:"alarms"`
	Tracks []Track `json:"tracks"`
	// Passages are what its tracks did at the zones that are drawn.
	Passages []Passage `json:"passages"`
}

// IncidentChange tells what became of an incident.
type IncidentChange struct {
	Seq int64 `json:"seq"`
	// Change is "opened", "updated", "closed", "reopened", "merged" or "reviewed". One
	// that was merged is no more; all that it had belongs to Into. Where much happens
	// at once one change tells of all of it: go by the State.
	Change string `json:"change"`
	Into   string `json:"into,omitempty"`
	Incident
}

// IncidentQuery says which incidents are wanted. The zero value is all. Values of
// one field are alternatives; all fields must hold.
type IncidentQuery struct {
	Cameras, Devices []string
	Types            []string  // of its events
	Targets          []string  // types of its targets
	Plate            string    // exact, but for case, blanks and dashes
	State            string    // "open", "closed", or "" for both
	Reviewed         *bool     // nil for both
	With             []string  // "event", "alarm", "track"
	After, Before    time.Time // start in [After, Before)
	Paging
}

// Incidents reads a page of incidents, newest first.
func (c *Client) Incidents(ctx context.Context, q IncidentQuery) (Page[Incident], error) {
	p := params{}
	p.list("camera", q.Cameras)
	p.list("device", q.Devices)
	p.list("type", q.Types)
	p.list("target", q.Targets)
	p.one("plate", q.Plate)
	p.one("state", q.State)
	if q.Reviewed != nil {
		p.one("reviewed", strconv.FormatBool(*q.Reviewed))
	}
	p.list("with", q.With)
	p.time("after", q.After)
	p.time("before", q.Before)
	p.paging(q.Paging)
	return getPage[Incident](ctx, c, incidentsPath, "incidents", url.Values(p))
}

// AllIncidents goes through incidents, newest first. An error is the last pair.
func (c *Client) AllIncidents(ctx context.Context, q IncidentQuery) iter.Seq2[Incident, error] {
	return all(q.Paging, func(p Paging) (Page[Incident], error) {
		q.Paging = p
		return c.Incidents(ctx, q)
	})
}

// Incident reads one incident.
func (c *Client) Incident(ctx context.Context, id string) (IncidentDetails, error) {
	var in IncidentDetails
	err := c.getJSON(ctx, incidentsPath+"/"+url.PathEscape(id), nil, &in)
	return in, err
}

// ReviewIncident marks an incident as reviewed, or as not, and returns it.
func (c *Client) ReviewIncident(ctx context.Context, id string, reviewed bool) (IncidentDetails, error) {
	var in IncidentDetails
	resp, err := c.patch(ctx, incidentsPath+"/"+url.PathEscape(id), map[string]any{"reviewed": reviewed})
	if err != nil {
		return in, err
	}
	return in, decode(resp, &in)
}

// ReviewIncidents marks up to 500 incidents as reviewed, or as not. IDs that are not
// there are skipped.
func (c *Client) ReviewIncidents(ctx context.Context, ids []string, reviewed bool) error {
	resp, err := c.patch(ctx, incidentsPath, map[string]any{"ids": ids, "reviewed": reviewed})
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

const incidentsPath = "/api/v1/incidents"

// patch changes something.
func (c *Client) patch(ctx context.Context, path string, change any) (*http.Response, error) {
	body, err := json.Marshal(change)
	if err != nil {
		return nil, err
	}
	return c.do(ctx, http.MethodPatch, path, nil, http.Header{"Content-Type": {"application/json"}}, body)
}
