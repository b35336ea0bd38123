package incident

import (
	"slices"

	"github.com/watchpost/watchpost/internal/event"
)

// raises are the kinds of alarm that come with a type of event, the usual one first,
// where that is not the type's own name. Recorders raise the alarm of zones for lines too, and that
// of counting lines for areas.
var raises = map[event.Type][]string{
	"region_intrusion": {"intrusion"},
	"line_crossing":    {"line_crossing", "intrusion"},
	"license_plate":    {"plate"},
	"face_match":       {"face"},
	"line_counting":    {"line_counting"},
	"area_counting":    {"area_counting", "line_counting"},
}

// How well an event explains an alarm.
const (
	fitsNot = iota
	fitsToo // some devices raise this one too
	fitsWell
)

// fit says how well an event of this type explains an alarm of this kind.
func fit(kind string, by event.Type) int {
	kinds, ok := raises[by]
	if !ok {
		kinds = []string{string(by)}
	}
	switch slices.Index(kinds, kind) {
	case -1:
		return fitsNot
	case 0:
		return fitsWell
	}
	return fitsToo
}

// alone are the kinds of alarm that no target raises.
func alone(kind string) bool { return kind == "channel_offline" || kind == "video_abnormal" }
