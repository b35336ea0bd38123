package api

import (
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/incident"
	"github.com/watchpost/watchpost/internal/journal"
	"github.com/watchpost/watchpost/internal/plate"
)

// filter is what lists of events and the stream have in common. Values of one
// field are alternatives; all fields must hold.
type filter struct {
	cameras, devices, groups []string
	types                    []event.Type
	categories               []event.Category
	targets                  []event.TargetType
	plate                    string // normalised
	image, hasPlate, face    bool
}

func filterOf(q *query) filter {
	f := filter{
		cameras:    q.list("camera"),
		devices:    q.list("device"),
		groups:     q.list("group"),
		types:      words(q, "type", event.Types()),
		categories: words(q, "category", event.Categories()),
		targets:    words(q, "target", event.TargetTypes()),
		plate:      q.plate("plate"),
	}
	for _, what := range words(q, "has", []string{"image", "plate", "face"}) {
		switch what {
		case "image":
			f.image = true
		case "plate":
			f.hasPlate = true
		case "face":
			f.face = true
		}
	}
	return f
}

// match says whether a journal entry passes. What has no such field, as a device
// has no type, passes no filter by it.
func (f *filter) match(e *journal.Entry) bool {
	switch {
	case e.Event != nil:
		return f.place(e.Event.DeviceID, e.Event.CameraID) && f.event(e.Event)
	case e.Incident != nil:
		return f.incident(e.Incident.Incident)
	case f.eventsOnly():
		return false
	case e.Alarm != nil:
		return f.place(e.Alarm.DeviceID, e.Alarm.CameraID)
	case e.Device != nil:
		return f.place(e.Device.DeviceID, "")
	case e.Track != nil:
		return f.place(e.Track.Track.DeviceID, e.Track.Track.CameraID)
	}
	return false
}

func (f *filter) place(deviceID, cameraID string) bool {
	return oneOf(f.devices, deviceID) && oneOf(f.cameras, cameraID)
}

// eventsOnly says whether a field is set that only events have.
func (f *filter) eventsOnly() bool {
	return len(f.types)+len(f.categories)+len(f.targets)+len(f.groups) > 0 ||
		f.plate != "" || f.image || f.hasPlate || f.face
}

func (f *filter) event(e *event.Event) bool {
	if !oneOf(f.types, e.Type) || !oneOf(f.categories, e.Category) {
		return false
	}
	if len(f.groups) > 0 && !slices.ContainsFunc(f.groups, func(g string) bool { return strings.EqualFold(g, e.Group) }) {
		return false
	}
	if f.image && !slices.ContainsFunc(e.Images, func(i event.Image) bool { return i.Flag == "" }) {
		return false
	}
	some := func(has func(*event.Target) bool) bool {
		return slices.ContainsFunc(e.Targets, func(t event.Target) bool { return has(&t) })
	}
	return (len(f.targets) == 0 || some(func(t *event.Target) bool { return oneOf(f.targets, t.Type) })) &&
		(f.plate == "" || some(func(t *event.Target) bool { return t.Plate != nil && plate.Normalize(t.Plate.Text) == f.plate })) &&
		(!f.hasPlate || some(func(t *event.Target) bool { return t.Plate != nil })) &&
		(!f.face || some(func(t *event.Target) bool { return t.Face != nil || t.Type == event.TargetFace }))
}

// incident says whether anything of an incident passes each of the fields.
func (f *filter) incident(in *incident.Incident) bool {
	typed := slices.ContainsFunc[[]event.Type]
	return slices.ContainsFunc(in.Cameras, func(c incident.Camera) bool { return f.place(c.DeviceID, c.CameraID) }) &&
		len(f.groups) == 0 &&
		(len(f.types) == 0 || typed(in.Types, func(t event.Type) bool { return slices.Contains(f.types, t) })) &&
		(len(f.categories) == 0 || typed(in.Types, func(t event.Type) bool { return slices.Contains(f.categories, t.Category()) })) &&
		(len(f.targets) == 0 || slices.ContainsFunc(in.TargetTypes, func(t event.TargetType) bool { return slices.Contains(f.targets, t) })) &&
		(f.plate == "" || slices.ContainsFunc(in.Plates, func(text string) bool { return plate.Normalize(text) == f.plate })) &&
		(!f.image || in.Picture != nil) && (!f.hasPlate || len(in.Plates) > 0) && (!f.face || len(in.Faces) > 0)
}

// oneOf says whether v is among the alternatives; without any, everything is.
func oneOf[T comparable](alternatives []T, v T) bool {
	return len(alternatives) == 0 || slices.Contains(alternatives, v)
}
