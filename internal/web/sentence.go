package web

import (
	"strings"

	"github.com/watchpost/watchpost/internal/event"
)

// Sentence says in a few words what an event is: "Person in zone", "Line crossed
// by car". What a device has written in it is as it was sent.
func (v *view) Sentence(e *event.Event) string {
	who := v.who(e.Targets)
	key := "event." + string(e.Type)
	if e.Type == event.Unknown && e.SmartType != "" {
		return v.T("event.unknown.named", e.SmartType)
	}
	if who == "" || !v.has(key+".who") {
		return v.T(key)
	}
	return capital(v.T(key+".who", who))
}

// who counts targets by type, in the order of event.TargetTypes: "person",
// "2 people, car". Those whose type is not known are left out.
func (v *view) who(all []event.Target) string {
	counts := make(map[event.TargetType]int64)
	for i := range all {
		counts[all[i].Type]++
	}
	var words []string
	for _, t := range event.TargetTypes() {
		if n := counts[t]; n > 0 && t != event.TargetUnknown && t != event.TargetPlate && t != event.TargetFace {
			words = append(words, v.N("who."+string(t), n))
		}
	}
	return strings.Join(words, ", ")
}

func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// classOf is the class of what an event shows, which gives it its colour: a plate
// and a face before what carries them.
func classOf(e *event.Event) event.TargetType {
	best := event.TargetUnknown
	for i := range e.Targets {
		t := &e.Targets[i]
		switch {
		case t.Plate != nil:
			return event.TargetPlate
		case t.Face != nil || t.Type == event.TargetFace:
			return event.TargetFace
		case best == event.TargetUnknown:
			best = t.Type
		}
	}
	return best
}
