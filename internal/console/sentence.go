package console

import (
	"fmt"
	"strings"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/safetext"
)

// Bounds of device text within a sentence, in columns.
const (
	plateColumns = 16
	wordColumns  = 24
)

// Sentence says in a few words what an event is: "Person in zone", "Plate
// JP116D (whiteList)", "Line crossed by car". Text of the device in it is safe.
func Sentence(e *event.Event) string {
	s := sentence(e)
	switch e.State {
	case "stop":
		return s + ", ended"
	case "procedure":
		return s + ", goes on"
	}
	return s
}

func sentence(e *event.Event) string {
	who := targets(e.Targets)
	switch e.Type {
	case "license_plate":
		return plates(e)
	case "region_intrusion":
		return subject(who, "in zone", "Intrusion in zone")
	case "line_crossing":
		return by("Line crossed", who)
	case "region_entry":
		return subject(who, "entered zone", "Zone entered")
	case "region_exit":
		return subject(who, "left zone", "Zone left")
	case "loitering":
		return subject(who, "loitering", "Loitering")
	case "illegal_parking":
		return by("Illegal parking", who)
	case "line_counting":
		return by("Counted at line", who)
	case "area_counting":
		return by("Counted in area", who)
	case "video_metadata":
		return subject(who, "in view", "Something in view")
	case "smart_motion":
		return by("Motion", who)
	case "people_intrusion":
		return "People in zone"
	case "face_match":
		return "Face recognised"
	case "video_abnormal":
		return "Picture disturbed"
	case "sensor":
		return "Sensor input"
	case "audio":
		return "Noise"
	case event.Unknown:
		return fmt.Sprintf("Unknown detection %q", safetext.Line(e.SmartType, wordColumns))
	}
	return capital(strings.ReplaceAll(string(e.Type), "_", " "))
}

// subject is "who does", or alone when it is not known who.
func subject(who, does, alone string) string {
	if who == "" {
		return alone
	}
	return capital(who) + " " + does
}

// by is "what by who", or what alone when it is not known who.
func by(what, who string) string {
	if who == "" {
		return what
	}
	return what + " by " + who
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// targets counts targets by type, in the order of event.TargetTypes: "person",
// "2 people, car". Those whose type is not known are left out, unless there is
// no other.
func targets(all []event.Target) string {
	if len(all) == 1 && all[0].Type != event.TargetUnknown { // most events
		return string(all[0].Type)
	}
	counts := map[event.TargetType]int{}
	for _, t := range all {
		counts[t.Type]++
	}
	var words []string
	for _, t := range event.TargetTypes() {
		n := counts[t]
		switch {
		case n == 0, t == event.TargetUnknown && len(words) > 0:
		case t == event.TargetUnknown:
			words = append(words, "something")
		case n == 1:
			words = append(words, string(t))
		case t == event.TargetPerson:
			words = append(words, fmt.Sprintf("%d people", n))
		default:
			words = append(words, fmt.Sprintf("%d %ss", n, t))
		}
	}
	return strings.Join(words, ", ")
}

// maxPlates is how many plates of one event are spelled out.
const maxPlates = 3

// plates says which plates were read, each with its list or group.
func plates(e *event.Event) string {
	var words []string
	more := 0
	for _, t := range e.Targets {
		if t.Plate == nil {
			continue
		}
		if len(words) == maxPlates {
			more++
			continue
		}
		words = append(words, plate(t.Plate))
	}
	switch {
	case len(words) == 0:
		return "Plate not read"
	case len(words) == 1:
		return "Plate " + words[0]
	case more > 0:
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	return "Plates " + strings.Join(words, ", ")
}

func plate(p *event.Plate) string {
	text := safetext.Line(p.Text, plateColumns)
	if text == "" {
		text = "not read"
	}
	list := p.List
	if list == "" {
		list = p.Group
	}
	if list == "" {
		return text
	}
	return fmt.Sprintf("%s (%s)", text, safetext.Line(list, wordColumns))
}
