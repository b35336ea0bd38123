// Package incident makes one incident of what belongs together: the posts about
// one target on one camera, its track, the alarm that it raised, and the same
// sight as a recorder tells it. What has no partner is an incident of its own.
//
// The Machine is pure: it holds no clock, reads no time, and is not safe for
// concurrent use. Whoever drives it tells the time.
package incident

import (
	"errors"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/track"
)

// ErrNotFound means that no incident has the id asked for.
var ErrNotFound = errors.New("no such incident")

// ID names an incident: a ULID of when it began.
type ID = event.ID

// Bounds of what an incident remembers by name. What is beyond them belongs to
// the incident all the same, and is counted.
const (
	MaxTargets = 32
	MaxAlarms  = 64 // that are told apart
	MaxTracks  = 64
	MaxCameras = 8
	MaxZones   = 8
	MaxPlates  = 8
	MaxFaces   = 4
)

// Incident is what belongs together. Its lists are in the order in which things
// came.
type Incident struct {
	ID        ID        `json:"id"`
	Cameras   []Camera  `json:"cameras"` // that of the first sign first
	StartedAt time.Time `json:"started"` // the first sign
	LastAt    time.Time `json:"last"`    // the last sign
	// ClosedAt is when everything in it had ended; zero while it is open. The last
	// sign may have been some time before.
	ClosedAt time.Time `json:"closed,omitzero"`

	Types       []event.Type       `json:"types,omitempty"`
	TargetTypes []event.TargetType `json:"target_types,omitempty"`
	Targets     []Target           `json:"targets,omitempty"`
	AlarmKinds  []string           `json:"alarm_kinds,omitempty"`
	Zones       []event.Zone       `json:"zones,omitempty"`  // of the rules that fired
	Plates      []string           `json:"plates,omitempty"` // as sent
	Faces       []event.Face       `json:"faces,omitempty"`
	Picture     *Picture           `json:"picture,omitempty"` // the best

	Events int `json:"events,omitempty"` // how many it has
	Alarms int `json:"alarms,omitempty"`
	Tracks int `json:"tracks,omitempty"`

	// What the Machine needs to go on with the incident after a restart.
	LastEvent time.Time `json:"last_event,omitzero"`
	AlarmsOf  []Alarm   `json:"alarms_of,omitempty"`
	TracksOf  []Track   `json:"tracks_of,omitempty"`

	// Review is how far people are with it: as far as with the least of its events.
	// Reviewed says that it is not new. The store keeps both; the Machine neither
	// reads nor sets them.
	Review   event.ReviewState `json:"review,omitempty"`
	Reviewed bool              `json:"reviewed,omitempty"`
}

// Camera is where an incident happens.
type Camera struct {
	DeviceID string `json:"device"`
	CameraID string `json:"camera"`
}

// Target is somebody who is numbered by a device.
type Target struct {
	CameraID string           `json:"camera"`
	ID       string           `json:"id"` // as sent
	Type     event.TargetType `json:"type"`
	LastAt   time.Time        `json:"last"`
	Rect     *geo.Rect        `json:"rect,omitempty"` // where it was last
}

// Alarm is an alarm of an incident.
type Alarm struct {
	ID       int64     `json:"id"`
	CameraID string    `json:"camera"`
	Kind     string    `json:"kind"`
	At       time.Time `json:"at"`
	On       bool      `json:"on,omitempty"`
	// Fit is how well an event of the incident explains it; 0 is that none does, and
	// it is only the likeliest. It goes to a better one when that comes.
	Fit int `json:"fit,omitempty"`
}

// Track is a track of an incident.
type Track struct {
	ID       track.ID `json:"id"`
	CameraID string   `json:"camera"`
	Target   string   `json:"target"`
	Open     bool     `json:"open,omitempty"`
}

// Picture is a picture of an event.
type Picture struct {
	Event  event.ID        `json:"event"`
	N      int             `json:"n"`
	Kind   event.ImageKind `json:"kind"`
	Width  int             `json:"width,omitempty"`
	Height int             `json:"height,omitempty"`
	Bytes  int             `json:"bytes"`
}

// Open says whether anything in it goes on.
func (in *Incident) Open() bool { return in.ClosedAt.IsZero() }

// clone is a copy that shares nothing that changes.
func (in *Incident) clone() *Incident {
	c := *in
	c.Cameras, c.Types, c.TargetTypes = slices.Clone(in.Cameras), slices.Clone(in.Types), slices.Clone(in.TargetTypes)
	c.Targets, c.AlarmKinds, c.Zones = slices.Clone(in.Targets), slices.Clone(in.AlarmKinds), slices.Clone(in.Zones)
	c.Plates, c.Faces = slices.Clone(in.Plates), slices.Clone(in.Faces)
	c.AlarmsOf, c.TracksOf = slices.Clone(in.AlarmsOf), slices.Clone(in.TracksOf)
	return &c
}

// at notes a sign of life.
func (in *Incident) at(t time.Time) {
	if t.After(in.LastAt) {
		in.LastAt = t
	}
}

// place notes that it happens on a camera too.
func (in *Incident) place(c Camera) {
	if len(in.Cameras) < MaxCameras && !slices.Contains(in.Cameras, c) {
		in.Cameras = append(in.Cameras, c)
	}
}

// target finds a target of a camera, nil when it is not of this incident.
func (in *Incident) target(camera, id string) *Target {
	for i := range in.Targets {
		if t := &in.Targets[i]; t.ID == id && t.CameraID == camera {
			return t
		}
	}
	return nil
}

// numbered says whether a target of a camera is known by its number.
func (in *Incident) numbered(camera string) bool {
	return slices.ContainsFunc(in.Targets, func(t Target) bool { return t.CameraID == camera })
}

// sees notes where a target was.
func (in *Incident) sees(t Target) {
	in.ofType(t.Type)
	if t.ID == "" {
		return
	}
	old := in.target(t.CameraID, t.ID)
	switch {
	case old == nil && len(in.Targets) < MaxTargets:
		in.Targets = append(in.Targets, t)
	case old == nil || t.LastAt.Before(old.LastAt):
	default:
		old.LastAt = t.LastAt
		if t.Rect != nil {
			old.Rect = t.Rect
		}
		if old.Type == event.TargetUnknown {
			old.Type = t.Type
		}
	}
}

func (in *Incident) ofType(t event.TargetType) {
	if t != "" && !slices.Contains(in.TargetTypes, t) {
		in.TargetTypes = append(in.TargetTypes, t)
	}
}

// takes notes all that an event tells.
func (in *Incident) takes(e *event.Event) {
	in.Events++
	in.at(e.ReceivedAt)
	if e.ReceivedAt.After(in.LastEvent) {
		in.LastEvent = e.ReceivedAt
	}
	in.place(Camera{e.DeviceID, e.CameraID})
	if !slices.Contains(in.Types, e.Type) {
		in.Types = append(in.Types, e.Type)
	}
	for i := range e.Targets {
		t := &e.Targets[i]
		in.sees(Target{CameraID: e.CameraID, ID: t.ID, Type: t.Type, LastAt: e.ReceivedAt, Rect: t.Rect})
		if t.Plate != nil && t.Plate.Text != "" && len(in.Plates) < MaxPlates && !slices.Contains(in.Plates, t.Plate.Text) {
			in.Plates = append(in.Plates, t.Plate.Text)
		}
		if t.Type == event.TargetFace || t.Face != nil {
			in.face(t.Face)
		}
	}
	for _, z := range e.Zones {
		in.zone(z)
	}
	for i := range e.Images {
		in.picture(e, &e.Images[i])
	}
}

func (in *Incident) face(f *event.Face) {
	if f == nil {
		f = new(event.Face)
	}
	if len(in.Faces) < MaxFaces && !slices.Contains(in.Faces, *f) {
		in.Faces = append(in.Faces, *f)
	}
}

func (in *Incident) zone(z event.Zone) {
	same := func(o event.Zone) bool { return o.Kind == z.Kind && slices.Equal(o.Points, z.Points) }
	if len(in.Zones) < MaxZones && !slices.ContainsFunc(in.Zones, same) {
		in.Zones = append(in.Zones, z)
	}
}

// picture keeps a picture if it is better than the best so far.
func (in *Incident) picture(e *event.Event, m *event.Image) {
	if m.Flag != "" {
		return
	}
	p := Picture{Event: e.ID, N: m.N, Kind: m.Kind, Width: m.Width, Height: m.Height, Bytes: m.Bytes}
	if in.Picture == nil || p.better(in.Picture) {
		in.Picture = &p
	}
}

// better compares pictures: a target by itself shows more than the scene around
// it, and a large picture more than a small one. Of equal ones the first stays.
func (p *Picture) better(than *Picture) bool {
	for _, by := range [...]func(*Picture) int{
		func(p *Picture) int {
			if p.Kind == event.ImageTarget {
				return 1
			}
			return 0
		},
		func(p *Picture) int { return p.Width * p.Height },
		func(p *Picture) int { return p.Bytes },
	} {
		if a, b := by(p), by(than); a != b {
			return a > b
		}
	}
	return false
}

// alarm finds an alarm, nil when it is not of this incident.
func (in *Incident) alarm(id int64) *Alarm {
	for i := range in.AlarmsOf {
		if in.AlarmsOf[i].ID == id {
			return &in.AlarmsOf[i]
		}
	}
	return nil
}

// track finds a track, nil when it is not of this incident.
func (in *Incident) track(id track.ID) *Track {
	for i := range in.TracksOf {
		if in.TracksOf[i].ID == id {
			return &in.TracksOf[i]
		}
	}
	return nil
}

// follows says whether a track of a target goes on.
func (in *Incident) follows(camera, target string) bool {
	return slices.ContainsFunc(in.TracksOf, func(t Track) bool { return t.Open && t.Target == target && t.CameraID == camera })
}

// goesOn says whether an alarm or a track of it goes on.
func (in *Incident) goesOn() bool {
	return slices.ContainsFunc(in.AlarmsOf, func(a Alarm) bool { return a.On }) || in.watched()
}

// watched says whether a track of it goes on.
func (in *Incident) watched() bool {
	return slices.ContainsFunc(in.TracksOf, func(t Track) bool { return t.Open })
}
